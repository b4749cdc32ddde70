/* The patterns of an organisation: what its file may say, and what a costly pattern does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/junit.h"
#include "ingest/mask.h"
#include "ingest/retries.h"

#define M(name) "<masked:" name ">"

/* @text as it is shown. */
static const char *masked(const char *text, struct arena *arena)
{
    struct err err = {0};
    assert_int_equal(mask_text(&text, arena, &err), ERR_OK);
    return text;
}

static char path[] = "/tmp/escapement-mask-test-XXXXXX";

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/escapement-mask-test-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
    (void)state;
    mask_close();
    return unlink(path);
}

static enum err_code open_with(const char *content, struct err *err)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return mask_open(path, err);
}

static void assert_masks(const char *text, const char *wanted)
{
    struct arena arena = {0};
    assert_string_equal(masked(text, &arena), wanted);
    arena_free(&arena);
}

static void test_a_file_adds_patterns_and_switches_off(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(open_with("# of the shop\n"
                               "card: \\b(\\d{4})-\\d{4}\\b\r\n"
                               "  badge : badge (?:of )?(?<x>\\w+) is (?<secret>\\d+)\n"
                               "whole: zz+top\n\n!assignment\n",
                               &err),
                     ERR_OK);
    assert_masks("card 1234-5678", "card " M("card") "-5678");
    assert_masks("badge of ann is 4711.", "badge of ann is " M("badge") ".");
    assert_masks("a zzztop b zztop", "a " M("whole") " b " M("whole"));
    assert_masks("password=hunter2", "password=hunter2");
}

static void test_a_wrong_file_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *content, *words;
    } wrong[] = {
        {"# fine\nbad: a(b\n", ":2: bad: at byte "},
        {"empty: a*\n", ":1: empty: it matches the empty text"},
        {"byte: a\\Cb\n", ":1: byte: "},
        {"NoSuch: a\n", ":1: a name is"},
        {"jwt: a\n", ":1: a pattern that is built in"},
        {"a: a\na: b\n", ":2: this name was used before"},
        {"!nothing\n", ":1: there is no pattern \"nothing\""},
        {"no colon\n", ":1: not of the form"},
        {"a:\n", ":1: an expression has 1 to"},
        {"a: \xFF\n", "is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        assert_int_equal(open_with(wrong[i].content, &err), ERR_INVALID);
        if (!strstr(err.message, wrong[i].words))
            fail_msg("\"%s\" does not say \"%s\"", err.message, wrong[i].words);
    }
    struct err err = {0};
    assert_int_equal(mask_open("/nowhere/at/all", &err), ERR_INVALID);
}

static void test_number_and_length_of_patterns_are_bounded(void **state)
{
    (void)state;
    auto_text struct text content = {0};
    struct err err = {0};
    for (int i = 0; i <= MASK_FILE_PATTERNS_MAX; i++)
        text_printf(&content, "p%d: x%d\n", i, i);
    assert_int_equal(open_with(text_get(&content), &err), ERR_INVALID);
    assert_non_null(strstr(err.message, ":101: more than 100 patterns"));
    text_clear(&content);
    err = (struct err){0};
    text_puts(&content, "long: ");
    for (int i = 0; i <= MASK_EXPRESSION_MAX; i++)
        text_putc(&content, 'a');
    assert_int_equal(open_with(text_get(&content), &err), ERR_INVALID);
    assert_non_null(strstr(err.message, ":1: an expression has 1 to 1000 bytes"));
}

static void test_a_line_that_costs_too_much_is_masked_whole(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(open_with("slow: ((a+)+)+$\n", &err), ERR_OK);
    assert_masks("before\nkey aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\nafter",
                 "before\n" M("slow") "\nafter");
    assert_masks("not UTF-8 \xFF\nafter", M("slow") "\nafter");
}

static void add(struct report *report, const char *name, const char *document)
{
    struct err err = {0};
    assert_int_equal(junit_read(report, name, document, strlen(document), &err), ERR_OK);
}

static void test_patterns_that_give_up_are_told_and_not_tried_for_ever(void **state)
{
    (void)state;
    struct err err = {0};
    struct report report = {0};
    auto_text struct text document = {0};
    assert_int_equal(open_with("slow: ((a+)+)+$\n", &err), ERR_OK);
    text_puts(&document, "<testsuite><testcase name='t'><failure>");
    for (int i = 0; i < 300; i++)
        text_puts(&document, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n");
    text_puts(&document, "</failure></testcase></testsuite>");
    add(&report, "a.xml", text_get(&document));
    assert_int_equal(retries_settle(&report, &err), ERR_OK);
    assert_null(strstr(report.cases[0].attempts->details, "aaa"));
    assert_string_equal(report.warnings[0].code, "mask_gave_up");
    assert_string_equal(
        report.warnings[0].message,
        "300 lines were masked whole, because a pattern costs too much on them: slow 300");
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_file_adds_patterns_and_switches_off, begin, end),
        cmocka_unit_test_setup_teardown(test_a_wrong_file_is_refused_with_its_line, begin, end),
        cmocka_unit_test_setup_teardown(test_number_and_length_of_patterns_are_bounded, begin, end),
        cmocka_unit_test_setup_teardown(test_a_line_that_costs_too_much_is_masked_whole, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_patterns_that_give_up_are_told_and_not_tried_for_ever,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
