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
    struct portfolio sound = {.tests = {70, 20, 10},
                              .builds = 100,
                              .flaky_builds = 4,
                              .gates = 1,
                              .staged = 100,
                              .changed = 10,
                              .one_off = 5,
                              .told = 10,
                              .unlike = 5};
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

static void escapes_have_to_be_enough_to_be_sure(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    struct portfolio few = {.staged = 9, .changed = 3, .one_off = 3, .told = 3, .unlike = 3};
    struct portfolio all = {.staged = 9, .changed = 4, .one_off = 4, .told = 4, .unlike = 4};
    struct portfolio most = {.staged = 9, .changed = 4, .one_off = 3, .told = 4, .unlike = 3};
    for (enum detector detector = DETECTOR_PROD_MIRROR; detector < DETECTOR__MAX; detector++) {
        assert_true(portfolio_lacks(&few, detector));
        assert_false(portfolio_detects(&settings, &few, detector));
        assert_false(portfolio_lacks(&all, detector));
        assert_true(portfolio_detects(&settings, &all, detector));
        assert_false(portfolio_lacks(&most, detector));
        assert_false(portfolio_detects(&settings, &most, detector));
    }
    all.staged = 0; /* no copy of production that anybody could trust */
    assert_false(portfolio_detects(&settings, &all, DETECTOR_PROD_MIRROR));
    assert_false(portfolio_lacks(&few, DETECTOR_ICE_CREAM_CONE));
    settings_free(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_belong_to_parts),
        cmocka_unit_test(a_share_is_off_outside_its_band),
        cmocka_unit_test(detectors_fire_on_what_they_are_named_for),
        cmocka_unit_test(escapes_have_to_be_enough_to_be_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
