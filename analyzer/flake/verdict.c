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

struct first_words {
    struct rows *report, *incidents, *tests; /* the last two: NULL when nothing failed */
};

static void auto_words_at(struct first_words *words)
{
    rows_free(words->report);
    rows_free(words->incidents);
    rows_free(words->tests);
}

/* The report, and along with it its incidents and what became of its tests. */
static enum err_code ask(const struct judge *judge, struct first_words *words, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, judge->project_id);
    params_int(&params, judge->report_id);
    try_(db_send(judge->db, QUERY_VERDICT_REPORT, &params, err));
    if (judge->any_failed) {
        try_(db_send(judge->db, QUERY_VERDICT_INCIDENTS, &params, err));
        try_(db_send(judge->db, QUERY_VERDICT_TESTS, &params, err));
    }
    unsigned asked = judge->any_failed ? 3 : 1;
    while (db_outstanding(judge->db) > asked) /* of who stored the report */
        try_(db_receive(judge->db, NULL, err));
    try_(db_receive(judge->db, &words->report, err));
    if (!judge->any_failed)
        return ERR_OK;
    try_(db_receive(judge->db, &words->incidents, err));
    return db_receive(judge->db, &words->tests, err);
}

/* Is an earlier attempt of the job still to be answered? */
static enum err_code look_back(struct judge *judge, bool *unsound, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, judge->project_id);
    params_int(&params, judge->report_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_UNSOUND, &params, &rows, err));
    *unsound = !rows_null(rows, 0, 0) && rows_bool(rows, 0, 0);
    judge->lacked_before = !rows_null(rows, 0, 0) && !*unsound;
    return ERR_OK;
}

static enum err_code read_report(struct judge *judge, const struct first_words *words,
                                 struct err *err)
{
    struct verdict *v = judge->verdict;
    const struct rows *rows = words->report;
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no report %lld", (long long)judge->report_id);
    v->report_id = judge->report_id;
    v->build_id = rows_int(rows, 0, 0);
    v->build = judge_copy(judge, rows_text(rows, 0, 1));
    v->commit = judge_copy(judge, rows_text(rows, 0, 2));
    v->branch = judge_copy(judge, rows_text_or_null(rows, 0, 3));
    v->job = judge_copy(judge, rows_text(rows, 0, 4));
    v->shard = judge_copy(judge, rows_text(rows, 0, 5));
    v->variant = judge_copy(judge, rows_text(rows, 0, 6));
    v->attempt = (int32_t)rows_int(rows, 0, 7);
    v->gate = judge_copy(judge, rows_text_or_null(rows, 0, 8));
    v->tests = (int32_t)rows_int(rows, 0, 9);
    v->passed = (int32_t)rows_int(rows, 0, 10);
    v->failed = (int32_t)rows_int(rows, 0, 11);
    v->errors = (int32_t)rows_int(rows, 0, 12);
    v->skipped = (int32_t)rows_int(rows, 0, 13);
    v->retried = (int32_t)rows_int(rows, 0, 14);
    v->damaged = rows_bool(rows, 0, 15);
    v->causes = judge_copy(judge, rows_text(rows, 0, 16));
    v->warnings = json_loads(rows_text(rows, 0, 17), 0, NULL);
    v->incidents = json_loads(words->incidents ? rows_text(words->incidents, 0, 0) : "[]", 0, NULL);
    if (!v->build || !v->commit || !v->job || !v->shard || !v->variant || !v->causes ||
        !v->warnings || !v->incidents)
        return err_nomem(err);
    judge->untrusted = rows_bool(rows, 0, 18);
    judge->attempts = rows_bool(rows, 0, 20);
    bool unsound = false;
    if (rows_bool(rows, 0, 19))
        try_(look_back(judge, &unsound, err));
    judge_report(v, unsound);
    return ERR_OK;
}

/* ---- the tests ----------------------------------------------------------------------------- */

/* Columns of verdict_tests.sql. */
enum {
    TEST_ID,
    SUITE,
    CLASSNAME,
    NAME,
    VARIANT,
    OCCURRENCE,
    FAILING,
    OUTCOME,
    KIND,
    QUARANTINE,
    STATE,
    REVIEW_AT,
    UNCOVERED,
    DERIVED,
    OWNER,
    FORMER,
    BRANCHES
};

static bool is_in_force(const char *state)
{
    return strcmp(state, "active") == 0 || strcmp(state, "proving") == 0;
}

static bool is_among(const int32_t *tests, size_t count, int32_t test_id)
{
    for (size_t i = 0; i < count; i++)
        if (tests[i] == test_id)
            return true;
    return false;
}

