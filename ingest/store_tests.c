/* Identities are stored twice: with the name of each test, and in batches by id (test_batch), from
 * which those of a whole project are read in one pass. An identity gets its id under the lock of
 * the project's counter, by one who has seen all batches: that is what keeps ids unique.
 * The first tests of a project, when there are many, are not made rows at once: that would take
 * longer than all the rest. Their words wait as columns (test_words) for who wants to read tests,
 * and only those that have attempts, which the verdict may be about, become rows. */
#include "ingest/store_tests.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/db_copy.h"
#include "common/text.h"

enum {
    IDENTITY = 16,
    READ_AT_ONCE = 16,  /* batches */
    BATCH_MAX = 16384,  /* tests: identities, words */
    BATCH_SMALL = 1024, /* a batch that grows by what comes later */
    COPY_MAX = 100000,  /* rows in one statement, so that its time is bounded */
    PACKED_MIN = 20000, /* first tests of a project that are not made rows at once */
    COLUMNS = 11
};

/* ---- finding ------------------------------------------------------------------------------- */

static enum err_code send_read(struct db *db, const struct store *store, int32_t next,
                               struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    params_int(&params, store->project_id);
    params_int(&params, next);
    params_int(&params, READ_AT_ONCE);
    return db_send(db, QUERY_TEST_BATCH_READ, &params, err);
}

static enum err_code receive_read(struct db *db, const struct store *store, struct wanted *wanted,
                                  struct identity_place *place, bool *more, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        size_t len;
        int32_t first_id = (int32_t)rows_int(rows, i, 0);
        const unsigned char *identities = rows_bytes(rows, i, 1, &len);
        size_t count = len / IDENTITY;
        if (first_id < place->next) {
            size_t seen = (size_t)(place->next - first_id);
            identities += seen * IDENTITY;
            count -= seen;
            first_id = place->next;
        }
        wanted_match(wanted, first_id, identities, count);
        identity_map_put(store->known, store->project_id, place, first_id, identities, count);
    }
    *more = rows_count(rows) == READ_AT_ONCE;
    return ERR_OK;
}

enum err_code store_tests_find(struct db *db, const struct store *store, struct wanted *wanted,
                               struct identity_place *place, struct err *err)
{
    bool more = true;
    while (more) {
        try_(send_read(db, store, place->next, err));
        try_(receive_read(db, store, wanted, place, &more, err));
    }
    return ERR_OK;
}

/* ---- under the lock ------------------------------------------------------------------------ */

/* Takes the lock and, in the same round, looks at what was added meanwhile. */
static enum err_code lock(struct db *db, const struct store *store, struct wanted *wanted,
                          struct identity_place *place, int32_t *next, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    try_(db_send(db, QUERY_TEST_LOCK, &params, err));
    try_(send_read(db, store, place->next, err));
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", store->project_id);
    *next = (int32_t)rows_int(rows, 0, 0);
    bool more;
    try_(receive_read(db, store, wanted, place, &more, err));
    return more ? store_tests_find(db, store, wanted, place, err) : ERR_OK;
}

static enum err_code append(struct db *db, const struct store *store, int32_t first_id,
                            const unsigned char *identities, size_t count, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, first_id);
    params_bytes(&params, identities, count * IDENTITY);
    params_int(&params, BATCH_SMALL);
    return db_run(db, QUERY_TEST_BATCH_APPEND, &params, NULL, err);
}

/* A run of identities whose ids follow one another, on its way to the batches. */
struct run {
    int32_t first_id;
    size_t count;
    unsigned char identities[BATCH_MAX][IDENTITY];
};

static enum err_code run_end(struct db *db, const struct store *store, struct run *run,
                             struct err *err)
{
    if (run->count == 0)
        return ERR_OK;
    try_(append(db, store, run->first_id, run->identities[0], run->count, err));
    run->count = 0;
    return ERR_OK;
}

static enum err_code run_add(struct db *db, const struct store *store, struct run *run, int32_t id,
                             const unsigned char *identity, struct err *err)
{
    if (run->count == BATCH_MAX || id != run->first_id + (int32_t)run->count)
        try_(run_end(db, store, run, err));
    if (run->count == 0)
        run->first_id = id;
    memcpy(run->identities[run->count++], identity, IDENTITY);
    return ERR_OK;
}

/* ---- adding -------------------------------------------------------------------------------- */

static void copy_case(struct db_copy *copy, const struct store *store,
                      const struct report_case *one, int32_t id)
{
    db_copy_row(copy, COLUMNS);
    db_copy_int(copy, store->project_id);
    db_copy_int(copy, id);
    db_copy_uuid(copy, one->identity.bytes);
    db_copy_text(copy, one->suite);
    db_copy_text(copy, one->classname);
    db_copy_text(copy, one->name);
    db_copy_text(copy, one->variant);
    db_copy_int(copy, one->occurrence);
    db_copy_text(copy, one->file);
    if (one->line)
        db_copy_int(copy, one->line);
    else
        db_copy_null(copy);
    db_copy_time(copy, store->now);
}

