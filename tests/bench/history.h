/* Made-up histories of CI with a known truth: what each test is, and why it failed each time. */
#ifndef TESTS_BENCH_HISTORY_H
#define TESTS_BENCH_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum retry {
    RETRY_NEVER,
    RETRY_BY_HAND, /* of a red job, now and then */
    RETRY_IN_REPORT,
    RETRY_JOB
};

/* What a project is like. */
struct world {
    const char *name;
    enum retry retry;
    int jobs, tests_least, tests_most; /* tests of a job: so many, evenly spread */
    int commits;                       /* of the main branch; half as many of other branches */
    int runs_a_day;
};

/* Why a test failed in a run. */
enum cause { CAUSE_NONE, CAUSE_CHANCE, CAUSE_FLAKE, CAUSE_BREAK, CAUSE_OUTAGE, CAUSE_CASCADE };

struct result {
    char outcome; /* p passed, f failed, k failed and then passed, . not there */
    enum cause cause;
    const char *text; /* what it said */
};

/* A report as it is uploaded. Commits count from 0, those of main and of others for themselves. */
struct run {
    int job, commit, attempt;
    bool main;
    int64_t second;
    int first, count; /* the tests of the job */
    struct result *results;
};

enum kind { TEST_SOUND, TEST_FLAKY, TEST_BURSTY, TEST_GROUPED };

struct test {
    enum kind kind;
    double rate; /* of a flaky one, by itself */
    int group;   /* that fails together, or -1 */
    int born;    /* commit */
    int job;
    bool burst;     /* a bad time of a bursty one */
    int broken_for; /* commits of main: 0 not, -1 for good */
    int broken_at;  /* since which commit of main */
};

struct history {
    const struct world *world;
    struct test *tests;
    int test_count, commits, branch_commits;
    int *first; /* of each job, and the end */
};

typedef void history_told(void *context, const struct history *history, const struct run *run);

/* Makes the history of @world for @seed, and tells each report in the order of its arrival. The
 * tests stay as they were at the end, until history_free(). */
void history_make(const struct world *world, uint64_t seed, struct history *history,
                  history_told *told, void *context);
void history_free(struct history *history);

static inline bool history_flaky(const struct test *test)
{
    return test->kind != TEST_SOUND;
}

#endif
