#include "analyzer/flake/cluster.h"

#include <inttypes.h>
#include <jansson.h>

#include "analyzer/audit.h"
#include "analyzer/flake/cluster_tell.h"

/* A change within its transaction. */
struct work {
    const struct cluster_change *change;
    const struct cluster_words *words;
    const int64_t *ids; /* clusters or signatures */
    size_t count;
    int64_t made;
};

/* Columns of cluster_hold. */
enum { ID, NAME, TICKET, OWNER, INFRASTRUCTURE, MERGED_INTO, ROOT };

/* What tells of clusters holds the quarantine before them, and so does this. */
static enum err_code hold(struct db *db, const struct work *work, const int64_t *ids, size_t count,
                          struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    try_(cluster_tell_hold(db, work->change->project_id, err));
    params_int(&params, work->change->project_id);
    params_long_array(&params, ids, count, sizeof *ids);
    try_(db_run(db, QUERY_CLUSTER_HOLD, &params, rows, err));
    return rows_count(*rows) == count ? ERR_OK : err_set(err, ERR_NOT_FOUND, "no such signature");
}

static enum err_code hold_own(struct db *db, const struct work *work, struct rows **rows,
                              struct err *err)
{
    try_(hold(db, work, &work->change->cluster_id, 1, rows, err));
    if (!rows_null(*rows, 0, ROOT))
        return err_set(err, ERR_CONFLICT, "it was merged into %" PRId64 ": change that one",
                       rows_int(*rows, 0, ROOT));
    return ERR_OK;
}

/* Notes the change in the audit, and what others are to be told because of it. Takes @before and
 * @after. */
static enum err_code finish(struct db *db, const struct work *work, const char *action,
                            json_t *before, json_t *after, struct err *err)
{
    const struct cluster_change *change = work->change;
    enum err_code code = after ? ERR_OK : err_nomem(err);
    if (code == ERR_OK)
        code = audit_add(db,
                         &(struct audit){.project_id = change->project_id,
                                         .now = change->now,
                                         .actor = change->actor,
                                         .action = action,
                                         .subject_kind = "cluster",
                                         .subject_id = change->cluster_id,
                                         .reason = change->reason,
                                         .before = before,
                                         .after = after},
                         err);
    json_decref(before);
    json_decref(after);
    return code == ERR_OK ? cluster_tell(db, change->project_id, change->now, err) : code;
}

static json_t *words_json(const char *name, const char *ticket, const char *owner,
                          bool infrastructure)
{
    return json_pack("{s:s?, s:s?, s:s?, s:b}", "name", name, "ticket", ticket, "owner", owner,
                     "infrastructure", infrastructure);
}

static enum err_code describe(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    const struct cluster_words *words = work->words;
    auto_rows struct rows *rows = NULL;
    try_(hold_own(db, work, &rows, err));
    const char *was_name = rows_text_or_null(rows, 0, NAME),
               *was_ticket = rows_text_or_null(rows, 0, TICKET),
               *was_owner = rows_text_or_null(rows, 0, OWNER);
    bool was = rows_bool(rows, 0, INFRASTRUCTURE);
    const char *name = words->set_name ? words->name : was_name,
               *ticket = words->set_ticket ? words->ticket : was_ticket,
               *owner = words->set_owner ? words->owner : was_owner;
    bool infrastructure = words->set_infrastructure ? words->infrastructure : was;
    auto_params struct params params = {0};
    params_int(&params, work->change->project_id);
    params_int(&params, work->change->cluster_id);
    params_text(&params, name);
    params_text(&params, ticket);
    params_text(&params, owner);
    params_bool(&params, infrastructure);
    try_(db_run(db, QUERY_CLUSTER_SET, &params, NULL, err));
    return finish(db, work, "cluster.describe", words_json(was_name, was_ticket, was_owner, was),
                  words_json(name, ticket, owner, infrastructure), err);
}

static json_t *ids_json(const char *name, const int64_t *ids, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer(ids[i]));
    return json_pack("{s:o}", name, list);
}

/* Held with the others, in one order for all: two merges may be about the same clusters. */
static enum err_code hold_others(struct db *db, const struct work *work, struct rows **rows,
                                 struct err *err)
{
    int64_t ids[CLUSTER_IDS_MAX + 1] = {work->change->cluster_id};
    for (size_t i = 0; i < work->count; i++)
        ids[i + 1] = work->ids[i];
    try_(hold(db, work, ids, work->count + 1, rows, err));
    for (size_t row = 0; row < rows_count(*rows); row++)
        if (rows_int(*rows, row, ID) == work->change->cluster_id && !rows_null(*rows, row, ROOT))
            return err_set(err, ERR_CONFLICT, "it was merged into %" PRId64 ": change that one",
                           rows_int(*rows, row, ROOT));
    return ERR_OK;
}

