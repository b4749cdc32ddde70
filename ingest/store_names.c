/* Most reports hold exactly the tests of an earlier one, in the same order: then the hash of their
 * identities finds the whole list at once. Only otherwise are tests looked for one by one, in what
 * is remembered and in what was stored since; and only new ones take the lock of the project's
 * counter, in a transaction of its own that ends before the report is stored. */
#define XXH_INLINE_ALL
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/auto.h"
#include "ingest/store.h"
#include "ingest/store_tests.h"

enum { HASHED_AT_ONCE = 256 };

struct naming {
    struct store *store;
    unsigned char hash[16];
    int32_t *ids; /* by case; 0: not known yet */
    bool found;   /* the list as a whole */
    struct wanted *wanted;
    struct identity_place place;
    struct fresh fresh;
};

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

/* ---- the list as a whole ------------------------------------------------------------------- */

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
static enum err_code place_ids(struct naming *naming, const struct rows *rows,
                               const int32_t *positions, size_t count, struct err *err)
{
    int32_t *picked;
    size_t picked_count;
    struct report *report = naming->store->report;
    if (rows_int(rows, 0, 1) != (int64_t)report->case_count)
        return err_set(err, ERR_INTERNAL, "test list %s holds %s tests instead of %zu",
                       rows_text(rows, 0, 0), rows_text(rows, 0, 1), report->case_count);
    try_(rows_int_array(rows, 0, 2, &report->arena, &picked, &picked_count, err));
    if (picked_count != count)
        return err_set(err, ERR_INTERNAL, "asked for %zu tests, got %zu", count, picked_count);
    for (size_t i = 0; i < count; i++)
        naming->ids[positions[i] - 1] = picked[i];
    return ERR_OK;
}

static void note_list(struct store *store, const struct rows *rows, int first_column, bool is_new)
{
    store->list_id = rows_int(rows, 0, 0);
    store->is_new_list = is_new;
    store->fresh_first = is_new ? (int32_t)rows_int(rows, 0, first_column) : 0;
    store->fresh_count = is_new ? (size_t)rows_int(rows, 0, first_column + 1) : 0;
}

/* By job, as far as a hash tells jobs apart: the list of its last report, where it was remembered;
 * else 0. */
static _Atomic int64_t *recalled(const struct store *store)
{
    static _Atomic int64_t jobs[1024];
    const struct upload *upload = store->upload;
    const char *names[] = {upload->job, upload->shard, upload->variant};
    XXH64_hash_t hash = (XXH64_hash_t)store->project_id;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        hash = XXH3_64bits_withSeed(names[i], strlen(names[i]), hash);
    return &jobs[hash % (sizeof jobs / sizeof *jobs)];
}

/* A list that is remembered is one that a report has. */
static bool remember_list(struct naming *naming)
{
    struct store *store = naming->store;
    const struct report *report = store->report;
    store->list_id = identity_map_list(store->known, store->project_id, naming->hash, report->cases,
                                       report->told, report->told_count, naming->ids);
    store->remembered = store->list_id != 0;
    atomic_store(recalled(store), store->list_id);
    return store->remembered;
}

static enum err_code find_list(struct db *db, struct naming *naming, struct err *err)
{
    struct store *store = naming->store;
    unsigned breaks = db_breaks();
    size_t count;
    auto_free int32_t *positions = needed_positions(store->report, &count);
    if (!positions)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid(&params, naming->hash);
    params_int_array(&params, positions, count, sizeof *positions);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_LIST_FIND, &params, &rows, err));
    naming->found = rows_count(rows) > 0;
    if (!naming->found)
        return ERR_OK;
    try_(place_ids(naming, rows, positions, count, err));
    note_list(store, rows, 3, !rows_bool(rows, 0, 5));
    if (!store->is_new_list)
        identity_map_put_list(store->known, store->project_id, naming->hash, store->list_id,
                              breaks);
    return ERR_OK;
}

static int32_t highest(const int32_t *ids, size_t count)
{
    int32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = ids[i] > most ? ids[i] : most;
    return most;
}

