/* Decisions. The triage is locked while one is made: it isn't closed meanwhile, and of two on one
 * row the later is the one that stands. */
#include <inttypes.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/flake/notice.h"
#include "analyzer/flake/quarantine.h"
#include "analyzer/flake/triage.h"
#include "common/clock.h"

static const int64_t SECOND = 1000000, DAY = 86400 * SECOND;

/* Columns of triage_row_get.sql. */
enum { KIND, SUBJECT, STATE, BEFORE };

static bool is(const struct triage_decision *decision, const char *what)
{
    return strcmp(decision->decision, what) == 0;
}

static enum err_code check_due(const struct triage_decision *decision, int64_t *due,
                               struct err *err)
{
    *due = 0;
    if (!decision->due_on)
        return ERR_OK;
    if (strlen(decision->due_on) != 10 || !clock_parse(decision->due_on, due))
        return err_set(err, ERR_INVALID, "due_on: \"%.40s\" is no date: write it like 2026-12-01",
                       decision->due_on);
    if (*due + DAY <= decision->now)
        return err_set(err, ERR_INVALID, "due_on lies in the past: give a day to come");
    return ERR_OK;
}

static enum err_code check(const struct triage_decision *decision, int64_t *due, struct err *err)
{
    static const char *const known[] = {"quarantine", "fix", "delete", "extend", "dismiss"};
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found = found || is(decision, known[i]);
    if (!found)
        return err_set(err, ERR_INVALID,
                       "decision: \"%.40s\" is none of quarantine, fix, delete, extend, dismiss",
                       decision->decision);
    try_(quarantine_check_reason(decision->reason, err));
    if (is(decision, "fix") && (!decision->owner || !*decision->owner || !decision->due_on))
        return err_set(err, ERR_INVALID,
                       "a fix needs owner and due_on: who does it, and until when");
    return check_due(decision, due, err);
}

/* The open quarantine of a test, as quarantine_open_of_test.sql has it. */
static enum err_code find_open(struct db *db, const struct triage_decision *decision, int64_t test,
                               struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, decision->project_id);
    params_int(&params, test);
    return db_run(db, QUERY_QUARANTINE_OPEN_OF_TEST, &params, rows, err);
}

static enum err_code put_in_force(struct db *db, const struct triage_decision *decision,
                                  int64_t test, int64_t due, struct err *err)
{
    struct quarantine_request request = {.project_id = decision->project_id,
                                         .test_id = (int32_t)test,
                                         .reason = decision->reason,
                                         .owner = decision->owner,
                                         .actor = decision->actor,
                                         .review_at = due ? due + DAY - SECOND : 0,
                                         .now = decision->now};
    int64_t id;
    bool created;
    if (is(decision, "extend")) {
        auto_rows struct rows *rows = NULL;
        try_(find_open(db, decision, test, &rows, err));
        if (rows_count(rows) == 0 || strcmp(rows_text(rows, 0, 2), "proposed") == 0)
            return err_set(err, ERR_CONFLICT,
                           "there is nothing to extend: the test is not in quarantine");
    }
    return quarantine_open_within(db, &request, &id, &created, err);
}

static enum err_code give_owner(struct db *db, const struct triage_decision *decision, int64_t test,
                                struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, decision->project_id);
    params_int(&params, test);
    params_text(&params, decision->owner);
    try_(db_run(db, QUERY_QUARANTINE_OWN, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    json_t *after = json_pack("{s:s}", "owner", decision->owner);
    if (!after)
        return err_nomem(err);
    enum err_code code = notice_add(db,
                                    &(struct notice){.project_id = decision->project_id,
                                                     .now = decision->now,
                                                     .quarantine_id = rows_int(rows, 0, 0),
                                                     .actor = decision->actor,
                                                     .action = "quarantine.own",
                                                     .reason = decision->reason,
                                                     .after = after},
                                    err);
    json_decref(after);
    return code == ERR_OK ? quarantine_touch(db, decision->project_id, err) : code;
}

/* A flag that somebody dismissed is closed: a new event flags the test again. */
static enum err_code drop_flag(struct db *db, const struct triage_decision *decision, int64_t test,
                               struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find_open(db, decision, test, &rows, err));
    if (rows_count(rows) == 0 || strcmp(rows_text(rows, 0, 2), "proposed") != 0)
        return ERR_OK;
    return quarantine_close(db,
                            &(struct notice){.project_id = decision->project_id,
                                             .now = decision->now,
                                             .quarantine_id = rows_int(rows, 0, 0),
                                             .actor = decision->actor,
                                             .reason = decision->reason},
                            err);
}

