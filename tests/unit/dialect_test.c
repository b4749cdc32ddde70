/* Dialects are told by their marks, and by nothing less. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/dialect.h"
#include "ingest/junit.h"
#include "ingest/junit_internal.h"
#include "ingest/reader_internal.h"

#define SUREFIRE_XSD                                                                               \
    "https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd"
#define GO_PROPERTY "<properties><property name='go.version' value='go1.22'/></properties>"

static const struct {
    const char *document, *dialect;
} rows[] = {
    {"<testsuite xmlns:x='http://www.w3.org/2001/XMLSchema-instance' "
     "x:noNamespaceSchemaLocation='" SUREFIRE_XSD
     "'><testcase name='a' classname='b'/></testsuite>",
     "surefire"},
    {"<testsuite><properties><property name='surefire.test.class.path' value='x'/></properties>"
     "<testcase name='a' classname='b'/></testsuite>",
     "surefire"},
    {"<testsuites><testsuite name='p' timestamp='2026-11-21T00:00:00Z'>" GO_PROPERTY
     "<testcase name='a' classname='p'/></testsuite></testsuites>",
     "gotestsum"},
    {"<testsuites><testsuite name='p' timestamp='2026-11-21T00:00:00Z'>" GO_PROPERTY
     "</testsuite></testsuites>",
     "gotestsum"},
    {"<testsuites><testsuite name='p'>" GO_PROPERTY "<testcase name='a'/></testsuite></testsuites>",
     "go-junit-report"},
    {"<testsuites><testsuite name='p' id='0' hostname='h' "
     "timestamp='2026-11-21T00:00:00Z'>" GO_PROPERTY
     "<testcase name='a'/></testsuite></testsuites>",
     "go-junit-report"},
    {"<testsuites><testsuite name='pytest'><testcase name='a'/></testsuite></testsuites>",
     "pytest"},
    {"<testsuite name='pytest'><testcase name='a'/></testsuite>", "pytest"},
    {"<testsuites name='pytest tests'><testsuite name='mine'/></testsuites>", "pytest"},
    {"<testsuites name='jest tests'/>", "jest-junit"},
    {"<testsuites name='vitest tests'><testsuite/></testsuites>", "vitest"},
    {"<testsuites name='Mocha Tests'/>", "mocha"},
    {"<testsuites id='' name=''><testsuite name='a.spec.js' hostname='' timestamp='x'>"
     "<testcase name='t' classname='a.spec.js'/></testsuite></testsuites>",
     "playwright"},
    {"<testsuites id='' name=''><testsuite name='a.spec.js' hostname='' timestamp='x'>"
     "<testcase name='t' classname='other'/></testsuite></testsuites>",
     "generic"},
    {"<testsuites name='nextest-run' uuid='x'/>", "nextest"},
    {"<testsuites name='AllTests'><testsuite name='A'><testcase name='a' status='run' "
     "result='completed'/></testsuite></testsuites>",
     "googletest"},
    {"<testsuite><testcase name='a' classname='a' status='run'/></testsuite>", "ctest"},
    {"<testsuites><testcase name='a' classname='test'/></testsuites>", "node-test"},
    {"<testsuites name='x'><testcase name='a' classname='test'/></testsuites>", "generic"},
    {"<testsuite name='Vitest tests'><testcase name='go.version'/></testsuite>", "generic"},
    {"<testsuites/>", "generic"},
    {"<testcase name='pytest'/>", "generic"},
};

static void test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report report = {0};
        struct err err = {0};
        assert_int_equal(
            junit_read(&report, "x.xml", rows[i].document, strlen(rows[i].document), &err), ERR_OK);
        assert_string_equal(report.files[0].dialect, rows[i].dialect);
        report_free(&report);
    }
}

static void test_names_are_unique_and_found(void **state)
{
    (void)state;
    const struct dialect *row;
    for (size_t i = 0; (row = dialect_at(i)) != NULL; i++)
        assert_ptr_equal(dialect_named(row->name), row);
    assert_ptr_equal(dialect_named("no such dialect"), dialect_generic());
}

static void test_no_marks_are_no_dialect(void **state)
{
    (void)state;
    struct dialect_marks marks = {0};
    struct dialect_memo memo = {0};
    assert_null(dialect_find(&marks, &memo));
}

/* Rows that take what is left when a surer one was asked before them. */
static bool is_rest_of(const char *rest, const char *surer)
{
    static const char *const pairs[][2] = {{"surefire", "testng"}, {"mocha", "cypress"},
                                           {"phpunit", "pest"},    {"phpunit", "paratest"},
                                           {"junitreport", "ant"}, {"kubernetes", "ginkgo"},
                                           {"paratest", "pest"},   {"phpunit", "codeception"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(rest, pairs[i][0]) == 0 && strcmp(surer, pairs[i][1]) == 0)
            return true;
    return false;
}

static size_t fixtures, doubtful;

static void recognise(const char *path, struct junit *junit)
{
    const char *found = junit->report->files[0].dialect;
    const struct dialect *row;
    for (size_t i = 0; (row = dialect_at(i)) != NULL; i++) {
        if (!dialect_recognises(row, &junit->reader->marks) || strcmp(row->name, found) == 0 ||
            is_rest_of(row->name, found))
            continue;
        print_message("%s is of %s, but looks like one of %s\n", path, found, row->name);
        doubtful++;
    }
    fixtures++;
}

static int read_fixture(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)place;
    size_t len = strlen(path);
    if (type != FTW_F || len < 4 || strcmp(path + len - 4, ".xml") != 0 ||
        strstr(path, "/hostile/"))
        return 0;
    FILE *file = fopen(path, "rb");
    struct report report = {0};
    struct err err = {0};
    struct junit *junit;
    char bytes[4096];
    assert_non_null(file);
    assert_int_equal(junit_open(&report, path, &junit, &err), ERR_OK);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        assert_int_equal(junit_feed(junit, bytes, got, &err), ERR_OK);
    fclose(file);
    assert_int_equal(junit_close(junit, &err), ERR_OK);
    recognise(path, junit);
    junit_free(junit);
    report_free(&report);
    return 0;
}

