/* A commit of a stream on which a test did not fail is taken to have passed: blocks are not read.
 * Passes between are so many that the difference is small, and it errs to the side of "flaky". */
#include "analyzer/flake/replay_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/broken.h"
#include "analyzer/flake/entry.h"
#include "analyzer/flake/evidence.h"
#include "analyzer/flake/score.h"

enum { CELLS_MAX = 256 };

/* Where a test stands while days go by. */
struct standing {
    size_t events, failures; /* how many of each have happened */
    size_t counted;          /* events until the last release */
    double flips, blips, runs, protected_runs, passes, commits;
    bool in_force, revoked;
    double returns, base_passes;
    size_t base_events, base_failures;
    double log_e, broken;
    size_t broken_from; /* the failure with which the regression began */
};

struct replay {
    const struct settings *settings;
    const struct replay_span *span;
    struct standing *standings;
    double *strengths;
    struct arena *arena;
    struct replay_outcome *outcome;
};

static enum err_code add(struct replay *replay, struct replay_change change, const char *why,
                         struct err *err)
{
    struct replay_outcome *outcome = replay->outcome;
    struct replay_change *grown = arena_grow(replay->arena, outcome->changes, outcome->count,
                                             &outcome->capacity, sizeof *grown);
    change.why = arena_text(replay->arena, why, strlen(why));
    if (!grown || !change.why)
        return err_nomem(err);
    outcome->changes = grown;
    outcome->changes[outcome->count++] = change;
    return ERR_OK;
}

/* ---- One day of one test --------------------------------------------------------------------- */

static void sum_up(const struct replay_test *test, struct standing *standing, int32_t day)
{
    const struct replay_sum *latest[2] = {NULL, NULL};
    for (size_t i = 0; i < test->sum_count && test->sums[i].day <= day; i++)
        latest[test->sums[i].on_protected] = &test->sums[i];
    standing->runs = standing->passes = standing->commits = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!latest[i])
            continue;
        standing->runs += latest[i]->runs;
        standing->passes += latest[i]->passes;
        standing->commits += latest[i]->commits;
    }
    standing->protected_runs = latest[1] ? latest[1]->runs : 0;
}

/* The filter over the commits of a stream that end with its failure @last. */
static double broken_at(const struct replay *replay, const struct replay_test *test,
                        const struct standing *standing, size_t first, size_t last)
{
    struct cell cells[CELLS_MAX];
    const int32_t window = (int32_t)replay->settings->window_commits;
    int32_t end = test->failures[last].place, begin = end > window ? end - window + 1 : 1;
    size_t count = (size_t)end - (size_t)begin + 1;
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct cell){.passes = 1};
    for (size_t i = first; i <= last; i++)
        if (test->failures[i].place >= begin)
            cells[test->failures[i].place - begin] = (struct cell){.fails = 1};
    return broken_chance(replay->settings, cells, count, standing->flips + standing->blips,
                         standing->passes);
}

/* Whether the test is broken by the end of @day: in a stream whose last failure was then. */
static void look_for_break(const struct replay *replay, const struct replay_test *test,
                           struct standing *standing, int32_t day)
{
    standing->broken = 0;
    for (size_t first = 0, i = 0; i < test->failure_count; i++) {
        if (test->failures[i].stream != test->failures[first].stream)
            first = i;
        if (test->failures[i].day != day)
            continue;
        double broken = broken_at(replay, test, standing, first, i);
        if (broken <= standing->broken)
            continue;
        standing->broken = broken;
        standing->broken_from = i;
        while (standing->broken_from > first &&
               test->failures[standing->broken_from - 1].place + 1 ==
                   test->failures[standing->broken_from].place)
            standing->broken_from--;
    }
}

static void live_through(const struct replay *replay, const struct replay_test *test,
                         struct standing *standing, int32_t day)
{
    sum_up(test, standing, day);
    for (; standing->events < test->event_count && test->events[standing->events].day <= day;
         standing->events++)
        *(test->events[standing->events].blip ? &standing->blips : &standing->flips) += 1;
    standing->failures = 0;
    for (size_t i = 0; i < test->failure_count; i++)
        standing->failures += test->failures[i].day <= day;
    standing->log_e = score_log_e(replay->settings, standing->flips, standing->passes,
                                  standing->blips, standing->commits);
    look_for_break(replay, test, standing, day);
}

static struct rules_test as_rules_see(const struct replay *replay, size_t index, int32_t day)
{
    const struct replay_test *test = &replay->span->tests[index];
    const struct standing *standing = &replay->standings[index];
    double rate, low, high;
    evidence_rate(replay->settings->prior_a, replay->settings->prior_b,
                  standing->flips + standing->blips, standing->passes, &rate, &low, &high);
    return (struct rules_test){
        .test_id = test->test_id,
        .path = test->path,
        .owner = test->owner,
        .log_e = standing->log_e,
        .broken = standing->broken,
        .rate = rate,
        .runs = standing->runs,
        .protected_runs = standing->protected_runs,
        .passes = standing->passes,
        .days = day - test->first_day,
        .quarantine_id = 1,
        .in_force = standing->in_force,
        .events = (double)(standing->events - standing->counted),
        .returns = standing->returns,
        .base_passes = standing->base_passes,
        .failures = (double)(standing->events - standing->base_events + standing->failures -
                             standing->base_failures),
        .guarded = test->guarded,
    };
}

