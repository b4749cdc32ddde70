#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "analyzer/flake/entry.h"
#include "analyzer/flake/evidence.h"
#include "analyzer/flake/outage.h"
#include "analyzer/settings.h"

static const double A = 0.234, B = 1.872;

static void assert_near(double got, double wanted, double within)
{
    if (!(fabs(got - wanted) <= within))
        fail_msg("%.12g is not %.12g", got, wanted);
}

static void e_values_are_those_of_the_text(void **state)
{
    (void)state;
    static const struct {
        double k, n, r0, log_e;
    } rows[] = {
        {1, 0, 2e-5, 8.622553707},
        {1, 100, 2e-5, 3.759310079},
        {2, 1000, 2e-5, 5.076951810},
        {0, 1000, 2e-5, -1.519716191},
        {1, 0, 2e-4, 6.319968614},
        {2, 100, 2e-4, 5.566423498},
        {0, 0, 2e-5, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_near(evidence_log_e(A, B, rows[i].k, rows[i].n, rows[i].r0), rows[i].log_e, 5e-10);
}

static void events_lose_their_weight_among_many_passes(void **state)
{
    (void)state;
    static const struct {
        double k, n;
    } rows[] = {{1, 187}, {2, 2578}, {3, 8585}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(evidence_log_e(A, B, rows[i].k, rows[i].n, 2e-5) >= log(20));
        assert_true(evidence_log_e(A, B, rows[i].k, rows[i].n + 1, 2e-5) < log(20));
    }
}

/* The average of E over what a sound test may show is at most 1: that makes it an e-value. */
static void a_sound_test_expects_an_e_value_of_at_most_one(void **state)
{
    (void)state;
    for (int n = 1; n <= 4096; n *= 4) {
        const double r0 = 2e-3;
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            double log_choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
            sum += exp(log_choose + k * log(r0) + (n - k) * log1p(-r0) +
                       evidence_log_e(A, B, k, n - k, r0));
        }
        assert_true(sum <= 1 + 1e-9);
    }
}

static void a_mended_test_is_released_after_so_many_good_runs(void **state)
{
    (void)state;
    static const struct {
        double r, needed[4];
    } rows[] = {{0.01, {336, 690, 927, 1134}}, {0.05, {66, 135, 181, 221}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int k = 0; k < 4; k++) {
            double n = rows[i].needed[k];
            assert_true(evidence_release(A, B, k, n, rows[i].r) >= log(20));
            assert_true(evidence_release(A, B, k, n - 1, rows[i].r) < log(20));
        }
    assert_true(evidence_release(A, B, 5, 0, 0.01) < 0);
    assert_true(evidence_release(A, B, 500, 10, 0.01) < 0);
    assert_near(evidence_release(A, B, 0, 0, 0.01), 0, 0);
}

static void a_rate_lies_within_its_interval(void **state)
{
    (void)state;
    double mean, low, high;
    evidence_rate(1, 1, 0, 0, &mean, &low, &high);
    assert_near(mean, 0.5, 1e-12);
    assert_near(low, 0.05, 1e-12);
    assert_near(high, 0.95, 1e-12);
    evidence_rate(1, 1, 0, 9, &mean, &low, &high); /* 1 - (1 - x)^10 */
    assert_near(low, 1 - pow(0.95, 0.1), 1e-12);
    assert_near(high, 1 - pow(0.05, 0.1), 1e-12);
    evidence_rate(A, B, 4, 0, &mean, &low, &high);
    assert_near(mean, 4.234 / 6.106, 1e-12);
    assert_true(0 < low && low < mean && mean < high && high < 1);
    evidence_rate(A, B, 3, 1e7, &mean, &low, &high);
    assert_true(0 < low && low < mean && mean < high && high < 1e-6);
}

static void probability_follows_from_the_e_value(void **state)
{
    (void)state;
    assert_near(evidence_flaky(0, 0.035), 0.035, 1e-12);
    assert_near(evidence_flaky(log(20), 0.035), 0.7 / (0.7 + 0.965), 1e-12);
    assert_near(evidence_flaky(1e6, 0.035), 1, 0);
    assert_near(evidence_flaky(-1e6, 0.035), 0, 0);
}

static void only_so_many_enter_that_few_are_sound(void **state)
{
    (void)state;
    const double log_e[] = {log(1e5), log(3e4), log(1.4e4), log(100), log(20)};
    /* 1,000 tests: 20,000 for one, 10,000 each for two, 6,667 each for three, 5,000 for four */
    assert_int_equal(evidence_benjamini(log_e, 5, 1000, 0.05), 3);
    assert_int_equal(evidence_benjamini(log_e + 3, 2, 1000, 0.05), 0);
    assert_int_equal(evidence_benjamini(log_e, 0, 1000, 0.05), 0);
    assert_int_equal(evidence_benjamini(log_e + 4, 1, 1, 0.05), 1);
    struct settings settings;
    settings_default(&settings);
    assert_near(entry_bar(&settings, log_e, 5, 1000), log(1000 / 0.15), 1e-12);
    assert_true(isinf(entry_bar(&settings, log_e + 3, 2, 1000)));
}

static void many_failures_at_once_are_an_outage(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    static const struct {
        double failed, tests, lambda;
        bool outage;
    } rows[] = {
        {300, 400, 0.5, true},  {300, 1201, 0.5, false}, /* under a quarter */
        {10, 40, 0.1, true},    {9, 36, 0.1, false},     /* too few for a quarter */
        {9, 18, 0.1, true},     {5, 10, 0.01, true},
        {4, 4, 0.001, false},   /* four together are no outage */
        {6, 2000, 0.01, false}, /* a group that fails together in a large run */
        {10, 40, 8, false},     /* as many as these tests fail by themselves */
        {0, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (outage_is_mass(&settings, rows[i].failed, rows[i].tests, rows[i].lambda) !=
            rows[i].outage)
            fail_msg("row %zu", i);
}

static void entry_names_the_first_bar_that_is_missed(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    static const struct {
        struct entry entry;
        enum entry_reason reason;
        const char *word, *sentence;
    } rows[] = {
        {{8, 3, 0.9, 0.02, 300, 0},
         ENTRY_BROKEN,
         "broken",
         "broken with probability 0.90: it fails always, and is never excused"},
        {{8, 1, 0.1, 0.02, 300, 0},
         ENTRY_FEW_EVENTS,
         "few_events",
         "flaky on 1 commit, 2 are needed"},
        {{2, 3, 0.1, 0.02, 300, 0},
         ENTRY_WEAK,
         "weak",
         "flaky on 3 commits, e-value 7.39, 20 is needed: a sound test that runs so often may fail "
         "by "
         "chance"},
        {{8, 3, 0.1, 0.001, 300, 0},
         ENTRY_CHEAP,
         "cheap",
         "it fails in 0.1 % of its runs: 9 minutes are lost until a review, a quarantine costs 15"},
        {{8, 3, 0.1, 0.02, 300, 9},
         ENTRY_CROWDED,
         "crowded",
         "e-value 2.98e+03: enough for one test, but 8.1e+03 is needed where the rule acts by "
         "itself over all tests"},
        {{8, 3, 0.1, 0.02, 300, 8},
         ENTRY_REACHED,
         "reached",
         "flaky on 3 commits, e-value 2.98e+03 (20 is needed), it fails in 2 % of its "
         "runs"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum entry_reason reason;
        char sentence[ENTRY_SENTENCE_SIZE];
        assert_int_equal(entry_reached(&settings, &rows[i].entry, &reason),
                         rows[i].reason == ENTRY_REACHED);
        assert_int_equal(reason, rows[i].reason);
        assert_string_equal(entry_word(reason), rows[i].word);
        entry_say(&settings, &rows[i].entry, reason, sentence);
        assert_string_equal(sentence, rows[i].sentence);
    }
    assert_near(entry_runs_ahead(90, 9, 30), 300, 1e-9);
    assert_near(entry_runs_ahead(4, 0.1, 30), 120, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e_values_are_those_of_the_text),
        cmocka_unit_test(events_lose_their_weight_among_many_passes),
        cmocka_unit_test(a_sound_test_expects_an_e_value_of_at_most_one),
        cmocka_unit_test(a_mended_test_is_released_after_so_many_good_runs),
        cmocka_unit_test(a_rate_lies_within_its_interval),
        cmocka_unit_test(probability_follows_from_the_e_value),
        cmocka_unit_test(only_so_many_enter_that_few_are_sound),
        cmocka_unit_test(many_failures_at_once_are_an_outage),
        cmocka_unit_test(entry_names_the_first_bar_that_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
