/* Reading JUnit files: what is kept, what is refused, and that pieces of any size read alike. */
#include <math.h>
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
#include "ingest/numbers.h"
#include "ingest/retries.h"

static enum err_code read_pieces(struct report *report, const char *bytes, size_t len, size_t piece,
                                 struct err *err)
{
    struct junit *junit;
    enum err_code code = junit_open(report, "x.xml", &junit, err);
    for (size_t at = 0; at < len && code == ERR_OK; at += piece)
        code = junit_feed(junit, bytes + at, len - at < piece ? len - at : piece, err);
    if (code == ERR_OK)
        code = junit_close(junit, err);
    junit_free(junit);
    return code;
}

/* Everything that is in a report, as text. */
static void dump(const struct report *report, struct text *out)
{
    for (size_t i = 0; i < report->file_count; i++)
        text_printf(out, "F %s %s %d %u\n", report->files[i].name, report->files[i].dialect,
                    report->files[i].damaged, report->files[i].root_errors);
    for (size_t i = 0; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        text_printf(out, "C %s|%s|%s|%s|%s:%d %c %.6g %d %u\n", row->suite, row->classname,
                    row->name, row->variant, row->file ? row->file : "-", row->line, row->outcome,
                    (double)row->seconds, row->occurrence, row->suite_index);
        for (const struct attempt *at = row->attempts; at; at = at->next)
            text_printf(out, "  A %c %.6g|%s|%s|%s\n", (char)at->outcome, (double)at->seconds,
                        at->kind, at->message, at->details);
    }
    for (size_t i = 0; i < report->warning_count; i++)
        text_printf(out, "W %s %d:%d %s\n", report->warnings[i].code, (int)report->warnings[i].line,
                    (int)report->warnings[i].column, report->warnings[i].message);
}

static const char *const documents[] = {
    "<testsuites><testsuite name='s' hostname='h'><testcase name='a &amp;&#38; b' classname='c' "
    "time='0.5' file='f.c' line='7'/><testcase name='d'><failure message='m &lt; n' type='t'>one"
    "<![CDATA[ two ]]>three &amp; four</failure></testcase></testsuite></testsuites>",
    "\xEF\xBB\xBF\n\n<!-- c --><?xml version='1.0' encoding='utf-8'?>\n<testsuite "
    "name='s'><testcase "
    "name='\xC3\xA9\xFF\x01'/><testcase name='a<b'><error>1 < 2 && 3 &#27;</error></testcase>"
    "</testsuite>\n<testsuite name='t'><testcase name='u'/></testsuite> done <x> 1 < 2",
    "<testsuite><testcase name='1'/><testcase name='2'><failure>te</wrong></testcase><testcase "
    "name='3'/></testsuite>",
    "<testsuite><testcase name='1'/><testcase name='2'><failure message='m'><![CDATA[text",
    "<testsuite><testcase name='1'><flakyFailure message='f' time='1'><stackTrace>s</stackTrace>"
    "<system-out>o</system-out></flakyFailure></testcase></testsuite>",
};

static void test_pieces_of_any_size_read_alike(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        size_t len = strlen(documents[i]);
        auto_text struct text whole = {0};
        for (size_t piece = len; piece > 0; piece--) {
            struct report report = {0};
            struct err err = {0};
            auto_text struct text out = {0};
            assert_int_equal(read_pieces(&report, documents[i], len, piece, &err), ERR_OK);
            dump(&report, &out);
            if (piece == len)
                text_puts(&whole, text_get(&out));
            assert_string_equal(text_get(&out), text_get(&whole));
            report_free(&report);
        }
    }
}