static enum err_code insert_list(struct db *db, void *context, struct err *err)
{
    const struct naming *naming = context;
    struct store *store = naming->store;
    const struct report *report = store->report;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid(&params, naming->hash);
    params_int_array(&params, naming->ids, report->case_count, sizeof *naming->ids);
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
    params_int(&params, naming->fresh.count ? naming->fresh.first_id : 0);
    params_int(&params, (int64_t)naming->fresh.count);
    params_int(&params, highest(naming->ids, report->case_count));
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_LIST_INSERT, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_UNAVAILABLE,
                       "the database does not have tests that it had; was it set back?");
    note_list(store, rows, 1, true);
    return ERR_OK;
}

/* ---- test by test -------------------------------------------------------------------------- */

/* May run more than once: what an earlier try named was not stored. */
static enum err_code add_tests(struct db *db, void *context, struct err *err)
{
    struct naming *naming = context;
    if (naming->fresh.places) {
        wanted_forget(naming->wanted, naming->fresh.first_id);
        free(naming->fresh.places);
        naming->fresh = (struct fresh){.places = NULL};
    }
    try_(store_tests_add(db, naming->store, naming->wanted, &naming->place, &naming->fresh, err));
    naming->store->packed = naming->fresh.packed;
    wanted_settle(naming->wanted);
    return insert_list(db, naming, err);
}

/* Unless others' tests lie between, which are then read when they are asked for. */
static void remember_fresh(struct naming *naming)
{
    enum { AT_ONCE = 4096 };
    const struct fresh *fresh = &naming->fresh;
    const struct store *store = naming->store;
    unsigned char identities[AT_ONCE][16];
    if (!store->known || fresh->first_id != naming->place.next)
        return;
    for (size_t first = 0, held = 0; first < fresh->count; first += held) {
        for (held = 0; held < AT_ONCE && first + held < fresh->count; held++)
            memcpy(identities[held],
                   store->report->cases[fresh->places[first + held]].identity.bytes, 16);
        identity_map_put(store->known, store->project_id, &naming->place,
                         fresh->first_id + (int32_t)first, identities[0], held);
    }
}

static enum err_code look(struct db *db, void *context, struct err *err)
{
    struct naming *naming = context;
    const struct store *store = naming->store;
    const struct report *report = store->report;
    wanted_free(take(naming->wanted));
    try_(find_list(db, naming, err));
    if (naming->found)
        return ERR_OK;
    identity_map_get(store->known, store->project_id, report->cases, report->case_count,
                     naming->ids, &naming->place);
    try_(wanted_new(report->cases, naming->ids, report->case_count, &naming->wanted, err));
    if (wanted_count(naming->wanted) == 0)
        return ERR_OK;
    return store_tests_find(db, store, naming->wanted, &naming->place, err);
}

static enum err_code name_tests(struct db *db, struct naming *naming, struct err *err)
{
    try_(db_repeat(db, look, naming, err));
    if (naming->found)
        return ERR_OK;
    if (wanted_count(naming->wanted) == 0) {
        wanted_settle(naming->wanted);
        return db_repeat(db, insert_list, naming, err);
    }
    try_(db_transaction(db, add_tests, naming, err));
    remember_fresh(naming);
    return ERR_OK;
}

static enum err_code begin(struct naming *naming, struct err *err)
{
    struct store *store = naming->store;
    struct report *report = store->report;
    naming->ids = arena_zalloc(&report->arena, report->case_count + 1, sizeof *naming->ids);
    if (!naming->ids)
        return err_nomem(err);
    store->test_ids = naming->ids;
    list_hash(report, naming->hash);
    return ERR_OK;
}

int64_t store_expect(const struct store *store)
{
    return store->known ? atomic_load(recalled(store)) : 0;
}

enum err_code store_recall(struct store *store, struct err *err)
{
    struct naming naming = {.store = store};
    try_(begin(&naming, err));
    remember_list(&naming);
    return ERR_OK;
}

enum err_code store_names(struct db *db, struct store *store, struct err *err)
{
    struct naming naming = {.store = store};
    try_(begin(&naming, err));
    if (remember_list(&naming))
        return ERR_OK;
    enum err_code code = name_tests(db, &naming, err);
    wanted_free(naming.wanted);
    free(naming.fresh.places);
    return code;
}
