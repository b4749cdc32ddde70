/* What the data know of one escape: the tests that would have caught it, what ran on its commits,
 * what was excused there, what was absent, gates, flaky neighbours, populations, escapes like it.
 * Read in one go, judged by gap.h, told by the API and the post-mortem. */
#ifndef ANALYZER_ESCAPE_FACTS_H
#define ANALYZER_ESCAPE_FACTS_H

#include "common/arena.h"
#include "common/db.h"

enum { FACTS_INTRODUCED, FACTS_RELEASED, FACTS_COMMITS };

enum {
    FACTS_ROWS_MAX = 50,       /* of each list */
    FACTS_RUNS_BACK = 10,      /* runs of a job that tell what is usual */
    FACTS_NEIGHBOUR_DAYS = 90, /* in which a neighbour's events count */
    FACTS_SIMILAR_MAX = 10
};

/* Columns of the lists. Each test takes the first six (values.h), then: */
enum {
    FACTS_HEAD_INTRODUCED,
    FACTS_HEAD_RELEASED,
    FACTS_HEAD_FIX,
    FACTS_HEAD_SERVICE_ID,
    FACTS_HEAD_SERVICE,
    FACTS_HEAD_POPULATION,
    FACTS_HEAD_CATEGORY,
    FACTS_HEAD_LAYER,
    FACTS_HEAD_DETECTED_AT,
    FACTS_HEAD_RELEASED_AT,
    FACTS_HEAD_TITLE
};
enum { RUN_GATE, RUN_LAYER, RUN_BUILDS, RUN_TESTS, RUN_FAILED, RUN_SKIPPED };
enum {
    GATE_ID,
    GATE_NAME,
    GATE_RANK,
    GATE_BLOCKING,
    GATE_BUDGET,
    GATE_RETRIES,
    GATE_STATE,
    GATE_STARTED_AT,
    GATE_SECONDS,
    GATE_REASON,
    GATE_RUN_ID,
    GATE_BUILD_ID,
    GATE_MISSED
};
enum {
    KNOWN_LAYER = 6,
    KNOWN_POPULATION,
    KNOWN_HOW,
    KNOWN_FIRST_SEEN,
    KNOWN_LATE,
    KNOWN_OUTCOME,
    KNOWN_QUARANTINE
};
enum {
    EXCUSED_LAYER = 6,
    EXCUSED_SHA,
    EXCUSED_BY,
    EXCUSED_QUARANTINE,
    EXCUSED_INCIDENT,
    EXCUSED_SIGNATURE_ID,
    EXCUSED_SIGNATURE,
    EXCUSED_REPORT,
    EXCUSED_BUILD,
    EXCUSED_RECEIVED_AT,
    EXCUSED_TOTAL
};
enum { ABSENT_LAYER = 6, ABSENT_JOB, ABSENT_RUNS, ABSENT_LOOKED, ABSENT_TOTAL };
enum { NEAR_LAYER = 6, NEAR_EVENTS, NEAR_RATE, NEAR_LOW, NEAR_HIGH };
enum { POPULATION_NAME, POPULATION_SHARE, POPULATION_HIT, POPULATION_TESTS };

struct facts {
    struct rows *head;                 /* one row */
    struct rows *runs[FACTS_COMMITS];  /* empty where the commit is not known */
    struct rows *gates[FACTS_COMMITS]; /* in their order; each gate at least once */
    struct rows *tests;                /* that would have caught it */
    struct rows *excused, *absent, *neighbours, *populations, *similar;
};

/* Reads it all, for the project's escape @defect_id; free it also after a failure. ERR_NOT_FOUND:
 * there is no such escape (a catch is none). */
enum err_code facts_load(struct db *db, int32_t project_id, int64_t defect_id, struct facts *facts,
                         struct err *err) must_check;
void facts_free(struct facts *facts);

/* ERR_NOT_FOUND, with what it is instead: known at release, caught, invalid, the same as another.
 */
enum err_code facts_no_escape(struct db *db, int32_t project_id, int64_t defect_id,
                              struct err *err) must_check;

/* True when @test_id is one of those that would have caught it. */
bool facts_means(const struct facts *facts, int64_t test_id);

#endif