static void refuse_test(struct verdict_test *test, const char *refusal, const char *detail)
{
    test->refusal = refusal;
    test->detail = detail;
}

/* The refusal, or none: then the quarantine excuses the test. */
static void judge_test(const struct judge *judge, const struct rows *rows, size_t row,
                       struct verdict_test *test)
{
    int64_t review_at = 0;
    if (!test->quarantine_id)
        refuse_test(test, "not_quarantined", "no quarantine covers this test");
    else if (!is_in_force(rows_text(rows, row, STATE)))
        refuse_test(test, "not_quarantined", "it is proposed for quarantine, and not in it yet");
    else if (!quarantine_covers_branch(rows_text_or_null(rows, row, BRANCHES),
                                       judge->verdict->branch))
        refuse_test(test, "not_quarantined",
                    "it is quarantined, but not on the branch of this build");
    else if (!clock_parse(rows_text(rows, row, REVIEW_AT), &review_at) || review_at <= judge->now)
        refuse_test(test, "expired", "the review date of its quarantine has passed: decide on it");
    else if (is_among(judge->guards, judge->guard_count, test->test_id))
        refuse_test(test, "guard",
                    "it guards against an escape happening again: its failures are never excused");
    else if (rows_bool(rows, row, UNCOVERED))
        refuse_test(test, "new_signature",
                    "it is quarantined, but not for this failure: it may be a regression");
    else if (is_among(judge->broken, judge->broken_count, test->test_id))
        refuse_test(test, "broken",
                    "it is quarantined as flaky, but fails always now: it may be a regression");
    else
        test->excused = true;
}

static enum err_code find_guards(struct judge *judge, const int32_t *tests, size_t count,
                                 struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, judge->project_id);
    params_int_array(&params, tests, count, sizeof *tests);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_GUARDS, &params, &rows, err));
    int32_t *guards = arena_zalloc(&judge->verdict->arena, rows_count(rows) + 1, sizeof *guards);
    if (!guards)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        guards[judge->guard_count++] = (int32_t)rows_int(rows, i, 0);
    judge->guards = guards;
    return ERR_OK;
}