/* @told: only the tests that have attempts. */
static enum err_code copy_some(struct db *db, const struct store *store, const struct fresh *fresh,
                               size_t first, size_t count, bool told, struct err *err)
{
    struct db_copy *copy = NULL;
    try_(db_copy_begin(db, QUERY_TEST_COPY, &copy, err));
    for (size_t i = first; i < first + count; i++) {
        const struct report_case *one = &store->report->cases[fresh->places[i]];
        if (!told || one->attempts)
            copy_case(copy, store, one, fresh->first_id + (int32_t)i);
    }
    return db_copy_end(copy, err);
}

static enum err_code copy_all(struct db *db, const struct store *store, const struct fresh *fresh,
                              struct err *err)
{
    for (size_t first = 0, count; first < fresh->count; first += count) {
        count = fresh->count - first < COPY_MAX ? fresh->count - first : COPY_MAX;
        try_(copy_some(db, store, fresh, first, count, false, err));
    }
    return ERR_OK;
}

/* The words of a batch of tests, each kind as one text. */
struct words {
    struct text suites, classnames, names, variants, files;
    int32_t occurrences[BATCH_MAX], lines[BATCH_MAX];
    size_t count;
};

static void words_free(struct words **words)
{
    if (!*words)
        return;
    text_free(&(*words)->suites);
    text_free(&(*words)->classnames);
    text_free(&(*words)->names);
    text_free(&(*words)->variants);
    text_free(&(*words)->files);
    free(*words);
}

static void put_word(struct text *column, bool first, const char *word)
{
    if (!first)
        text_putc(column, '\1');
    if (word)
        text_puts(column, word);
}

static void put_words(struct words *words, const struct report_case *one)
{
    bool first = words->count == 0;
    put_word(&words->suites, first, one->suite);
    put_word(&words->classnames, first, one->classname);
    put_word(&words->names, first, one->name);
    put_word(&words->variants, first, one->variant);
    put_word(&words->files, first, one->file);
    words->occurrences[words->count] = one->occurrence;
    words->lines[words->count++] = one->line;
}

static enum err_code send_words(struct db *db, const struct store *store, struct words *words,
                                int32_t first_id, struct err *err)
{
    struct text *columns[] = {&words->suites, &words->classnames, &words->names, &words->variants,
                              &words->files};
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, first_id);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (columns[i]->failed)
            return err_nomem(err);
        params_text(&params, text_get(columns[i]));
        text_clear(columns[i]);
    }
    params_int_array(&params, words->occurrences, words->count, sizeof *words->occurrences);
    params_int_array(&params, words->lines, words->count, sizeof *words->lines);
    params_time(&params, store->now);
    words->count = 0;
    return db_send(db, QUERY_TEST_WORDS_INSERT, &params, err);
}

/* Batches as keep_identities() makes them: the first tests of a project follow on none. */
static enum err_code pack_all(struct db *db, const struct store *store, const struct fresh *fresh,
                              struct err *err)
{
    struct words *words auto_(words_free) = calloc(1, sizeof *words);
    if (!words)
        return err_nomem(err);
    for (size_t i = 0; i < fresh->count; i++) {
        put_words(words, &store->report->cases[fresh->places[i]]);
        if (words->count < BATCH_MAX && i + 1 < fresh->count)
            continue;
        size_t first = i + 1 - words->count;
        try_(db_skip(db, 0, err)); /* the one before is stored while this one is put together */
        try_(send_words(db, store, words, fresh->first_id + (int32_t)first, err));
    }
    try_(db_drain(db, err));
    return copy_some(db, store, fresh, 0, fresh->count, true, err);
}

static enum err_code keep_identities(struct db *db, const struct store *store,
                                     const struct fresh *fresh, struct run *run, struct err *err)
{
    for (size_t i = 0; i < fresh->count; i++)
        try_(run_add(db, store, run, fresh->first_id + (int32_t)i,
                     store->report->cases[fresh->places[i]].identity.bytes, err));
    return run_end(db, store, run, err);
}

static enum err_code advance(struct db *db, const struct store *store, int32_t next,
                             struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, next);
    return db_run(db, QUERY_TEST_ADVANCE, &params, NULL, err);
}

static enum err_code add(struct db *db, const struct store *store, const struct fresh *fresh,
                         struct err *err)
{
    auto_free struct run *run = malloc(sizeof *run);
    if (!run)
        return err_nomem(err);
    run->count = 0;
    run->first_id = 0;
    try_(fresh->packed ? pack_all(db, store, fresh, err) : copy_all(db, store, fresh, err));
    try_(keep_identities(db, store, fresh, run, err));
    return advance(db, store, fresh->first_id + (int32_t)fresh->count, err);
}

enum err_code store_tests_add(struct db *db, const struct store *store, struct wanted *wanted,
                              struct identity_place *place, struct fresh *fresh, struct err *err)
{
    int32_t next = 0;
    try_(lock(db, store, wanted, place, &next, err));
    size_t count = wanted_count(wanted);
    if ((int64_t)next + (int64_t)count > INT32_MAX)
        return err_set(err, ERR_LIMIT, "the project would have more than %d tests", INT32_MAX);
    uint32_t *places = malloc((count + 1) * sizeof *places);
    if (!places)
        return err_nomem(err);
    *fresh = (struct fresh){.first_id = next,
                            .count = count,
                            .places = places,
                            .packed = next == 1 && count >= PACKED_MIN};
    wanted_name(wanted, next, places);
    return count > 0 ? add(db, store, fresh, err) : ERR_OK;
}
