#include "analyzer/flake/quarantine.h"

#include <fnmatch.h>
#include <string.h>

#include "analyzer/escape/watch.h"
#include "analyzer/flake/rules_decide.h"
#include "analyzer/settings.h"

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

enum err_code quarantine_check_reason(const char *reason, struct err *err)
{
    if (!reason || reason[strspn(reason, " \t\r\n")] == '\0')
        return err_set(err, ERR_INVALID, "reason is missing: say why in a few words");
    if (strlen(reason) > QUARANTINE_REASON_MAX)
        return err_set(err, ERR_INVALID, "reason is longer than %d bytes", QUARANTINE_REASON_MAX);
    return ERR_OK;
}

static enum err_code check_review(int64_t review_at, int64_t now, struct err *err)
{
    if (review_at && review_at <= now)
        return err_set(err, ERR_INVALID, "review_at lies in the past: give a date to come");
    if (review_at > now + QUARANTINE_REVIEW_MAX_DAYS * DAY)
        return err_set(err, ERR_INVALID, "review_at is more than %d days off",
                       QUARANTINE_REVIEW_MAX_DAYS);
    return ERR_OK;
}

static enum err_code check_request(const struct quarantine_request *request, struct err *err)
{
    try_(quarantine_check_reason(request->reason, err));
    try_(check_review(request->review_at, request->now, err));
    if (request->branch_count > QUARANTINE_BRANCHES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d branches", QUARANTINE_BRANCHES_MAX);
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

enum err_code quarantine_review_date(struct db *db, int32_t project_id, int64_t now,
                                     int64_t *review_at, struct err *err)
{
    if (*review_at)
        return check_review(*review_at, now, err);
    auto_params struct params params = {0};
    params_int(&params, project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_POLICY, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", project_id);
    *review_at = now + rows_int(rows, 0, 2) * DAY;
    return ERR_OK;
}

/* What is never quarantined, by nobody. One in force may be extended though it fails always: it
 * excuses again once it is sound. */
static enum err_code check_test(struct db *db, const struct quarantine_request *request,
                                const struct standing *standing, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request->project_id);
    params_int(&params, request->test_id);
    try_(db_run(db, QUERY_QUARANTINE_OBSTACLES, &params, &rows, err));
    struct settings settings;
    enum err_code code = settings_load(db, request->project_id, &settings, err);
    const char *word = NULL;
    double broken = standing->in_force ? 0 : rows_real(rows, 0, 2);
    const char *why = code == ERR_OK
                          ? rules_never(&settings, rows_text(rows, 0, 0),
                                        rows_bool(rows, 0, 1) && !request->force, broken, &word)
                          : NULL;
    settings_free(&settings);
    if (code != ERR_OK)
        return code;
    return why ? err_set(err, ERR_CONFLICT, "%s: test %d can't be quarantined: %s", word,
                         request->test_id, why)
               : ERR_OK;
}

/* Inserts a period in force or puts the standing one in force; then what it is now. */
static enum err_code put_in_force(struct db *db, struct opening *opening,
                                  const struct standing *standing, json_t **after, struct err *err)
{
    const struct quarantine_request *request = opening->request;
    int64_t review_at = request->review_at;
    try_(quarantine_review_date(db, request->project_id, request->now, &review_at, err));
    auto_params struct params params = {0};
    params_int(&params, request->project_id);
    params_int(&params, standing->quarantine_id ? standing->quarantine_id : request->test_id);
    params_text(&params, request->reason);
    params_time(&params, request->now);
    params_time(&params, review_at);
    params_text(&params, request->owner);
    params_text(&params, request->ticket);
    params_bool(&params, request->branches != NULL);
    if (request->branch_count)
        params_text_array(&params, request->branches, request->branch_count,
                          sizeof *request->branches);
    else
        params_null(&params);
    params_bool(&params, request->force);
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

/* What came in force counts from now. */
static enum err_code count_from_now(struct db *db, const struct opening *opening,
                                    const struct standing *standing, struct err *err)
{
    if (standing->in_force)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, opening->request->project_id);
    params_int(&params, opening->quarantine_id);
    return db_run(db, QUERY_QUARANTINE_COUNT, &params, NULL, err);
}

static enum err_code note(struct db *db, const struct opening *opening,
                          const struct standing *standing, const json_t *after, struct err *err)
{
    const struct quarantine_request *request = opening->request;
    try_(quarantine_touch(db, request->project_id, err));
    return notice_add(db,
                      &(struct notice){
                          .project_id = request->project_id,
                          .now = request->now,
                          .quarantine_id = opening->quarantine_id,
                          .actor = request->actor,
                          .action = opening->created ? "quarantine.open" : "quarantine.extend",
                          .event = standing->in_force ? NULL : "quarantine.active",
                          .reason = request->reason,
                          .before = standing->before,
                          .after = after,
                      },
                      err);
}

static enum err_code open_work(struct db *db, void *context, struct err *err)
{
    struct opening *opening = context;
    struct standing standing = {0};
    json_t *after = NULL;
    enum err_code code = find_standing(db, opening->request, &standing, err);
    if (code == ERR_OK)
        code = check_test(db, opening->request, &standing, err);
    if (code == ERR_OK)
        code = put_in_force(db, opening, &standing, &after, err);
    if (code == ERR_OK)
        code = cover(db, opening, &standing, err);
    if (code == ERR_OK)
        code = count_from_now(db, opening, &standing, err);
    if (code == ERR_OK)
        code = note(db, opening, &standing, after, err);
    if (code == ERR_OK)
        code = watch_evaluate_test(db, opening->request->project_id, opening->request->test_id,
                                   opening->request->now, err);
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

enum err_code quarantine_open_within(struct db *db, const struct quarantine_request *request,
                                     int64_t *quarantine_id, bool *created, struct err *err)
{
    struct opening opening = {.request = request};
    try_(check_request(request, err));
    try_(open_work(db, &opening, err));
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

bool quarantine_covers_branch(const char *branches, const char *branch)
{
    if (!branches)
        return true;
    bool fits = false;
    size_t i;
    const json_t *glob;
    json_t *globs = json_loads(branches, 0, NULL);
    json_array_foreach(globs, i, glob)
    {
        fits = fits || (branch && fnmatch(json_string_value(glob), branch, 0) == 0);
    }
    json_decref(globs);
    return fits;
}
