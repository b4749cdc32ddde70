/* The generator knows nothing of how its histories are judged. Rates and habits are set where real
 * histories have them: retries that are not independent, outages that a retry turns green, groups
 * that fail together, regressions that last for some commits or for good. */
#include "tests/bench/history.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sound test fails at most once in 50,000 runs for no reason that shows: half of that by itself,
 * half with others, in faults that hit a few tests and say nothing. */
static const double SOUND_RATE = 1e-5, SILENT_PART = 4e-4;
static const double SILENT_LOW = 0.01, SILENT_HIGH = 0.04; /* share of the tests that are hit */
static const double LOW = 5e-4, HIGH = 0.5; /* of flaky tests, evenly on a logarithmic scale */
static const double FAILS_AGAIN = 0.154;    /* right after a failure, at least */
static const double BREAK = 1.5e-4, MEND = 0.15, BREAK_FOR_GOOD = 5e-6; /* a test a commit */
static const double BREAK_MANY = 1e-3; /* of commits: a third of all tests for some commits */
static const double OUTAGE = 6e-3, PART = 6e-3; /* of builds */
static const double RERUN = 0.02;               /* of commits of main: once more, days later */
static const double BY_HAND = 0.25;             /* of red jobs, where nothing does it by itself */
enum { GROUPS_PER_TESTS = 200, MINUTE = 60, RERUN_AFTER = 40, CASCADE_LENGTH = 6 };

struct outage {
    double share; /* of tests hit; 0: none */
    bool lasts;   /* through the retry */
    const char *text;
};

struct maker {
    struct history *history;
    uint64_t state;
    history_told *told;
    void *context;
    bool *group_fails;
    int groups;
    struct result *results;
    int64_t second;
};

