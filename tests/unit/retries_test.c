/* Which rows are attempts of one test, and which only share its name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* ---- the ways in which retries are written, one by one ------------------------------------- */

/* Reads one document and settles it; the outcome and attempts of its cases as "k:fp s: f:ff". */
static const char *reading(const char *document)
{
    static char text[256];
    size_t len = 0;
    struct report report = {0};
    add(&report, "x.xml", document);
    settle(&report);
    for (size_t i = 0; i < report.case_count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%c:%s", i ? " " : "",
                                report.cases[i].outcome, attempts(&report, i));
    report_free(&report);
    return text;
}

static void test_encoding_1_children_of_a_case(void **state)
{
    (void)state;
    assert_string_equal(
        reading("<testsuite><testcase name='a'><flakyFailure/><flakyError/></testcase>"
                "<testcase name='b'><rerunFailure/><failure/><rerunError/></testcase>"
                "<testcase name='c'><failure/><flakyFailure/></testcase></testsuite>"),
        "k:fep f:ffe f:ff");
}

static void test_encoding_2_rows_of_one_suite(void **state)
{
    (void)state;
    assert_string_equal(reading(GO(ROW("A", FAIL) ROW("B", FAIL) ROW("A", FAIL) ROW("A", ""))),
                        "f:f k:ffp");
}

#define GRADLE(cases)                                                                              \
    "<testsuite name='p' tests='1' skipped='0' failures='0' errors='0' timestamp='t' "             \
    "hostname='h' time='1'>" cases "</testsuite>"
#define GRADLE_ROW(name, inner)                                                                    \
    "<testcase name='" name "' classname='p' time='1'>" inner "</testcase>"

static void test_gradle_rows_are_attempts_only_apart(void **state)
{
    (void)state;
    assert_string_equal(reading(GRADLE(GRADLE_ROW("A", FAIL) GRADLE_ROW("B", "") GRADLE_ROW(
                            "A", FAIL) GRADLE_ROW("C", "") GRADLE_ROW("A", ""))),
                        "p: p: k:ffp");
    assert_string_equal(reading(GRADLE(GRADLE_ROW("A", FAIL) GRADLE_ROW("A", ""))), "f:f p:");
    /* What is repeated though it passed shows that names repeat for another reason. */
    assert_string_equal(reading(GRADLE(GRADLE_ROW("A", FAIL) GRADLE_ROW("B", "") GRADLE_ROW("A", "")
                                           GRADLE_ROW("B", ""))),
                        "f:f p: p: p:");
}

static void test_kubernetes_rows_are_attempts_only_mixed(void **state)
{
    (void)state;
#define K8S(cases) "<testsuite name='openshift-tests'>" cases "</testsuite>"
    assert_string_equal(reading(K8S(ROW("A", FAIL) ROW("A", ""))), "k:fp");
    assert_string_equal(reading(K8S(ROW("A", "") ROW("A", FAIL))), "f:pf");
    assert_string_equal(reading(K8S(ROW("A", "") ROW("A", ""))), "p: p:");
    assert_string_equal(reading(K8S(ROW("A", FAIL) ROW("A", FAIL))), "f:f f:f");
}

static void test_browsers_and_suites_of_one_name_are_no_attempts(void **state)
{
    (void)state;
    assert_string_equal(reading("<testsuites><testsuite name='openshift-tests'>" ROW(
                            "A", FAIL) "</testsuite>"
                                       "<testsuite name='openshift-tests'>" ROW(
                                           "A", "") "</testsuite></testsuites>"),
                        "f:f p:");
}

static void test_encoding_3_a_file_or_folder_an_attempt(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "attempt_1/r.xml", "<testsuite name='p'>" ROW("A", FAIL) "</testsuite>");
    add(&report, "attempt_2/r.xml", "<testsuite name='p'>" ROW("A", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 1);
    assert_string_equal(attempts(&report, 0), "fp");
    report_free(&report);
}

static void test_encoding_4_several_failures_in_one_case(void **state)
{
    (void)state;
#define TWICE "<testsuite name='s'><testcase name='a'><failure/><failure/></testcase></testsuite>"
    assert_string_equal(reading("<testsuites name='vitest tests'>" TWICE "</testsuites>"), "f:ff");
    assert_string_equal(reading("<testsuites>" TWICE "</testsuites>"), "f:f");
}

static void test_encoding_5_skipped_beside_the_last_try(void **state)
{
    (void)state;
#define TESTNG(cases)                                                                              \
    "<testsuite name='p' timestamp='26 Jun 2026 13:51:32 GMT'>" cases "</testsuite>"
#define SKIP "<skipped message='pending'/>"
    assert_string_equal(reading(TESTNG(ROW("A", SKIP) ROW("A", ""))), "k:fp");
    assert_string_equal(reading(TESTNG(ROW("A", "") ROW("A", SKIP))), "k:fp");
    assert_string_equal(reading(TESTNG(ROW("A", SKIP) ROW("A", SKIP) ROW("A", FAIL))), "f:fff");
    assert_string_equal(reading(TESTNG(ROW("A", SKIP) ROW("A", SKIP))), "s:s s:s");
    /* Data of a provider: nobody knows which of them was tried again. */
    assert_string_equal(reading(TESTNG(ROW("A", "") ROW("A", FAIL))), "p: f:f");
    assert_string_equal(reading(TESTNG(ROW("A", SKIP) ROW("A", "") ROW("A", ""))), "s:s p: p:");
    assert_string_equal(
        reading(TESTNG(ROW("A", "<error type='org.testng.SkipException'/>") ROW("A", ""))),
        "s:s p:");
}

