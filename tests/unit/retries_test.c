/* Which rows are attempts of one test, and which only share its name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/attempt_path.h"
#include "ingest/junit.h"
#include "ingest/retries.h"

static void add(struct report *report, const char *name, const char *document)
{
    struct err err = {0};
    assert_int_equal(junit_read(report, name, document, strlen(document), &err), ERR_OK);
}

static void settle(struct report *report)
{
    struct err err = {0};
    assert_int_equal(retries_settle(report, &err), ERR_OK);
}

/* The outcomes of the attempts of case @index, as one letter each. */
static const char *attempts(const struct report *report, size_t index)
{
    static char text[32];
    size_t len = 0;
    for (const struct attempt *at = report->cases[index].attempts; at && len < 31; at = at->next)
        text[len++] = (char)at->outcome;
    text[len] = '\0';
    return text;
}

#define GO(cases)                                                                                  \
    "<testsuites><testsuite name='p' timestamp='2026-11-21T00:00:00Z'><properties>"                \
    "<property name='go.version' value='go1.22'/></properties>" cases "</testsuite></testsuites>"
#define ROW(name, inner) "<testcase classname='p' name='" name "' time='1'>" inner "</testcase>"
#define FAIL "<failure message='Failed'>x</failure>"

static void test_gotestsum_rows_are_attempts(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "x.xml",
        GO(ROW("A", FAIL) ROW("B", FAIL) ROW("A", FAIL) ROW("B", FAIL) ROW("C", "<skipped/>")
               ROW("D", "") ROW("A", "")));
    settle(&report);
    assert_int_equal(report.case_count, 4);
    assert_string_equal(report.cases[0].name, "B");
    assert_int_equal(report.cases[0].outcome, OUTCOME_FAILED);
    assert_string_equal(attempts(&report, 0), "ff");
    assert_string_equal(report.cases[3].name, "A");
    assert_int_equal(report.cases[3].outcome, OUTCOME_FLAKY);
    assert_string_equal(attempts(&report, 3), "ffp");
    assert_int_equal(report.counts.tests, 4);
    assert_int_equal(report.counts.passed, 2);
    assert_int_equal(report.counts.flaky, 1);
    report_free(&report);
}

static void test_a_skip_does_not_undo_a_failure(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "x.xml", GO(ROW("A", FAIL) ROW("A", "<skipped/>")));
    settle(&report);
    assert_int_equal(report.cases[0].outcome, OUTCOME_FAILED);
    assert_string_equal(attempts(&report, 0), "fs");
    report_free(&report);
}

static void test_other_rows_are_occurrences(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "x.xml",
        "<testsuite name='p'>" ROW("A", FAIL) ROW("A", "") ROW("A", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(report.cases[i].occurrence, i + 1);
    assert_memory_not_equal(&report.cases[0].identity, &report.cases[1].identity,
                            sizeof(struct identity));
    assert_int_equal(report.counts.flaky, 0);
    assert_int_equal(report.counts.failed, 1);
    report_free(&report);
}

static void test_files_of_attempts_are_matched_by_occurrence(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "out/retry-2/r.xml",
        "<testsuite name='p'>" ROW("A", "") ROW("A", FAIL) "</testsuite>");
    add(&report, "out/r.xml",
        "<testsuite name='p'>" ROW("A", FAIL) ROW("A", FAIL) ROW("B", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 3);
    assert_string_equal(attempts(&report, 0), "fp");
    assert_int_equal(report.cases[0].occurrence, 1);
    assert_int_equal(report.cases[0].file_index, 0);
    assert_string_equal(attempts(&report, 1), "ff");
    assert_int_equal(report.cases[1].occurrence, 2);
    assert_string_equal(report.cases[2].name, "B");
    report_free(&report);
}

static void test_bazel_test_xml_is_the_last_attempt(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "t/test.xml", "<testsuite name='p'>" ROW("A", "") "</testsuite>");
    add(&report, "t/test_attempts/attempt_2.xml",
        "<testsuite name='p'>" ROW("A", "<error/>") "</testsuite>");
    add(&report, "t/test_attempts/attempt_1.xml",
        "<testsuite name='p'>" ROW("A", FAIL) "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 1);
    assert_string_equal(attempts(&report, 0), "fep");
    assert_int_equal(report.cases[0].file_index, 0);
    assert_int_equal(report.cases[0].outcome, OUTCOME_FLAKY);
    report_free(&report);
}

static void test_shards_are_not_attempts(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "shard_1/r.xml", "<testsuite name='p'>" ROW("A", FAIL) "</testsuite>");
    add(&report, "shard_2/r.xml", "<testsuite name='p'>" ROW("A", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 2);
    assert_int_equal(report.cases[1].occurrence, 2);
    assert_int_equal(report.suite_count, 1);
    assert_int_equal(report.suites[0].cases, 2);
    report_free(&report);
}

static void test_pytest_phases_are_one_attempt(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "x.xml",
        "<testsuite name='pytest'>" ROW("A", "<failure message='assert'>call</failure>")
            ROW("A", "<error message='failed on teardown with \"E\"'>teardown</error>")
                ROW("B", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 2);
    assert_int_equal(report.cases[0].outcome, OUTCOME_ERROR);
    assert_string_equal(attempts(&report, 0), "e");
    assert_non_null(strstr(report.cases[0].attempts->details, "call"));
    assert_non_null(strstr(report.cases[0].attempts->details, "teardown"));
    assert_int_equal((int)report.cases[0].seconds, 2);
    report_free(&report);
}

static void test_suites_are_the_outermost_named_or_the_file(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "tmp/x1/550e8400-e29b/a/retry_2/r.xml",
        "<testsuites><testcase name='1'/><testsuite name=''><testsuite name='in'><testcase "
        "name='2'/>"
        "</testsuite></testsuite><testsuite name='out'><testsuite name='in'><testcase name='3'/>"
        "</testsuite></testsuite><testsuite name='empty'/></testsuites>");
    settle(&report);
    assert_int_equal(report.suite_count, 3);
    assert_string_equal(report.suites[report.cases[0].suite_index].name, "a/r.xml");
    assert_string_equal(report.suites[report.cases[1].suite_index].name, "in");
    assert_string_equal(report.suites[report.cases[2].suite_index].name, "out");
    assert_string_equal(report.cases[2].suite, "out > in");
    report_free(&report);
}

