/* Identities are stored twice: with the name of each test, and in batches by id (test_batch), from
 * which those of a whole project are read in one pass. An identity gets its id under the lock of
 * the project's counter, by one who has seen all batches: that is what keeps ids unique.
 * Many rows are shared with a second connection. It commits by itself, before the first one does:
 * after a crash between, the next one who holds the lock finds its rows beyond the counter and
 * takes them over. */
#include "ingest/store_tests.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/db_copy.h"

enum {
    IDENTITY = 16,
    READ_AT_ONCE = 16,     /* batches */
    BATCH_MAX = 32768,     /* identities */
    BATCH_SMALL = 1024,    /* a batch that grows by what comes later */
    STRAY_AT_ONCE = 10000, /* tests */
    COPY_MAX = 100000,     /* rows in one statement, so that its time is bounded */
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

/* Rows beyond the counter are of one who did not come to its end: they are tests like any other. */
static enum err_code take_strays(struct db *db, const struct store *store, struct wanted *wanted,
                                 struct run *run, int32_t *next, struct err *err)
{
    for (size_t got = STRAY_AT_ONCE; got == STRAY_AT_ONCE;) {
        auto_params struct params params = {.binary_rows = true};
        params_int(&params, store->project_id);
        params_int(&params, *next);
        params_int(&params, STRAY_AT_ONCE);
        auto_rows struct rows *rows = NULL;
        try_(db_run(db, QUERY_TEST_STRAY, &params, &rows, err));
        got = rows_count(rows);
        for (size_t i = 0; i < got; i++) {
            size_t len;
            int32_t id = (int32_t)rows_int(rows, i, 0);
            const unsigned char *identity = rows_bytes(rows, i, 1, &len);
            wanted_match(wanted, id, identity, 1);
            try_(run_add(db, store, run, id, identity, err));
            *next = id + 1;
        }
    }
    return run_end(db, store, run, err);
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

static void copy_fresh(struct db_copy *copy, const struct store *store, const struct fresh *fresh,
                       size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        copy_case(copy, store, &store->report->cases[fresh->places[i]],
                  fresh->first_id + (int32_t)i);
}

/* One statement, or two side by side: the rows go to the one and the other by turns. */
static enum err_code copy_some(struct db *db, struct db *second, const struct store *store,
                               const struct fresh *fresh, size_t first, size_t count,
                               struct err *err)
{
    enum { TURN = 500 };
    struct db_copy *copy = NULL, *other = NULL;
    try_(db_copy_begin(db, QUERY_TEST_COPY, &copy, err));
    enum err_code code = second ? db_copy_begin(second, QUERY_TEST_COPY, &other, err) : ERR_OK;
    size_t half = other ? count - count / 2 : count;
    for (size_t at = 0; at < half && code == ERR_OK; at += TURN) {
        copy_fresh(copy, store, fresh, first + at, half - at < TURN ? half - at : TURN);
        size_t rest = count - half;
        if (at < rest)
            copy_fresh(other, store, fresh, first + half + at, rest - at < TURN ? rest - at : TURN);
    }
    if (code != ERR_OK) {
        db_copy_cancel(copy);
        return code;
    }
    code = db_copy_end(other, err);
    struct err later = {0};
    enum err_code own = db_copy_end(copy, code == ERR_OK ? err : &later);
    code = code == ERR_OK ? own : code;
    if (code != ERR_CONFLICT)
        return code;
    /* rows of a second connection came to their end after we had looked: the next try sees them */
    err_clear(err);
    return err_set(err, ERR_RETRY, "tests were being added by one that is gone");
}

static enum err_code copy_all(struct db *db, const struct store *store, const struct fresh *fresh,
                              struct err *err)
{
    struct db *second = NULL;
    struct err none = {0};
    if (store->pool && fresh->count > COPY_MAX &&
        db_pool_get(store->pool, 0, &second, &none) != ERR_OK)
        second = NULL;
    size_t most = second ? 2 * COPY_MAX : COPY_MAX;
    enum err_code code = ERR_OK;
    for (size_t first = 0; first < fresh->count && code == ERR_OK; first += most) {
        size_t count = fresh->count - first < most ? fresh->count - first : most;
        code = copy_some(db, second, store, fresh, first, count, err);
    }
    if (second)
        db_pool_put(store->pool, second);
    return code;
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

enum err_code store_tests_add(struct db *db, const struct store *store, struct wanted *wanted,
                              struct identity_place *place, struct fresh *fresh, struct err *err)
{
    int32_t next = 0;
    try_(lock(db, store, wanted, place, &next, err));
    auto_free struct run *run = malloc(sizeof *run);
    if (!run)
        return err_nomem(err);
    run->count = 0;
    run->first_id = 0;
    int32_t before = next;
    try_(take_strays(db, store, wanted, run, &next, err));
    size_t count = wanted_count(wanted);
    if ((int64_t)next + (int64_t)count > INT32_MAX)
        return err_set(err, ERR_LIMIT, "the project would have more than %d tests", INT32_MAX);
    uint32_t *places = malloc((count + 1) * sizeof *places);
    if (!places)
        return err_nomem(err);
    *fresh = (struct fresh){.first_id = next, .count = count, .places = places};
    wanted_name(wanted, next, places);
    if (count > 0) {
        try_(copy_all(db, store, fresh, err));
        try_(keep_identities(db, store, fresh, run, err));
    }
    next += (int32_t)count;
    return next > before ? advance(db, store, next, err) : ERR_OK;
}
