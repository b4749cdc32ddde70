/* Names that are told apart while a large file is still being read are those that are found once
 * all is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/junit.h"
#include "ingest/retries.h"

enum { CASES = 120000, PIECE = 100000, REPEATED = 7 };

/* Every seventh name is one of a thousand; the second half is of another suite. */
static void write(struct text *document, const char *last)
{
    text_printf(document, "<testsuites><testsuite name='one'>");
    for (int i = 0; i < CASES; i++) {
        if (i == CASES / 2)
            text_printf(document, "</testsuite><testsuite name='two'>");
        text_printf(document, "<testcase classname='c%d' name='n%d' time='0.1'/>",
                    i % REPEATED ? i : 0, i % REPEATED ? i : i % 1000);
    }
    text_printf(document, "</testsuite>%s</testsuites>", last);
}

static void read_at_once(struct report *report, const struct text *document)
{
    struct err err = {0};
    assert_int_equal(junit_read(report, "x.xml", document->data, document->len, &err), ERR_OK);
    assert_int_equal(retries_settle(report, &err), ERR_OK);
}

/* Looks at names after each piece, as a second thread does; says how many it saw before the end. */
static size_t read_followed(struct report *report, const struct text *document)
{
    struct err err = {0};
    struct junit *junit = NULL;
    struct namesakes names = {.slots = NULL};
    report->followed = true;
    assert_int_equal(junit_open(report, "x.xml", &junit, &err), ERR_OK);
    for (size_t at = 0; at < document->len; at += PIECE) {
        size_t len = document->len - at < PIECE ? document->len - at : PIECE;
        assert_int_equal(junit_feed(junit, document->data + at, len, &err), ERR_OK);
        assert_int_equal(namesakes_enter(&names, report, namesakes_steady(report), &err), ERR_OK);
    }
    assert_int_equal(junit_close(junit, &err), ERR_OK);
    junit_free(junit);
    size_t seen = names.entered;
    assert_int_equal(retries_settle_named(report, &names, &err), ERR_OK);
    return seen;
}

static void assert_same(const struct report *a, const struct report *b)
{
    assert_int_equal(a->case_count, b->case_count);
    for (size_t i = 0; i < a->case_count; i++) {
        assert_memory_equal(&a->cases[i].identity, &b->cases[i].identity, sizeof(struct identity));
        assert_int_equal(a->cases[i].occurrence, b->cases[i].occurrence);
    }
}

static void check(const char *last, const char *dialect)
{
    struct report at_once = {0}, followed = {0};
    struct text document = {0};
    write(&document, last);
    read_at_once(&at_once, &document);
    assert_string_equal(at_once.files[0].dialect, dialect);
    assert_true(read_followed(&followed, &document) > CASES / 2);
    assert_same(&at_once, &followed);
    text_free(&document);
    report_free(&at_once);
    report_free(&followed);
}

static void test_names_seen_early_are_the_same(void **state)
{
    (void)state;
    check("", "generic");
}

/* Then suites are no part of names, after they were. */
static void test_a_dialect_that_shows_late_undoes_it(void **state)
{
    (void)state;
    check(
        "<testsuite name='p'><properties><property name='go.version' value='go1.22'/></properties>"
        "<testcase classname='p' name='TestLast' time='0.1'/></testsuite>",
        "go-junit-report");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_seen_early_are_the_same),
        cmocka_unit_test(test_a_dialect_that_shows_late_undoes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
