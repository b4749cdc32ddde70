/* How periods go on and end: a fix is named, the review date asks for a decision, somebody lets a
 * test go. */
#include "analyzer/flake/quarantine.h"

#include <inttypes.h>
#include <string.h>

#include "analyzer/escape/watch.h"

/* Locks a period; *@before is the caller's to free. */
static enum err_code hold(struct db *db, int32_t project_id, int64_t quarantine_id, char state[16],
                          json_t **before, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, quarantine_id);
    try_(db_run(db, QUERY_QUARANTINE_HOLD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no quarantine %" PRId64, quarantine_id);
    strncpy(state, rows_text(rows, 0, 0), 15);
    if (strcmp(state, "closed") == 0)
        return err_set(err, ERR_CONFLICT, "quarantine %" PRId64 " is closed already",
                       quarantine_id);
    *before = json_loads(rows_text(rows, 0, 1), 0, NULL);
    return *before ? ERR_OK : err_nomem(err);
}

/* Runs @query, which changes the period, and notes that. */
static enum err_code change(struct db *db, enum query query, const struct params *params,
                            struct notice *notice, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, query, params, &rows, err));
    json_t *after = json_loads(rows_text(rows, 0, 0), 0, NULL);
    notice->after = after;
    enum err_code code = after ? quarantine_touch(db, notice->project_id, err) : err_nomem(err);
    if (code == ERR_OK)
        code = notice_add(db, notice, err);
    json_decref(after);
    return code;
}

static enum err_code close_as(struct db *db, struct notice *notice, const char *decision,
                              const char *gap, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, notice->project_id);
    params_int(&params, notice->quarantine_id);
    params_text(&params, notice->reason);
    params_text(&params, notice->actor);
    params_time(&params, notice->now);
    params_text(&params, decision);
    params_text(&params, gap);
    notice->action = "quarantine.release";
    notice->event = "quarantine.closed";
    try_(change(db, QUERY_QUARANTINE_CLOSE, &params, notice, err));
    auto_params struct params of = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&of, notice->project_id);
    params_int(&of, notice->quarantine_id);
    try_(db_run(db, QUERY_QUARANTINE_TEST_OF, &of, &rows, err));
    return watch_evaluate_test(db, notice->project_id, (int32_t)rows_int(rows, 0, 0), notice->now,
                               err);
}

enum err_code quarantine_close(struct db *db, const struct notice *notice, struct err *err)
{
    struct notice noted = *notice;
    char state[16] = "";
    json_t *before = NULL;
    try_(hold(db, notice->project_id, notice->quarantine_id, state, &before, err));
    noted.before = before;
    enum err_code code = close_as(db, &noted, NULL, NULL, err);
    json_decref(before);
    return code;
}

static enum err_code release_work(struct db *db, void *context, struct err *err)
{
    return quarantine_close(db, context, err);
}

enum err_code quarantine_release(struct db *db, int32_t project_id, int64_t quarantine_id,
                                 const char *reason, const char *actor, int64_t now,
                                 struct err *err)
{
    struct notice release = {.project_id = project_id,
                             .quarantine_id = quarantine_id,
                             .now = now,
                             .reason = reason,
                             .actor = actor};
    try_(quarantine_check_reason(reason, err));
    return db_transaction(db, release_work, &release, err);
}

/* ---- decisions ------------------------------------------------------------------------------ */

static enum err_code fix(struct db *db, const struct quarantine_decision *wanted,
                         struct notice *notice, struct err *err)
{
    auto_params struct params params = {0}, counted = {0};
    params_int(&params, wanted->project_id);
    params_int(&params, wanted->quarantine_id);
    params_time(&params, wanted->now);
    params_text(&params, wanted->commit);
    params_int(&counted, wanted->project_id);
    params_int(&counted, wanted->quarantine_id);
    notice->action = "quarantine.fix";
    notice->event = "quarantine.proving";
    try_(change(db, QUERY_QUARANTINE_FIX, &params, notice, err));
    return db_run(db, QUERY_QUARANTINE_COUNT, &counted, NULL, err);
}

static enum err_code extend(struct db *db, const struct quarantine_decision *wanted,
                            struct notice *notice, struct err *err)
{
    int64_t review_at = wanted->review_at;
    try_(quarantine_review_date(db, wanted->project_id, wanted->now, &review_at, err));
    auto_params struct params params = {0};
    params_int(&params, wanted->project_id);
    params_int(&params, wanted->quarantine_id);
    params_time(&params, review_at);
    notice->action = "quarantine.extend";
    return change(db, QUERY_QUARANTINE_EXTEND, &params, notice, err);
}

static enum err_code apply(struct db *db, const struct quarantine_decision *wanted,
                           struct notice *notice, struct err *err)
{
    if (!wanted->decision)
        return fix(db, wanted, notice, err);
    if (strcmp(wanted->decision, "extended") == 0)
        return extend(db, wanted, notice, err);
    return close_as(db, notice, wanted->decision, wanted->gap, err);
}

static enum err_code decide_work(struct db *db, void *context, struct err *err)
{
    const struct quarantine_decision *wanted = context;
    char state[16] = "";
    json_t *before = NULL;
    try_(hold(db, wanted->project_id, wanted->quarantine_id, state, &before, err));
    struct notice notice = {.project_id = wanted->project_id,
                            .now = wanted->now,
                            .quarantine_id = wanted->quarantine_id,
                            .actor = wanted->actor,
                            .reason = wanted->reason,
                            .before = before};
    enum err_code code =
        strcmp(state, "proposed") == 0
            ? err_set(err, ERR_CONFLICT,
                      "quarantine %" PRId64 " is only proposed: put it in force, or dismiss it",
                      wanted->quarantine_id)
            : apply(db, wanted, &notice, err);
    json_decref(before);
    return code;
}

enum err_code quarantine_fix(struct db *db, const struct quarantine_decision *fixed,
                             struct err *err)
{
    struct quarantine_decision copy = *fixed;
    copy.decision = NULL;
    try_(quarantine_check_reason(copy.reason, err));
    if (!copy.commit || !*copy.commit || strlen(copy.commit) > QUARANTINE_COMMIT_MAX)
        return err_set(err, ERR_INVALID, "commit is missing: name the one that mends the test");
    return db_transaction(db, decide_work, &copy, err);
}

enum err_code quarantine_decide(struct db *db, const struct quarantine_decision *decision,
                                struct err *err)
{
    struct quarantine_decision copy = *decision;
    try_(quarantine_check_reason(copy.reason, err));
    bool deleted = strcmp(copy.decision, "deleted") == 0;
    if (deleted && (!copy.gap || !copy.gap[strspn(copy.gap, " ")]))
        return err_set(err, ERR_INVALID, "gap is missing: say what nothing tests any more");
    if (!deleted && copy.gap)
        return err_set(err, ERR_INVALID, "gap goes with deleted only");
    if (!deleted && strcmp(copy.decision, "fixed") != 0 && strcmp(copy.decision, "extended") != 0)
        return err_set(err, ERR_INVALID, "decision is fixed, deleted or extended");
    return db_transaction(db, decide_work, &copy, err);
}
