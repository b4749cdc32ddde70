#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/flake/portfolio.h"

static void layers_belong_to_parts(void **state)
{
    (void)state;
    assert_int_equal(portfolio_part("unit"), PART_UNIT);
    assert_int_equal(portfolio_part("contract"), PART_INTEGRATION);
    assert_int_equal(portfolio_part("integration"), PART_INTEGRATION);
    assert_int_equal(portfolio_part("e2e"), PART_E2E);
    assert_int_equal(portfolio_part("performance"), PART__MAX);
    assert_int_equal(portfolio_part(NULL), PART__MAX);
}

static void a_share_is_off_outside_its_band(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    assert_int_equal(portfolio_off(&settings, PART_UNIT, 79, 100), 0);
    assert_int_equal(portfolio_off(&settings, PART_UNIT, 81, 100), 1);
    assert_int_equal(portfolio_off(&settings, PART_UNIT, 59, 100), -1);
    assert_int_equal(portfolio_off(&settings, PART_E2E, 1, 100), 0);
    assert_int_equal(portfolio_off(&settings, PART_E2E, 0, 0), 0);
    settings_free(&settings);
}

static void detectors_fire_on_what_they_are_named_for(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    struct portfolio sound = {.tests = {70, 20, 10}, .builds = 100, .flaky_builds = 4, .gates = 1};
    for (enum detector detector = 0; detector < DETECTOR__MAX; detector++)
        assert_false(portfolio_detects(&settings, &sound, detector));
    struct portfolio cone = {.tests = {10, 20, 70}};
    assert_true(portfolio_detects(&settings, &cone, DETECTOR_ICE_CREAM_CONE));
    assert_true(portfolio_detects(&settings, &cone, DETECTOR_WIDE_E2E));
    struct portfolio few = {.tests = {2, 0, 1}};
    assert_false(portfolio_detects(&settings, &few, DETECTOR_WIDE_E2E));
    struct portfolio slow = {.builds = 100, .flaky_builds = 5, .gates = 1, .slow_gates = 1};
    assert_true(portfolio_detects(&settings, &slow, DETECTOR_SLOW_AND_FLAKY));
    slow.slow_gates = 0;
    assert_false(portfolio_detects(&settings, &slow, DETECTOR_SLOW_AND_FLAKY));
    settings_free(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_belong_to_parts),
        cmocka_unit_test(a_share_is_off_outside_its_band),
        cmocka_unit_test(detectors_fire_on_what_they_are_named_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
