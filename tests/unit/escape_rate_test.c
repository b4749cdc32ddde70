#include "tests/unit/digits.h"

#include "analyzer/escape/matrix.h"
#include "analyzer/escape/rate.h"

static const struct window always = {0};
static const int64_t day = INT64_C(86400000000);

static void a_share_has_wilsons_interval(void **state)
{
    (void)state;
    struct rate rate = rate_share(4, 20, (struct window){.from = 5, .until = 7});
    assert_true(rate.known && rate.method == RATE_WILSON);
    is_to(NINE, rate.numerator, 4);
    is_to(NINE, rate.denominator, 20);
    is_to(NINE, rate.value, 0.2);
    assert_true(rate.window.from == 5 && rate.window.until == 7);
    is_to(NINE, rate.interval.low, 0.0806576625797981);
    is_to(NINE, rate.interval.high, 0.4160174322518935);
    rate = rate_share(18, 20, always);
    is_to(NINE, rate.interval.low, 0.6989663547715128);
    is_to(NINE, rate.interval.high, 0.972133518786232);
}

static void a_share_has_jeffreys_interval(void **state)
{
    (void)state;
    struct rate rate = rate_share_jeffreys(4, 20, always);
    assert_int_equal(rate.method, RATE_JEFFREYS);
    is_to(NINE, rate.interval.low, 0.07152005247873425);
    is_to(NINE, rate.interval.high, 0.4082257625169254);
}

static void events_in_an_exposure_have_an_exact_interval(void **state)
{
    (void)state;
    struct rate rate = rate_per(15, 400, always);
    assert_int_equal(rate.method, RATE_POISSON);
    is_to(NINE, rate.value, 0.0375);
    is_to(NINE, rate.interval.low, 0.0209884653319583);
    is_to(NINE, rate.interval.high, 0.0618505471787146);
    rate = rate_per_jeffreys(15, 400, always);
    assert_int_equal(rate.method, RATE_POISSON_JEFFREYS);
    is_to(NINE, rate.interval.low, 0.0219234232268444);
    is_to(NINE, rate.interval.high, 0.0602898619930649);
}

static void nothing_seen_is_bounded_from_above(void **state)
{
    (void)state;
    struct rate rate = rate_per(0, 400, always);
    assert_true(rate.known && rate.method == RATE_BOUND);
    is_to(NINE, rate.value, 0);
    is_to(NINE, rate.interval.low, 0);
    is_to(6, 400 * rate.interval.high, 2.99573);
}

/* Neither NaN nor an interval that leaves out what was seen. */
static void zero_and_one_event_behave(void **state)
{
    (void)state;
    struct rate (*const shares[])(double, double, struct window) = {rate_share,
                                                                    rate_share_jeffreys};
    struct rate (*const pers[])(double, double, struct window) = {rate_per, rate_per_jeffreys};
    for (size_t i = 0; i < 2; i++) {
        for (double count = 0; count <= 2; count++)
            for (double hits = 0; hits <= count; hits++) {
                struct rate rate = shares[i](hits, count, always);
                assert_true(rate.known == (count > 0));
                assert_true(0 <= rate.interval.low && rate.interval.low <= rate.value);
                assert_true(rate.value <= rate.interval.high && rate.interval.high <= 1);
                assert_true(hits > 0 || rate.interval.low == 0);
                assert_true(hits < count || rate.interval.high == 1);
            }
        for (double events = 0; events <= 1; events++) {
            struct rate rate = pers[i](events, 100, always);
            assert_true(rate.known && isfinite(rate.interval.high));
            assert_true(rate.interval.low <= rate.value && rate.value < rate.interval.high);
            rate = pers[i](events, 0, always);
            assert_true(!rate.known && rate.value == 0);
            assert_true(rate.interval.low == 0 && isinf(rate.interval.high));
        }
    }
}

static void removal_is_what_did_not_escape(void **state)
{
    (void)state;
    struct removal removal = rate_removal(10, 90, 3, always, 100 * day, 300 * day);
    is_to(NINE, removal.removed.value, 0.9);
    is_to(NINE, removal.escaped.value, 0.1);
    is_to(NINE, removal.escaped.denominator, 100); /* known at release is neither */
    is_to(NINE, removal.known, 3);
    assert_false(removal.provisional);
}

static void a_cohort_is_provisional_until_its_newest_release_is_90_days_old(void **state)
{
    (void)state;
    assert_false(rate_removal(1, 2, 0, always, 0, 90 * day).provisional);
    struct removal young = rate_removal(1, 2, 0, always, 0, 90 * day - 1);
    assert_true(young.provisional && young.age_days < 90 && young.age_days > 89.9);
    young = rate_removal(0, 0, 0, always, 5 * day, 4 * day);
    assert_true(young.provisional && !young.escaped.known);
    is_to(NINE, young.age_days, 0);
}