static enum err_code act(struct db *db, const struct triage_decision *decision,
                         const struct rows *row, int64_t due, struct err *err)
{
    int64_t subject = rows_int(row, 0, SUBJECT);
    bool test = strcmp(rows_text(row, 0, KIND), "test") == 0;
    if (!test && !is(decision, "fix") && !is(decision, "dismiss"))
        return err_set(err, ERR_INVALID, "decision: a signature is to fix or to dismiss");
    if (!test)
        return ERR_OK;
    if (is(decision, "quarantine") || is(decision, "extend"))
        return put_in_force(db, decision, subject, due, err);
    if (is(decision, "fix"))
        return give_owner(db, decision, subject, err);
    return is(decision, "dismiss") ? drop_flag(db, decision, subject, err) : ERR_OK;
}

static enum err_code find_row(struct db *db, const struct triage_decision *decision,
                              struct rows **row, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *held = NULL;
    params_int(&params, decision->project_id);
    params_int(&params, decision->triage_id);
    try_(db_run(db, QUERY_TRIAGE_HOLD, &params, &held, err));
    params_int(&params, decision->row_id);
    try_(db_run(db, QUERY_TRIAGE_ROW_GET, &params, row, err));
    if (rows_count(*row) == 0)
        return err_set(err, ERR_NOT_FOUND, "triage %" PRId64 " has no row %" PRId64,
                       decision->triage_id, decision->row_id);
    if (strcmp(rows_text(*row, 0, STATE), "open") != 0)
        return err_set(err, ERR_CONFLICT,
                       "triage %" PRId64 " is closed: what is undecided is on the next agenda",
                       decision->triage_id);
    return ERR_OK;
}

static enum err_code note(struct db *db, const struct triage_decision *decision,
                          const struct rows *row, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, decision->project_id);
    params_int(&params, decision->row_id);
    params_text(&params, decision->decision);
    params_text(&params, decision->owner);
    params_text(&params, decision->due_on);
    params_text(&params, decision->reason);
    params_text(&params, decision->actor);
    params_time(&params, decision->now);
    try_(db_run(db, QUERY_TRIAGE_DECIDE, &params, &rows, err));
    json_t *before =
        rows_null(row, 0, BEFORE) ? NULL : json_loads(rows_text(row, 0, BEFORE), 0, NULL);
    json_t *after = json_loads(rows_text(rows, 0, 0), 0, NULL);
    enum err_code code = audit_add(db,
                                   &(struct audit){.project_id = decision->project_id,
                                                   .now = decision->now,
                                                   .actor = decision->actor,
                                                   .action = "triage.decide",
                                                   .subject_kind = "triage",
                                                   .subject_id = decision->triage_id,
                                                   .reason = decision->reason,
                                                   .before = before,
                                                   .after = after},
                                   err);
    json_decref(before);
    json_decref(after);
    return code;
}

struct deciding {
    const struct triage_decision *decision;
    int64_t due;
};

static enum err_code decide_work(struct db *db, void *context, struct err *err)
{
    const struct deciding *deciding = context;
    auto_rows struct rows *row = NULL;
    try_(find_row(db, deciding->decision, &row, err));
    try_(act(db, deciding->decision, row, deciding->due, err));
    return note(db, deciding->decision, row, err);
}

enum err_code triage_decide(struct db *db, const struct triage_decision *decision, struct err *err)
{
    struct deciding deciding = {.decision = decision};
    try_(check(decision, &deciding.due, err));
    return db_transaction(db, decide_work, &deciding, err);
}
