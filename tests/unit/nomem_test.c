/* Memory runs out: every allocation of reading a report fails once, by itself or with all after it.
 * The Makefile has the linker send the allocations of our code here; libxml2 is told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "ingest/junit.h"
#include "ingest/retries.h"
#include "ingest/signature.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *string);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__wrap_strdup(const char *string);

static struct {
    bool on, rest; /* rest: all after it fail as well */
    long left;     /* allocations until one fails */
    bool failed;
} plan;

static bool fails(void)
{
    if (!plan.on)
        return false;
    long now = plan.left--;
    bool failing = now == 0 || (now < 0 && plan.rest);
    plan.failed |= failing;
    return failing;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
    return fails() ? NULL : __real_reallocarray(old, count, size);
}

char *__wrap_strdup(const char *string)
{
    return fails() ? NULL : __real_strdup(string);
}

#define HEAD "<?xml version='1.0' encoding='UTF-8'?>\n"

static const char *const documents[] = {
    HEAD "<testsuites name='vitest tests'><testsuite name='s' hostname='h' timestamp='2026-11-21'>"
         "<testcase name='a' classname='c' time='0.5' file='f.c' line='7'/>"
         "<testcase name='a' classname='c'><failure message='m' type='t'>one<![CDATA[two]]>"
         "</failure><failure>three &amp; four</failure></testcase></testsuite></testsuites>",
    HEAD "<testsuite name='s'><properties><property name='go.version' value='1'/></properties>"
         "<testcase name='A'><failure>x</failure></testcase><testcase name='A'/>"
         "<testcase name='A/b'><error>\x01 1 < 2</error></testcase></wrong></testsuite>",
    "talk of a program, long enough to be told from a report, and then some more\n" HEAD
    "<testsuite name='pytest'><testcase name='a'><failure message='1'>call</failure></testcase>"
    "<testcase name='a'><error message='failed on teardown with x'>end</error></testcase>"
    "<testcase name='d'><flakyFailure message='f'><stackTrace>s</stackTrace></flakyFailure>"
    "</testcase><testcase name='cut",
};

static enum err_code read_all(struct report *report, struct err *err)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct junit *junit = NULL;
        const char *document = documents[i];
        size_t len = strlen(document), half = len / 2;
        enum err_code code = junit_open(report, i ? "out/retry-1.xml" : "out/x.xml", &junit, err);
        if (code == ERR_OK)
            code = junit_feed(junit, document, half, err);
        if (code == ERR_OK)
            code = junit_feed(junit, document + half, len - half, err);
        if (code == ERR_OK)
            code = junit_close(junit, err);
        junit_free(junit);
        if (code != ERR_OK)
            return code;
    }
    enum err_code code = retries_settle(report, err);
    for (size_t i = 0; i < report->told_count && code == ERR_OK; i++) {
        struct signature signature; /* takes no memory, so that it can't fail */
        const struct attempt *last = report->cases[report->told[i]].attempts;
        signature_make(last->kind, last->message, last->details, &signature);
    }
    return code;
}

/* Fails allocation @number; false when there are not so many. */
static bool fail_at(long number, bool rest, size_t cases)
{
    struct report report;
    struct err err = {0};
    report_init(&report);
    plan.failed = false;
    plan.left = number;
    plan.rest = rest;
    plan.on = true;
    enum err_code code = read_all(&report, &err);
    plan.on = false;
    if (code != ERR_OK) {
        assert_true(plan.failed);
        assert_int_equal(code, ERR_NOMEM);
        assert_int_equal(err.code, ERR_NOMEM);
    } else if (report.case_count != cases) { /* nothing is lost without a word */
        fail_msg("allocation %ld: %zu cases instead of %zu", number, report.case_count, cases);
    }
    report_free(&report);
    return plan.failed;
}

static void every_allocation(bool rest)
{
    struct report report;
    struct err err = {0};
    report_init(&report);
    assert_int_equal(read_all(&report, &err), ERR_OK);
    size_t cases = report.case_count;
    report_free(&report);
    long number = 0;
    while (fail_at(number, rest, cases))
        number++;
    assert_true(number > 50);
}

static void test_one_allocation_fails(void **state)
{
    (void)state;
    every_allocation(false);
}

static void test_all_allocations_fail_from_one_on(void **state)
{
    (void)state;
    every_allocation(true);
}

static void quiet(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_allocation_fails),
        cmocka_unit_test(test_all_allocations_fail_from_one_on),
    };
    xmlSetGenericErrorFunc(NULL, quiet);
    xmlMemSetup(free, __wrap_malloc, __wrap_realloc, __wrap_strdup);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
