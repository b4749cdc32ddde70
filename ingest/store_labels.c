/* Of a report whose tests are known and whose labels come from where they came from before, only a
 * hash is compared. The tests that have to change are found and changed by one statement, with the
 * labels by number: a million tests share a few of them. */
#define XXH_INLINE_ALL
#include "ingest/store_labels.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "ingest/identity.h"
#include "ingest/labels.h"
#include "ingest/left_out.h"
#include "ingest/store.h"
#include "ingest/test_place.h"

/* Part of every hash: another way to settle labels is another number. */
enum { SETTLING = 1 };

/* Tests in one statement, so that its time is bounded. */
enum { CHANGED_AT_ONCE = 100000 };

static void add(XXH3_state_t *state, const char *text)
{
    XXH3_128bits_update(state, text ? text : "\1", text ? strlen(text) + 1 : 2);
}

static void finish(XXH3_state_t *state, unsigned char out[16])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    memcpy(out, canonical.digest, 16);
    XXH3_freeState(state);
}

static XXH3_state_t *begin(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        abort(); /* a page of memory */
    XXH3_128bits_reset(state);
    return state;
}

void labels_digest(const char *name, const char *text, unsigned char digest[16])
{
    XXH3_state_t *state = begin();
    add(state, name);
    add(state, text);
    finish(state, digest);
}

/* ---- CODEOWNERS that came with the report ---------------------------------------------------- */

/* What can't be used of it is told with each report that brings it. */
static bool warn_owners(const struct store *store, const struct report_codeowners *file)
{
    struct err err = {.code = ERR_OK};
    struct owners owners;
    enum err_code code = owners_read(&owners, file->name, file->text, strlen(file->text), &err);
    if (code != ERR_OK)
        report_warn(store->report, 0, "codeowners", 0, 0, "%.200s was not taken: %s", file->name,
                    err.message);
    for (size_t i = 0; i < owners.problem_count && i < OWNERS_PROBLEMS_MAX; i++)
        report_warn(store->report, 0, "codeowners", 0, 0, "%.200s, line %zu was left out: %s",
                    file->name, owners.problems[i].line, owners.problems[i].what);
    if (owners.problem_count > OWNERS_PROBLEMS_MAX)
        report_warn(store->report, 0, "codeowners", 0, 0, "%.200s: %zu more problems", file->name,
                    owners.problem_count - OWNERS_PROBLEMS_MAX);
    owners_free(&owners);
    return code == ERR_OK;
}

static enum err_code keep_owners(struct db *db, const struct store *store, struct err *err)
{
    const struct report_codeowners *file = store->report->codeowners;
    if (!file || !warn_owners(store, file))
        return ERR_OK;
    unsigned char digest[16];
    labels_digest(file->name, file->text, digest);
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_text(&params, file->name);
    params_text(&params, file->text);
    params_uuid(&params, digest);
    params_int(&params, store->commit_id);
    params_text(&params, store->upload->branch);
    params_time(&params, store->now);
    return db_run(db, QUERY_CODE_OWNERS_TAKE, &params, NULL, err);
}

/* ---- is there anything to do? ---------------------------------------------------------------- */

static void copy_hash(char into[LABEL_HASH_SIZE], const struct rows *rows, int column)
{
    strncpy(into, rows_text(rows, 0, column), LABEL_HASH_SIZE - 1);
    into[LABEL_HASH_SIZE - 1] = '\0';
}

enum err_code labels_ask(struct db *db, int32_t project_id, int64_t list_id, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int(&params, list_id);
    return db_send(db, QUERY_LABEL_BASIS, &params, err);
}

void labels_read(const struct rows *rows, int first, struct label_basis *basis)
{
    basis->list_there = rows_bool(rows, 0, first);
    basis->has_rules = rows_bool(rows, 0, first + 1);
    copy_hash(basis->rules, rows, first + 2);
    basis->has_owners = !rows_null(rows, 0, first + 3);
    copy_hash(basis->owners, rows, first + 3);
    basis->labelled = rows_bool(rows, 0, first + 4);
    copy_hash(basis->settled, rows, first + 5);
}

