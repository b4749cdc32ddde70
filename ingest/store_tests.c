/* Most reports hold exactly the tests of an earlier one, in the same order: then the hash of their
 * identities finds the whole list at once. Only otherwise are tests looked up one by one, in
 * batches, and only new ones take the lock of the project's counter. */
#define XXH_INLINE_ALL
#include "ingest/store_tests.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/auto.h"

enum { BATCH = 50000, HASHED_AT_ONCE = 256 };

static void list_hash(const struct report *report, unsigned char out[16])
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        abort(); /* a page of memory */
    XXH3_128bits_reset(state);
    struct identity together[HASHED_AT_ONCE];
    for (size_t i = 0, held = 0; i < report->case_count; i++) {
        together[held++] = report->cases[i].identity;
        if (held == HASHED_AT_ONCE || i + 1 == report->case_count) {
            XXH3_128bits_update(state, together, held * sizeof *together);
            held = 0;
        }
    }
    for (size_t i = 0; i < report->suite_count; i++) {
        XXH3_128bits_update(state, report->suites[i].name, strlen(report->suites[i].name) + 1);
        XXH3_128bits_update(state, &report->suites[i].cases, sizeof report->suites[i].cases);
    }
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    memcpy(out, canonical.digest, 16);
    XXH3_freeState(state);
}

/* Where the cases stand whose ids are needed: those with attempts, which may become rows. */
static int32_t *needed_positions(const struct report *report, size_t *count)
{
    *count = report->told_count;
    int32_t *positions = malloc((*count + 1) * sizeof *positions);
    for (size_t i = 0; positions && i < *count; i++)
        positions[i] = (int32_t)report->told[i] + 1;
    return positions;
}

/* Puts the ids of a list that is known to where they belong; the others stay 0. */
static enum err_code place_ids(struct store *store, const struct rows *rows,
                               const int32_t *positions, size_t count, int32_t *test_ids,
                               struct err *err)
{
    int32_t *picked;
    size_t picked_count;
    if (rows_int(rows, 0, 1) != (int64_t)store->report->case_count)
        return err_set(err, ERR_INTERNAL, "test list %s holds %s tests instead of %zu",
                       rows_text(rows, 0, 0), rows_text(rows, 0, 1), store->report->case_count);
    try_(rows_int_array(rows, 0, 2, &store->report->arena, &picked, &picked_count, err));
    if (picked_count != count)
        return err_set(err, ERR_INTERNAL, "asked for %zu tests, got %zu", count, picked_count);
    for (size_t i = 0; i < count; i++)
        test_ids[positions[i] - 1] = picked[i];
    store->list_id = rows_int(rows, 0, 0);
    return ERR_OK;
}

static enum err_code find_list(struct db *db, struct store *store, const unsigned char hash[16],
                               int32_t *test_ids, struct err *err)
{
    size_t count;
    auto_free int32_t *positions = needed_positions(store->report, &count);
    if (!positions)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid(&params, hash);
    params_int_array(&params, positions, count, sizeof *positions);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_LIST_FIND, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_NOT_FOUND;
    return place_ids(store, rows, positions, count, test_ids, err);
}

/* Ids of cases[@first .. @first + @count), 0 for those not known. */
static enum err_code find_batch(struct db *db, const struct store *store, size_t first,
                                size_t count, int32_t *test_ids, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid_array(&params, store->report->cases[first].identity.bytes, count,
                      sizeof store->report->cases[0]);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_IDENTIFY, &params, &rows, err));
    struct arena scratch = {0};
    int32_t *found;
    size_t found_count = 0;
    enum err_code code = rows_int_array(rows, 0, 0, &scratch, &found, &found_count, err);
    if (code == ERR_OK && found_count != count)
        code = err_set(err, ERR_INTERNAL, "asked for %zu tests, got %zu", count, found_count);
    if (code == ERR_OK)
        memcpy(test_ids + first, found, count * sizeof *found);
    arena_free(&scratch);
    return code;
}

static enum err_code find_tests(struct db *db, const struct store *store, int32_t *test_ids,
                                size_t *unknown, struct err *err)
{
    size_t total = store->report->case_count;
    for (size_t first = 0; first < total; first += BATCH) {
        size_t count = total - first < BATCH ? total - first : BATCH;
        try_(find_batch(db, store, first, count, test_ids, err));
    }
    *unknown = 0;
    for (size_t i = 0; i < total; i++)
        *unknown += test_ids[i] == 0;
    return ERR_OK;
}

