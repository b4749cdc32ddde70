/* Dialects are told by their marks, and by nothing less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/dialect.h"
#include "ingest/junit.h"

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
    assert_null(dialect_find(&marks));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_names_are_unique_and_found),
        cmocka_unit_test(test_no_marks_are_no_dialect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
