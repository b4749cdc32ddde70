#include "analyzer/flake/quarantine.h"

#include <inttypes.h>
#include <string.h>

#include "analyzer/audit.h"
#include "common/auto.h"

static const int64_t DAY = 24LL * 3600 * 1000000;

/* The open period of a test, or nothing. */
struct standing {
    int64_t quarantine_id; /* 0: none */
    bool in_force;
    json_t *before;
};

struct opening {
    const struct quarantine_request *request;
    int64_t quarantine_id;
    bool created;
};

static enum err_code check_reason(const char *reason, struct err *err)
{
    if (!reason || reason[strspn(reason, " \t\r\n")] == '\0')
        return err_set(err, ERR_INVALID, "reason is missing: say why in a few words");
    if (strlen(reason) > QUARANTINE_REASON_MAX)
        return err_set(err, ERR_INVALID, "reason is longer than %d bytes", QUARANTINE_REASON_MAX);
    return ERR_OK;
}

static enum err_code check_request(const struct quarantine_request *request, struct err *err)
{
    try_(check_reason(request->reason, err));
    if (request->review_at && request->review_at <= request->now)
        return err_set(err, ERR_INVALID, "review_at lies in the past: give a date to come");
    if (request->review_at > request->now + QUARANTINE_REVIEW_MAX_DAYS * DAY)
        return err_set(err, ERR_INVALID, "review_at is more than %d days off",
                       QUARANTINE_REVIEW_MAX_DAYS);
    if (request->signature_count > QUARANTINE_SIGNATURES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d signatures", QUARANTINE_SIGNATURES_MAX);
    return ERR_OK;
}

/* Locks the test, so that two people can't open two periods, and reads the one that is open. */
static enum err_code find_standing(struct db *db, const struct quarantine_request *request,
                                   struct standing *standing, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request->project_id);
    params_int(&params, request->test_id);
    auto_rows struct rows *locked = NULL, *rows = NULL;
    try_(db_run(db, QUERY_TEST_HOLD, &params, &locked, err));
    if (rows_count(locked) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no test %d", request->test_id);
    try_(db_run(db, QUERY_QUARANTINE_OPEN_OF_TEST, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    standing->quarantine_id = rows_int(rows, 0, 0);
    standing->before = json_loads(rows_text(rows, 0, 1), 0, NULL);
    standing->in_force = strcmp(rows_text(rows, 0, 2), "proposed") != 0;
    return ERR_OK;
}

static enum err_code read_review_days(struct db *db, int32_t project_id, int64_t *days,
                                      struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_POLICY, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", project_id);
    *days = rows_int(rows, 0, 2);
    return ERR_OK;
}

/* Inserts a period in force or puts the standing one in force; then what it is now. */
static enum err_code put_in_force(struct db *db, struct opening *opening,
                                  const struct standing *standing, json_t **after, struct err *err)
{
    const struct quarantine_request *request = opening->request;
    int64_t review_at = request->review_at, days = 0;
    if (!review_at) {
        try_(read_review_days(db, request->project_id, &days, err));
        review_at = request->now + days * DAY;
    }
    auto_params struct params params = {0};
    params_int(&params, request->project_id);
    params_int(&params, standing->quarantine_id ? standing->quarantine_id : request->test_id);
    params_text(&params, request->reason);
    params_time(&params, request->now);
    params_time(&params, review_at);
    params_text(&params, request->owner);
    params_text(&params, request->ticket);
    if (!standing->quarantine_id)
        params_text(&params, request->actor);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db,
                standing->quarantine_id ? QUERY_QUARANTINE_PUT_IN_FORCE : QUERY_QUARANTINE_INSERT,
                &params, &rows, err));
    opening->quarantine_id = rows_int(rows, 0, 0);
    opening->created = standing->quarantine_id == 0;
    *after = json_loads(rows_text(rows, 0, 1), 0, NULL);
    return ERR_OK;
}

/* What is in force and only extended covers nothing new by itself: a failure that came since may be
 * a regression, and has to be named. */
static enum err_code cover(struct db *db, const struct opening *opening,
                           const struct standing *standing, struct err *err)
{
    const struct quarantine_request *request = opening->request;
    if (standing->in_force && request->signature_count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, request->project_id);
    params_int(&params, opening->quarantine_id);
    params_time(&params, request->now);
    if (request->signature_count == 0) {
        params_int(&params, request->test_id);
        params_time(&params, request->now - QUARANTINE_LOOK_BACK_DAYS * DAY);
        return db_run(db, QUERY_QUARANTINE_COVER_SEEN, &params, NULL, err);
    }
    params_long_array(&params, request->signatures, request->signature_count,
                      sizeof *request->signatures);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_QUARANTINE_COVER, &params, &rows, err));
    if (rows_int(rows, 0, 0) != (int64_t)request->signature_count)
        return err_set(err, ERR_NOT_FOUND, "one of the signatures does not exist");
    return ERR_OK;
}