static enum err_code lock_counter(struct db *db, const struct store *store, int32_t *next,
                                  struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_LOCK, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", store->project_id);
    *next = (int32_t)rows_int(rows, 0, 0);
    return ERR_OK;
}

/* Adds the tests @fresh, which have consecutive ids from @first_id. The cases are copied together
 * first, because a column is sent with one stride. */
static enum err_code insert_batch(struct db *db, const struct store *store,
                                  const struct report_case *const *fresh, size_t count,
                                  int32_t first_id, struct err *err)
{
    struct row {
        struct report_case base;
        int32_t id;
    } *rows = calloc(count, sizeof *rows);
    if (!rows)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct row){.base = *fresh[i], .id = first_id + (int32_t)i};
    size_t step = sizeof *rows;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_time(&params, store->now);
    params_int_array(&params, &rows->id, count, step);
    params_uuid_array(&params, rows->base.identity.bytes, count, step);
    params_text_array(&params, &rows->base.suite, count, step);
    params_text_array(&params, &rows->base.classname, count, step);
    params_text_array(&params, &rows->base.name, count, step);
    params_text_array(&params, &rows->base.variant, count, step);
    params_int_array(&params, &rows->base.occurrence, count, step);
    params_text_array(&params, &rows->base.file, count, step);
    params_int_array(&params, &rows->base.line, count, step);
    enum err_code code = db_run(db, QUERY_TEST_INSERT, &params, NULL, err);
    free(rows);
    return code;
}

/* Under the lock of the counter: what another upload added meanwhile is found, the rest is new. */
static enum err_code add_tests(struct db *db, const struct store *store, int32_t *test_ids,
                               struct err *err)
{
    int32_t next = 0;
    size_t unknown = 0;
    try_(lock_counter(db, store, &next, err));
    try_(find_tests(db, store, test_ids, &unknown, err));
    if (unknown == 0)
        return ERR_OK;
    if ((int64_t)next + (int64_t)unknown > INT32_MAX)
        return err_set(err, ERR_LIMIT, "the project would have more than %d tests", INT32_MAX);
    const struct report_case **fresh = calloc(BATCH, sizeof(const struct report_case *));
    if (!fresh)
        return err_nomem(err);
    enum err_code code = ERR_OK;
    size_t held = 0;
    for (size_t i = 0; i < store->report->case_count && code == ERR_OK; i++) {
        if (test_ids[i] == 0) {
            fresh[held++] = &store->report->cases[i];
            test_ids[i] = next + (int32_t)held - 1;
        }
        if (held == BATCH || (i + 1 == store->report->case_count && held > 0)) {
            code = insert_batch(db, store, fresh, held, next, err);
            next += (int32_t)held;
            held = 0;
        }
    }
    free(fresh);
    try_(code);
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, next);
    return db_run(db, QUERY_TEST_ADVANCE, &params, NULL, err);
}

static enum err_code insert_list(struct db *db, struct store *store, const unsigned char hash[16],
                                 const int32_t *test_ids, struct err *err)
{
    const struct report *report = store->report;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid(&params, hash);
    params_int_array(&params, test_ids, report->case_count, sizeof *test_ids);
    size_t step = sizeof report->suites[0];
    if (report->suite_count > 0) {
        params_text_array(&params, &report->suites[0].name, report->suite_count, step);
        params_int_array(&params, (const int32_t *)&report->suites[0].cases, report->suite_count,
                         step);
    } else {
        params_text(&params, "{}");
        params_text(&params, "{}");
    }
    params_time(&params, store->now);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_LIST_INSERT, &params, &rows, err));
    store->list_id = rows_int(rows, 0, 0);
    return ERR_OK;
}

enum err_code store_tests(struct db *db, struct store *store, int32_t **test_ids, struct err *err)
{
    unsigned char hash[16];
    size_t count = store->report->case_count, unknown;
    int32_t *ids = arena_zalloc(&store->report->arena, count + 1, sizeof *ids);
    if (!ids)
        return err_nomem(err);
    *test_ids = ids;
    list_hash(store->report, hash);
    enum err_code code = find_list(db, store, hash, ids, err);
    if (code != ERR_NOT_FOUND)
        return code;

    try_(find_tests(db, store, ids, &unknown, err));
    if (unknown > 0)
        try_(add_tests(db, store, ids, err));
    return insert_list(db, store, hash, ids, err);
}
