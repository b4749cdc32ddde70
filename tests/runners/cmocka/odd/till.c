/* Two groups, hooks that fail, a skip, names and messages with special characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int locked(void **state)
{
    (void)state;
    return -1;
}

static void opens(void **state)
{
    (void)state;
}

static void fails_twice(void **state)
{
    (void)state;
    print_error("first coin\n");
    assert_int_equal(1, 2);
}

static void says_control_characters(void **state)
{
    (void)state;
    fail_msg("display said \x1b[31mERROR\x1b[0m \x08 ]]> <&> \"quoted\" \xe2\x82\xac \xff");
}

static void prints(void **state)
{
    (void)state;
    skip();
}

static void crashes(void **state)
{
    (void)state;
    *(volatile int *)0 = 1;
}

int main(void)
{
    const struct CMUnitTest till[] = {
        cmocka_unit_test(opens),
        cmocka_unit_test(fails_twice),
        cmocka_unit_test(says_control_characters),
        cmocka_unit_test(prints),
        cmocka_unit_test(crashes),
        {"opens <\"&> \xe2\x82\xac", opens, NULL, NULL, NULL},
        cmocka_unit_test_setup(opens, locked),
        cmocka_unit_test_teardown(opens, locked),
    };
    const struct CMUnitTest drawer[] = {cmocka_unit_test(opens)};
    int failed = cmocka_run_group_tests(till, NULL, NULL);

    failed += cmocka_run_group_tests(drawer, locked, NULL);
    return failed != 0;
}
