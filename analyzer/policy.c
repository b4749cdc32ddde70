#include "analyzer/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/flake/turns.h"

static enum err_code check(const struct policy_change *change, struct err *err)
{
    if (change->review_days != -1 &&
        (change->review_days < 1 || change->review_days > POLICY_REVIEW_DAYS_MAX))
        return err_set(err, ERR_INVALID, "review_days is a number from 1 to %d",
                       POLICY_REVIEW_DAYS_MAX);
    if (change->min_share > 1)
        return err_set(err, ERR_INVALID, "min_share is a share from 0 to 1");
    if (change->default_branch &&
        (!*change->default_branch || strlen(change->default_branch) > POLICY_BRANCH_MAX))
        return err_set(err, ERR_INVALID, "default_branch is the name of a branch, 1 to %d bytes",
                       POLICY_BRANCH_MAX);
    return ERR_OK;
}

static json_t *pack(const struct rows *rows)
{
    return json_pack("{s:b, s:I, s:f, s:s, s:o, s:b}", "auto_activate", rows_bool(rows, 0, 0),
                     "review_days", (json_int_t)rows_int(rows, 0, 1), "min_share",
                     rows_real(rows, 0, 2), "default_branch", rows_text(rows, 0, 3), "path_rules",
                     json_loads(rows_text(rows, 0, 4), 0, NULL), "public_upload",
                     rows_bool(rows, 0, 5));
}

/* -1 is null. */
static void add_switch(struct params *params, int value)
{
    if (value >= 0)
        params_bool(params, value);
    else
        params_null(params);
}

static enum err_code set_params(const struct policy_change *change, struct params *params,
                                struct err *err)
{
    char *rules = change->path_rules ? json_dumps(change->path_rules, JSON_COMPACT) : NULL;
    if (change->path_rules && !rules)
        return err_nomem(err);
    params_int(params, change->project_id);
    add_switch(params, change->auto_activate);
    if (change->review_days > 0)
        params_int(params, change->review_days);
    else
        params_null(params);
    params_real(params, change->min_share >= 0 ? change->min_share : (double)NAN);
    params_text(params, change->default_branch);
    params_text(params, rules);
    add_switch(params, change->public_upload);
    free(rules);
    return ERR_OK;
}

static enum err_code note(struct db *db, const struct policy_change *change, const json_t *before,
                          const json_t *after, struct err *err)
{
    if (!before || !after)
        return err_nomem(err);
    if (json_equal(before, after))
        return ERR_OK;
    try_(turns_again(db, change->project_id, err));
    return audit_add(db,
                     &(struct audit){
                         .project_id = change->project_id,
                         .now = change->now,
                         .actor = change->actor,
                         .action = "policy.change",
                         .subject_kind = "project",
                         .subject_id = change->project_id,
                         .reason = change->reason,
                         .before = before,
                         .after = after,
                     },
                     err);
}

static enum err_code work(struct db *db, void *context, struct err *err)
{
    const struct policy_change *change = context;
    auto_params struct params lock = {0}, set = {0};
    auto_rows struct rows *was = NULL, *is = NULL;
    params_int(&lock, change->project_id);
    try_(db_run(db, QUERY_PROJECT_POLICY_LOCK, &lock, &was, err));
    if (rows_count(was) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", change->project_id);
    try_(set_params(change, &set, err));
    try_(db_run(db, QUERY_PROJECT_POLICY_SET, &set, &is, err));
    json_t *before = pack(was), *after = pack(is);
    enum err_code code = note(db, change, before, after, err);
    json_decref(before);
    json_decref(after);
    return code;
}

enum err_code policy_change(struct db *db, const struct policy_change *change, struct err *err)
{
    struct policy_change copy = *change;
    try_(check(&copy, err));
    return db_transaction(db, work, &copy, err);
}
