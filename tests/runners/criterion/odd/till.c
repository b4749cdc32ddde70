/* Crashes, a time-out, several failures in a test, parameters that share a name, raw bytes. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

Test(till, opens)
{
}

Test(drawer, opens)
{
    cr_expect_eq(1, 2, "first coin ]]>");
    cr_expect_eq(3, 4, "second coin <&> \"quoted\"");
}

Test(till, says_raw_bytes, .description = "a <display> \xe2\x82\xac")
{
    cr_log_warn("out \x1b[31mred\x1b[0m");
    cr_assert_fail("display said \xff\xfe and \x1b[31mERROR\x1b[0m \x08 ]]> \xe2\x82\xac\nand more");
}

Test(till, prints, .disabled = true)
{
    cr_assert(0);
}

Test(till, takes_francs)
{
    cr_skip_test("francs are <not> known");
}

Test(till, crashes)
{
    *(volatile int *)0 = 1;
}

Test(till, crashes_as_expected, .signal = SIGSEGV)
{
    *(volatile int *)0 = 1;
}

Test(till, leaves)
{
    exit(3);
}

Test(till, times_out, .timeout = 1)
{
    sleep(5);
}

ParameterizedTestParameters(till, leaves_something)
{
    static int percents[] = {10, 100, 50};

    return cr_make_param_array(int, percents, 3);
}

ParameterizedTest(int *percent, till, leaves_something)
{
    cr_expect_lt(*percent, 100);
}
