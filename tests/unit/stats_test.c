#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "common/stats.h"

static void is_near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-8)
        fail_msg("%.12f is not %.12f", got, wanted);
}

static void wilson_intervals_are_those_of_the_books(void **state)
{
    (void)state;
    static const struct {
        double hits, count, low, high;
    } rows[] = {
        {4, 20, 0.0806576625797981, 0.4160174322518935},
        {18, 20, 0.6989663547715128, 0.972133518786232},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct interval got = stats_wilson(rows[i].hits, rows[i].count);
        is_near(got.low, rows[i].low);
        is_near(got.high, rows[i].high);
    }
}

static void an_interval_stays_between_0_and_1(void **state)
{
    (void)state;
    is_near(stats_wilson(0, 5).low, 0);
    is_near(stats_wilson(5, 5).high, 1);
    is_near(stats_wilson(0, 0).low, 0);
    is_near(stats_wilson(0, 0).high, 1);
    assert_true(stats_wilson(0, 5).high < 1 && stats_wilson(5, 5).low > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_intervals_are_those_of_the_books),
        cmocka_unit_test(an_interval_stays_between_0_and_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
