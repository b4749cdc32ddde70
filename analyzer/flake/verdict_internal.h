/* What the parts of a judgement share. */
#ifndef ANALYZER_FLAKE_VERDICT_INTERNAL_H
#define ANALYZER_FLAKE_VERDICT_INTERNAL_H

#include <string.h>

#include "analyzer/flake/verdict.h"

/* Columns of verdict_facts.sql. */
enum {
    FACT_TEST_ID,
    FACT_SUITE,
    FACT_CLASSNAME,
    FACT_NAME,
    FACT_VARIANT,
    FACT_OCCURRENCE,
    FACT_OWNER,
    FACT_QUARANTINE,
    FACT_STATE,
    FACT_REVIEW_AT,
    FACT_BRANCHES,
    FACT_RENAMED,
    FACT_SMALL_RUN
};

/* A test that failed in the attempts of the job. */
struct failed_test {
    int32_t test_id;
    bool failing;       /* no later attempt passed it */
    bool derived;       /* only tests within it made it fail */
    bool of_incident;   /* a failure of it is */
    bool only_incident; /* all of them are */
    const char *outcome, *kind;
    int64_t place;     /* of the last attempt that it failed in to its end, from 1; 0: none */
    int64_t report_id; /* the last that it failed in */
    size_t fact;       /* its row of facts */
};

struct test_set {
    const int32_t *ids; /* ascending */
    size_t count;
};

/* The work of one judgement. */
struct judge {
    struct db *db;
    const struct verdict_question *question;
    struct verdict *verdict;
    /* the attempts of the job up to this one */
    int64_t *unit, *received; /* their reports, and when those came; not set if alone */
    size_t unit_count;
    bool unsound_before;       /* one before it was damaged, incomplete or empty */
    bool others;               /* there are others, also later ones: they may turn failures green */
    bool lacked_before;        /* all that was wrong with an earlier one is that it lacked tests */
    struct failed_test *tests; /* those that only tests within them made fail come last */
    size_t test_count;
    const struct rows *facts; /* of them; */
    struct rows *facts_read;  /* to be freed, unless they were given */
    struct rows *former;      /* names under which failing tests were in quarantine; NULL: none */
    /* what the ledger gets: excused tests and their quarantines, also those not listed */
    int32_t *excused;
    int64_t *quarantines;
    /* failing tests in quarantine that must not be excused all the same */
    struct test_set broken;     /* they fail always */
    struct test_set guards;     /* they guard against an escape */
    struct test_set uncovered;  /* not in a way that it covers */
    struct verdict_test *inner; /* failing tests, a bounded number, that may lie within others */
    size_t inner_count;
};

/* A copy that lives as long as the verdict; NULL of NULL, or without memory. */
static inline const char *judge_copy(struct judge *judge, const char *text)
{
    return text ? arena_text(&judge->verdict->arena, text, strlen(text)) : NULL;
}

/* Reads which attempts the job has had. */
enum err_code judge_unit(struct judge *judge, struct err *err) must_check;

/* Project and unit, $1 to $3. */
void judge_unit_params(struct params *params, const struct judge *judge);

/* Reads judge->tests with their facts, and the incidents that failures are of. */
enum err_code judge_read_tests(struct judge *judge, struct err *err) must_check;

/* Runs @query, which takes the unit if @of_unit, and @tests: fills @set from its first column. */
enum err_code judge_find(struct judge *judge, enum query query, bool of_unit,
                         const struct test_set *tests, struct test_set *set,
                         struct err *err) must_check;

/* @ids are put in order. */
struct test_set judge_set(int32_t *ids, size_t count);
bool judge_has(const struct test_set *set, int32_t test_id);

/* The row of @test_id in @rows, which come by the test in their first column; false: none. */
bool judge_find_row(const struct rows *rows, int32_t test_id, size_t *row);

/* Of @tests (one at least), which failed and are in quarantine, those that fail always: fills
 * judge->broken. */
enum err_code judge_broken(struct judge *judge, const struct test_set *tests,
                           struct err *err) must_check;

/* Fills the attempts and the last signature of all tests that are listed. */
enum err_code judge_attempts(struct judge *judge, struct err *err) must_check;

#endif
