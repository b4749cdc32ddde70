/* A hash table over the identities (as of occurrence 1) finds rows that share a name. Almost all
 * stand alone and are done with that. The others are sorted, name by name, into the order they ran
 * in: group of files, rank of the attempt, file, place in the file; then the rows of one file are
 * folded by the rules of its dialect, and the tests of one file are matched with those of the
 * other files of its group, the n-th of a name with the n-th.
 * A row that was folded into another has no name any more; such rows are swept out at the end. */
#include "ingest/retries.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/huge.h"
#include "common/text.h"
#include "ingest/attempt_path.h"
#include "ingest/dialect.h"
#include "ingest/identity.h"
#include "ingest/mask.h"
#include "ingest/repeats.h"
#include "ingest/subtests.h"
#include "ingest/tally.h"

enum { NONE = UINT32_MAX, WORTH_A_THREAD = 100000 /* cases */ };

struct file_facts {
    const char *key; /* of its group */
    uint32_t group, rank;
    unsigned flags;  /* of its dialect */
    size_t replaced; /* rows that gave way to a later one */
};

/* Of the hash table. The tag saves looking at most rows of another name. */
struct slot {
    uint32_t tag;
    uint32_t first; /* case of the name, plus one; 0: free */
};

struct settling {
    struct report *report;
    struct file_facts *files;
    struct slot *slots;
    size_t mask;
    uint32_t *next;  /* by case: the next of the same name; NULL while there is none */
    uint32_t *first; /* names that several cases share */
    size_t first_count, first_capacity;
    struct row *rows;
    size_t row_capacity;
};

static void settling_free(struct settling *settling)
{
    free(settling->files);
    free(settling->slots);
    free(settling->next);
    free(settling->first);
    free(settling->rows);
}

/* ---- files --------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b, void *context)
{
    const struct file_facts *files = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = strcmp(files[x].key, files[y].key);
    return order ? order : x < y ? -1 : x > y;
}

static enum err_code read_files(struct settling *settling, struct err *err)
{
    struct report *report = settling->report;
    size_t count = report->file_count;
    settling->files = calloc(count + 1, sizeof *settling->files);
    auto_free uint32_t *order = calloc(count + 1, sizeof *order);
    auto_text struct text key = {0};
    if (!settling->files || !order)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        struct file_facts *facts = &settling->files[i];
        facts->rank = attempt_path_read(report->files[i].name, &key);
        facts->flags = dialect_named(report->files[i].dialect)->flags;
        facts->key = text_get(&key) ? arena_text(&report->arena, text_get(&key), key.len) : NULL;
        if (!facts->key)
            return err_nomem(err);
        order[i] = (uint32_t)i;
    }
    qsort_r(order, count, sizeof *order, by_key, settling->files);
    /* Two files without a mark of an attempt are not attempts of one another, even of one name. */
    for (size_t i = 0; i < count; i++) {
        struct file_facts *facts = &settling->files[order[i]];
        const struct file_facts *before = i ? &settling->files[order[i - 1]] : NULL;
        facts->group = before && strcmp(before->key, facts->key) == 0 ? before->group : order[i];
    }
    return ERR_OK;
}

/* ---- names --------------------------------------------------------------------------------- */

/* The suite that was met last: cases of one suite mostly follow each other. */
struct suite_length {
    const char *suite;
    size_t len;
};

static enum err_code identify(const struct settling *settling, struct suite_length *known,
                              struct report_case *row, struct err *err)
{
    bool needed = settling->files[row->file_index].flags & DIALECT_SUITE_IN_IDENTITY;
    if (needed && known->suite != row->suite) {
        known->suite = row->suite;
        known->len = identity_suite_length(row->suite);
    }
    struct identity_name name = {.suite = needed ? row->suite : "",
                                 .suite_len = needed ? known->len : 0,
                                 .classname = row->classname,
                                 .name = row->name,
                                 .variant = row->variant,
                                 .occurrence = row->occurrence};
    return identity_make(&name, &row->identity, err);
}

static uint64_t hash_of(const struct identity *identity)
{
    uint64_t hash;
    memcpy(&hash, identity->bytes, sizeof hash);
    return hash;
}

/* Puts case @index behind the others of its name, of which @head is the first. The last of them is
 * kept in the place of the first's successor's end: next[head] leads to the last, which leads round
 * to the second. */
