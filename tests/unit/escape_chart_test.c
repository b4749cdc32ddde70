#include "tests/unit/digits.h"

#include "analyzer/escape/chart.h"
#include "analyzer/escape/trend.h"

static const double published[] = {
    23,  39, 15, 34, 1,  49, 98, 29, 27, 13, 45, 7,  10, 27, 24, 14, 20, 38, 44, 11, 10, 3,  113,
    183, 3,  47, 18, 18, 33, 15, 2,  38, 27, 27, 1,  52, 23, 7,  26, 82, 5,  49, 5,  17, 24, 44,
    26,  2,  27, 46, 55, 97, 22, 22, 20, 4,  60, 51, 7,  21, 66, 36, 25, 72, 15, 5,  3};

static void a_g_chart_finds_the_gap_that_is_out(void **state)
{
    (void)state;
    struct chart chart;
    assert_int_equal(chart_gaps(published, 67, &chart, NULL), ERR_OK);
    assert_int_equal(chart.count, 67);
    is_to(7, chart.mean, 31.67164);
    is_to(NINE, chart.centre, 24);
    is_to(7, chart.limits.high, 128.1749);
    is_to(NINE, chart.limits.low, 0);
    assert_int_equal(chart.out, 1);
    for (size_t i = 0; i < 67; i++)
        assert_true(chart_is_out(chart.limits, published[i]) == (i == 23));
}

static void no_gap_and_one_gap_are_charts_too(void **state)
{
    (void)state;
    struct chart chart;
    assert_int_equal(chart_gaps(NULL, 0, &chart, NULL), ERR_OK);
    assert_true(chart.count == 0 && chart.out == 0 && chart.mean == 0 && chart.centre == 0);
    assert_false(chart_is_out(chart.limits, 1e9)); /* the running gap */
    const double gaps[] = {10, 30};
    assert_int_equal(chart_gaps(gaps, 1, &chart, NULL), ERR_OK);
    is_to(NINE, chart.centre, 10);
    is_to(NINE, chart.limits.high, 10 + 3 * sqrt(110));
    assert_int_equal(chart.out, 0);
    assert_int_equal(chart_gaps(gaps, 2, &chart, NULL), ERR_OK);
    is_to(NINE, chart.centre, 20);
}

static void a_u_chart_has_the_published_limits(void **state)
{
    (void)state;
    struct chart_point points[20];
    for (size_t i = 0; i < 20; i++)
        points[i] = (struct chart_point){.events = i < 13 ? 10 : 9, .exposure = 5};
    is_to(NINE, chart_counts(points, 20), 1.93); /* 193 events */
    for (size_t i = 0; i < 20; i++) {
        is_to(7, points[i].limits.high, 3.793867);
        is_to(5, points[i].limits.low, 0.066133);
        assert_false(points[i].out);
    }
    is_to(NINE, points[19].rate, 1.8);
    points[3].events = 20; /* 4 of each, over 1.93 + 0.1 + 3 sqrt(2.03 / 5) */
    chart_counts(points, 20);
    for (size_t i = 0; i < 20; i++)
        assert_true(points[i].out == (i == 3));
}

static void limits_follow_the_exposure_and_none_is_left_out(void **state)
{
    (void)state;
    struct chart_point points[] = {{.events = 1, .exposure = 10},
                                   {.events = 3, .exposure = 1000},
                                   {.events = 5, .exposure = 0}};
    is_to(NINE, chart_counts(points, 3), 4.0 / 1010);
    assert_true(points[0].limits.high > points[1].limits.high);
    assert_true(points[2].rate == 0 && !points[2].out && isinf(points[2].limits.high));
    is_to(NINE, chart_counts(points + 2, 1), 0);
    assert_false(points[2].out);
    is_to(NINE, chart_counts(NULL, 0), 0);
}

