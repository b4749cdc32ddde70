/* The texts of a report are bounded together: later ones are kept shorter, and the report says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/config.h"
#include "common/text.h"
#include "ingest/junit.h"
#include "ingest/retries.h"
#include "ingest/text_budget.h"

enum { FAILURES = 400, LINES = 40 };

/* A failure with 40 lines of 32 bytes each, FAILURES times. */
static void read_failures(struct report *report)
{
    auto_text struct text document = {0};
    struct err err = {0};
    text_puts(&document, "<testsuite name='s'>");
    for (int i = 0; i < FAILURES; i++) {
        text_printf(&document, "<testcase name='t%d'><failure message='number %d is wrong'>", i, i);
        for (int line = 0; line < LINES; line++)
            text_printf(&document, "line %2d of a trace, 32 bytes.\n", line);
        text_puts(&document, "</failure></testcase>");
    }
    text_puts(&document, "</testsuite>");
    assert_int_equal(junit_read(report, "a.xml", document.data, document.len, &err), ERR_OK);
    assert_int_equal(retries_settle(report, &err), ERR_OK);
}

static void test_nothing_is_cut_within_the_budget(void **state)
{
    (void)state;
    struct report report = {0};
    read_failures(&report);
    for (size_t i = 0; i < report.case_count; i++)
        assert_null(strstr(report.cases[i].attempts->details, "bytes cut"));
    assert_int_equal(report.warning_count, 0);
    report_free(&report);
}

static void test_later_texts_are_shorter_and_the_report_says_so(void **state)
{
    (void)state;
    struct report report = {0};
    struct config before = config;
    config.max_report_text_bytes = 32768;
    read_failures(&report);
    config = before;
    assert_int_equal(report.counts.failed, FAILURES);
    assert_int_equal(report.warning_count, 2);
    assert_string_equal(report.warnings[0].code, "texts_shortened");
    assert_non_null(strstr(report.warnings[0].message, "from here on 512 bytes"));
    assert_non_null(strstr(report.warnings[1].message, "from here on 128 bytes"));
    assert_null(strstr(report.cases[5].attempts->details, "bytes cut"));
    const char *last = report.cases[FAILURES - 1].attempts->details;
    assert_true(text_starts(last, "line  0 of a trace"));
    assert_non_null(strstr(last, "\n[... "));
    assert_string_equal(last + strlen(last) - 30, "\nline 39 of a trace, 32 bytes.");
    assert_string_equal(report.cases[FAILURES - 1].attempts->message, "number 399 is wrong");
    assert_true(report.text_bytes < 2 * 32768 + 1024 + FAILURES * 200);
    report_free(&report);
}

static void test_a_smaller_limit_of_one_text_stays(void **state)
{
    (void)state;
    struct report report = {0};
    struct config before = config;
    config.max_text_bytes = 100;
    config.max_report_text_bytes = 32768;
    assert_int_equal(text_budget_limit(&report), 100);
    report.text_bytes = 32768;
    assert_int_equal(text_budget_limit(&report), 100);
    report.text_bytes = SIZE_MAX;
    assert_int_equal(text_budget_limit(&report), 100);
    config = before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_cut_within_the_budget),
        cmocka_unit_test(test_later_texts_are_shorter_and_the_report_says_so),
        cmocka_unit_test(test_a_smaller_limit_of_one_text_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
