/* Words of people in Markdown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/markdown.h"

static void plain_words_stay_as_they_are(void **state)
{
    auto_text struct text out = {0};
    (void)state;
    markdown_puts(&out, "The cart › Größe (42), 1.5 s");
    assert_string_equal(text_get(&out), "The cart › Größe (42), 1.5 s");
}

static void nothing_is_markup_and_nobody_is_called(void **state)
{
    auto_text struct text out = {0};
    (void)state;
    markdown_puts(&out, "# a *b* [c](d) <e> @f `g` \\h");
    assert_string_equal(text_get(&out), "\\# a \\*b\\* \\[c\\](d) \\<e\\> \\@f \\`g\\` \\\\h");
}

static void lines_stay_lines_unless_one_is_wanted(void **state)
{
    auto_text struct text lines = {0}, line = {0};
    (void)state;
    markdown_puts(&lines, "a\nb");
    markdown_line(&line, "a\r\nb");
    assert_string_equal(text_get(&lines), "a\nb");
    assert_string_equal(text_get(&line), "a  b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay_as_they_are),
        cmocka_unit_test(nothing_is_markup_and_nobody_is_called),
        cmocka_unit_test(lines_stay_lines_unless_one_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
