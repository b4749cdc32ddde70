/* Is a report all there should be? Says why not, in words and in a stable name a cause. */
#ifndef INGEST_COMPLETE_H
#define INGEST_COMPLETE_H

#include "common/db.h"
#include "common/err.h"
#include "ingest/report.h"
#include "ingest/upload.h"
#include "ingest/usual.h"

/* Causes: "unexplained_exit" (the command failed, or was killed, and no failing case says why),
 * "root_errors" (a header counts errors that no case accounts for: a package did not build),
 * "suite_missing", "suite_shrank" (against the usual of the job), "tests_missing" (some failed, and
 * others that the job always runs are not there). */
enum { CAUSES_MAX = 5, MISSING_MAX = 20 };

/* A suite with far fewer cases than usual. */
struct missing_suite {
    const char *suite; /* in the report's arena */
    int64_t cases, usual;
};

struct completeness {
    const char *causes[CAUSES_MAX]; /* stable names; empty: it is complete */
    size_t cause_count;
    bool is_short; /* smaller than usual, also where an earlier attempt makes up for it */
    struct missing_suite missing[MISSING_MAX]; /* what is behind suite_missing, suite_shrank */
    size_t missing_count;
};

/* The part that the report itself tells: exit code, root errors. */
void complete_by_itself(const struct report *report, const struct upload *upload,
                        struct completeness *complete);

/* True when exit code @code can be the word of a test runner some of whose tests failed. */
bool complete_explained(int code);

/* Which run of which job is to be held to what that job usually holds. */
struct complete_question {
    int32_t project_id;
    const struct upload *upload;
    int64_t list_id; /* its tests */
    bool untrusted;
    int64_t build_id;
};

/* Adds the part that history tells: what is far below its usual size, or lost tests while others
 * failed. What is missing is named in warnings of @report. An earlier whole attempt of the same job
 * and build makes up for a rerun of a few tests, if both are trusted or both are not. Reads only;
 * nothing that was sent may be outstanding. ERR_NOMEM; those of the database. */
enum err_code complete_by_history(struct db *db, const struct complete_question *question,
                                  const struct usual *usual, struct report *report,
                                  struct completeness *complete, struct err *err) must_check;

/* When all that is known: is what the job usually holds to be learnt from it? Likewise. */
enum err_code complete_teaches(struct db *db, const struct complete_question *question,
                               const struct report *report, const struct completeness *complete,
                               bool *teaches, struct err *err) must_check;

#endif
