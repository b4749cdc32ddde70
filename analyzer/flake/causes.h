/* Why a test may be flaky: hints with their reasons, each a count among its failing runs beside the
 * same count among its passing ones. Where nothing stands out, nothing is said. Neighbours, places,
 * hosts and hours are counted anew from a bounded number of runs: no counts are kept of them. */
#ifndef ANALYZER_FLAKE_CAUSES_H
#define ANALYZER_FLAKE_CAUSES_H

#include <stdbool.h>

#include "common/db.h"

/* A run of the test: a report in which it failed, perhaps before it passed, or passed. */
struct cause_run {
    bool failed;
    bool aside;     /* it failed only with tests within it, or of an incident */
    double seconds; /* of the first failing attempt, or of the pass; NAN: not said */
    int hour;       /* of the day on which the run began, UTC */
    int32_t before; /* the test ahead of it in the file; 0: it was the first */
    const char *before_name;
    double place; /* share of the report's tests that are ahead of it */
    const char *job, *variant;
    const char *host; /* "": not said */
    bool others;      /* a test of another suite failed in that report too */
    const char *text; /* the signature of a failing run; NULL: none */
};

enum cause {
    CAUSE_CASCADE, /* it fails with others, not by itself */
    CAUSE_TIMING,
    CAUSE_SHARED_STATE,
    CAUSE_THIRD_PARTY,
    CAUSE_ENVIRONMENT,
    CAUSE_CONCURRENCY, /* or clock */
    CAUSE__MAX
};
extern const char *const cause_words[CAUSE__MAX];

struct cause_reason {
    enum cause cause;
    char text[200];
    int numerator, denominator; /* among failing runs */
    int passing, passing_count; /* the same among passing ones; 0 of 0: not compared */
    double weight;              /* how far the intervals of both shares are apart */
};

enum { CAUSE_REASONS_MAX = 16, CAUSE_FAILING_MAX = 100, CAUSE_PASSING_MAX = 100 };
enum { CAUSE_FAILING_MIN = 3 }; /* runs that a reason takes */

struct causes {
    int failing, passing;       /* runs that were looked at */
    double weights[CAUSE__MAX]; /* 0: below the margin */
    struct cause_reason reasons[CAUSE_REASONS_MAX];
    int reason_count;
};

/* What @runs hint at. */
void causes_find(const struct cause_run *runs, size_t count, struct causes *causes);

/* The hint that stands first: a cascade before all others, then the heaviest. CAUSE__MAX: none. */
enum cause causes_first(const double weights[CAUSE__MAX]);

/* The last runs of a test, a bounded number; texts live in @arena. */
enum err_code causes_read(struct db *db, int32_t project_id, int32_t test_id, struct arena *arena,
                          struct cause_run **runs, size_t *count, struct err *err) must_check;

/* Looks at flaky tests that failed since they were last looked at, a bounded number at a time, and
 * notes for lists what stands first: looking takes too long while somebody waits for a list.
 * When it fails nothing is lost: the next turn goes on where it ended. */
enum err_code causes_note(struct db *db, int32_t project_id, int64_t now,
                          struct err *err) must_check;

#endif