/* Looks at the quarantined tests that must not be excused all the same, before any is judged. */
static enum err_code look_at_quarantined(struct judge *judge, const struct rows *rows,
                                         struct err *err)
{
    size_t count = 0;
    int32_t *tests = arena_zalloc(&judge->verdict->arena, rows_count(rows) + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        if (rows_bool(rows, i, FAILING) && !rows_bool(rows, i, DERIVED) &&
            is_in_force(rows_text(rows, i, STATE)))
            tests[count++] = (int32_t)rows_int(rows, i, TEST_ID);
    if (count == 0)
        return ERR_OK;
    try_(find_guards(judge, tests, count, err));
    return judge_broken(judge, tests, count, err);
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

static enum err_code read_test(struct judge *judge, const struct rows *rows, size_t row,
                               struct verdict_test *test, struct err *err)
{
    *test = (struct verdict_test){
        .test_id = (int32_t)rows_int(rows, row, TEST_ID),
        .occurrence = (int32_t)rows_int(rows, row, OCCURRENCE),
        .suite = judge_copy(judge, rows_text(rows, row, SUITE)),
        .classname = judge_copy(judge, rows_text(rows, row, CLASSNAME)),
        .name = judge_copy(judge, rows_text(rows, row, NAME)),
        .variant = judge_copy(judge, rows_text(rows, row, VARIANT)),
        .owner = judge_copy(judge, rows_text_or_null(rows, row, OWNER)),
        .outcome = judge_outcome(rows_text(rows, row, OUTCOME)),
        .kind = judge_copy(judge, rows_text_or_null(rows, row, KIND)),
        .quarantine_id = rows_int(rows, row, QUARANTINE),
    };
    if (!test->suite || !test->classname || !test->name || !test->variant)
        return err_nomem(err);
    return ERR_OK;
}

/* A quarantine does not go along with a rename, as nobody said that it should: but it is told. */
static enum err_code tell_former(struct judge *judge, const struct rows *rows, size_t row,
                                 struct verdict_test *test, struct err *err)
{
    const char *former = rows_text_or_null(rows, row, FORMER);
    if (!former || test->excused || test->quarantine_id)
        return ERR_OK;
    auto_text struct text words = {0};
    text_printf(&words,
                "no quarantine covers this test; it was in quarantine as \"%.*s\" before its "
                "rename: quarantine test %d too, if that still holds",
                (int)text_cut(former, strlen(former), FORMER_SHOWN), former, test->test_id);
    test->detail = judge_copy(judge, text_get(&words));
    return test->detail ? ERR_OK : err_nomem(err);
}

static enum err_code judge_row(struct judge *judge, const struct rows *rows, size_t row,
                               struct err *err)
{
    struct verdict *v = judge->verdict;
    struct verdict_test unlisted, *test = &unlisted;
    bool failing = rows_bool(rows, row, FAILING);
    if (failing && v->failing_count < VERDICT_LISTED_MAX)
        test = &v->failing[v->failing_count++];
    else if (!failing && v->flaky_count < VERDICT_LISTED_MAX)
        test = &v->flaky[v->flaky_count++];
    try_(read_test(judge, rows, row, test, err));
    if (!failing) {
        v->flaky_total++;
        return ERR_OK;
    }
    v->failing_total++;
    if (rows_bool(rows, row, DERIVED))
        judge_derived(judge, test);
    else
        judge_test(judge, rows, row, test);
    try_(tell_former(judge, rows, row, test, err));
    if (!rows_bool(rows, row, DERIVED) && judge->inner_count < INNER_MAX)
        judge->inner[judge->inner_count++] = *test;
    if (test->excused) {
        judge->excused[v->excused_total] = test->test_id;
        judge->quarantines[v->excused_total++] = test->quarantine_id;
    }
    return ERR_OK;
}

static enum err_code judge_tests(struct judge *judge, const struct rows *rows, struct err *err)
{
    struct verdict *v = judge->verdict;
    size_t count = rows_count(rows);
    size_t listed = count < VERDICT_LISTED_MAX ? count : VERDICT_LISTED_MAX;
    v->failing = arena_zalloc(&v->arena, listed + 1, sizeof *v->failing);
    v->flaky = arena_zalloc(&v->arena, listed + 1, sizeof *v->flaky);
    judge->inner =
        arena_zalloc(&v->arena, count < INNER_MAX ? count + 1 : INNER_MAX, sizeof *judge->inner);
    judge->excused = arena_zalloc(&v->arena, count + 1, sizeof *judge->excused);
    judge->quarantines = arena_zalloc(&v->arena, count + 1, sizeof *judge->quarantines);
    if (!v->failing || !v->flaky || !judge->inner || !judge->excused || !judge->quarantines)
        return err_nomem(err);
    try_(look_at_quarantined(judge, rows, err));
    for (size_t i = 0; i < count; i++)
        try_(judge_row(judge, rows, i, err));
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
    struct alarm alarm = {.project_id = judge->project_id,
                          .now = judge->now,
                          .report_id = judge->report_id,
                          .tests = tests};
    if (judge->untrusted)
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
    params_int(&params, judge->project_id);
    params_int(&params, judge->report_id);
    params_int_array(&params, judge->excused, count, sizeof *judge->excused);
    params_long_array(&params, judge->quarantines, count, sizeof *judge->quarantines);
    return db_send(judge->db, QUERY_FAILURE_EXCUSE_QUARANTINED, &params, err);
}

/* The ledger has to hold whatever this verdict lets through. */
static enum err_code note_excuses(struct judge *judge, struct err *err)
{
    if (!judge->any_failed)
        return ERR_OK;
    try_(note_quarantined(judge, err));
    if (!judge->attempts)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->project_id);
    params_int(&params, judge->report_id);
    return db_send(judge->db, QUERY_FAILURE_EXCUSE_PASSED, &params, err);
}

enum err_code verdict_judge(struct db *db, const struct verdict_question *question,
                            struct verdict *verdict, struct err *err)
{
    struct judge judge = {.db = db,
                          .project_id = question->project_id,
                          .report_id = question->report_id,
                          .now = question->now,
                          .any_failed = question->any_failed,
                          .verdict = verdict};
    struct first_words words auto_(auto_words_at) = {.report = NULL};
    memset(verdict, 0, sizeof *verdict);
    verdict->distrust = question->distrust;
    try_(ask(&judge, &words, err));
    try_(read_report(&judge, &words, err));
    if (words.tests)
        try_(judge_tests(&judge, words.tests, err));
    /* tests that are missing are only asked after where something fails */
    if (judge.lacked_before && verdict->failing_total > 0)
        refuse_attempt(verdict);
    try_(judge_attempts(&judge, verdict->failing, verdict->failing_count, true, err));
    try_(judge_attempts(&judge, verdict->flaky, verdict->flaky_count, false, err));
    try_(note_excuses(&judge, err));
    try_(raise_alarms(&judge, err));
    verdict->pass = verdict->refusal_count == 0 && verdict->excused_total == verdict->failing_total;
    return verdict_say(verdict, err);
}
