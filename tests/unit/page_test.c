/* Cursors: they come back as they were written, and only where they belong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/page.h"

enum { SHAPE = 4711 };

static struct arena arena;

static int clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static char *written(uint64_t shape, int64_t number, int64_t id, const char *word)
{
    struct page page = {.shape = shape, .number = number, .id = id, .word = word};
    char *cursor = cursor_write(&page, &arena);
    assert_non_null(cursor);
    return cursor;
}

static void assert_refused(const char *cursor)
{
    struct page page = {.shape = SHAPE, .limit = 7, .word = ""};
    if (cursor_read(cursor, &arena, &page))
        fail_msg("was taken: %s", cursor);
    assert_false(page.after);
    assert_int_equal(page.number, 0);
}

static void a_place_comes_back_as_it_was(void **state)
{
    (void)state;
    static const char *const words[] = {
        "", "a", "ab", "abc", "with blanks and \n", "\xC3\xA9t\xC3\xA9"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct page page = {.shape = SHAPE, .limit = 7, .word = ""};
        char *cursor = written(SHAPE, INT64_C(1795142462000000), (int64_t)i, words[i]);
        assert_true(cursor_read(cursor, &arena, &page));
        assert_true(page.after);
        assert_int_equal(page.limit, 7);
        assert_int_equal(page.number, INT64_C(1795142462000000));
        assert_int_equal(page.id, (int64_t)i);
        assert_string_equal(page.word, words[i]);
    }
}

static void a_cursor_can_stand_in_an_address(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char word[] = {(char)(1 + i % 255), (char)(1 + i % 7), (char)(1 + i % 31), 0};
        char *cursor = written((uint64_t)i * UINT64_C(0x9E3779B97F4A7C15), i, i, word);
        assert_int_equal(strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789-_"),
                         strlen(cursor));
    }
}

static void a_cursor_of_another_shape_is_refused(void **state)
{
    (void)state;
    assert_refused(written(SHAPE + 1, 1, 1, "a"));
}

static void a_cursor_that_was_changed_is_refused(void **state)
{
    (void)state;
    char *cursor = written(SHAPE, 12, 34, "word");
    size_t len = strlen(cursor);
    for (size_t cut = 0; cut < len; cut++) {
        struct page page = {.shape = SHAPE, .word = ""};
        char kept = cursor[cut];
        cursor[cut] = '\0';
        /* a shorter word is another place, and a good one */
        if (cursor_read(cursor, &arena, &page))
            assert_int_equal(page.id, 34);
        cursor[cut] = kept;
    }
    assert_refused("");
    assert_refused("=");
    assert_refused("not base64url!");
    assert_refused("AAAA");
}

static void a_place_that_no_row_can_have_is_refused(void **state)
{
    (void)state;
    assert_refused(written(SHAPE, -1, 1, ""));
    assert_refused(written(SHAPE, INT64_MAX, 1, ""));
}

static void a_word_that_is_no_text_is_refused(void **state)
{
    (void)state;
    assert_refused(written(SHAPE, 1, 1, "\xFF\xFE"));
}

static void a_cursor_past_all_bounds_is_refused(void **state)
{
    (void)state;
    static char huge[100000];
    memset(huge, 'A', sizeof huge - 1);
    assert_refused(huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_comes_back_as_it_was),
        cmocka_unit_test(a_cursor_can_stand_in_an_address),
        cmocka_unit_test(a_cursor_of_another_shape_is_refused),
        cmocka_unit_test(a_cursor_that_was_changed_is_refused),
        cmocka_unit_test(a_place_that_no_row_can_have_is_refused),
        cmocka_unit_test(a_word_that_is_no_text_is_refused),
        cmocka_unit_test(a_cursor_past_all_bounds_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
