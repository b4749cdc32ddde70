/* The byte buffer: what it holds, and that its failure sticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"

static void test_empty_is_an_empty_string(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    assert_string_equal(text_get(&text), "");
    text_append(&text, "", 0);
    text_puts(&text, "");
    assert_string_equal(text_get(&text), "");
    assert_int_equal(text.len, 0);
}

static void test_appends_in_order(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    text_puts(&text, "one ");
    text_putc(&text, '2');
    text_printf(&text, " %s %d", "three", 4);
    text_append(&text, " five six", 5);
    assert_string_equal(text_get(&text), "one 2 three 4 five");
    assert_int_equal(text.len, strlen("one 2 three 4 five"));
}

static void test_holds_nul_bytes(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    text_append(&text, "a\0b", 3);
    assert_int_equal(text.len, 3);
    assert_memory_equal(text.data, "a\0b", 4);
}

static void test_grows_far(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    for (int i = 0; i < 100000; i++)
        text_printf(&text, "%05d", i);
    assert_int_equal(text.len, 500000);
    assert_memory_equal(text.data + 5 * 77777, "77777", 5);
    assert_int_equal(text.data[text.len], '\0');
}

static void test_limit_is_kept_and_failure_sticks(void **state)
{
    (void)state;
    auto_text struct text text = {.limit = 4};
    text_puts(&text, "1234");
    assert_string_equal(text_get(&text), "1234");
    text_putc(&text, '5');
    assert_true(text.failed);
    assert_null(text_get(&text));
    text_putc(&text, '6');
    assert_int_equal(text.len, 4);
    assert_null(text_take(&text));
}

static void test_clear_forgets_a_failure(void **state)
{
    (void)state;
    auto_text struct text text = {.limit = 4};
    text_puts(&text, "12345");
    assert_null(text_get(&text));
    text_clear(&text);
    assert_string_equal(text_get(&text), "");
    text_puts(&text, "1234");
    assert_string_equal(text_get(&text), "1234");
}

static void test_size_that_cannot_be_fails(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    text_append(&text, "x", SIZE_MAX);
    assert_true(text.failed);
}

static void test_take_hands_over(void **state)
{
    (void)state;
    struct text text = {0};
    text_puts(&text, "mine");
    char *taken = text_take(&text);
    assert_string_equal(taken, "mine");
    assert_null(text.data);
    assert_int_equal(text.len, 0);
    free(taken);
}

static void test_take_of_nothing_is_an_empty_string(void **state)
{
    (void)state;
    struct text text = {0};
    char *taken = text_take(&text);
    assert_string_equal(taken, "");
    free(taken);
}

static void test_starts(void **state)
{
    (void)state;
    assert_true(text_starts("abc", "ab"));
    assert_true(text_starts("abc", "abc"));
    assert_true(text_starts("abc", ""));
    assert_false(text_starts("ab", "abc"));
    assert_false(text_starts("xab", "ab"));
}

static void test_cut_leaves_sequences_whole(void **state)
{
    (void)state;
    const char *bytes = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z"; /* of 1, 2, 3, 4 and 1 bytes */
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max < sizeof want / sizeof *want; max++)
        assert_int_equal(text_cut(bytes, strlen(bytes), max), want[max]);
}

static void test_cut_of_broken_bytes_ends(void **state)
{
    (void)state;
    assert_int_equal(text_cut("\x80\x80\x80\x80", 4, 2), 0);
    assert_int_equal(text_cut("", 0, 5), 0);
}

static void test_mend_leaves_what_is_well_formed(void **state)
{
    (void)state;
    static const struct {
        const char *broken, *mended;
    } samples[] = {
        {"", ""},
        {"plain", "plain"},
        {"\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
        {"cut \xE2\x82", "cut "},
        {"\x80in\xFF"
         "side\xED\xA0\x80",
         "inside"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char string[32];
        memcpy(string, samples[i].broken, strlen(samples[i].broken) + 1);
        text_mend(string);
        assert_string_equal(string, samples[i].mended);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_is_an_empty_string),
        cmocka_unit_test(test_appends_in_order),
        cmocka_unit_test(test_holds_nul_bytes),
        cmocka_unit_test(test_grows_far),
        cmocka_unit_test(test_limit_is_kept_and_failure_sticks),
        cmocka_unit_test(test_clear_forgets_a_failure),
        cmocka_unit_test(test_size_that_cannot_be_fails),
        cmocka_unit_test(test_take_hands_over),
        cmocka_unit_test(test_take_of_nothing_is_an_empty_string),
        cmocka_unit_test(test_starts),
        cmocka_unit_test(test_cut_leaves_sequences_whole),
        cmocka_unit_test(test_cut_of_broken_bytes_ends),
        cmocka_unit_test(test_mend_leaves_what_is_well_formed),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
