#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/escape/blame.h"

static size_t remarks(const char *words)
{
    json_t *list = blame_remarks(words);
    assert_non_null(list);
    size_t count = json_array_size(list);
    json_decref(list);
    return count;
}

static void words_about_things_are_left_alone(void **state)
{
    (void)state;
    assert_int_equal(remarks("The retry hid the second charge; nothing compared the balance."), 0);
    assert_int_equal(remarks("blameless, faultless, mistaken identity of an order"), 0);
    assert_int_equal(remarks(""), 0);
}

static void phrases_that_look_for_somebody_are_remarked_upon(void **state)
{
    (void)state;
    assert_int_equal(remarks("The reviewer should have noticed the missing lock."), 1);
    assert_int_equal(remarks("It was Human Error, and careless."), 2);
    assert_int_equal(remarks("Ada's mistake"), 1);
    assert_int_equal(remarks("We FORGOT TO run the migration"), 1);
}

static void names_of_people_are_remarked_upon_and_teams_are_not(void **state)
{
    (void)state;
    assert_int_equal(remarks("@ada merged it"), 1);
    assert_int_equal(remarks("told by ada@example.org, and again by @bob"), 1);
    assert_int_equal(remarks("@acme/payments owns it"), 0);
    assert_int_equal(remarks("3 orders @ 2 EUR, at a@b"), 0);
}

static void a_known_name_is_found_as_whole_words_in_any_case(void **state)
{
    (void)state;
    assert_true(blame_finds("Then Ada merged it", "ada"));
    assert_true(blame_finds("ADA", "ada"));
    assert_true(blame_finds("the canada build was Ada's", "ada"));
    assert_true(blame_finds("told by Grace  Hopper, and Grace Hopper", "grace hopper"));
    assert_true(blame_finds("(ada.lovelace)", "ada.lovelace"));
}

static void a_part_of_a_word_is_no_name(void **state)
{
    (void)state;
    assert_false(blame_finds("the canada build", "ada"));
    assert_false(blame_finds("adapters and ada_2 and ada\xc3\xa9", "ada"));
    assert_false(blame_finds("ad", "ada"));
    assert_false(blame_finds("", "ada"));
    assert_false(blame_finds("anything", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_about_things_are_left_alone),
        cmocka_unit_test(phrases_that_look_for_somebody_are_remarked_upon),
        cmocka_unit_test(names_of_people_are_remarked_upon_and_teams_are_not),
        cmocka_unit_test(a_known_name_is_found_as_whole_words_in_any_case),
        cmocka_unit_test(a_part_of_a_word_is_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
