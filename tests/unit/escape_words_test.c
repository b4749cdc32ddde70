#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/escape/words.h"

static const struct words_noun bugs = {"bug", "bugs"}, escapes = {"escape", "escapes"};
static const struct words_noun days = {"day", "days"}, deployments = {"deployment", "deployments"};
static const struct window always = {0};
static const int64_t day = INT64_C(86400000000);

/* What a comparison says before the note that stands under each. */
#define NOTED(words)                                                                               \
    words " A change is usually made after a bad spell, so before and after flatters it "          \
          "(regression to the mean)."

static void says(struct text *out, const char *words)
{
    assert_string_equal(text_get(out), words);
    text_clear(out);
}

static void a_share_is_said_with_its_interval(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct rate rate = rate_share(4, 20, always);
    words_share(&out, &rate, bugs, "escaped");
    says(&out, "4 of 20 bugs escaped (20 %, 95 % interval 8 to 42 %, Wilson).");
    rate = rate_share_jeffreys(0, 1, always);
    words_share(&out, &rate, bugs, "escaped");
    says(&out, "0 of 1 bug escaped (0 %, 95 % interval 0 to 85 %, Jeffreys).");
    rate = rate_share(0, 0, always);
    words_share(&out, &rate, bugs, "escaped");
    says(&out, "No bugs yet: how many escaped is not known.");
}

static void what_is_nearly_all_or_nothing_is_not_rounded_to_it(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct rate rate = rate_share(9999, 10000, always);
    words_share(&out, &rate, bugs, "were caught");
    says(&out,
         "9999 of 10000 bugs were caught (99.99 %, 95 % interval 99.943 to 99.9982 %, Wilson).");
    rate = rate_share(1, 10000, always);
    words_share(&out, &rate, bugs, "escaped");
    says(&out, "1 of 10000 bugs escaped (0.01 %, 95 % interval 0.0018 to 0.057 %, Wilson).");
}

static void a_rate_is_said_per_hundred(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct rate rate = rate_per(15, 400, always);
    words_per(&out, &rate, escapes, deployments);
    says(&out, "15 escapes in 400 deployments: 3.8 per 100 deployments (95 % interval 2.1 to 6.2, "
               "exact Poisson).");
    rate = rate_per(0, 400, always);
    words_per(&out, &rate, escapes, days);
    says(&out, "No escapes in 400 days: at most 0.75 per 100 days (95 % bound, exact Poisson).");
    rate = rate_per(1, 0, always);
    words_per(&out, &rate, escapes, days);
    says(&out, "1 escape, and no days observed: their rate is not known.");
}

static void a_young_cohort_is_called_provisional(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct removal removal = rate_removal(4, 16, 2, always, 0, 12 * day + 5);
    words_removal(&out, &removal);
    says(&out, "4 of 20 bugs escaped (20 %, 95 % interval 8 to 42 %, Wilson). 2 more were known at "
               "release, and not counted. Provisional until 90 days after "
               "release: the newest here is 12 days old.");
    removal = rate_removal(4, 16, 1, always, 0, 90 * day);
    words_removal(&out, &removal);
    says(&out, "4 of 20 bugs escaped (20 %, 95 % interval 8 to 42 %, Wilson). 1 more was known at "
               "release, and not counted.");
}

static void containment_is_said_with_what_is_not_judged(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct containment pr = rate_containment(4, 0, 0, always);
    words_containment(&out, &pr, "pr");
    says(&out, "Gate pr caught 4 of 4 bugs that it could have (100 %, 95 % interval 51 to 100 %, "
               "Wilson).");
    pr = rate_containment(0, 0, 1, always);
    words_containment(&out, &pr, "pr");
    says(&out, "Gate pr had no bugs to catch yet: how many it catches is not known. 1 more is not "
               "judged yet.");
}

static void a_fall_that_is_not_proven_says_what_is_missing(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct comparison c = compare_rates(1, 365, 0, 548);
    words_comparison(&out, &c, escapes, days);
    says(&out, NOTED("No fall is proven yet: 1 escape in 365 days before the change, none in 548 "
                     "days since (one-sided p 0.3998). 6387 more days without one would prove "
                     "it."));
    c = compare_rates(3, 100, 1, 100);
    words_comparison(&out, &c, escapes, days);
    says(&out, NOTED("No fall is proven yet: 3 escapes in 100 days before the change, 1 in 100 "
                     "days since (one-sided p 0.3125). 203 more days without another would prove "
                     "it."));
    c = compare_rates(0, 365, 1, 20);
    words_comparison(&out, &c, escapes, days);
    says(&out, NOTED("No fall can be proven: no escapes in 365 days before the change, 1 in 20 "
                     "days since (one-sided p 1.0000)."));
}