/* Larger than the blocks that are parsed at a time, with sequences of UTF-8 across their ends. */
static void test_large_files_read_alike(void **state)
{
    (void)state;
    auto_text struct text document = {0}, whole = {0};
    text_puts(&document, "<testsuite name='s'>");
    for (int i = 0; i < 4000; i++)
        text_printf(&document,
                    "<testcase name='\xE2\x82\xAC\xC3\xA9 %d &amp; \xF0\x9F\x98\x80'><failure>"
                    "\xE2\x82\xAC %d</failure></testcase>\n",
                    i, i);
    text_puts(&document, "</testsuite>");
    static const size_t pieces[] = {10000000, 65536, 65535, 4097, 100, 1};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct report report = {0};
        struct err err = {0};
        auto_text struct text out = {0};
        assert_int_equal(read_pieces(&report, document.data, document.len, pieces[i], &err),
                         ERR_OK);
        assert_int_equal(report.case_count, 4000);
        assert_int_equal(report.warning_count, 0);
        assert_false(report.damaged);
        dump(&report, &out);
        if (i == 0)
            text_puts(&whole, text_get(&out));
        assert_string_equal(text_get(&out), text_get(&whole));
        report_free(&report);
    }
}

static void test_every_cut_keeps_what_stands_before_it(void **state)
{
    (void)state;
    const char *document = documents[0];
    for (size_t len = 1; len < strlen(document); len++) {
        struct report report = {0};
        struct err err = {0};
        enum err_code code = read_pieces(&report, document, len, len, &err);
        size_t first = (size_t)(strstr(document, "line='7'/>") + strlen("line='7'/>") - document);
        if (code == ERR_OK) {
            assert_true(report.damaged);
            assert_true(report.files[0].damaged);
            assert_int_equal(report.warning_count, 1);
            assert_string_equal(report.warnings[0].code, "truncated");
            assert_true(report.case_count >= (len >= first));
        } else {
            assert_int_equal(code, ERR_INVALID);
            assert_true(len < sizeof "<testsuites>");
            assert_int_equal(report.file_count, 0);
        }
        report_free(&report);
    }
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *words;
    } rows[] = {
        {"", 0, "x.xml:1: the file is empty"},
        {"  \n \n", 5, "x.xml:3: the file is empty"},
        {"hello", 5, "plain text"},
        {"\n<<<<<<< HEAD", 13, "x.xml:2: not XML but plain text"},
        {"<!doctype HTML><p>", 18, "HTML"},
        {"<html><body>", 12, "HTML"},
        {"\x1f\x8b\x08\x00", 4, "gzip"},
        {"PK\x03\x04", 4, "zip"},
        {"{\"a\": 1}", 8, "JSON"},
        {"<?xml version='1.0'?>\n<coverage line='1'/>", 42,
         "x.xml:2: the root element is <coverage>"},
        {"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "
         "'file:///etc/passwd'>]><testsuite/>",
         87, "x.xml:2: a DOCTYPE"},
        {"<testsuite><testcase name='a'/></testsuite><!DOCTYPE a>", 55, "x.xml:1: a DOCTYPE"},
        {"<?xml version='1.0'?><!-- nothing -->", 37, "no element"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t piece = 1; piece < 100; piece += 98) {
            struct report report = {0};
            struct err err = {0};
            assert_int_equal(read_pieces(&report, rows[i].bytes, rows[i].len, piece, &err),
                             ERR_INVALID);
            if (!strstr(err.message, rows[i].words))
                print_message("%s\n", err.message);
            assert_non_null(strstr(err.message, rows[i].words));
            assert_int_equal(report.case_count + report.file_count + report.warning_count, 0);
            report_free(&report);
        }
}

static void read_one(struct report *report, const char *document)
{
    struct err err = {0};
    enum err_code code = junit_read(report, "x.xml", document, strlen(document), &err);
    if (code != ERR_OK)
        print_message("%s\n", err.message);
    assert_int_equal(code, ERR_OK);
}

