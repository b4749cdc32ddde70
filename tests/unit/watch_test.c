/* The states of a watch, each shown by the facts that make it. */
#include "tests/unit/digits.h"

#include "analyzer/escape/watch_state.h"

enum { GUARDED = WATCH_HAS_CHANGE | WATCH_HAS_SYSTEMIC | WATCH_HAS_GUARD };

static void test_nothing_changed_is_open(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(0), WATCH_OPEN);
    /* few escapes alone close nothing */
    assert_int_equal(watch_judge(WATCH_HAS_PROOF), WATCH_OPEN);
}

static void test_a_change_without_a_guard_is_changed(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(WATCH_HAS_CHANGE), WATCH_CHANGED);
    assert_int_equal(watch_judge(WATCH_HAS_CHANGE | WATCH_HAS_SYSTEMIC), WATCH_CHANGED);
    assert_int_equal(watch_judge(WATCH_HAS_CHANGE | WATCH_HAS_SYSTEMIC | WATCH_HAS_PROOF),
                     WATCH_CHANGED);
}

static void test_one_off_changes_never_close(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(WATCH_HAS_CHANGE | WATCH_HAS_GUARD | WATCH_HAS_PROOF),
                     WATCH_CHANGED);
}

static void test_a_guarded_systemic_change_holds(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(GUARDED), WATCH_HOLDING);
}

static void test_proof_closes(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(GUARDED | WATCH_HAS_PROOF), WATCH_CLOSED);
}

static void test_a_red_guard_does_not_close(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(GUARDED | WATCH_HAS_PROOF | WATCH_HAS_RED), WATCH_HOLDING);
}

static void test_a_guard_that_is_down_ends_holding_and_closed(void **state)
{
    (void)state;
    assert_int_equal(watch_judge(GUARDED | WATCH_HAS_DOWN), WATCH_GUARD_DOWN);
    assert_int_equal(watch_judge(GUARDED | WATCH_HAS_PROOF | WATCH_HAS_DOWN), WATCH_GUARD_DOWN);
}

static void test_an_escape_reopens_whatever_else(void **state)
{
    (void)state;
    for (unsigned facts = 0; facts < 2 * WATCH_HAS_PROOF; facts++)
        if (facts & WATCH_CAME_BACK)
            assert_int_equal(watch_judge(facts), WATCH_REOPENED);
        else
            assert_int_not_equal(watch_judge(facts), WATCH_REOPENED);
}

static void test_words_are_found_again(void **state)
{
    (void)state;
    for (int i = 0; i < WATCH__MAX; i++) {
        enum watch_state found = WATCH__MAX;
        assert_true(watch_find(watch_word((enum watch_state)i), &found));
        assert_int_equal(found, i);
    }
    enum watch_state found;
    assert_false(watch_find("done", &found));
}

/* A guard that ran yesterday and passed. */
static struct watch_guard_facts sound(void)
{
    return (struct watch_guard_facts){.ran = true,
                                      .outcome = 'p',
                                      .silent_days = 1,
                                      .others_ran = true,
                                      .gone_runs = 10,
                                      .gone_days = 30};
}

static void expect(struct watch_guard_facts facts, enum watch_guard guard)
{
    assert_int_equal(watch_guard_judge(&facts), guard);
}

static void test_a_guard_that_passed_runs(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    expect(facts, GUARD_RUNNING);
    facts.outcome = 'k'; /* passed on retry */
    expect(facts, GUARD_RUNNING);
    facts.missed = 9;
    expect(facts, GUARD_RUNNING);
    assert_false(watch_guard_is_down(GUARD_RUNNING));
}

static void test_a_guard_that_failed_is_red_and_not_down(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    facts.outcome = 'f';
    expect(facts, GUARD_RED);
    facts.outcome = 'e';
    expect(facts, GUARD_RED);
    assert_false(watch_guard_is_down(GUARD_RED));
    facts.broken = true;
    expect(facts, GUARD_BROKEN);
    assert_true(watch_guard_is_down(GUARD_BROKEN));
}

static void test_a_guard_that_is_skipped_or_quarantined_is_down(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    facts.outcome = 's';
    expect(facts, GUARD_SKIPPED);
    facts.quarantined = true;
    expect(facts, GUARD_QUARANTINED);
    assert_true(watch_guard_is_down(GUARD_SKIPPED));
    assert_true(watch_guard_is_down(GUARD_QUARANTINED));
}

static void test_a_guard_is_gone_after_runs_without_it(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    facts.missed = 10;
    expect(facts, GUARD_GONE);
    assert_true(watch_guard_is_down(GUARD_GONE));
}

static void test_a_guard_is_gone_when_only_others_run(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    facts.silent_days = 30;
    expect(facts, GUARD_GONE);
    facts.others_ran = false; /* a project that rests */
    expect(facts, GUARD_RUNNING);
}

static void test_a_new_guard_has_time_for_its_first_run(void **state)
{
    (void)state;
    struct watch_guard_facts facts = sound();
    facts.ran = false;
    facts.outcome = '\0';
    expect(facts, GUARD_RUNNING);
    facts.silent_days = 31;
    facts.others_ran = false;
    expect(facts, GUARD_GONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_changed_is_open),
        cmocka_unit_test(test_a_change_without_a_guard_is_changed),
        cmocka_unit_test(test_one_off_changes_never_close),
        cmocka_unit_test(test_a_guarded_systemic_change_holds),
        cmocka_unit_test(test_proof_closes),
        cmocka_unit_test(test_a_red_guard_does_not_close),
        cmocka_unit_test(test_a_guard_that_is_down_ends_holding_and_closed),
        cmocka_unit_test(test_an_escape_reopens_whatever_else),
        cmocka_unit_test(test_words_are_found_again),
        cmocka_unit_test(test_a_guard_that_passed_runs),
        cmocka_unit_test(test_a_guard_that_failed_is_red_and_not_down),
        cmocka_unit_test(test_a_guard_that_is_skipped_or_quarantined_is_down),
        cmocka_unit_test(test_a_guard_is_gone_after_runs_without_it),
        cmocka_unit_test(test_a_guard_is_gone_when_only_others_run),
        cmocka_unit_test(test_a_new_guard_has_time_for_its_first_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
