/* Which form a client wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/accept.h"

static void anything_is_json(void **state)
{
    (void)state;
    assert_int_equal(accept_read(NULL), ACCEPT_JSON);
    assert_int_equal(accept_read(""), ACCEPT_JSON);
    assert_int_equal(accept_read("*/*"), ACCEPT_JSON);
    assert_int_equal(accept_read("image/png"), ACCEPT_JSON);
    assert_int_equal(accept_read("text/html,application/xhtml+xml,*/*;q=0.8"), ACCEPT_JSON);
}

static void the_best_liked_counts_and_of_equals_the_first(void **state)
{
    (void)state;
    assert_int_equal(accept_read("text/plain"), ACCEPT_TEXT);
    assert_int_equal(accept_read("Text/Plain; charset=utf-8"), ACCEPT_TEXT);
    assert_int_equal(accept_read("text/markdown, text/plain"), ACCEPT_MARKDOWN);
    assert_int_equal(accept_read("text/markdown;q=0.5,text/plain;q=0.9"), ACCEPT_TEXT);
    assert_int_equal(accept_read("*/*;q=0.1, text/markdown;q=0.2"), ACCEPT_MARKDOWN);
    assert_int_equal(accept_read("text/*"), ACCEPT_TEXT);
}

static void what_is_refused_is_not_chosen(void **state)
{
    (void)state;
    assert_int_equal(accept_read("text/plain;q=0"), ACCEPT_JSON);
    assert_int_equal(accept_read("text/plain; q=0, text/markdown"), ACCEPT_MARKDOWN);
    assert_int_equal(accept_read("text/plainer"), ACCEPT_JSON);
}

static void rubbish_is_json(void **state)
{
    (void)state;
    static const char *const all[] = {",", ";", ";q=", ",,;;q=1", "text/plain;q=x", " ", "\t,"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(accept_read(all[i]), ACCEPT_JSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anything_is_json),
        cmocka_unit_test(the_best_liked_counts_and_of_equals_the_first),
        cmocka_unit_test(what_is_refused_is_not_chosen),
        cmocka_unit_test(rubbish_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