static enum err_code chain(struct settling *settling, uint32_t head, uint32_t index,
                           struct err *err)
{
    size_t count = settling->report->case_count;
    if (!settling->next) {
        settling->next = malloc(count * sizeof *settling->next);
        if (!settling->next)
            return err_nomem(err);
        memset(settling->next, 0xFF, count * sizeof *settling->next);
    }
    uint32_t last = settling->next[head];
    if (last == NONE) {
        if (settling->first_count == settling->first_capacity) {
            size_t capacity = settling->first_capacity * 2 + 64;
            uint32_t *grown = realloc(settling->first, capacity * sizeof *grown);
            if (!grown)
                return err_nomem(err);
            settling->first = grown;
            settling->first_capacity = capacity;
        }
        settling->first[settling->first_count++] = head;
        settling->next[index] = index;
    } else {
        settling->next[index] = settling->next[last];
        settling->next[last] = index;
    }
    settling->next[head] = index;
    return ERR_OK;
}

static enum err_code enter_name(struct settling *settling, size_t index, struct err *err)
{
    const struct report_case *cases = settling->report->cases;
    const struct identity *identity = &cases[index].identity;
    uint64_t hash = hash_of(identity);
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t at = hash & settling->mask;
    for (; settling->slots[at].first; at = (at + 1) & settling->mask) {
        uint32_t first = settling->slots[at].first - 1;
        if (settling->slots[at].tag == tag &&
            memcmp(&cases[first].identity, identity, sizeof *identity) == 0)
            return chain(settling, first, (uint32_t)index, err);
    }
    settling->slots[at] = (struct slot){tag, (uint32_t)index + 1};
    return ERR_OK;
}

/* The cases that one thread identifies. */
struct span {
    const struct settling *settling;
    size_t first, end;
    enum err_code code;
    struct err err;
};

static void *identify_span(void *context)
{
    struct span *span = context;
    struct suite_length known = {.suite = NULL};
    for (size_t i = span->first; i < span->end && span->code == ERR_OK; i++)
        span->code =
            identify(span->settling, &known, &span->settling->report->cases[i], &span->err);
    return NULL;
}

/* Half of a large report is identified by a second thread, when there can be one. */
static enum err_code identify_all(const struct settling *settling, struct err *err)
{
    size_t count = settling->report->case_count;
    size_t half = count < WORTH_A_THREAD ? count : count / 2;
    struct span here = {.settling = settling, .first = 0, .end = half};
    struct span there = {.settling = settling, .first = half, .end = count};
    pthread_t thread;
    bool shared = half < count && pthread_create(&thread, NULL, identify_span, &there) == 0;
    identify_span(&here);
    if (shared)
        pthread_join(thread, NULL);
    else
        identify_span(&there);
    const struct span *failed = here.code != ERR_OK ? &here : &there;
    if (failed->code != ERR_OK && err)
        *err = failed->err;
    return failed->code;
}

static enum err_code find_names(struct settling *settling, struct err *err)
{
    enum { AHEAD = 16 };
    const struct report_case *cases = settling->report->cases;
    size_t size = 64, count = settling->report->case_count;
    while (size < count * 2)
        size *= 2;
    settling->mask = size - 1;
    settling->slots = calloc(size, sizeof *settling->slots);
    if (!settling->slots)
        return err_nomem(err);
    huge_advise(settling->slots, size * sizeof *settling->slots);
    try_(identify_all(settling, err));
    for (size_t i = 0; i < count + AHEAD; i++) {
        if (i < count)
            __builtin_prefetch(&settling->slots[hash_of(&cases[i].identity) & settling->mask], 1);
        if (i >= AHEAD)
            try_(enter_name(settling, i - AHEAD, err));
    }
    return ERR_OK;
}

/* ---- one name ------------------------------------------------------------------------------ */

static int by_order(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_group_and_nth(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->nth != y->nth)
        return x->nth < y->nth ? -1 : 1;
    return by_order(a, b);
}

/* Behind the rows of the file that @start belongs to. */
static size_t end_of_file(const struct row *rows, size_t start, size_t count)
{
    size_t end = start + 1;
    while (end < count && rows[end].file == rows[start].file)
        end++;
    return end;
}

