#include "analyzer/flake/verdict_internal.h"

#include <string.h>

#include "analyzer/flake/alarm.h"
#include "analyzer/flake/quarantine.h"
#include "analyzer/flake/verdict_words.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/text.h"

enum { INNER_MAX = 2000, FORMER_SHOWN = 200 };

void verdict_free(struct verdict *verdict)
{
    json_decref(verdict->warnings);
    json_decref(verdict->incidents);
    arena_free(&verdict->arena);
    memset(verdict, 0, sizeof *verdict);
}

/* ---- the report ---------------------------------------------------------------------------- */

static void refuse(struct verdict *verdict, const char *reason, const char *cause,
                   const char *detail)
{
    if (verdict->refusal_count < VERDICT_REFUSALS_MAX)
        verdict->refusals[verdict->refusal_count++] =
            (struct verdict_refusal){.reason = reason, .cause = cause, .detail = detail};
}

static const struct {
    const char *cause, *detail;
} cause_words[] = {
    {"unexplained_exit", "the test command failed or was killed, and no failing test explains it"},
    {"root_errors", "the report counts errors that no test accounts for: something did not build"},
    {"suite_missing", "a suite that usually runs in this job is missing"},
    {"suite_shrank", "a suite has far fewer tests than usual in this job"},
    {"tests_missing",
     "tests failed, and others that nearly every recent run of this job held are missing: "
     "part of it may have died"},
};

static void refuse_attempt(struct verdict *verdict)
{
    refuse(
        verdict, "incomplete", "unsound_attempt",
        "an earlier attempt of this job was damaged or incomplete, and no whole one has run since");
}

static void judge_report(struct verdict *verdict, bool unsound_before)
{
    if (verdict->damaged)
        refuse(verdict, "damaged", NULL, "a file of the report broke off or is not well-formed");
    if (verdict->tests == 0)
        refuse(verdict, "no_tests", NULL, "the report holds no test");
    for (size_t i = 0; i < sizeof cause_words / sizeof cause_words[0]; i++) {
        if (strstr(verdict->causes, cause_words[i].cause))
            refuse(verdict, "incomplete", cause_words[i].cause, cause_words[i].detail);
    }
    if (unsound_before)
        refuse_attempt(verdict);
}

/* Is an earlier attempt of the job still to be answered? */
static enum err_code look_back(struct judge *judge, bool *unsound, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, judge->question->project_id);
    params_int(&params, judge->question->report_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_UNSOUND, &params, &rows, err));
    *unsound = !rows_null(rows, 0, 0) && rows_bool(rows, 0, 0);
    judge->lacked_before = !rows_null(rows, 0, 0) && !*unsound;
    return ERR_OK;
}

/* ---- the tests ----------------------------------------------------------------------------- */

static bool is_in_force(const char *state)
{
    return strcmp(state, "active") == 0 || strcmp(state, "proving") == 0;
}

static void refuse_test(struct verdict_test *test, const char *refusal, const char *detail)
{
    test->refusal = refusal;
    test->detail = detail;
}

/* The refusal, or none: then the quarantine excuses the test. */
static void judge_test(const struct judge *judge, size_t row, struct verdict_test *test)
{
    int64_t review_at = 0;
    const struct rows *facts = judge->facts;
    if (!test->quarantine_id)
        refuse_test(test, "not_quarantined", "no quarantine covers this test");
    else if (!is_in_force(rows_text(facts, row, FACT_STATE)))
        refuse_test(test, "not_quarantined", "it is proposed for quarantine, and not in it yet");
    else if (!quarantine_covers_branch(rows_text_or_null(facts, row, FACT_BRANCHES),
                                       judge->verdict->branch))
        refuse_test(test, "not_quarantined",
                    "it is quarantined, but not on the branch of this build");
    else if (!clock_parse(rows_text(facts, row, FACT_REVIEW_AT), &review_at) ||
             review_at <= judge->question->now)
        refuse_test(test, "expired", "the review date of its quarantine has passed: decide on it");
    else if (judge_has(&judge->guards, test->test_id))
        refuse_test(test, "guard",
                    "it guards against an escape happening again: its failures are never excused");
    else if (judge_has(&judge->uncovered, test->test_id))
        refuse_test(test, "new_signature",
                    "it is quarantined, but not for this failure: it may be a regression");
    else if (judge_has(&judge->broken, test->test_id))
        refuse_test(test, "broken",
                    "it is quarantined as flaky, but fails always now: it may be a regression");
    else
        test->excused = true;
}