/* Made with mpmath to 40 digits, but for the first. */
static void sums_of_uniform_numbers_follow_the_exact_law(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        double sum, share;
    } rows[] = {{2, 0.5, 0.125},
                {1, 0.25, 0.25},
                {3, 1.5, 0.5},
                {4, 1, 0.0416666666666667},
                {10, 3.3, 0.0309611303509503},
                {29, 20, 0.999841701965301},
                {30, 15, 0.5},
                {30, 12, 0.0287622822070769},
                {30, 17.5, 0.942922759049628},
                {30, 3, 7.76085581079577e-19},
                {30, 0, 0},
                {30, 30, 1},
                {0, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_to(NINE, trend_irwin_hall(rows[i].count, rows[i].sum), rows[i].share);
}

static void published_gaps_are_worsening(void **state)
{
    (void)state;
    static const double gaps[] = {104, 131, 1597, 59,  4,   503, 157, 6,   118, 173,
                                  114, 62,  101,  216, 106, 140, 1,   102, 3,   393,
                                  96,  232, 89,   61,  37,  293, 7,   165, 87,  99};
    double times[30], now = 0;
    for (size_t i = 0; i < 30; i++)
        times[i] = now += gaps[i];
    struct trend trend = trend_to_last(times, 30);
    is_to(4, trend.u, 2.409);
    is_to(NINE, trend.u, 2.40943829604471);
    is_to(NINE, trend.p_faster, 0.00772704142032635);
    is_to(NINE, trend.p, 2 * 0.00772704142032635);
    assert_true(trend.exact && trend.events == 30);
    assert_int_equal(trend.verdict, TREND_FASTER);
}

static void a_trend_is_the_same_in_any_unit_and_mirrored_in_time(void **state)
{
    (void)state;
    const double days[] = {3, 10, 11, 20, 40}, hours[] = {72, 240, 264, 480, 960};
    const double mirrored[] = {97, 90, 89, 80, 60};
    struct trend a = trend_until(days, 5, 100), b = trend_until(hours, 5, 2400);
    struct trend c = trend_until(mirrored, 5, 100);
    is_to(NINE, a.u, (84.0 / 5 - 50) / (100 * sqrt(1 / (12.0 * 5))));
    is_to(NINE, b.u, a.u);
    is_to(NINE, b.p, a.p);
    is_to(NINE, c.u, -a.u);
    is_to(NINE, c.p_faster, a.p_slower);
    assert_int_equal(a.verdict, TREND_SLOWER);
    assert_int_equal(c.verdict, TREND_FASTER);
}

static void the_normal_law_takes_over_where_the_exact_one_ends(void **state)
{
    (void)state;
    double times[31];
    for (size_t i = 0; i < 31; i++)
        times[i] = 30 + 2.0 * (double)i;
    struct trend exact = trend_until(times, 30, 100), normal = trend_until(times, 31, 100);
    assert_true(exact.exact && !normal.exact);
    is_to(NINE, normal.p_faster, erfc(normal.u / sqrt(2)) / 2);
    assert_true(fabs(normal.p_faster - trend_irwin_hall(30, 30 * (1 - 0.6))) < 0.003);
    is_to(NINE, exact.p_slower + exact.p_faster, 1);
}

static void few_events_and_no_time_are_no_trend(void **state)
{
    (void)state;
    const double times[] = {1, 2, 3, 4}, at_once[] = {0, 0, 0, 0};
    for (size_t count = 0; count < 4; count++) {
        struct trend until = trend_until(times, count, 10), last = trend_to_last(times, count);
        assert_true(until.verdict == TREND_UNKNOWN && until.p == 1 && until.u == 0);
        assert_true(last.verdict == TREND_UNKNOWN && last.p == 1 && last.events == count);
    }
    assert_int_equal(trend_until(at_once, 4, 0).verdict, TREND_UNKNOWN);
    assert_int_equal(trend_to_last(at_once, 4).verdict, TREND_UNKNOWN);
    assert_int_equal(trend_until(times, 4, 5).verdict, TREND_UNPROVEN);
    assert_string_equal(trend_word(TREND_UNKNOWN), "unknown");
    assert_string_equal(trend_word(TREND_UNPROVEN), "unproven");
    assert_string_equal(trend_word(TREND_FASTER), "faster");
    assert_string_equal(trend_word(TREND_SLOWER), "slower");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_g_chart_finds_the_gap_that_is_out),
        cmocka_unit_test(no_gap_and_one_gap_are_charts_too),
        cmocka_unit_test(a_u_chart_has_the_published_limits),
        cmocka_unit_test(limits_follow_the_exposure_and_none_is_left_out),
        cmocka_unit_test(sums_of_uniform_numbers_follow_the_exact_law),
        cmocka_unit_test(published_gaps_are_worsening),
        cmocka_unit_test(a_trend_is_the_same_in_any_unit_and_mirrored_in_time),
        cmocka_unit_test(the_normal_law_takes_over_where_the_exact_one_ends),
        cmocka_unit_test(few_events_and_no_time_are_no_trend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