static enum err_code open_work(struct db *db, void *context, struct err *err)
{
    struct opening *opening = context;
    const struct quarantine_request *request = opening->request;
    struct standing standing = {0};
    json_t *after = NULL;
    enum err_code code = find_standing(db, request, &standing, err);
    if (code == ERR_OK)
        code = put_in_force(db, opening, &standing, &after, err);
    if (code == ERR_OK)
        code = cover(db, opening, &standing, err);
    if (code == ERR_OK)
        code = quarantine_touch(db, request->project_id, err);
    if (code == ERR_OK)
        code = audit_add(db,
                         &(struct audit){
                             .project_id = request->project_id,
                             .now = request->now,
                             .actor = request->actor,
                             .action = opening->created ? "quarantine.open" : "quarantine.extend",
                             .subject_kind = "quarantine",
                             .subject_id = opening->quarantine_id,
                             .reason = request->reason,
                             .before = standing.before,
                             .after = after,
                         },
                         err);
    json_decref(standing.before);
    json_decref(after);
    return code;
}

enum err_code quarantine_open(struct db *db, const struct quarantine_request *request,
                              int64_t *quarantine_id, bool *created, struct err *err)
{
    struct opening opening = {.request = request};
    try_(check_request(request, err));
    try_(db_transaction(db, open_work, &opening, err));
    *quarantine_id = opening.quarantine_id;
    *created = opening.created;
    return ERR_OK;
}

enum err_code quarantine_touch(struct db *db, int32_t project_id, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    return db_run(db, QUERY_QUARANTINE_TOUCH, &params, NULL, err);
}

/* ---- release ------------------------------------------------------------------------------- */

struct release {
    int32_t project_id;
    int64_t quarantine_id, now;
    const char *reason, *actor;
};

static enum err_code release_work(struct db *db, void *context, struct err *err)
{
    const struct release *release = context;
    auto_params struct params params = {0};
    params_int(&params, release->project_id);
    params_int(&params, release->quarantine_id);
    auto_rows struct rows *was = NULL, *is = NULL;
    try_(db_run(db, QUERY_QUARANTINE_HOLD, &params, &was, err));
    if (rows_count(was) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no quarantine %" PRId64,
                       release->quarantine_id);
    if (strcmp(rows_text(was, 0, 0), "closed") == 0)
        return err_set(err, ERR_CONFLICT, "quarantine %" PRId64 " is closed already",
                       release->quarantine_id);
    params_text(&params, release->reason);
    params_text(&params, release->actor);
    params_time(&params, release->now);
    try_(db_run(db, QUERY_QUARANTINE_CLOSE, &params, &is, err));
    try_(quarantine_touch(db, release->project_id, err));
    json_t *before = json_loads(rows_text(was, 0, 1), 0, NULL);
    json_t *after = json_loads(rows_text(is, 0, 0), 0, NULL);
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = release->project_id,
                                       .now = release->now,
                                       .actor = release->actor,
                                       .action = "quarantine.release",
                                       .subject_kind = "quarantine",
                                       .subject_id = release->quarantine_id,
                                       .reason = release->reason,
                                       .before = before,
                                       .after = after,
                                   },
                                   err);
    json_decref(before);
    json_decref(after);
    return code;
}

enum err_code quarantine_release(struct db *db, int32_t project_id, int64_t quarantine_id,
                                 const char *reason, const char *actor, int64_t now,
                                 struct err *err)
{
    struct release release = {.project_id = project_id,
                              .quarantine_id = quarantine_id,
                              .now = now,
                              .reason = reason,
                              .actor = actor};
    try_(check_reason(reason, err));
    return db_transaction(db, release_work, &release, err);
}