/* ---- What the rules do ----------------------------------------------------------------------- */

static enum err_code watch(struct replay *replay, size_t index, int32_t day, struct err *err)
{
    const struct replay_test *test = &replay->span->tests[index];
    struct standing *standing = &replay->standings[index];
    struct rules_test seen = as_rules_see(replay, index, day);
    char why[RULES_WHY_SIZE];
    if (rules_released(replay->settings, &seen, why)) {
        standing->in_force = standing->revoked = false;
        standing->counted = standing->events;
        standing->returns++;
        return add(replay,
                   (struct replay_change){.day = day, .test = index, .kind = REPLAY_RELEASE}, why,
                   err);
    }
    bool broken = standing->broken > replay->settings->broken_from;
    bool failed_today = false;
    for (size_t i = 0; i < test->failure_count; i++)
        failed_today = failed_today || test->failures[i].day == day;
    if (!broken || standing->revoked) {
        standing->revoked = standing->revoked && (broken || !failed_today);
        return ERR_OK;
    }
    standing->revoked = true;
    struct replay_change change = {.day = day,
                                   .test = index,
                                   .kind = REPLAY_REVOCATION,
                                   .since = test->failures[standing->broken_from].sha};
    for (size_t i = standing->broken_from; i < test->failure_count; i++)
        change.hidden += test->failures[i].stream == test->failures[standing->broken_from].stream &&
                         test->failures[i].day <= day;
    if (change.hidden > 0)
        change.hidden--; /* the one that tells is refused */
    snprintf(why, sizeof why, "broken with probability %.2f: it fails always", standing->broken);
    return add(replay, change, why, err);
}

static enum err_code propose(struct replay *replay, const struct rules_frame *frame, size_t index,
                             int32_t day, struct rules_budget *budget, struct err *err)
{
    struct standing *standing = &replay->standings[index];
    struct rules_test seen = as_rules_see(replay, index, day);
    const char *word;
    char why[RULES_WHY_SIZE], full[RULES_WHY_SIZE];
    if (!rules_enter(frame, &seen, &word, why) ||
        !rules_room(replay->settings, budget, NULL, &word, full))
        return ERR_OK;
    budget->held++;
    standing->in_force = true;
    standing->revoked = false;
    standing->base_passes = standing->passes;
    standing->base_events = standing->events;
    standing->base_failures = standing->failures;
    return add(replay, (struct replay_change){.day = day, .test = index, .kind = REPLAY_ENTRY}, why,
               err);
}

static int strongest_first(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? 1 : left > right ? -1 : 0;
}

static enum err_code run_day(struct replay *replay, int32_t day, struct err *err)
{
    const struct replay_span *span = replay->span;
    struct rules_budget budget = {.tests = span->all_tests};
    struct rules_frame frame = {
        .settings = replay->settings, .auto_activate = true, .review_days = span->review_days};
    size_t strong = 0;
    for (size_t i = 0; i < span->count; i++) {
        struct standing *standing = &replay->standings[i];
        live_through(replay, &span->tests[i], standing, day);
        if (standing->in_force)
            try_(watch(replay, i, day, err));
        budget.held += standing->in_force;
        frame.has_streams = frame.has_streams || standing->protected_runs > 0;
        if (standing->log_e > 0)
            replay->strengths[strong++] = standing->log_e;
    }
    qsort(replay->strengths, strong, sizeof *replay->strengths, strongest_first);
    frame.bar = entry_bar(replay->settings, replay->strengths, strong, span->all_tests);
    for (size_t i = 0; i < span->count; i++)
        if (!replay->standings[i].in_force)
            try_(propose(replay, &frame, i, day, &budget, err));
    return ERR_OK;
}

enum err_code replay_run(const struct settings *settings, const struct replay_span *span,
                         struct arena *arena, struct replay_outcome *outcome, struct err *err)
{
    struct replay replay = {
        .settings = settings,
        .span = span,
        .standings = arena_zalloc(arena, span->count + 1, sizeof *replay.standings),
        .strengths = arena_zalloc(arena, span->count + 1, sizeof *replay.strengths),
        .arena = arena,
        .outcome = outcome,
    };
    *outcome = (struct replay_outcome){.count = 0};
    if (!replay.standings || !replay.strengths)
        return err_nomem(err);
    for (int32_t day = span->first; day <= span->last; day++)
        try_(run_day(&replay, day, err));
    return ERR_OK;
}
