/* Almost all rows stand alone with their names and are done with that. The others are sorted, name
 * by name, into the order they ran in: group of files, rank of the attempt, file, place in the
 * file; then the rows of one file are folded by the rules of its dialect, and the tests of one file
 * are matched with those of the other files of its group, the n-th of a name with the n-th. A row
 * that was folded into another has no name any more; such rows are swept out at the end. */
#include "ingest/retries.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/text.h"
#include "ingest/attempt_path.h"
#include "ingest/dialect.h"
#include "ingest/mask.h"
#include "ingest/repeats.h"
#include "ingest/subtests.h"
#include "ingest/tally.h"

struct file_facts {
    const char *key; /* of its group */
    uint32_t group, rank;
    unsigned flags;  /* of its dialect */
    size_t replaced; /* rows that gave way to a later one */
};

struct settling {
    struct report *report;
    struct file_facts *files;
    struct namesakes *names;
    struct row *rows;
    size_t row_capacity;
};

static void settling_free(struct settling *settling)
{
    free(settling->files);
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
        report->files[i].by_suite = facts->flags & DIALECT_SUITE_IN_IDENTITY;
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

static enum err_code gather(struct settling *settling, uint32_t first, size_t *count,
                            struct err *err)
{
    const struct report_case *cases = settling->report->cases;
    uint32_t at = first;
    *count = 0;
    do {
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
        at = namesakes_after(settling->names, first, at);
    } while (at != first);
    return ERR_OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum err_code settle_names(struct settling *settling, struct err *err)
{
    struct suite_length known = {.suite = NULL};
    for (size_t i = 0; i < settling->names->first_count; i++) {
        size_t count;
        try_(gather(settling, settling->names->first[i], &count, err));
        try_(settle_name(settling, settling->rows, count, err));
        for (size_t j = 0; j < count; j++) {
            struct report_case *row = &settling->report->cases[settling->rows[j].index];
            if (row->name && row->occurrence > 1)
                try_(namesakes_identify(settling->report->files, &known, row, err));
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
    for (size_t i = 0; needed && i < settling->names->first_count; i++) {
        size_t count;
        try_(gather(settling, settling->names->first[i], &count, err));
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
    try_(namesakes_enter(settling->names, settling->report, settling->report->case_count, err));
    try_(doubt_apart(settling, err));
    try_(settle_names(settling, err));
    tell_replaced(settling);
    return tally_report(settling->report, err);
}

enum err_code retries_settle_named(struct report *report, struct namesakes *names, struct err *err)
{
    struct settling settling = {.report = report, .names = names};
    if (report->misled)
        namesakes_free(names);
    enum err_code code = settle(&settling, err);
    settling_free(&settling);
    namesakes_free(names);
    if (code == ERR_OK)
        code = subtests_mark(report, err);
    return code == ERR_OK ? mask_report(report, err) : code;
}

enum err_code retries_settle(struct report *report, struct err *err)
{
    struct namesakes names = {.slots = NULL};
    return retries_settle_named(report, &names, err);
}