static enum err_code merge(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    auto_rows struct rows *rows = NULL;
    for (size_t i = 0; i < work->count; i++)
        if (work->ids[i] == work->change->cluster_id)
            return err_set(err, ERR_INVALID, "it can't be merged into itself");
    try_(hold_others(db, work, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++)
        if (!rows_null(rows, row, ROOT))
            return err_set(err, ERR_CONFLICT,
                           "%" PRId64 " was merged into %" PRId64 " before: split it out first",
                           rows_int(rows, row, ID), rows_int(rows, row, ROOT));
    auto_params struct params params = {0};
    params_int(&params, work->change->project_id);
    params_int(&params, work->change->cluster_id);
    params_long_array(&params, work->ids, work->count, sizeof *work->ids);
    try_(db_run(db, QUERY_CLUSTER_MERGE, &params, NULL, err));
    return finish(db, work, "cluster.merge", NULL, ids_json("merged", work->ids, work->count), err);
}

static enum err_code unmerge(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    auto_rows struct rows *rows = NULL;
    try_(hold_others(db, work, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++)
        if (rows_int(rows, row, ID) != work->change->cluster_id &&
            rows_int(rows, row, ROOT) != work->change->cluster_id)
            return err_set(err, ERR_CONFLICT, "%" PRId64 " is not merged into this one",
                           rows_int(rows, row, ID));
    for (size_t i = 0; i < work->count; i++) {
        auto_params struct params params = {0};
        params_int(&params, work->change->project_id);
        params_int(&params, work->ids[i]);
        try_(db_run(db, QUERY_CLUSTER_UNMERGE, &params, NULL, err));
    }
    return finish(db, work, "cluster.unmerge", ids_json("merged", work->ids, work->count),
                  json_object(), err);
}

static enum err_code split(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    auto_rows struct rows *held = NULL, *rows = NULL;
    try_(hold_own(db, work, &held, err));
    auto_params struct params params = {0};
    params_int(&params, work->change->project_id);
    params_int(&params, work->change->cluster_id);
    params_long_array(&params, work->ids, work->count, sizeof *work->ids);
    params_time(&params, work->change->now);
    try_(db_run(db, QUERY_CLUSTER_SPLIT, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT,
                       "they are not all in it, each named once, or none would be left");
    work->made = rows_int(rows, 0, 0);
    json_t *after = ids_json("signatures", work->ids, work->count);
    if (after && json_object_set_new(after, "cluster", json_integer(work->made)) != 0) {
        json_decref(after);
        after = NULL;
    }
    return finish(db, work, "cluster.split", NULL, after, err);
}

static enum err_code ask(struct db *db, void *context, struct err *err)
{
    const struct work *work = context;
    auto_rows struct rows *held = NULL, *trackers = NULL;
    bool told;
    try_(hold_own(db, work, &held, err));
    auto_params struct params params = {0};
    params_int(&params, work->change->project_id);
    params_text(&params, "cluster.opened");
    try_(db_run(db, QUERY_DESTINATION_TRACKER, &params, &trackers, err));
    if (rows_count(trackers) == 0)
        return err_set(err, ERR_CONFLICT,
                       "no tracker is told of clusters: give one the events \"cluster.*\"");
    try_(cluster_tell_asked(db, work->change, &told, err));
    if (!told)
        return err_set(err, ERR_CONFLICT, "it has a ticket: %s",
                       rows_null(held, 0, TICKET) ? "it is on its way"
                                                  : rows_text(held, 0, TICKET));
    return ERR_OK;
}

enum err_code cluster_describe(struct db *db, const struct cluster_change *change,
                               const struct cluster_words *words, struct err *err)
{
    return db_transaction(db, describe, &(struct work){.change = change, .words = words}, err);
}

enum err_code cluster_merge(struct db *db, const struct cluster_change *change,
                            const int64_t *others, size_t count, struct err *err)
{
    return db_transaction(db, merge,
                          &(struct work){.change = change, .ids = others, .count = count}, err);
}

enum err_code cluster_unmerge(struct db *db, const struct cluster_change *change,
                              const int64_t *others, size_t count, struct err *err)
{
    return db_transaction(db, unmerge,
                          &(struct work){.change = change, .ids = others, .count = count}, err);
}

enum err_code cluster_split(struct db *db, const struct cluster_change *change,
                            const int64_t *signatures, size_t count, int64_t *made, struct err *err)
{
    struct work work = {.change = change, .ids = signatures, .count = count};
    enum err_code code = db_transaction(db, split, &work, err);
    if (code == ERR_OK)
        *made = work.made;
    return code;
}

enum err_code cluster_ask(struct db *db, const struct cluster_change *change, struct err *err)
{
    return db_transaction(db, ask, &(struct work){.change = change}, err);
}