static void containment_shows_what_is_not_judged_beside_it(void **state)
{
    (void)state;
    struct containment pr = rate_containment(4, 0, 2, always);
    is_to(NINE, pr.caught.value, 1);
    is_to(NINE, pr.caught.interval.low, 4 / (4 + 3.841458820694124)); /* 4 / (4 + z^2) */
    is_to(NINE, pr.caught.interval.high, 1);
    is_to(NINE, pr.unjudged, 2);
    pr = rate_containment(18, 2, 0, always);
    is_to(NINE, pr.caught.interval.low, 0.6989663547715128);
    assert_false(rate_containment(0, 0, 7, always).caught.known);
}

static void two_incidents_of_one_deployment_are_one_failed_deployment(void **state)
{
    (void)state;
    const double incidents[10] = {2};
    is_to(NINE, rate_change_failure(incidents, 10, always).value, 0.1);
    assert_false(rate_change_failure(NULL, 0, always).known);
}

static void a_large_suite_of_rarely_flaky_tests_is_mostly_red(void **state)
{
    (void)state;
    double chances[100];
    for (size_t i = 0; i < 100; i++)
        chances[i] = 0.01;
    is_to(7, rate_any(chances, 100), 0.6339677);
    is_to(NINE, rate_any(chances, 0), 0);
    chances[0] = 1;
    is_to(NINE, rate_any(chances, 100), 1);
}

enum { STAGES = 7 };

static const double published[STAGES][STAGES] = {
    {40},
    {10, 20},
    {40, 40, 40},
    {60, 10, 40, 80},
    {60, 30, 30, 60, 20},
    {30, 10, 30, 30, 0, 10},
    {5, 0, 6, 7, 0, 0, 6},
};

static void stages_find_what_the_published_matrix_says(void **state)
{
    (void)state;
    struct matrix_stage stages[STAGES - 1];
    struct rate overall;
    assert_int_equal(matrix_removal(&published[0][0], STAGES, always, stages, &overall, NULL),
                     ERR_OK);
    static const double front[] = {16.33, 9.52, 27.84, 38.93}, back[] = {59.88, 82.09};
    for (size_t i = 0; i < 4; i++)
        is_to(i == 1 ? 3 : 4, 100 * stages[i].front.value, front[i]);
    for (size_t i = 0; i < 2; i++)
        is_to(4, 100 * stages[4 + i].back.value, back[i]);
    is_to(4, 100 * overall.value, 96.64);
    is_to(NINE, overall.denominator, 714);
    is_to(NINE, stages[2].front.denominator, 431);
}

static void a_stage_without_bugs_is_not_known(void **state)
{
    (void)state;
    const double found[4] = {0, 0, 0, 1};
    struct matrix_stage stage;
    struct rate overall;
    assert_int_equal(matrix_removal(found, 2, always, &stage, &overall, NULL), ERR_OK);
    assert_false(stage.front.known);
    assert_true(stage.back.known && stage.back.value == 0);
    assert_true(overall.known && overall.value == 0);
    assert_int_equal(matrix_removal(NULL, 0, always, NULL, &overall, NULL), ERR_OK);
    assert_false(overall.known);
}

static void a_bug_found_before_it_came_in_is_refused(void **state)
{
    (void)state;
    const double early[4] = {1, 1, 0, 1}, negative[4] = {-1, 0, 0, 1}, nan[4] = {NAN, 0, 0, 1};
    struct matrix_stage stage;
    struct rate overall;
    struct err err = {0};
    assert_int_equal(matrix_removal(early, 2, always, &stage, &overall, &err), ERR_INVALID);
    assert_string_equal(err.message,
                        "a bug found at stage 1 came in at stage 2; correct its origin");
    assert_int_equal(matrix_removal(negative, 2, always, &stage, &overall, NULL), ERR_INVALID);
    assert_int_equal(matrix_removal(nan, 2, always, &stage, &overall, NULL), ERR_INVALID);
}

static void methods_have_words(void **state)
{
    (void)state;
    static const char *const words[] = {"wilson", "jeffreys", "poisson", "poisson_jeffreys",
                                        "bound"};
    for (int i = 0; i < RATE_METHOD__MAX; i++)
        assert_string_equal(rate_method_word((enum rate_method)i), words[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_has_wilsons_interval),
        cmocka_unit_test(a_share_has_jeffreys_interval),
        cmocka_unit_test(events_in_an_exposure_have_an_exact_interval),
        cmocka_unit_test(nothing_seen_is_bounded_from_above),
        cmocka_unit_test(zero_and_one_event_behave),
        cmocka_unit_test(removal_is_what_did_not_escape),
        cmocka_unit_test(a_cohort_is_provisional_until_its_newest_release_is_90_days_old),
        cmocka_unit_test(containment_shows_what_is_not_judged_beside_it),
        cmocka_unit_test(two_incidents_of_one_deployment_are_one_failed_deployment),
        cmocka_unit_test(a_large_suite_of_rarely_flaky_tests_is_mostly_red),
        cmocka_unit_test(stages_find_what_the_published_matrix_says),
        cmocka_unit_test(a_stage_without_bugs_is_not_known),
        cmocka_unit_test(a_bug_found_before_it_came_in_is_refused),
        cmocka_unit_test(methods_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
