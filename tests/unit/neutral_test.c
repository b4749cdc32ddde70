/* Words from outside in the log of a CI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/neutral.h"

static void holds(const char *words, const char *wanted)
{
    auto_text struct text out = {0};
    neutral_puts(&out, words);
    assert_string_equal(text_get(&out), wanted);
}

static void plain_words_stay_as_they_are(void **state)
{
    (void)state;
    holds("shop::Cart › Größe [42] # 1 ## two", "shop::Cart › Größe [42] # 1 ## two");
    holds("", "");
}

static void commands_of_github_are_broken(void **state)
{
    (void)state;
    holds("::error file=a::b", ": :error file=a::b");
    holds("  ::warning::x", "  : :warning::x");
    holds("\t::x", " : :x");
    holds("a ##[group]b", "a # #[group]b");
    holds("###[x]", "## #[x]");
}

static void commands_of_azure_and_teamcity_are_broken(void **state)
{
    (void)state;
    holds("##vso[task.setvariable]x", "# #vso[task.setvariable]x");
    holds("x##teamcity[testFailed]", "x# #teamcity[testFailed]");
}

static void control_characters_become_blanks(void **state)
{
    (void)state;
    holds("a\x1b[31mb\r\nc", "a [31mb  c");
    holds("a\xc2\x9b"
          "31mb",
          "a 31mb");
    holds("a\u2028b\u202ec\u2066d", "a b c d");
    holds("a\x7f", "a ");
}

static void a_cut_sequence_is_no_way_out(void **state)
{
    (void)state;
    holds("a\xe2\x80", "a ");
    holds("\xe2", " ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay_as_they_are),
        cmocka_unit_test(commands_of_github_are_broken),
        cmocka_unit_test(commands_of_azure_and_teamcity_are_broken),
        cmocka_unit_test(control_characters_become_blanks),
        cmocka_unit_test(a_cut_sequence_is_no_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
