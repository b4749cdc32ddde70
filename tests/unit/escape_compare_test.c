#include "tests/unit/digits.h"

#include "analyzer/escape/compare.h"

struct digits {
    double value;
    int count; /* of the digits that were published */
};

static void ratios_are_those_of_the_books(void **state)
{
    (void)state;
    static const struct {
        double before, before_exposure, after, after_exposure;
        struct digits ratio, low, high, p;
    } rows[] = {
        /* Fay */
        {9, 16660, 2, 17877, {0.2070941557, 9}, {0.02177406, 7}, {1.00054910, 9}, {0.05011, 4}},
        {21, 3011, 11, 800, {1.971488, 7}, {0.8584264, 7}, {4.2772659, 8}, {0.1120, 4}},
        /* "reduced by 90 %" */
        {20, 90, 2, 90, {0.1, 9}, {0.0113, 3}, {0.4117, 4}, {0.0001211166382, 9}},
        {10, 90, 1, 90, {0.1, 9}, {0.0023, 2}, {0.7029, 4}, {0.01171875, 9}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct comparison c = compare_rates(rows[i].before, rows[i].before_exposure, rows[i].after,
                                            rows[i].after_exposure);
        is_to(rows[i].ratio.count, c.ratio, rows[i].ratio.value);
        is_to(rows[i].low.count, c.interval.low, rows[i].low.value);
        is_to(rows[i].high.count, c.interval.high, rows[i].high.value);
        is_to(rows[i].p.count, c.p, rows[i].p.value);
    }
}

static void one_sided_p_decides(void **state)
{
    (void)state;
    static const struct {
        double before, before_exposure, after, after_exposure;
        enum compare_verdict verdict;
        double p_fall, p_rise;
    } rows[] = {
        {9, 16660, 2, 17877, COMPARE_FELL, 0.0250532478071, 0.995786680805},
        {21, 3011, 11, 800, COMPARE_UNPROVEN, 0.975931823227, 0.0560086597877},
        {20, 90, 2, 90, COMPARE_FELL, 6.05583190918e-5, 0.999994516373},
        {0, 100, 5, 30, COMPARE_ROSE, 1, 0.000654469650653},
        {0, 100, 3, 100, COMPARE_UNPROVEN, 1, 0.125},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct comparison c = compare_rates(rows[i].before, rows[i].before_exposure, rows[i].after,
                                            rows[i].after_exposure);
        is_to(NINE, c.p_fall, rows[i].p_fall);
        is_to(NINE, c.p_rise, rows[i].p_rise);
        assert_int_equal(c.verdict, rows[i].verdict);
    }
}

static void one_escape_in_a_year_and_none_in_548_days_is_no_proof(void **state)
{
    (void)state;
    struct comparison c = compare_rates(1, 365, 0, 548);
    is_to(4, c.p_fall, 0.3998);
    is_to(NINE, c.p_fall, 365.0 / 913);
    assert_int_equal(c.verdict, COMPARE_UNPROVEN);
    is_to(NINE, c.ratio, 0);
    is_to(NINE, c.interval.low, 0);
    is_to(NINE, c.interval.high, 25.9762773723);
    is_to(NINE, c.needed, 19 * 365);
    is_to(NINE, c.missing, 19 * 365 - 548);
}

static void clean_exposure_closes_a_category(void **state)
{
    (void)state;
    static const struct {
        double before;
        struct digits needed;
    } rows[] = {
        {1, {19.0, 3}}, {2, {3.472, 4}}, {3, {1.714, 4}}, {5, {0.821, 3}}, {10, {0.349, 3}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double needed = compare_needed(rows[i].before, 200, 0);
        is_to(rows[i].needed.count, needed / 200, rows[i].needed.value);
        is_to(NINE, needed, 200 * (pow(0.05, -1 / rows[i].before) - 1));
    }
    assert_true(isinf(compare_needed(0, 200, 0)));
}

/* Also when events went on, fewer of them. */
static void what_is_needed_is_just_enough(void **state)
{
    (void)state;
    for (double before = 1; before <= 20; before += 3)
        for (double after = 0; after <= 6; after++) {
            double needed = compare_needed(before, 100, after);
            struct comparison c = compare_rates(before, 100, after, needed * 1.000001);
            assert_int_equal(c.verdict, COMPARE_FELL);
            is_to(NINE, c.missing, 0);
            c = compare_rates(before, 100, after, needed * 0.999999);
            assert_int_not_equal(c.verdict, COMPARE_FELL);
            is_to(4, c.missing, needed * 0.000001);
        }
}

/* Doubling the smaller tail is the test that the interval belongs to. */
static void p_and_interval_never_contradict_each_other(void **state)
{
    (void)state;
    for (double before = 0; before <= 12; before++)
        for (double after = 0; after <= 12; after++)
            for (double exposure = 20; exposure <= 500; exposure *= 5) {
                struct comparison c = compare_rates(before, 100, after, exposure);
                bool without_one = c.interval.low > 1 || c.interval.high < 1;
                assert_true(without_one == (c.p < 0.05));
                assert_true(c.interval.low <= c.ratio && c.ratio <= c.interval.high);
            }
}

static void nothing_to_compare_is_unknown(void **state)
{
    (void)state;
    static const double rows[][4] = {
        {0, 0, 0, 0}, {3, 100, 0, 0}, {0, 0, 3, 100}, {0, 100, 0, 50}, {2, 0, 2, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct comparison c = compare_rates(rows[i][0], rows[i][1], rows[i][2], rows[i][3]);
        assert_int_equal(c.verdict, COMPARE_UNKNOWN);
        assert_true(c.p == 1 && c.p_fall == 1 && c.p_rise == 1 && c.ratio == 1);
        assert_true(c.interval.low == 0 && isinf(c.interval.high));
        assert_true(i == 1 ? c.missing > 0 && isfinite(c.missing) : isinf(c.missing));
    }
    assert_string_equal(compare_word(COMPARE_UNKNOWN), "unknown");
    assert_string_equal(compare_word(COMPARE_UNPROVEN), "unproven");
    assert_string_equal(compare_word(COMPARE_FELL), "fell");
    assert_string_equal(compare_word(COMPARE_ROSE), "rose");
}

static void a_first_event_after_none_has_no_upper_end(void **state)
{
    (void)state;
    struct comparison c = compare_rates(0, 365, 1, 20);
    assert_true(isinf(c.ratio) && isinf(c.interval.high) && isinf(c.needed));
    is_to(NINE, c.interval.low, 0.467948717949);
    is_to(NINE, c.p, 0.103896103896);
    assert_int_equal(c.verdict, COMPARE_UNPROVEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_are_those_of_the_books),
        cmocka_unit_test(one_sided_p_decides),
        cmocka_unit_test(one_escape_in_a_year_and_none_in_548_days_is_no_proof),
        cmocka_unit_test(clean_exposure_closes_a_category),
        cmocka_unit_test(what_is_needed_is_just_enough),
        cmocka_unit_test(p_and_interval_never_contradict_each_other),
        cmocka_unit_test(nothing_to_compare_is_unknown),
        cmocka_unit_test(a_first_event_after_none_has_no_upper_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