static void test_outcomes_of_a_case(void **state)
{
    (void)state;
    static const struct {
        const char *inner;
        char outcome;
        const char *attempts;
    } rows[] = {
        {"", 'p', ""},
        {"<skipped/>", 's', ""},
        {"<failure/>", 'f', "f"},
        {"<error/>", 'e', "e"},
        {"<skipped/><failure/>", 'f', "f"},
        {"<flakyFailure/><flakyError/>", 'k', "fep"},
        {"<failure/><rerunFailure/><rerunError/>", 'f', "ffe"},
        {"<rerunFailure/><rerunError/><error/>", 'e', "efe"},
        {"<failure/><flakyFailure/>", 'f', "ff"},
        {"<failure/><failure/>", 'f', "f"},
        {"<failure/><error/>", 'e', "e"},
        {"<rerunFailure/>", 'f', "f"},
        {"<flakyFailure/><skipped/>", 'f', "f"},
        {"<properties><property name='failure'/></properties><system-out>x</system-out>", 'p', ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report report = {0};
        auto_text struct text document = {0};
        char attempts[8] = "";
        size_t len = 0;
        text_printf(&document, "<testsuite><testcase name='a'>%s</testcase></testsuite>",
                    rows[i].inner);
        read_one(&report, text_get(&document));
        assert_int_equal(report.cases[0].outcome, rows[i].outcome);
        for (const struct attempt *at = report.cases[0].attempts; at; at = at->next)
            attempts[len++] = (char)at->outcome;
        assert_string_equal(attempts, rows[i].attempts);
        report_free(&report);
    }
}

static void test_failing_todos_of_node_are_skips(void **state)
{
    (void)state;
    struct report report = {0};
    read_one(&report,
             "<testsuites><testcase name='a' classname='test'><skipped/><failure/></testcase>"
             "</testsuites>");
    assert_int_equal(report.cases[0].outcome, OUTCOME_SKIPPED);
    report_free(&report);
}

static void test_not_run_without_a_child(void **state)
{
    (void)state;
    struct report report = {0};
    read_one(&report, "<testsuite><testcase name='a' status='notrun'/><testcase name='b' status="
                      "'disabled'/><testcase name='c' result='suppressed'/><testcase name='d' "
                      "status='disabled'><failure/></testcase><testcase name='e' status='failed'/>"
                      "<testcase name='f' status='run'/></testsuite>");
    const char expected[] = "sssffp";
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(report.cases[i].outcome, expected[i]);
    report_free(&report);
}

static void test_long_texts_keep_head_and_tail(void **state)
{
    (void)state;
    struct report report = {0};
    auto_text struct text document = {0};
    text_puts(&document, "<testsuite><testcase name='a'><failure>HEAD");
    for (int i = 0; i < 400000; i++)
        text_puts(&document, "\xE2\x82\xAC");
    text_puts(&document, "TAIL</failure></testcase></testsuite>");
    read_one(&report, text_get(&document));
    const char *details = report.cases[0].attempts->details;
    size_t len = strlen(details);
    assert_true(len <= (size_t)config.max_text_bytes + 64);
    assert_true(text_is_utf8(details, len));
    assert_true(text_starts(details, "HEAD"));
    assert_string_equal(details + len - 4, "TAIL");
    assert_non_null(strstr(details, " bytes cut ...]"));
    report_free(&report);
}

static void test_limits_are_named(void **state)
{
    (void)state;
    struct config before = config;
    struct report report = {0};
    struct err err = {0};
    auto_text struct text document = {0};
    for (int i = 0; i < 30; i++)
        text_puts(&document, "<testsuite name='a'>");
    config.max_depth = 20;
    assert_int_equal(junit_read(&report, "x.xml", document.data, document.len, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "max_depth"));
    config = before;
    config.max_cases = 2;
    err_clear(&err);
    const char *cases = "<testsuite><testcase/><testcase/><testcase/></testsuite>";
    assert_int_equal(junit_read(&report, "x.xml", cases, strlen(cases), &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "max_cases"));
    assert_int_equal(report.case_count, 0);
    config = before;
    config.max_name_bytes = 64;
    read_one(&report,
             "<testsuite><testcase name='0123456789012345678901234567890123456789A012345678"
             "90123456789'/><testcase name='0123456789012345678901234567890123456789B0123456"
             "7890123456789'/></testsuite>");
    assert_string_not_equal(report.cases[0].name, report.cases[1].name);
    assert_true(strlen(report.cases[0].name) < 128);
    config = before;
    report_free(&report);
}

static void test_root_errors_without_a_case(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        uint32_t errors;
    } rows[] = {
        {"<testsuites errors='1' failures='0'><testsuite><testcase/></testsuite></testsuites>", 1},
        {"<testsuites errors='1'><testsuite><testcase><error/></testcase></testsuite></testsuites>",
         0},
        {"<testsuites "
         "errors='1'><testsuite><testcase><failure/></testcase></testsuite></testsuites>",
         0},
        {"<testsuite errors='2'><testcase><flakyError/><flakyError/></testcase></testsuite>", 0},
        {"<testsuites errors='3' failures='1'><testsuite><testcase><failure/></testcase>"
         "</testsuite></testsuites>",
         3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report report = {0};
        read_one(&report, rows[i].document);
        assert_int_equal(report.files[0].root_errors, rows[i].errors);
        assert_int_equal(report.warning_count, rows[i].errors ? 1 : 0);
        report_free(&report);
    }
}

static void test_failures_that_only_a_header_counts(void **state)
{
    (void)state;
    static const struct {
        const char *document, *warning;
        uint32_t errors;
    } rows[] = {
        /* nothing in the file failed: whoever wrote it */
        {"<testsuite failures='2'><testcase name='a'/></testsuite>", "root_errors", 2},
        {"<testsuite xmlns:xsi='x' xsi:noNamespaceSchemaLocation='surefire.xsd' failures='1'>"
         "<testcase name='a'/></testsuite>",
         "root_errors", 1},
        /* of a producer that nobody knows, or that counts tries: a hint */
        {"<testsuite failures='2'><testcase name='a'><failure/></testcase></testsuite>",
         "header_counts", 0},
        {"<testsuite xmlns:xsi='x' xsi:noNamespaceSchemaLocation='surefire.xsd' failures='2'>"
         "<testcase name='a'><flakyFailure/></testcase></testsuite>",
         "header_counts", 0},
        /* of a producer that is known to count what fails */
        {"<testsuites name='deno test' failures='2'><testsuite name='s'><testcase name='a' "
         "classname='./a'><failure/></testcase></testsuite></testsuites>",
         "root_errors", 1},
        /* assertions, and a status, are failures too */
        {"<testsuites name='deno test' failures='2'><testsuite name='s'><testcase name='a' "
         "classname='./a'><failure/><failure/></testcase></testsuite></testsuites>",
         NULL, 0},
        {"<testsuite failures='1'><testcase name='a' status='failed'/></testsuite>", NULL, 0},
        /* the headers of tst's suites count the whole run */
        {"<testsuites name='n' tests='2' disabled='0' errors='0' failures='1' time='x'>"
         "<testsuite name='s' tests='1' disabled='0' failures='1' errors='0' time='x'>"
         "<testcase name='a' status='failed' time='x'><failure/></testcase></testsuite>"
         "<testsuite name='u' tests='1' disabled='0' failures='1' errors='0' time='x'>"
         "<testcase name='a' status='not run' time='x'/></testsuite></testsuites>",
         NULL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report report = {0};
        read_one(&report, rows[i].document);
        assert_int_equal(report.files[0].root_errors, rows[i].errors);
        assert_int_equal(report.warning_count, rows[i].warning ? 1 : 0);
        if (rows[i].warning)
            assert_string_equal(report.warnings[0].code, rows[i].warning);
        report_free(&report);
    }
}

static void test_deep_and_nested(void **state)
{
    (void)state;
    struct report report = {0};
    auto_text struct text document = {0};
    for (int i = 0; i < 300; i++)
        text_printf(&document, "<testsuite name='s%d'>", i);
    text_puts(&document, "<testcase name='a'><testcase name='b'><failure/></testcase></testcase>");
    for (int i = 0; i < 300; i++)
        text_puts(&document, "</testsuite>");
    read_one(&report, text_get(&document));
    assert_int_equal(report.case_count, 2);
    assert_false(report.damaged);
    assert_int_equal(report.cases[0].outcome, OUTCOME_PASSED);
    assert_int_equal(report.cases[1].outcome, OUTCOME_FAILED);
    report_free(&report);
}

static void test_utf16_with_and_without_a_mark(void **state)
{
    (void)state;
    static const char document[] = "<?xml version='1.0' encoding='UTF-16'?><testsuite name='s'/>";
    for (int form = 0; form < 4; form++) {
        bool big = form & 1, marked = form & 2;
        auto_text struct text bytes = {0};
        if (marked)
            text_append(&bytes, big ? "\xFE\xFF" : "\xFF\xFE", 2);
        for (const char *at = document; *at; at++) {
            char pair[2] = {big ? '\0' : *at, big ? *at : '\0'};
            text_append(&bytes, pair, 2);
        }
        for (size_t piece = 1; piece < 8; piece++) {
            struct report report = {0};
            struct err err = {0};
            assert_int_equal(read_pieces(&report, bytes.data, bytes.len, piece, &err), ERR_OK);
            assert_int_equal(report.warning_count, 0);
            report_free(&report);
        }
    }
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } rows[] = {{"0", 0},
                {"1.5", 1.5},
                {"0.", 0},
                {".5", 0.5},
                {"1,234.56", 1234.56},
                {"0,014", 0.014},
                {"1.234,5", 1234.5},
                {"1,234,567.8", 1234567.8},
                {"7.5e-05", 7.5e-5},
                {"26.570254999999996", 26.570255},
                {"999638317", 0.999638317},
                {"12", 12},
                {"1.5s", 1.5},
                {" 3 ", 3},
                {"12345678901234", 12345.678901}};
    assert_true(fabs((double)numbers_nanoseconds("4000000", 7) - 0.004) < 1e-9);
    assert_true(fabs((double)numbers_nanoseconds("1.5", 3) - 1.5) < 1e-9);
    static const char *const unknown[] = {"",      "-1",  "whatever", "o99,999.881", ".",
                                          "1.2.3", "nan", "inf",      "0x10"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double got = (double)numbers_seconds(rows[i].text, strlen(rows[i].text));
        if (!(fabs(got - rows[i].seconds) <= 1e-6 * (1 + rows[i].seconds)))
            print_message("%s: %g\n", rows[i].text, got);
        assert_true(fabs(got - rows[i].seconds) <= 1e-6 * (1 + rows[i].seconds));
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_true(isnan(numbers_seconds(unknown[i], strlen(unknown[i]))));
}

static void test_time_stamps(void **state)
{
    (void)state;
    static const char *const same[] = {
        "2018-06-26T13:51:32Z",         "2018-06-26T13:51:32",      "2018-06-26 13:51:32",
        "2018-06-26T15:51:32+02:00",    "26 Jun 2018 13:51:32 GMT", "Tue, 26 Jun 2018 13:51:32 GMT",
        "2018-06-26T05:51:32GMT-08:00", "2018-06-26T13:51:32GMTZ"};
    static const char *const unknown[] = {"", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00", "soon",
                                          "32 Jun 2018 13:51:32 GMT"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        int64_t time = 0;
        assert_true(numbers_time(same[i], strlen(same[i]), &time));
        assert_int_equal(time, INT64_C(1530021092000000));
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        int64_t time;
        assert_false(numbers_time(unknown[i], strlen(unknown[i]), &time));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_of_any_size_read_alike),
        cmocka_unit_test(test_large_files_read_alike),
        cmocka_unit_test(test_every_cut_keeps_what_stands_before_it),
        cmocka_unit_test(test_what_is_refused_leaves_nothing),
        cmocka_unit_test(test_outcomes_of_a_case),
        cmocka_unit_test(test_failing_todos_of_node_are_skips),
        cmocka_unit_test(test_not_run_without_a_child),
        cmocka_unit_test(test_long_texts_keep_head_and_tail),
        cmocka_unit_test(test_limits_are_named),
        cmocka_unit_test(test_root_errors_without_a_case),
        cmocka_unit_test(test_failures_that_only_a_header_counts),
        cmocka_unit_test(test_deep_and_nested),
        cmocka_unit_test(test_utf16_with_and_without_a_mark),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_time_stamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