/* All rows of one name. */
static enum err_code settle_name(struct settling *settling, struct row *rows, size_t count,
                                 struct err *err)
{
    struct report_case *cases = settling->report->cases;
    qsort(rows, count, sizeof *rows, by_order);
    size_t used = 0;
    for (size_t i = 0; i < count;) {
        size_t end = end_of_file(rows, i, count), left;
        struct file_facts *file = &settling->files[rows[i].file];
        try_(repeats_fold(settling->report, file->flags, rows + i, end - i, &left, &file->replaced,
                          err));
        memmove(rows + used, rows + i, left * sizeof *rows);
        used += left;
        i = end;
    }
    qsort(rows, used, sizeof *rows, by_group_and_nth);
    int32_t occurrence = 0;
    for (size_t i = 0; i < used; i++) {
        struct report_case *row = &cases[rows[i].index];
        bool attempt = i > 0 && rows[i].group == rows[i - 1].group &&
                       rows[i].nth == rows[i - 1].nth && rows[i].rank != rows[i - 1].rank;
        if (attempt)
            try_(repeats_join(settling->report, &rows[i - 1], &rows[i], err));
        else
            occurrence++;
        row->occurrence = occurrence;
    }
    return ERR_OK;
}

static enum err_code gather(struct settling *settling, uint32_t head, size_t *count,
                            struct err *err)
{
    const struct report_case *cases = settling->report->cases;
    uint32_t last = settling->next[head], at = head;
    for (*count = 0;; at = at == head ? settling->next[last] : settling->next[at]) {
        if (*count == settling->row_capacity) {
            size_t capacity = settling->row_capacity * 2 + 16;
            struct row *rows = realloc(settling->rows, capacity * sizeof *rows);
            if (!rows)
                return err_nomem(err);
            settling->rows = rows;
            settling->row_capacity = capacity;
        }
        const struct file_facts *facts = &settling->files[cases[at].file_index];
        settling->rows[(*count)++] = (struct row){.index = at,
                                                  .group = facts->group,
                                                  .rank = facts->rank,
                                                  .file = cases[at].file_index,
                                                  .nth = 0};
        if (at == last)
            return ERR_OK;
    }
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum err_code settle_names(struct settling *settling, struct err *err)
{
    struct suite_length known = {.suite = NULL};
    for (size_t i = 0; i < settling->first_count; i++) {
        size_t count;
        try_(gather(settling, settling->first[i], &count, err));
        try_(settle_name(settling, settling->rows, count, err));
        for (size_t j = 0; j < count; j++) {
            struct report_case *row = &settling->report->cases[settling->rows[j].index];
            if (row->name && row->occurrence > 1)
                try_(identify(settling, &known, row, err));
        }
    }
    return ERR_OK;
}

/* Where rows apart are attempts, one name that gainsays it shows that its file has another reason
 * to repeat names. */
static enum err_code doubt_apart(struct settling *settling, struct err *err)
{
    bool needed = false;
    for (size_t i = 0; i < settling->report->file_count; i++)
        needed = needed || settling->files[i].flags & DIALECT_REPEATS_APART;
    for (size_t i = 0; needed && i < settling->first_count; i++) {
        size_t count;
        try_(gather(settling, settling->first[i], &count, err));
        qsort(settling->rows, count, sizeof *settling->rows, by_order);
        for (size_t at = 0, end; at < count; at = end) {
            const struct row *rows = settling->rows + at;
            end = end_of_file(settling->rows, at, count);
            if (!repeats_can_be_tries(settling->report, rows, end - at))
                settling->files[rows->file].flags &= ~(unsigned)DIALECT_REPEATS_APART;
        }
    }
    return ERR_OK;
}

static void tell_replaced(const struct settling *settling)
{
    for (size_t i = 0; i < settling->report->file_count; i++) {
        size_t replaced = settling->files[i].replaced;
        if (replaced)
            report_warn(settling->report, (uint32_t)i, "rows_replaced", 0, 0,
                        "%zu row%s gave way to a later one of the same test; they say passed, and "
                        "may be tries that failed",
                        replaced, replaced == 1 ? "" : "s");
    }
}

static enum err_code settle(struct settling *settling, struct err *err)
{
    try_(read_files(settling, err));
    try_(find_names(settling, err));
    try_(doubt_apart(settling, err));
    try_(settle_names(settling, err));
    tell_replaced(settling);
    return tally_report(settling->report, err);
}

enum err_code retries_settle(struct report *report, struct err *err)
{
    struct settling settling = {.report = report};
    enum err_code code = settle(&settling, err);
    settling_free(&settling);
    if (code == ERR_OK)
        code = subtests_mark(report, err);
    return code == ERR_OK ? mask_report(report, err) : code;
}