#define TRY(mark, inner) "<testcase name='a' " mark ">" inner "</testcase>"
#define REPETITION(value) "<properties><property name='repetition' value='" value "'/></properties>"

static void test_encoding_6_a_property_or_attribute_counts_tries(void **state)
{
    (void)state;
    assert_string_equal(reading("<testsuite>" TRY("attempt_number='0'", FAIL)
                                    TRY("attempt_number='1'", "") "</testsuite>"),
                        "k:fp");
    assert_string_equal(
        reading("<testsuite>" TRY("retries='0'", FAIL) TRY("retries='1'", FAIL) "</testsuite>"),
        "f:ff");
    assert_string_equal(reading("<testsuite>" TRY("retries='2'", "") "</testsuite>"), "p:");
    assert_string_equal(reading("<testsuite>" TRY("", REPETITION("First Run") FAIL)
                                    TRY("", REPETITION("Retry 1")) TRY("", FAIL) "</testsuite>"),
                        "k:fp f:f");
    /* Other tests, whose names collapse to the same: each try goes to its own. */
    assert_string_equal(reading("<testsuite>" TRY("", REPETITION("First Run") FAIL) TRY(
                            "", REPETITION("First Run") "<error/>") TRY("", REPETITION("Retry 1"))
                                    TRY("", REPETITION("Retry 1") FAIL) "</testsuite>"),
                        "k:fp f:ef");
}

static void test_encoding_7_what_is_hidden_is_not_invented(void **state)
{
    (void)state;
    static const char *const roots[] = {"jest tests", "Mocha Tests", "bun test", "deno test"};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        auto_text struct text document = {0};
        text_printf(&document,
                    "<testsuites name='%s'><testsuite name='s'>" ROW("A", FAIL)
                        ROW("A", "") "</testsuite></testsuites>",
                    roots[i]);
        assert_string_equal(reading(text_get(&document)), "f:f p:");
    }
}

#define BATS(cases) "<testsuite name='a.bats'>" cases "</testsuite>"
#define BATS_ROW(name, inner) "<testcase classname='a.bats' name='" name "'>" inner "</testcase>"
#define PYTEST(cases) "<testsuite name='pytest'>" cases "</testsuite>"

static void test_encoding_8_tries_that_look_passed(void **state)
{
    (void)state;
    assert_string_equal(reading(BATS(BATS_ROW("x", "") BATS_ROW("begin 1 x", "")
                                         BATS_ROW("begin 2 y", "<skipped/>"))),
                        "k:fp s:");
    assert_string_equal(
        reading(BATS(BATS_ROW("x", "") BATS_ROW("begin 1 x", "") BATS_ROW("begin 1 x", FAIL))),
        "f:fff");
    assert_string_equal(reading(BATS(BATS_ROW("x", "") BATS_ROW("begin 7 things", ""))), "p: p:");
    /* pytest's plugin: only the last row tells, and nobody says that the others failed. */
    assert_string_equal(reading(PYTEST(ROW("A", "") ROW("A", "") ROW("A", FAIL))), "f:f");
    assert_string_equal(reading(PYTEST(ROW("A", "") ROW("A", ""))), "p:");
    assert_string_equal(reading(PYTEST(ROW("A", FAIL) ROW("A", ""))), "f:f p:");
}

/* A job that was run again is another report: its upload says so, its files do not. */
static void test_encoding_9_another_run_is_no_attempt_by_its_file(void **state)
{
    (void)state;
    struct report report = {0};
    add(&report, "r.xml", "<testsuite name='p'>" ROW("A", FAIL) "</testsuite>");
    add(&report, "again/r.xml", "<testsuite name='p'>" ROW("A", "") "</testsuite>");
    settle(&report);
    assert_int_equal(report.case_count, 2);
    assert_int_equal(report.counts.flaky, 0);
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encoding_1_children_of_a_case),
        cmocka_unit_test(test_encoding_2_rows_of_one_suite),
        cmocka_unit_test(test_gradle_rows_are_attempts_only_apart),
        cmocka_unit_test(test_kubernetes_rows_are_attempts_only_mixed),
        cmocka_unit_test(test_browsers_and_suites_of_one_name_are_no_attempts),
        cmocka_unit_test(test_encoding_3_a_file_or_folder_an_attempt),
        cmocka_unit_test(test_encoding_4_several_failures_in_one_case),
        cmocka_unit_test(test_encoding_5_skipped_beside_the_last_try),
        cmocka_unit_test(test_encoding_6_a_property_or_attribute_counts_tries),
        cmocka_unit_test(test_encoding_7_what_is_hidden_is_not_invented),
        cmocka_unit_test(test_encoding_8_tries_that_look_passed),
        cmocka_unit_test(test_encoding_9_another_run_is_no_attempt_by_its_file),
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
