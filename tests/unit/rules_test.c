/* What the rules say of one test. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/flake/rules_decide.h"

static struct settings settings;
static struct rules_frame frame;

/* A test that the rule puts in force. */
static struct rules_test flaky(void)
{
    return (struct rules_test){
        .test_id = 1,
        .path = "cart/shop.Cart/late",
        .log_e = 9,
        .rate = 0.05,
        .runs = 300,
        .protected_runs = 100,
        .days = 10,
        .quarantine_id = 1,
        .events = 3,
        .base_passes = (double)NAN,
    };
}

static int set_up(void **state)
{
    (void)state;
    settings_default(&settings);
    frame = (struct rules_frame){.settings = &settings,
                                 .auto_activate = true,
                                 .review_days = 30,
                                 .has_streams = true,
                                 .bar = 3};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    settings_free(&settings);
    return 0;
}

static void held_by(const struct rules_test *test, const char *expected)
{
    const char *word = "nothing";
    char why[RULES_WHY_SIZE] = "";
    assert_false(rules_enter(&frame, test, &word, why));
    assert_string_equal(word, expected);
    assert_true(why[0] != '\0');
}

static void each_rule_holds_by_its_own_name(void **state)
{
    (void)state;
    struct rules_test test = flaky();
    const char *word;
    char why[RULES_WHY_SIZE];
    assert_true(rules_enter(&frame, &test, &word, why));
    test = flaky(), test.guarded = true;
    held_by(&test, "guard");
    test = flaky(), test.broken = 0.9;
    held_by(&test, "broken");
    test = flaky(), test.events = 1;
    held_by(&test, "few_events");
    test = flaky(), test.log_e = 2;
    held_by(&test, "weak");
    test = flaky(), test.rate = 1e-6;
    held_by(&test, "cheap");
    test = flaky(), frame.bar = 10;
    held_by(&test, "crowded");
    frame.bar = 3, test.protected_runs = 0;
    held_by(&test, "new_test");
    frame.has_streams = false;
    assert_true(rules_enter(&frame, &test, &word, why));
    frame.auto_activate = false, frame.bar = INFINITY;
    held_by(&test, "person");
}

static void protected_tests_are_named_by_globs(void **state)
{
    (void)state;
    struct err err = {0};
    struct rules_test test = flaky();
    assert_int_equal(settings_set(&settings, "protected_tests", "pay/*, *.Ca?t/*", &err), ERR_OK);
    held_by(&test, "protected");
    assert_int_equal(settings_set(&settings, "protected_tests", "pay/*,late", &err), ERR_OK);
    const char *word;
    char why[RULES_WHY_SIZE];
    assert_true(rules_enter(&frame, &test, &word, why));
}

static void a_budget_has_room_for_one_at_least(void **state)
{
    (void)state;
    const char *word = NULL;
    char why[RULES_WHY_SIZE];
    struct rules_budget all = {.tests = 6, .held = 0}, owner = {.tests = 10, .held = 1};
    assert_true(rules_room(&settings, &all, NULL, &word, why));
    all.held = 1;
    assert_false(rules_room(&settings, &all, NULL, &word, why));
    assert_string_equal(word, "budget");
    all = (struct rules_budget){.tests = 100, .held = 4};
    assert_true(rules_room(&settings, &all, &owner, &word, why));
    owner.held = 2;
    assert_false(rules_room(&settings, &all, &owner, &word, why));
    assert_string_equal(word, "owner_budget");
}

/* The good runs that the literature gives for a rate of 1 %. */
static void release_takes_its_proof_and_a_return_doubles_it(void **state)
{
    (void)state;
    static const struct {
        double failures, needed;
    } rows[] = {{0, 336}, {1, 690}, {2, 927}, {3, 1134}};
    char why[RULES_WHY_SIZE];
    struct rules_test test = flaky();
    test.passes = 1e6;
    assert_false(rules_released(&settings, &test, why)); /* nothing was counted yet */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test = flaky();
        test.base_passes = 1000;
        test.failures = rows[i].failures;
        test.passes = 1000 + rows[i].needed;
        assert_true(rules_released(&settings, &test, why));
        test.passes--;
        assert_false(rules_released(&settings, &test, why));
        test.passes++, test.returns = 1;
        assert_false(rules_released(&settings, &test, why));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_rule_holds_by_its_own_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(protected_tests_are_named_by_globs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_budget_has_room_for_one_at_least, set_up, tear_down),
        cmocka_unit_test_setup_teardown(release_takes_its_proof_and_a_return_doubles_it, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