static void test_paths_of_attempts(void **state)
{
    (void)state;
    static const struct {
        const char *path, *key;
        uint32_t rank;
    } rows[] = {
        {"junit.xml", "junit.xml", 0},
        {"./junit.xml", "junit.xml", 0},
        {"junit-rerun_1.xml", "junit.xml", 1},
        {"out/rerun-2/junit.xml", "out/junit.xml", 2},
        {"out-rerun_1/junit.xml", "out/junit.xml", 1},
        {"retry3/junit.xml", "junit.xml", 3},
        {"attempt-2.xml", ".xml", 2},
        {"run_7/junit.xml", "junit.xml", 7},
        {"run7/junit.xml", "run7/junit.xml", 0},
        {"prerun_1/junit.xml", "prerun_1/junit.xml", 0},
        {"attempts_1/junit.xml", "attempts_1/junit.xml", 0},
        {"t/test.xml", "t/test.xml", UINT32_MAX},
        {"t/test_attempts/attempt_2.xml", "t/test.xml", 2},
        {"attempt_1/retry_2/a.xml", "a.xml", 1002},
    };
    auto_text struct text key = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(attempt_path_read(rows[i].path, &key), rows[i].rank);
        assert_string_equal(text_get(&key), rows[i].key);
    }
}

static void test_many_rows_of_one_name(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct report report = {0};
    auto_text struct text document = {0};
    text_puts(&document, "<testsuite name='p'>");
    for (int i = 0; i < COUNT; i++)
        text_puts(&document, "<testcase name='A'/>");
    text_puts(&document, "</testsuite>");
    add(&report, "x.xml", text_get(&document));
    settle(&report);
    assert_int_equal(report.case_count, COUNT);
    assert_int_equal(report.cases[COUNT - 1].occurrence, COUNT);
    report_free(&report);
}

static void test_an_empty_report(void **state)
{
    (void)state;
    struct report report = {0};
    settle(&report);
    assert_int_equal(report.counts.tests, 0);
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gotestsum_rows_are_attempts),
        cmocka_unit_test(test_a_skip_does_not_undo_a_failure),
        cmocka_unit_test(test_other_rows_are_occurrences),
        cmocka_unit_test(test_files_of_attempts_are_matched_by_occurrence),
        cmocka_unit_test(test_bazel_test_xml_is_the_last_attempt),
        cmocka_unit_test(test_shards_are_not_attempts),
        cmocka_unit_test(test_pytest_phases_are_one_attempt),
        cmocka_unit_test(test_suites_are_the_outermost_named_or_the_file),
        cmocka_unit_test(test_paths_of_attempts),
        cmocka_unit_test(test_many_rows_of_one_name),
        cmocka_unit_test(test_an_empty_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