/* splitmix64 */
static double draw(struct maker *maker)
{
    uint64_t z = maker->state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static bool happens(struct maker *maker, double chance)
{
    return draw(maker) < chance;
}

static int between(struct maker *maker, int least, int most)
{
    return least + (int)(draw(maker) * (most - least + 1));
}

static double log_even(struct maker *maker, double low, double high)
{
    return low * pow(high / low, draw(maker));
}

/* ---- the tests ---- */

static void make_test(struct maker *maker, struct test *test, int job)
{
    const int commits = maker->history->commits;
    double kind = draw(maker);
    *test = (struct test){.job = job, .group = -1};
    test->born = happens(maker, 0.2) ? between(maker, 0, commits * 3 / 4) : 0;
    if (kind < 0.05) {
        test->kind = kind < 0.04 ? TEST_FLAKY : TEST_BURSTY;
        test->rate = log_even(maker, LOW, HIGH);
    }
}

/* Neighbours that share a fixture. */
static void make_groups(struct maker *maker)
{
    struct history *h = maker->history;
    maker->groups = h->test_count / GROUPS_PER_TESTS;
    maker->group_fails = calloc((size_t)maker->groups + 1, sizeof *maker->group_fails);
    for (int g = 0; g < maker->groups; g++) {
        int size = between(maker, 4, 9), first = between(maker, 0, h->test_count - size);
        double rate = log_even(maker, 2e-3, 5e-2);
        for (int i = first; i < first + size; i++) {
            h->tests[i].kind = TEST_GROUPED;
            h->tests[i].group = g;
            h->tests[i].rate = rate;
        }
    }
}

static void make_tests(struct maker *maker)
{
    struct history *h = maker->history;
    const struct world *w = h->world;
    h->first = calloc((size_t)w->jobs + 1, sizeof *h->first);
    for (int job = 0; job < w->jobs; job++)
        h->first[job + 1] = h->first[job] + between(maker, w->tests_least, w->tests_most);
    h->test_count = h->first[w->jobs];
    h->tests = calloc((size_t)h->test_count, sizeof *h->tests);
    for (int job = 0; job < w->jobs; job++)
        for (int i = h->first[job]; i < h->first[job + 1]; i++)
            make_test(maker, &h->tests[i], job);
    make_groups(maker);
}

/* ---- a run ---- */

static double rate_now(const struct test *test)
{
    if (test->kind == TEST_BURSTY)
        return test->burst ? fmax(0.3, test->rate) : test->rate / 10;
    return test->kind == TEST_FLAKY ? test->rate : SOUND_RATE;
}

/* One execution, by the test alone. @again: right after a failure. */
static bool fails_by_itself(struct maker *maker, const struct test *test, bool again)
{
    if (test->kind == TEST_GROUPED && maker->group_fails[test->group])
        return happens(maker, again ? 0.3 : 0.9);
    double rate = rate_now(test);
    return happens(maker, again && history_flaky(test) ? fmax(rate, FAILS_AGAIN) : rate);
}

static void fail(struct result *result, enum cause cause, const char *text)
{
    *result = (struct result){.outcome = 'f', .cause = cause, .text = text};
}

/* Up to two retries at once, where the runner does that. */
static void retry_in_report(struct maker *maker, const struct test *test, struct result *result)
{
    if (maker->history->world->retry != RETRY_IN_REPORT || result->cause == CAUSE_BREAK)
        return;
    for (int i = 0; i < 2 && result->outcome == 'f'; i++) {
        bool fails = result->cause == CAUSE_OUTAGE ? happens(maker, 0.8)
                                                   : fails_by_itself(maker, test, true);
        if (!fails)
            result->outcome = 'k';
    }
}

static void run_test(struct maker *maker, const struct test *test, const struct outage *outage,
                     bool broken, struct result *result)
{
    *result = (struct result){.outcome = 'p'};
    if (broken)
        fail(result, CAUSE_BREAK, "expected 3 items but was 2");
    else if (outage->share > 0 && happens(maker, outage->share))
        fail(result, CAUSE_OUTAGE, outage->text);
    else if (fails_by_itself(maker, test, false))
        fail(result, history_flaky(test) ? CAUSE_FLAKE : CAUSE_CHANCE,
             test->kind == TEST_GROUPED ? "the fixture is not ready"
                                        : "timed out waiting for the list");
    retry_in_report(maker, test, result);
}

/* In every tenth job tests that come after a failing one are not run, and written down as failed.
 */
static void cascade(const struct run *run)
{
    if (run->job % 10 != 9)
        return;
    for (int i = 0; i < run->count; i++) {
        if (run->results[i].outcome != 'f' || run->results[i].cause == CAUSE_CASCADE)
            continue;
        for (int n = i + 1; n < run->count && n <= i + CASCADE_LENGTH; n++)
            if (run->results[n].outcome == 'p' || run->results[n].outcome == 'k')
                fail(&run->results[n], CAUSE_CASCADE, "skipped after failure of an earlier test");
    }
}

/* One attempt of a job. True when something failed. */
static bool run_job(struct maker *maker, struct run *run, const struct outage *outage,
                    const bool *broken)
{
    struct history *h = maker->history;
    run->first = h->first[run->job];
    run->count = h->first[run->job + 1] - run->first;
    run->results = maker->results;
    for (int g = 0; g < maker->groups; g++)
        maker->group_fails[g] = false;
    for (int i = 0; i < run->count; i++) { /* a group fails with its first test, or not */
        const struct test *test = &h->tests[run->first + i];
        if (test->group >= 0 && (i == 0 || test[-1].group != test->group))
            maker->group_fails[test->group] = happens(maker, test->rate);
    }
    bool failed = false;
    for (int i = 0; i < run->count; i++) {
        const struct test *test = &h->tests[run->first + i];
        struct result *result = &run->results[i];
        *result = (struct result){.outcome = '.'};
        if (test->born <= run->commit * (run->main ? 1 : 2))
            run_test(maker, test, outage, broken[run->first + i], result);
        failed |= result->outcome == 'f';
    }
    cascade(run);
    run->second = maker->second++ / 4;
    maker->told(maker->context, h, run);
    return failed;
}

static struct outage make_outage(struct maker *maker)
{
    static const char *const texts[] = {"connect: Connection refused",
                                        "java.net.UnknownHostException: db.internal",
                                        "502 Bad Gateway", "No space left on device"};
    double kind = draw(maker);
    bool lasts = happens(maker, 0.3);
    const char *text = texts[between(maker, 0, 3)];
    if (kind < OUTAGE) /* in some nothing in the text tells */
        return (struct outage){.share = 0.3 + 0.7 * draw(maker),
                               .lasts = lasts,
                               .text = happens(maker, 0.7) ? text : "expected true"};
    if (kind < OUTAGE + PART)
        return (struct outage){.share = 0.03 + 0.1 * draw(maker), .lasts = lasts, .text = text};
    if (kind < OUTAGE + PART + SILENT_PART)
        return (struct outage){.share = SILENT_LOW + (SILENT_HIGH - SILENT_LOW) * draw(maker),
                               .lasts = lasts,
                               .text = "expected true"};
    return (struct outage){.share = 0};
}

/* All jobs of a commit, each again where something failed and the project has it so. */
static void run_commit(struct maker *maker, bool main, int commit, const bool *broken)
{
    const struct world *w = maker->history->world;
    struct outage outage = make_outage(maker);
    struct outage later = outage.lasts ? outage : (struct outage){.share = 0};
    const double again = w->retry == RETRY_JOB ? 1 : w->retry == RETRY_BY_HAND ? BY_HAND : 0;
    for (int job = 0; job < w->jobs; job++) {
        struct run run = {.job = job, .commit = commit, .attempt = 1, .main = main};
        bool failed = run_job(maker, &run, &outage, broken);
        for (run.attempt = 2; failed && run.attempt <= 3 && happens(maker, again); run.attempt++)
            failed = run_job(maker, &run, run.attempt == 2 ? &later : &(struct outage){.share = 0},
                             broken);
    }
    maker->second = (maker->second / 4 + MINUTE * (24 * 60 / w->runs_a_day)) * 4;
}

/* ---- the whole ---- */

/* What a commit of main breaks and mends. */
static void change(struct maker *maker, int commit)
{
    struct history *h = maker->history;
    bool many = happens(maker, BREAK_MANY);
    for (int i = 0; i < h->test_count; i++) {
        struct test *test = &h->tests[i];
        if (test->broken_for > 0)
            test->broken_for = happens(maker, MEND) ? 0 : test->broken_for + 1;
        else if (test->broken_for == 0 && happens(maker, many ? 0.33 : BREAK))
            test->broken_for = 1, test->broken_at = commit;
        else if (test->broken_for == 0 && happens(maker, BREAK_FOR_GOOD))
            test->broken_for = -1, test->broken_at = commit;
        if (test->kind == TEST_BURSTY)
            test->burst = happens(maker, test->burst ? 0.8 : 0.01);
    }
}

static void broken_now(const struct history *h, bool *broken)
{
    for (int i = 0; i < h->test_count; i++)
        broken[i] = h->tests[i].broken_for != 0;
}

/* Somebody's branch: often its change breaks something. */
static void run_branch(struct maker *maker, int commit, bool *broken)
{
    struct history *h = maker->history;
    broken_now(h, broken);
    if (happens(maker, 0.2))
        for (int n = between(maker, 1, 30); n > 0; n--)
            broken[between(maker, 0, h->test_count - 1)] = true;
    run_commit(maker, false, commit, broken);
}

void history_make(const struct world *world, uint64_t seed, struct history *history,
                  history_told *told, void *context)
{
    *history = (struct history){.world = world, .commits = world->commits};
    struct maker maker = {.history = history, .told = told, .context = context};
    maker.state = seed * 0x2545f4914f6cdd1d + (uint64_t)world->name[0];
    make_tests(&maker);
    size_t tests = (size_t)history->test_count;
    maker.results = calloc(tests, sizeof *maker.results);
    bool *broken = calloc(tests, sizeof *broken);
    bool *kept =
        calloc(tests * RERUN_AFTER, sizeof *kept); /* what was broken on the last commits */
    for (int commit = 0; commit < world->commits; commit++) {
        change(&maker, commit);
        broken_now(history, broken);
        bool *slot = kept + tests * (size_t)(commit % RERUN_AFTER);
        if (commit >= RERUN_AFTER && happens(&maker, RERUN))
            run_commit(&maker, true, commit - RERUN_AFTER, slot);
        memcpy(slot, broken, tests * sizeof *broken);
        run_commit(&maker, true, commit, broken);
        if (commit % 2 == 1)
            run_branch(&maker, history->branch_commits++, broken);
    }
    free(kept);
    free(broken);
    free(maker.results);
    free(maker.group_fails);
}

void history_free(struct history *history)
{
    free(history->tests);
    free(history->first);
}
