/* The middle of a long text is cut out at lines and words, and the mark says how much is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/excerpt.h"

/* What is kept of @count times @part with @before and @after around it. */
static const char *kept(const char *before, const char *part, size_t count, const char *after,
                        size_t limit, struct arena *arena)
{
    struct excerpt excerpt;
    excerpt_init(&excerpt, limit);
    excerpt_append(&excerpt, before, strlen(before));
    for (size_t i = 0; i < count; i++)
        excerpt_append(&excerpt, part, strlen(part));
    excerpt_append(&excerpt, after, strlen(after));
    const char *text = excerpt_keep(&excerpt, arena);
    excerpt_free(&excerpt);
    assert_non_null(text);
    return text;
}

static void test_cuts_at_lines_and_puts_the_mark_on_one(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *text = kept("first\n", "a line of some words\n", 100, "last", 200, &arena);
    assert_non_null(strstr(text, "first\na line of some words\n"));
    assert_non_null(strstr(text, "a line of some words\n[... "));
    assert_non_null(strstr(text, " bytes cut ...]\na line of some words\n"));
    assert_string_equal(text + strlen(text) - 5, "\nlast");
    arena_free(&arena);
}

static void test_counts_every_byte_that_is_gone(void **state)
{
    (void)state;
    for (size_t count = 20; count < 400; count++) {
        struct arena arena = {0};
        const char *text = kept("head\n", "words of one line ", count, "\ntail", 128, &arena);
        const char *mark = strstr(text, "[... ");
        assert_non_null(mark);
        const char *after = strstr(mark, "...]") + 4;
        size_t cut = strtoul(mark + 5, NULL, 10);
        size_t left = (size_t)(mark - text) + strlen(after);
        bool feed = mark > text && mark[-1] == '\n';
        assert_int_equal(cut + left - feed, 5 + count * strlen("words of one line ") + 5);
        arena_free(&arena);
    }
}

static void test_keeps_words_whole(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *text = kept("", "abcdefghijklm ", 100, "", 128, &arena);
    const char *mark = strstr(text, "[...");
    assert_memory_equal(mark - 6, "ijklm ", 6);
    assert_non_null(strstr(text, "cut ...] abcdefghijklm"));
    arena_free(&arena);
}

static void test_cuts_a_word_that_is_longer_than_any_secret(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *text = kept("HEAD", "\xE2\x82\xAC", 40000, "TAIL", 16384, &arena);
    assert_true(strlen(text) > 16000);
    assert_true(text_is_utf8(text, strlen(text)));
    assert_memory_equal(text, "HEAD", 4);
    assert_string_equal(text + strlen(text) - 4, "TAIL");
    text = kept("", "x", 4000, "", 64, &arena);
    assert_string_equal(text, "[... 4000 bytes cut ...]");
    arena_free(&arena);
}

static void test_reads_blanks_without_end(void **state)
{
    (void)state;
    for (size_t count = 0; count < 400; count++) {
        struct arena arena = {0};
        const char *text = kept("", " ", count, "", 64, &arena);
        assert_true(strlen(text) < 200);
        text = kept("word", "\n", count, "", 64, &arena);
        assert_memory_equal(text, "word", 4);
        text = kept("\n\n", " ", count, "word", 64, &arena);
        assert_string_equal(text + strlen(text) - 4, "word");
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts_at_lines_and_puts_the_mark_on_one),
        cmocka_unit_test(test_counts_every_byte_that_is_gone),
        cmocka_unit_test(test_keeps_words_whole),
        cmocka_unit_test(test_cuts_a_word_that_is_longer_than_any_secret),
        cmocka_unit_test(test_reads_blanks_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