/* Looks at the quarantined tests that must not be excused all the same, before any is judged. */
static enum err_code look_at_quarantined(struct judge *judge, struct err *err)
{
    int32_t *tests = arena_zalloc(&judge->verdict->arena, judge->test_count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    struct test_set set = {.ids = tests};
    for (const struct failed_test *one = judge->tests; one < judge->tests + judge->test_count;
         one++)
        if (one->failing && !one->derived &&
            is_in_force(rows_text(judge->facts, one->fact, FACT_STATE)))
            tests[set.count++] = one->test_id;
    if (set.count == 0)
        return ERR_OK;
    try_(judge_find(judge, QUERY_VERDICT_GUARDS, false, &set, &judge->guards, err));
    try_(judge_find(judge, QUERY_VERDICT_UNCOVERED, true, &set, &judge->uncovered, err));
    return judge_broken(judge, &set, err);
}

/* True for "Test/case" within "Test". */
static bool within(const struct verdict_test *inner, const struct verdict_test *outer)
{
    return strcmp(inner->classname, outer->classname) == 0 &&
           strcmp(inner->suite, outer->suite) == 0 && text_starts(inner->name, outer->name) &&
           inner->name[strlen(outer->name)] == '/';
}

/* A test that failed only because tests within it did is excused when all of those are. */
static void judge_derived(const struct judge *judge, struct verdict_test *test)
{
    test->refusal = "not_quarantined";
    test->detail = "it fails with a test within it that is not excused";
    test->quarantine_id = 0;
    for (size_t i = 0; i < judge->inner_count; i++) {
        const struct verdict_test *inner = &judge->inner[i];
        if (!within(inner, test))
            continue;
        test->excused = inner->excused;
        test->quarantine_id = inner->quarantine_id;
        if (!inner->excused)
            break;
    }
    if (judge->verdict->failing_total > INNER_MAX)
        test->excused = false; /* not all could be looked at */
    if (test->excused)
        test->refusal = test->detail = NULL;
    else
        test->quarantine_id = 0;
}

static enum err_code read_test(struct judge *judge, const struct failed_test *failed,
                               struct verdict_test *test, struct err *err)
{
    const struct rows *facts = judge->facts;
    size_t row = failed->fact;
    *test = (struct verdict_test){
        .test_id = failed->test_id,
        .occurrence = (int32_t)rows_int(facts, row, FACT_OCCURRENCE),
        .suite = judge_copy(judge, rows_text(facts, row, FACT_SUITE)),
        .classname = judge_copy(judge, rows_text(facts, row, FACT_CLASSNAME)),
        .name = judge_copy(judge, rows_text(facts, row, FACT_NAME)),
        .variant = judge_copy(judge, rows_text(facts, row, FACT_VARIANT)),
        .owner = judge_copy(judge, rows_text_or_null(facts, row, FACT_OWNER)),
        .outcome = failed->outcome,
        .kind = failed->kind,
        .quarantine_id = rows_int(facts, row, FACT_QUARANTINE),
    };
    if (!test->suite || !test->classname || !test->name || !test->variant)
        return err_nomem(err);
    return ERR_OK;
}

/* The names of before, of failing tests that go on under another. */
static enum err_code look_at_renamed(struct judge *judge, struct err *err)
{
    int32_t *tests = arena_zalloc(&judge->verdict->arena, judge->test_count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    size_t count = 0;
    for (const struct failed_test *one = judge->tests; one < judge->tests + judge->test_count;
         one++)
        if (one->failing && rows_bool(judge->facts, one->fact, FACT_RENAMED))
            tests[count++] = one->test_id;
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->question->project_id);
    params_int_array(&params, tests, count, sizeof *tests);
    return db_run(judge->db, QUERY_VERDICT_FORMER, &params, &judge->former, err);
}

/* A quarantine does not go along with a rename, as nobody said that it should: but it is told. */
static enum err_code tell_former(struct judge *judge, struct verdict_test *test, struct err *err)
{
    size_t row;
    if (!judge->former || test->excused || test->quarantine_id ||
        !judge_find_row(judge->former, test->test_id, &row))
        return ERR_OK;
    const char *former = rows_text(judge->former, row, 1);
    auto_text struct text words = {0};
    text_printf(&words,
                "no quarantine covers this test; it was in quarantine as \"%.*s\" before its "
                "rename: quarantine test %d too, if that still holds",
                (int)text_cut(former, strlen(former), FORMER_SHOWN), former, test->test_id);
    test->detail = judge_copy(judge, text_get(&words));
    return test->detail ? ERR_OK : err_nomem(err);
}

static enum err_code judge_failed(struct judge *judge, const struct failed_test *failed,
                                  struct err *err)
{
    struct verdict *v = judge->verdict;
    struct verdict_test unlisted, *test = &unlisted;
    bool failing = failed->failing;
    if (!failing && failed->derived)
        return ERR_OK; /* what lies within it is told */
    if (failing && v->failing_count < VERDICT_LISTED_MAX)
        test = &v->failing[v->failing_count++];
    else if (!failing && v->flaky_count < VERDICT_LISTED_MAX)
        test = &v->flaky[v->flaky_count++];
    try_(read_test(judge, failed, test, err));
    if (!failing) {
        v->flaky_total++;
        return ERR_OK;
    }
    v->failing_total++;
    if (failed->derived)
        judge_derived(judge, test);
    else
        judge_test(judge, failed->fact, test);
    try_(tell_former(judge, test, err));
    if (!failed->derived && judge->inner_count < INNER_MAX)
        judge->inner[judge->inner_count++] = *test;
    if (test->excused) {
        judge->excused[v->excused_total] = test->test_id;
        judge->quarantines[v->excused_total++] = test->quarantine_id;
    }
    return ERR_OK;
}

static enum err_code judge_tests(struct judge *judge, struct err *err)
{
    struct verdict *v = judge->verdict;
    size_t count = judge->test_count;
    size_t listed = count < VERDICT_LISTED_MAX ? count : VERDICT_LISTED_MAX;
    v->failing = arena_zalloc(&v->arena, listed + 1, sizeof *v->failing);
    v->flaky = arena_zalloc(&v->arena, listed + 1, sizeof *v->flaky);
    judge->inner =
        arena_zalloc(&v->arena, count < INNER_MAX ? count + 1 : INNER_MAX, sizeof *judge->inner);
    judge->excused = arena_zalloc(&v->arena, count + 1, sizeof *judge->excused);
    judge->quarantines = arena_zalloc(&v->arena, count + 1, sizeof *judge->quarantines);
    if (!v->failing || !v->flaky || !judge->inner || !judge->excused || !judge->quarantines)
        return err_nomem(err);
    try_(look_at_quarantined(judge, err));
    try_(look_at_renamed(judge, err));
    for (size_t i = 0; i < count; i++)
        try_(judge_failed(judge, &judge->tests[i], err));
    return ERR_OK;
}

/* The tests that were refused for @reason. */
static size_t refused(const struct judge *judge, const char *reason, int32_t *tests)
{
    size_t count = 0;
    const struct verdict *v = judge->verdict;
    for (size_t i = 0; i < v->failing_count; i++)
        if (v->failing[i].refusal && strcmp(v->failing[i].refusal, reason) == 0)
            tests[count++] = v->failing[i].test_id;
    return count;
}

/* A regression may be hiding: those who look after the test are told, once. */
static enum err_code raise_alarms(struct judge *judge, struct err *err)
{
    const struct verdict *v = judge->verdict;
    int32_t *tests = arena_zalloc(&judge->verdict->arena, v->failing_count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    struct alarm alarm = {.project_id = judge->question->project_id,
                          .now = judge->question->now,
                          .report_id = judge->question->report_id,
                          .tests = tests};
    if (v->distrust != DISTRUST_NONE || v->failing_count == 0)
        return ERR_OK;
    alarm.count = refused(judge, "new_signature", tests);
    if (alarm.count > 0)
        try_(alarm_signatures(judge->db, &alarm, err));
    alarm.count = refused(judge, "broken", tests);
    return alarm.count > 0 ? alarm_broken(judge->db, &alarm, err) : ERR_OK;
}

/* ---- all of it ----------------------------------------------------------------------------- */

static enum err_code note_quarantined(struct judge *judge, struct err *err)
{
    size_t count = judge->verdict->excused_total;
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->question->project_id);
    params_int(&params, judge->question->report_id);
    params_int_array(&params, judge->excused, count, sizeof *judge->excused);
    params_long_array(&params, judge->quarantines, count, sizeof *judge->quarantines);
    return db_send(judge->db, QUERY_FAILURE_EXCUSE_QUARANTINED, &params, err);
}

/* The ledger has to hold whatever this verdict lets through. */
static enum err_code note_excuses(struct judge *judge, struct err *err)
{
    try_(note_quarantined(judge, err));
    if (!judge->question->any_failed || !judge->others)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->question->project_id);
    params_int(&params, judge->question->report_id);
    return db_send(judge->db, QUERY_FAILURE_EXCUSE_PASSED, &params, err);
}

