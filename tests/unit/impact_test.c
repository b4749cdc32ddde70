#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "analyzer/flake/impact.h"

static void money_is_minutes_by_the_prices(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    assert_true(isnan(impact_cost(&settings, 600, 30)));
    settings.cost_per_ci_minute = 0.5;
    assert_true(fabs(impact_cost(&settings, 600, 30) - 5) < 1e-9);
    settings.cost_per_people_hour = 80;
    assert_true(fabs(impact_cost(&settings, 600, 30) - 45) < 1e-9);
    settings.cost_per_ci_minute = 0;
    assert_true(fabs(impact_cost(&settings, 600, 30) - 40) < 1e-9);
    settings_free(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(money_is_minutes_by_the_prices)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
