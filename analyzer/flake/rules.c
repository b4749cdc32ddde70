#include "analyzer/flake/rules.h"

#include <math.h>
#include <string.h>

#include "analyzer/flake/alarm.h"
#include "analyzer/flake/broken.h"
#include "analyzer/flake/notice.h"
#include "analyzer/flake/propose.h"
#include "analyzer/flake/quarantine.h"
#include "analyzer/flake/rules_read.h"

static const int64_t day = INT64_C(86400) * 1000000;

static struct notice notice_of(const struct rules *rules, const struct rules_test *test)
{
    return (struct notice){.project_id = rules->project_id,
                           .now = rules->now,
                           .quarantine_id = test->quarantine_id,
                           .actor = "rule"};
}

static void quarantine_params(const struct rules *rules, const struct rules_test *test,
                              struct params *params)
{
    params_int(params, rules->project_id);
    params_int(params, test->quarantine_id);
}

/* ---- Proposals ------------------------------------------------------------------------------ */

static enum err_code wait(struct rules *rules, struct rules_test *test, const char *word,
                          const char *why, struct err *err)
{
    test->waits = word;
    test->waits_why = arena_text(&rules->arena, why, strlen(why));
    return test->waits_why ? ERR_OK : err_nomem(err);
}

/* All at once: there may be many, and each trip to the database costs more than its row. */
static enum err_code write_waits(struct rules *rules, struct err *err)
{
    const struct rules_test *tests = rules->tests;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, rules->project_id);
    params_long_array(&params, &tests->quarantine_id, rules->count, sizeof *tests);
    params_text_array(&params, &tests->waits, rules->count, sizeof *tests);
    params_text_array(&params, &tests->waits_why, rules->count, sizeof *tests);
    try_(db_run(rules->db, QUERY_QUARANTINE_WAITS, &params, &rows, err));
    return rows_count(rows) ? quarantine_touch(rules->db, rules->project_id, err) : ERR_OK;
}

