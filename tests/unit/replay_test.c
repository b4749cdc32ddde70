/* A replay of made-up histories. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/flake/replay_run.h"

enum { DAYS = 120 };

/* Twenty runs a day on a protected branch, all of which passed but those that failed. */
struct story {
    struct replay_sum sums[DAYS];
    struct replay_event events[4];
    struct replay_failure failures[8];
    struct replay_test test;
    struct replay_span span;
    struct settings settings;
    struct arena arena;
    struct replay_outcome outcome;
};

static int set_up(void **state)
{
    static struct story story;
    memset(&story, 0, sizeof story);
    for (int32_t day = 0; day < DAYS; day++)
        story.sums[day] = (struct replay_sum){.day = day,
                                              .on_protected = true,
                                              .runs = 20.0 * (day + 1),
                                              .passes = 20.0 * (day + 1),
                                              .commits = 20.0 * (day + 1)};
    story.events[0] = (struct replay_event){.day = 3};
    story.events[1] = (struct replay_event){.day = 5};
    story.test = (struct replay_test){.test_id = 1,
                                      .path = "s/c/n",
                                      .events = story.events,
                                      .sums = story.sums,
                                      .failures = story.failures,
                                      .event_count = 2,
                                      .sum_count = DAYS};
    story.span = (struct replay_span){.tests = &story.test,
                                      .count = 1,
                                      .all_tests = 5,
                                      .review_days = 30,
                                      .first = 0,
                                      .last = DAYS - 1};
    settings_default(&story.settings);
    *state = &story;
    return 0;
}

static int tear_down(void **state)
{
    struct story *story = *state;
    settings_free(&story->settings);
    arena_free(&story->arena);
    return 0;
}

static void replay(struct story *story)
{
    struct err err = {0};
    if (replay_run(&story->settings, &story->span, &story->arena, &story->outcome, &err) != ERR_OK)
        fail_msg("%s", err.message);
}

static void is_change(const struct story *story, size_t index, enum replay_kind kind, int32_t day)
{
    assert_true(index < story->outcome.count);
    assert_int_equal(story->outcome.changes[index].kind, kind);
    assert_int_equal(story->outcome.changes[index].day, day);
}

static void two_events_enter_and_good_runs_release(void **state)
{
    struct story *story = *state;
    replay(story);
    assert_int_equal(story->outcome.count, 2);
    is_change(story, 0, REPLAY_ENTRY, 5);
    is_change(story, 1, REPLAY_RELEASE, 5 + 17); /* 336 good runs, 20 a day */
}

static void a_higher_bar_keeps_it_out(void **state)
{
    struct story *story = *state;
    struct err err = {0};
    assert_int_equal(settings_set(&story->settings, "min_events", "3", &err), ERR_OK);
    replay(story);
    assert_int_equal(story->outcome.count, 0);
}

static void a_regression_behind_it_revokes_and_is_named(void **state)
{
    struct story *story = *state;
    static const char *const shas[] = {"aa", "bb", "cc", "dd"};
    for (int i = 0; i < 4; i++)
        story->failures[i] = (struct replay_failure){
            .stream = 1, .place = 180 + i, .day = i < 2 ? 9 : 10, .sha = shas[i]};
    story->test.failure_count = 4;
    replay(story);
    assert_true(story->outcome.count >= 2);
    is_change(story, 0, REPLAY_ENTRY, 5);
    assert_int_equal(story->outcome.changes[1].kind, REPLAY_REVOCATION);
    assert_string_equal(story->outcome.changes[1].since, "aa");
    assert_true(story->outcome.changes[1].hidden >= 1);
    for (size_t i = 2; i < story->outcome.count; i++)
        assert_int_not_equal(story->outcome.changes[i].kind, REPLAY_REVOCATION);
}

static void nothing_happens_outside_the_span(void **state)
{
    struct story *story = *state;
    story->span.first = 30;
    replay(story);
    for (size_t i = 0; i < story->outcome.count; i++)
        assert_true(story->outcome.changes[i].day >= 30);
    story->span.count = 0;
    replay(story);
    assert_int_equal(story->outcome.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_events_enter_and_good_runs_release, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_higher_bar_keeps_it_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_regression_behind_it_revokes_and_is_named, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_happens_outside_the_span, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