enum err_code labels_receive(struct db *db, struct label_basis *basis, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such project");
    labels_read(rows, 0, basis);
    return ERR_OK;
}

/* What places are made of, as test_place_find() does it. */
static void add_places(XXH3_state_t *state, const struct report *report)
{
    for (size_t i = 0; i < report->file_count; i++) {
        const struct report_file *file = &report->files[i];
        const char *slash = strrchr(file->name, '/');
        bool java = strncmp(slash ? slash + 1 : file->name, "TEST-", 5) == 0;
        size_t len;
        const char *module = test_place_module(file->name, &len);
        add(state, file->dialect);
        XXH3_128bits_update(state, module ? module : "", len);
        add(state, module ? "known" : java ? "java" : "");
    }
    const char *last = NULL;
    uint32_t last_file = UINT32_MAX;
    for (size_t i = 0; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        if (row->file == last && row->file_index == last_file)
            continue;
        last = row->file;
        last_file = row->file_index;
        XXH3_128bits_update(state, &i, sizeof i);
        add(state, row->file);
    }
}

/* False: there is nothing that a label could come from, so that only old ones are to be taken away.
 */
static bool hash_sources(const struct store *store, unsigned char hash[16])
{
    const struct report *report = store->report;
    const struct label_basis *basis = &store->basis;
    XXH3_state_t *state = begin();
    int settling = SETTLING;
    XXH3_128bits_update(state, &settling, sizeof settling);
    add(state, store->upload->layer);
    add(state, store->upload->population);
    add(state, basis->has_rules ? basis->rules : NULL);
    add(state, basis->has_owners ? basis->owners : NULL);
    for (size_t i = 0; i < report->label_count; i++) {
        const struct report_label *label = &report->labels[i];
        XXH3_128bits_update(state, &label->case_index, sizeof label->case_index);
        add(state, label->labels->owner);
        add(state, label->labels->layer);
        add(state, label->labels->population);
    }
    if (basis->has_rules || basis->has_owners)
        add_places(state, report);
    finish(state, hash);
    return store->upload->layer || store->upload->population || basis->has_rules ||
           basis->has_owners || report->label_count;
}

static bool equal(const unsigned char hash[16], const char *text)
{
    struct identity identity;
    char written[64];
    memcpy(identity.bytes, hash, sizeof identity.bytes);
    identity_format(&identity, written);
    return strcmp(written, text) == 0;
}

/* ---- settling -------------------------------------------------------------------------------- */

struct sources {
    struct path_rules rules;
    struct owners owners;
    struct label_sources sources;
    struct label_table table;
};

static void sources_free(struct sources *all)
{
    path_rules_free(&all->rules);
    owners_free(&all->owners);
    label_table_free(&all->table);
}

static enum err_code read_rules(struct sources *all, const char *text, struct err *err)
{
    json_t *rules = json_loads(text, 0, NULL);
    enum err_code code = path_rules_read(&all->rules, rules, err);
    json_decref(rules);
    all->sources.rules = &all->rules;
    return code;
}