static enum err_code enter(struct rules *rules, const struct rules_test *test, const char *why,
                           struct err *err)
{
    auto_params struct params params = {0}, counted = {0};
    auto_rows struct rows *rows = NULL;
    quarantine_params(rules, test, &params);
    quarantine_params(rules, test, &counted);
    params_time(&params, rules->now);
    params_time(&params, rules->now + (int64_t)rules->frame.review_days * day);
    try_(db_run(rules->db, QUERY_QUARANTINE_ENTER, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    try_(db_run(rules->db, QUERY_QUARANTINE_COUNT, &counted, NULL, err));
    try_(quarantine_touch(rules->db, rules->project_id, err));
    json_t *before = json_pack("{s:s}", "state", "proposed");
    json_t *after = json_pack("{s:s, s:i, s:f}", "state", "active", "test", test->test_id, "log_e",
                              test->log_e);
    struct notice notice = notice_of(rules, test);
    notice.rule = "entry";
    notice.action = "quarantine.activate";
    notice.event = "quarantine.active";
    notice.reason = why;
    notice.before = before;
    notice.after = after;
    enum err_code code = before && after ? notice_add(rules->db, &notice, err) : err_nomem(err);
    json_decref(before);
    json_decref(after);
    return code;
}

static enum err_code close_by_rule(struct rules *rules, const struct rules_test *test,
                                   const char *rule, const char *why, struct err *err)
{
    return quarantine_close(rules->db,
                            &(struct notice){.project_id = rules->project_id,
                                             .now = rules->now,
                                             .quarantine_id = test->quarantine_id,
                                             .actor = "rule",
                                             .rule = rule,
                                             .reason = why},
                            err);
}

static enum err_code judge_proposal(struct rules *rules, struct rules_test *test, struct err *err)
{
    const char *word;
    char why[RULES_WHY_SIZE];
    bool enters = rules_enter(&rules->frame, test, &word, why);
    struct rules_budget *owner = rules_budget_of(rules, test->owner);
    char full[RULES_WHY_SIZE];
    if (enters && !rules_room(&rules->settings, &rules->all, owner, &word, full))
        return wait(rules, test, word, full, err);
    if (!enters)
        return wait(rules, test, word, why, err);
    rules->all.held++;
    if (owner)
        owner->held++;
    return enter(rules, test, why, err);
}

/* ---- What is in force ------------------------------------------------------------------------ */

static enum err_code sound_again(struct rules *rules, const struct rules_test *test,
                                 struct err *err)
{
    auto_params struct params params = {0};
    quarantine_params(rules, test, &params);
    try_(db_run(rules->db, QUERY_QUARANTINE_SOUND, &params, NULL, err));
    try_(quarantine_touch(rules->db, rules->project_id, err));
    struct notice notice = notice_of(rules, test);
    notice.rule = "broken";
    notice.action = "quarantine.restore";
    notice.reason = "it no longer fails always: its quarantine excuses again";
    return notice_add(rules->db, &notice, err);
}

static enum err_code judge_standing(struct rules *rules, const struct rules_test *test,
                                    struct err *err)
{
    char why[RULES_WHY_SIZE];
    if (isnan(test->base_passes)) {
        auto_params struct params params = {0};
        quarantine_params(rules, test, &params);
        try_(db_run(rules->db, QUERY_QUARANTINE_COUNT, &params, NULL, err));
    }
    if (rules_released(&rules->settings, test, why))
        return close_by_rule(rules, test, "release", why, err);
    bool broken = test->broken > rules->settings.broken_from;
    if (broken && !test->told_broken)
        return alarm_broken(rules->db,
                            &(struct alarm){.project_id = rules->project_id,
                                            .now = rules->now,
                                            .tests = &test->test_id,
                                            .count = 1},
                            err);
    /* a fold that does not have yet what the alarm rests on says nothing */
    return !broken && test->told_broken && test->broken_folded ? sound_again(rules, test, err)
                                                               : ERR_OK;
}

static enum err_code judge_all(struct rules *rules, struct err *err)
{
    for (size_t i = 0; i < rules->count; i++) {
        struct rules_test *test = &rules->tests[i];
        if (test->in_force)
            try_(judge_standing(rules, test, err));
    }
    try_(rules_read_room(rules, err)); /* after the releases, which make room */
    for (size_t i = 0; i < rules->count; i++) {
        struct rules_test *test = &rules->tests[i];
        if (test->quarantine_id && !test->in_force)
            try_(judge_proposal(rules, test, err));
    }
    return write_waits(rules, err);
}

static enum err_code run(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                         int64_t now, struct err *err)
{
    struct rules rules = {.db = db, .project_id = project_id, .now = now};
    enum err_code code = rules_read(&rules, tests, count, err);
    if (code == ERR_OK)
        code = judge_all(&rules, err);
    rules_free(&rules);
    return code;
}

enum err_code rules_apply(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                          int64_t now, struct err *err)
{
    if (count == 0)
        return ERR_OK;
    try_(propose_tests(db, project_id, tests, count, now, err));
    return run(db, project_id, tests, count, now, err);
}

/* ---- Every day ------------------------------------------------------------------------------- */

static enum err_code expire(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_time(&params, now);
    try_(db_run(db, QUERY_QUARANTINE_EXPIRE, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++)
        try_(notice_add(
            db,
            &(struct notice){.project_id = project_id,
                             .now = now,
                             .quarantine_id = rows_int(rows, i, 0),
                             .actor = "rule",
                             .rule = "review",
                             .action = "quarantine.expire",
                             .event = "quarantine.expired",
                             .reason = "its review date has passed: decide whether it is fixed, "
                                       "deleted or extended"},
            err));
    return rows_count(rows) ? quarantine_touch(db, project_id, err) : ERR_OK;
}

enum err_code rules_daily(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    try_(expire(db, project_id, now, err));
    return run(db, project_id, NULL, 0, now, err);
}