static void a_proven_change_is_said_with_its_interval(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    struct comparison c = compare_rates(20, 90, 2, 90);
    words_comparison(&out, &c, escapes, days);
    says(&out, NOTED("A fall is proven: 20 escapes in 90 days before the change, 2 in 90 days "
                     "since; 0.1 times as often (95 % interval 0.011 to 0.41, exact; one-sided p "
                     "under 0.0001)."));
    c = compare_rates(0, 100, 5, 30);
    words_comparison(&out, &c, escapes, deployments);
    says(&out, NOTED("A rise is proven: no escapes in 100 deployments before the change, 5 in 30 "
                     "deployments since; more often than before (95 % interval of the ratio 3.1 "
                     "upwards, exact; one-sided p 0.0007)."));
    c = compare_rates(0, 0, 0, 30);
    words_comparison(&out, &c, escapes, days);
    says(&out, NOTED("Nothing to compare yet: no escapes in 0 days before the change, none in 30 "
                     "days since."));
}

static void days_since_are_said_as_unfinished(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    const double gaps[] = {10, 30};
    struct chart chart;
    assert_int_equal(chart_gaps(gaps, 2, &chart, NULL), ERR_OK);
    words_since(&out, 46, 3, &chart, escapes, days);
    says(&out, "46 days since the last escape, and running: within the usual (median of 2 gaps 20 "
               "days, upper limit 81.5, g-chart).");
    words_since(&out, 100, 3, &chart, escapes, days);
    says(&out, "100 days since the last escape, and running: longer than chance explains (median "
               "of 2 gaps 20 days, upper limit 81.5, g-chart).");
    assert_int_equal(chart_gaps(NULL, 0, &chart, NULL), ERR_OK);
    words_since(&out, 1, 1, &chart, escapes, days);
    says(&out, "1 day since the only escape, and running: no gap to compare with yet.");
    words_since(&out, 400, 0, &chart, escapes, days);
    says(&out, "No escapes in 400 days: at most 0.75 per 100 days (95 % bound, exact Poisson).");
}

static void a_trend_is_said_or_not_proven(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    const double times[] = {90, 95, 97, 99, 50, 50};
    struct trend trend = trend_until(times, 4, 100);
    words_trend(&out, &trend, escapes);
    says(&out, "Escapes come faster: 4 escapes, Laplace U 3.14, two-sided p 0.0001 (exact).");
    trend = trend_until(times + 3, 3, 100);
    words_trend(&out, &trend, escapes);
    says(&out, "3 escapes: a trend takes 4, and time between them.");
    const double even[] = {20, 40, 60, 80};
    trend = trend_until(even, 4, 100);
    words_trend(&out, &trend, escapes);
    says(&out, "No trend is proven: 4 escapes, Laplace U 0.00, two-sided p 1.0000 (exact).");
    trend = trend_until(even, 0, 100);
    words_trend(&out, &trend, escapes);
    says(&out, "No escapes: a trend takes 4, and time between them.");
}

static void a_full_buffer_fails_and_nothing_else(void **state)
{
    (void)state;
    auto_text struct text out = {.limit = 10};
    struct comparison c = compare_rates(1, 365, 0, 548);
    words_comparison(&out, &c, escapes, days);
    assert_null(text_get(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_said_with_its_interval),
        cmocka_unit_test(what_is_nearly_all_or_nothing_is_not_rounded_to_it),
        cmocka_unit_test(a_rate_is_said_per_hundred),
        cmocka_unit_test(a_young_cohort_is_called_provisional),
        cmocka_unit_test(containment_is_said_with_what_is_not_judged),
        cmocka_unit_test(a_fall_that_is_not_proven_says_what_is_missing),
        cmocka_unit_test(a_proven_change_is_said_with_its_interval),
        cmocka_unit_test(days_since_are_said_as_unfinished),
        cmocka_unit_test(a_trend_is_said_or_not_proven),
        cmocka_unit_test(a_full_buffer_fails_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