static enum err_code read_sources(struct db *db, const struct store *store, struct sources *all,
                                  struct err *err)
{
    const struct label_basis *basis = &store->basis;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    all->sources.layer = store->upload->layer;
    all->sources.population = store->upload->population;
    if (!basis->has_rules && !basis->has_owners)
        return ERR_OK;
    params_int(&params, store->project_id);
    try_(db_run(db, QUERY_LABEL_SOURCES, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    if (basis->has_rules)
        try_(read_rules(all, rows_text(rows, 0, 0), err));
    if (!rows_null(rows, 0, 1)) {
        const char *text = rows_text(rows, 0, 2);
        try_(owners_read(&all->owners, rows_text(rows, 0, 1), text, strlen(text), err));
        all->sources.owners = &all->owners;
    }
    return ERR_OK;
}

/* Who settles labels of a project waits for who does: so that no two change the same tests in
 * different orders. */
static enum err_code lock(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    try_(db_run(db, QUERY_TEST_LOCK, &params, NULL, err));
    return store->packed ? db_run(db, QUERY_TEST_UNPACK, &params, NULL, err) : ERR_OK;
}

static enum err_code change_some(struct db *db, const struct store *store,
                                 const struct label_table *table, size_t first, size_t count,
                                 struct err *err)
{
    auto_params struct params params = {0};
    size_t step = sizeof *table->rows;
    params_int(&params, store->project_id);
    params_int(&params, store->list_id);
    params_int_array(&params, table->of_case + first, count, sizeof(int32_t));
    params_text_array(&params, &table->rows[0].owner, table->count, step);
    params_text_array(&params, &table->rows[0].layer, table->count, step);
    params_text_array(&params, &table->rows[0].population, table->count, step);
    params_int(&params, (int64_t)first + 1);
    params_int(&params, (int64_t)(first + count));
    return db_run(db, QUERY_TEST_LABEL, &params, NULL, err);
}

static enum err_code change_tests(struct db *db, const struct store *store,
                                  const struct label_table *table, struct err *err)
{
    size_t all = store->report->case_count;
    for (size_t first = 0; first < all; first += CHANGED_AT_ONCE)
        try_(change_some(db, store, table, first,
                         all - first < CHANGED_AT_ONCE ? all - first : CHANGED_AT_ONCE, err));
    return ERR_OK;
}

static enum err_code note_settled(struct db *db, const struct store *store, bool labelled,
                                  const unsigned char hash[16], struct err *err)
{
    auto_params struct params list = {0}, project = {0};
    params_int(&list, store->project_id);
    params_int(&list, store->list_id);
    params_uuid(&list, hash);
    try_(db_run(db, QUERY_TEST_LIST_LABEL, &list, NULL, err));
    if (!labelled)
        return ERR_OK;
    params_int(&project, store->project_id);
    return db_run(db, QUERY_PROJECT_LABEL, &project, NULL, err);
}

static enum err_code settle(struct db *db, const struct store *store, const unsigned char hash[16],
                            struct err *err)
{
    bool labelled = store->basis.labelled;
    struct sources all = {.sources = {.layer = NULL}};
    enum err_code code = read_sources(db, store, &all, err);
    if (code == ERR_OK)
        code = labels_find(store->report, &all.sources, &all.table, err);
    bool any = false;
    for (size_t i = 0; i < all.table.count && code == ERR_OK; i++) {
        const struct labels *row = &all.table.rows[i];
        any = any || row->owner || row->layer || row->population;
    }
    if (code == ERR_OK && (any || labelled)) {
        code = lock(db, store, err);
        if (code == ERR_OK)
            code = change_tests(db, store, &all.table, err);
    }
    if (code == ERR_OK)
        code = note_settled(db, store, any && !labelled, hash, err);
    sources_free(&all);
    return code;
}

/* Are the labels what they would be settled to? */
static bool is_settled(const struct store *store, unsigned char hash[16])
{
    bool any = hash_sources(store, hash);
    return equal(hash, store->basis.settled) || (!any && !store->basis.labelled);
}

/* Before anything is changed, or when a CODEOWNERS file came, all of it is asked again: the report
 * was read since. */
enum err_code labels_settle(struct db *db, struct store *store, struct err *err)
{
    unsigned char hash[16];
    try_(keep_owners(db, store, err));
    if (store->report->case_count == 0)
        return ERR_OK;
    if (!store->report->codeowners && is_settled(store, hash))
        return ERR_OK;
    try_(labels_ask(db, store->project_id, store->list_id, err));
    try_(db_skip(db, 1, err));
    try_(labels_receive(db, &store->basis, err));
    if (is_settled(store, hash))
        return ERR_OK;
    store->relabelled = true;
    return settle(db, store, hash, err);
}
