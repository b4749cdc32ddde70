#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "analyzer/flake/causes.h"

enum { RUNS = 60, FAILING = 12 };

/* Runs that nothing sets apart: the first fail, at all hours and after different tests. */
static void plain(struct cause_run runs[RUNS])
{
    for (int i = 0; i < RUNS; i++)
        runs[i] = (struct cause_run){
            .failed = i < FAILING,
            .seconds = 0.4,
            .hour = i % 24,
            .before = 1 + i % 5,
            .before_name = "Cart › empties",
            .place = 0.01 * (i * 7 % 100),
            .job = "unit",
            .variant = i % 2 ? "linux" : "mac",
            .host = i % 3 ? "runner-1" : "runner-2",
            .text = i < FAILING ? "AssertionError: expected <n> but was <n>" : "",
        };
}

static const struct cause_reason *reason_of(const struct causes *causes, enum cause cause)
{
    for (int i = 0; i < causes->reason_count; i++)
        if (causes->reasons[i].cause == cause)
            return &causes->reasons[i];
    return NULL;
}

static void expect(const struct cause_run runs[RUNS], enum cause cause, const char *words,
                   int numerator, int passing)
{
    struct causes causes;
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), cause);
    const struct cause_reason *reason = reason_of(&causes, cause);
    if (!reason) {
        fail_msg("no reason for %s", cause_words[cause]);
        return;
    }
    if (!strstr(reason->text, words))
        fail_msg("%s", reason->text);
    assert_int_equal(reason->numerator, numerator);
    assert_int_equal(reason->denominator, FAILING);
    assert_int_equal(reason->passing, passing);
}

static void nothing_apart_is_unknown(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    struct causes causes;
    plain(runs);
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE__MAX);
    assert_int_equal(causes.failing, FAILING);
    assert_int_equal(causes.passing, RUNS - FAILING);
    causes_find(runs, 0, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE__MAX);
}

static void slow_failures_hint_at_timing(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].seconds = 1.25;
    expect(runs, CAUSE_TIMING, "at least 3 times the usual 0.4 s", FAILING, 0);
    for (int i = 0; i < RUNS; i++)
        runs[i].seconds = i < FAILING ? 30.02 : 14;
    expect(runs, CAUSE_TIMING, "round number of seconds", FAILING, 0);
}

static void company_hints_at_what_it_shares(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    plain(runs);
    for (int i = 0; i < FAILING - 1; i++) {
        runs[i].before = 77;
        runs[i].before_name = "Till › opens";
    }
    expect(runs, CAUSE_SHARED_STATE, "right after Till › opens", FAILING - 1, 0);
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].variant = "windows";
    expect(runs, CAUSE_ENVIRONMENT, "ran on windows", FAILING, 0);
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].hour = 23;
    expect(runs, CAUSE_CONCURRENCY, "between 23:00 and 00:00 UTC", FAILING, 2);
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].others = true;
    expect(runs, CAUSE_THIRD_PARTY, "tests of other suites", FAILING, 0);
}

static void only_hosts_that_are_said_are_compared(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    struct causes causes;
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].host = "runner-9";
    expect(runs, CAUSE_ENVIRONMENT, "ran on the host runner-9", FAILING, 0);
    for (int i = FAILING; i < RUNS; i++)
        runs[i].host = "";
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE__MAX);
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].host = "";
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE__MAX);
}

static void the_place_in_the_report_hints_at_shared_state(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    struct causes causes;
    plain(runs);
    for (int i = 0; i < RUNS; i++)
        runs[i].place = i < FAILING ? 0.7066 + 0.01 * i : 0.01 * i;
    expect(runs, CAUSE_SHARED_STATE, "late: after at least 70.6 % of", FAILING, 0);
    for (int i = 0; i < RUNS; i++)
        runs[i].place = 1 - runs[i].place;
    expect(runs, CAUSE_SHARED_STATE, "early: after at most 29.4 % of", FAILING, 0);
    for (int i = 0; i < FAILING; i++)
        runs[i].before = 77;
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes.reason_count, 1); /* one order, one reason */
    for (int i = 0; i < RUNS; i++)
        runs[i].place = 0.5;
    expect(runs, CAUSE_SHARED_STATE, "right after", FAILING, 0);
}

static void words_hint_and_are_quoted(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    plain(runs);
    for (int i = 0; i < FAILING; i++)
        runs[i].text = "java.net.ConnectException: Connection refused";
    expect(runs, CAUSE_THIRD_PARTY, "said \"connection refused\"", FAILING, 0);
}

static void few_runs_say_nothing(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    struct causes causes;
    plain(runs);
    for (int i = 0; i < RUNS; i++)
        runs[i].failed = i < 2;
    for (int i = 0; i < 2; i++) {
        runs[i].seconds = 30;
        runs[i].variant = "windows";
        runs[i].text = "timed out";
    }
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE__MAX);
}

static void cascades_are_told_and_left_out_of_the_rest(void **state)
{
    (void)state;
    struct cause_run runs[RUNS];
    struct causes causes;
    plain(runs);
    for (int i = 0; i < FAILING; i++) {
        runs[i].aside = true;
        runs[i].text = "timed out";
    }
    causes_find(runs, RUNS, &causes);
    assert_int_equal(causes_first(causes.weights), CAUSE_CASCADE);
    assert_true(causes.weights[CAUSE_CASCADE] > causes.weights[CAUSE_TIMING]);
    assert_int_equal(causes.reason_count, 1);
    assert_int_equal(causes.reasons[0].numerator, FAILING);
    assert_int_equal(causes.failing, 0);
}

static void a_cascade_stands_first_then_the_heaviest(void **state)
{
    (void)state;
    double weights[CAUSE__MAX] = {
        [CAUSE_CASCADE] = 0.3, [CAUSE_TIMING] = 0.4, [CAUSE_THIRD_PARTY] = 0.9};
    assert_int_equal(causes_first(weights), CAUSE_CASCADE);
    weights[CAUSE_CASCADE] = 0;
    assert_int_equal(causes_first(weights), CAUSE_THIRD_PARTY);
    weights[CAUSE_THIRD_PARTY] = weights[CAUSE_TIMING] = 0;
    assert_int_equal(causes_first(weights), CAUSE__MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_apart_is_unknown),
        cmocka_unit_test(slow_failures_hint_at_timing),
        cmocka_unit_test(company_hints_at_what_it_shares),
        cmocka_unit_test(only_hosts_that_are_said_are_compared),
        cmocka_unit_test(the_place_in_the_report_hints_at_shared_state),
        cmocka_unit_test(words_hint_and_are_quoted),
        cmocka_unit_test(few_runs_say_nothing),
        cmocka_unit_test(cascades_are_told_and_left_out_of_the_rest),
        cmocka_unit_test(a_cascade_stands_first_then_the_heaviest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
