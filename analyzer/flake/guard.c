#include "analyzer/flake/guard.h"

#include <inttypes.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/watch.h"
#include "analyzer/flake/quarantine.h"

static enum err_code note(struct db *db, const struct guard_change *change, const char *action,
                          struct err *err)
{
    try_(quarantine_touch(db, change->project_id, err));
    json_t *after = change->test_id
                        ? json_pack("{s:i, s:s?, s:I}", "test", change->test_id, "subject",
                                    change->subject, "change", (json_int_t)change->change_id)
                        : json_pack("{s:b}", "ended", 1);
    if (!after)
        return err_nomem(err);
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = change->project_id,
                                       .now = change->now,
                                       .actor = change->actor,
                                       .action = action,
                                       .subject_kind = "guard",
                                       .subject_id = change->guard_id,
                                       .reason = change->reason,
                                       .after = after,
                                   },
                                   err);
    json_decref(after);
    return code;
}

/* Holds the change that is guarded; it says what against, where nobody else does. */
static enum err_code hold_change(struct db *db, const struct guard_change *change, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    if (!change->change_id)
        return ERR_OK;
    params_int(&params, change->project_id);
    params_int(&params, change->change_id);
    try_(db_run(db, QUERY_CHANGE_HOLD, &params, &rows, err));
    return rows_count(rows)
               ? ERR_OK
               : err_set(err, ERR_INVALID, "field \"change\": there is no change %" PRId64,
                         change->change_id);
}

static enum err_code add_work(struct db *db, void *context, struct err *err)
{
    struct guard_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *test = NULL, *rows = NULL;
    params_int(&params, change->project_id);
    params_int(&params, change->test_id);
    try_(db_run(db, QUERY_TEST_HOLD, &params, &test, err));
    if (rows_count(test) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no test %d", change->test_id);
    try_(hold_change(db, change, err));
    params_text(&params, change->subject);
    params_text(&params, change->actor);
    params_time(&params, change->now);
    if (change->change_id)
        params_int(&params, change->change_id);
    else
        params_null(&params);
    try_(db_run(db, QUERY_GUARD_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "the test guards against that already");
    change->guard_id = rows_int(rows, 0, 0);
    try_(note(db, change, "guard.add", err));
    return watch_evaluate_test(db, change->project_id, change->test_id, change->now, err);
}

static enum err_code end_work(struct db *db, void *context, struct err *err)
{
    const struct guard_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, change->project_id);
    params_int(&params, change->guard_id);
    params_text(&params, change->actor);
    params_time(&params, change->now);
    params_text(&params, change->reason);
    try_(db_run(db, QUERY_GUARD_END, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no guard %" PRId64 " stands", change->guard_id);
    try_(note(db, change, "guard.end", err));
    return watch_evaluate_test(db, change->project_id, (int32_t)rows_int(rows, 0, 1), change->now,
                               err);
}

enum err_code guard_add(struct db *db, struct guard_change *change, struct err *err)
{
    const char *subject = change->subject;
    bool said = subject && subject[strspn(subject, " ")] && strlen(subject) <= GUARD_SUBJECT_MAX;
    if (!said && (subject || !change->change_id))
        return err_set(err, ERR_INVALID,
                       "subject is missing: say what the test guards against, in %d bytes at most",
                       GUARD_SUBJECT_MAX);
    return db_transaction(db, add_work, change, err);
}

enum err_code guard_end(struct db *db, struct guard_change *change, struct err *err)
{
    change->test_id = 0;
    try_(quarantine_check_reason(change->reason, err));
    return db_transaction(db, end_work, change, err);
}
