/* What a verdict goes by. */
#ifndef ANALYZER_FLAKE_VERDICT_QUESTION_H
#define ANALYZER_FLAKE_VERDICT_QUESTION_H

#include <stdbool.h>

#include "common/db.h"

/* A failing attempt of a test. */
struct verdict_try {
    int32_t test_id;
    int32_t place;             /* of the report among those of the job, from 1 */
    int32_t attempt, attempts; /* its number in the report, of so many */
    bool final;                /* the test ended failing in the report */
    bool derived;              /* only tests within it made it fail */
    const char *outcome;       /* failed, error */
    double seconds;            /* NAN: not said */
    const char *message;       /* NULL: it has expired */
    int64_t signature_id;
    const char *signature;
};

/* The word for a failing outcome as it is stored. */
static inline const char *verdict_outcome(char letter)
{
    return letter == 'e' ? "error" : "failed";
}

/* Asks what has to be known of @tests, in a round with other statements: what is received for it in
 * its turn are facts. ERR_NOMEM; those of the database. */
enum err_code verdict_ask(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                          struct err *err) must_check;

/* Is none of the tests in quarantine, nor proposed for it? Then nothing else has to be known. */
bool verdict_is_plain(const struct rows *facts);
/* From how many tests on a run is no small one: outage_small_run, which the facts tell besides. */
double verdict_small_run(const struct rows *facts);

enum {
    VERDICT_PLAIN_MAX = 100 /* failing attempts of a report that is judged before it is stored */
};

struct verdict_question {
    int32_t project_id;
    int64_t report_id, now; /* it was received now */
    bool vouched;           /* the uploader says that it is all there is */
    bool alone;             /* no other report of the commit is of this job and variant */
    bool any_failed;        /* an attempt of a test in it; unless alone, in any of the commit */
    /* Where it is alone, its failures are of no incident, and the facts are plain, it may be judged
     * before it is stored: by all its failing attempts, in the order of tests and attempts. */
    const struct rows *facts; /* of the tests of tries; else NULL: that and tries are read */
    const struct verdict_try *tries;
    size_t try_count;
};

#endif