static void test_a_file_looks_like_one_producer_only(void **state)
{
    (void)state;
    enum { OPEN_FOLDERS = 16 };
    assert_int_equal(nftw("tests/fixtures", read_fixture, OPEN_FOLDERS, FTW_PHYS), 0);
    print_message("%zu fixtures\n", fixtures);
    assert_true(fixtures > 0);
    assert_int_equal(doubtful, 0);
}

static void test_properties_that_are_marks(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        uint32_t mark;
    } properties[] = {
        {"go.version", "go1.19.8", DIALECT_GO},
        {"go.versions", "", 0},
        {"go.versio", "", 0},
        {"surefire.real.class.path", "", DIALECT_SUREFIRE},
        {"surefire.", "", DIALECT_SUREFIRE},
        {"surefire", "", 0},
        {"surefire.test.class.path", "/m2/testng-6.9.12.jar", DIALECT_SUREFIRE | DIALECT_TESTNG},
        {"java.class.path", "/m2/junit/junit.jar", 0},
        {"java.class.path", "/m2/testng/testng.jar", DIALECT_TESTNG},
        {"sauce", "", DIALECT_SAUCE},
        {"cwd2", "", 0},
        {"", "", 0},
    };
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        assert_int_equal(
            dialect_property(properties[i].name, properties[i].value, strlen(properties[i].value)),
            properties[i].mark);
}

static void test_every_row_says_where_retries_are(void **state)
{
    (void)state;
    const struct dialect *row;
    for (size_t i = 0; (row = dialect_at(i)) != NULL; i++) {
        assert_non_null(row->retries);
        if (text_starts(row->retries, "hidden"))
            assert_non_null(row->retries_how);
    }
}

static void expect_host(struct report *report, const char *document, const char *host)
{
    struct err err = {0};
    assert_int_equal(junit_read(report, "x.xml", document, strlen(document), &err), ERR_OK);
    if (!host)
        assert_null(report->host);
    else
        assert_string_equal(report->host, host);
}

static void test_keeps_the_first_host(void **state)
{
    (void)state;
    struct report report = {0};
    auto_text struct text long_one = {0};
    text_puts(&long_one, "<testsuite hostname='");
    for (int i = 0; i < 256; i++)
        text_puts(&long_one, "h");
    text_puts(&long_one, "'><testcase name='c'/></testsuite>");
    expect_host(&report, "<testsuite hostname=' '><testcase name='c'/></testsuite>", NULL);
    expect_host(&report, long_one.data, NULL);
    /* Playwright's is the browser that a case ran on */
    expect_host(&report,
                "<testsuites id='' name=''><testsuite name='a.spec.js' hostname='firefox' "
                "timestamp='x'><testcase name='c' classname='a.spec.js'/></testsuite></testsuites>",
                NULL);
    assert_string_equal(report.cases[report.case_count - 1].variant, "firefox");
    expect_host(&report,
                "<testsuites><testsuite name='s'><testcase name='c'/></testsuite><testsuite "
                "hostname=' runner-1 '/><testsuite hostname='runner-2'/></testsuites>",
                "runner-1");
    expect_host(&report, "<testsuite hostname='runner-3'/>", "runner-1");
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_the_first_host),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_names_are_unique_and_found),
        cmocka_unit_test(test_no_marks_are_no_dialect),
        cmocka_unit_test(test_a_file_looks_like_one_producer_only),
        cmocka_unit_test(test_properties_that_are_marks),
        cmocka_unit_test(test_every_row_says_where_retries_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