static enum err_code look_at_report(struct judge *judge, struct err *err)
{
    bool unsound = false;
    try_(judge_unit(judge, err));
    if (judge->unsound_before && !judge->question->vouched)
        try_(look_back(judge, &unsound, err));
    judge_report(judge->verdict, unsound);
    return ERR_OK;
}

static enum err_code look_at_tests(struct judge *judge, struct err *err)
{
    struct verdict *v = judge->verdict;
    if (!judge->question->any_failed)
        return ERR_OK;
    try_(judge_read_tests(judge, err));
    try_(judge_tests(judge, err));
    /* tests that are missing are only asked after where something fails */
    if (judge->lacked_before && v->failing_total > 0)
        refuse_attempt(v);
    return judge_attempts(judge, err);
}

static void auto_judge_at(struct judge *judge)
{
    rows_free(judge->facts_read);
    rows_free(judge->former);
}

enum err_code verdict_judge(struct db *db, const struct verdict_question *question,
                            struct verdict *verdict, struct err *err)
{
    struct judge judge auto_(auto_judge_at) = {.db = db, .question = question, .verdict = verdict};
    verdict->incidents = json_array();
    if (!verdict->incidents)
        return err_nomem(err);
    try_(look_at_report(&judge, err));
    try_(look_at_tests(&judge, err));
    try_(note_excuses(&judge, err));
    try_(raise_alarms(&judge, err));
    verdict->pass = verdict->refusal_count == 0 && verdict->excused_total == verdict->failing_total;
    return verdict_say(verdict, err);
}
