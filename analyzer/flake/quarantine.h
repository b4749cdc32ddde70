/* Quarantine by hand: a period in which failures of one test that have known signatures do not
 * stop a build, with a reason, an owner, a ticket and a review date. */
#ifndef ANALYZER_FLAKE_QUARANTINE_H
#define ANALYZER_FLAKE_QUARANTINE_H

#include <stdbool.h>

#include "analyzer/flake/notice.h"
#include "common/db.h"

enum {
    QUARANTINE_REASON_MAX = 2000,
    QUARANTINE_SIGNATURES_MAX = 100,
    QUARANTINE_BRANCHES_MAX = 20,
    QUARANTINE_COMMIT_MAX = 200,
    QUARANTINE_REVIEW_MAX_DAYS = 365,
    QUARANTINE_LOOK_BACK_DAYS = 90 /* whose failures a quarantine covers unless told otherwise */
};

struct quarantine_request {
    int32_t project_id;
    int32_t test_id;
    const char *reason; /* needed */
    const char *owner;  /* or NULL: unchanged */
    const char *ticket; /* or NULL: unchanged */
    const char *actor;  /* for the audit */
    int64_t review_at;  /* 0: as many days from now as the project's policy says */
    const int64_t *signatures;
    size_t signature_count; /* 0: all that the test failed with in the last 90 days; nothing new
                               when it only extends a quarantine that is in force */
    const char *const *branches; /* globs; NULL: as they are, or all */
    size_t branch_count;         /* 0: on all branches */
    bool force;                  /* also when the test is a guard: then its watch is down */
    int64_t now;
};

/* Puts a quarantine in force: a new one, the proposed one, or the one in force extended, which
 * covers what it covered, and the signatures that are named. *@created is false for the latter two.
 * ERR_NOT_FOUND: no such test or signature; ERR_INVALID: no reason, review date not in the future
 * or more than a year off; ERR_CONFLICT: the test is a guard (unless forced), protected or broken.
 * One transaction, with its audit row. */
enum err_code quarantine_open(struct db *db, const struct quarantine_request *request,
                              int64_t *quarantine_id, bool *created, struct err *err) must_check;
/* The same in the transaction of the caller. */
enum err_code quarantine_open_within(struct db *db, const struct quarantine_request *request,
                                     int64_t *quarantine_id, bool *created,
                                     struct err *err) must_check;

/* Ends a period, with a reason. ERR_NOT_FOUND; ERR_CONFLICT when it has ended already. */
enum err_code quarantine_release(struct db *db, int32_t project_id, int64_t quarantine_id,
                                 const char *reason, const char *actor, int64_t now,
                                 struct err *err) must_check;

/* True when a quarantine that names @branches (a JSON array of globs; NULL: all) holds on @branch
 * (NULL: a build of none). */
bool quarantine_covers_branch(const char *branches, const char *branch);

/* A fix was named, or the review date asks for a decision. */
struct quarantine_decision {
    int32_t project_id;
    int64_t quarantine_id;
    const char *reason; /* needed */
    const char *actor;
    int64_t now;
    const char *decision; /* fixed, deleted (both end the period), extended */
    const char *gap;      /* of a deleted test, needed: what nothing tests any more */
    const char *commit;   /* of a fix, needed */
    int64_t review_at;    /* of extended; 0: as many days from now as the policy says */
};

/* From now on runs prove that @commit mended the test: the period is proving, and ends by itself
 * when that is proved. A later fix begins anew. ERR_NOT_FOUND; ERR_CONFLICT: it is not in force. */
enum err_code quarantine_fix(struct db *db, const struct quarantine_decision *fix,
                             struct err *err) must_check;

/* Records the decision on a period in force. The same failures; ERR_INVALID: no gap, review date
 * out of range. */
enum err_code quarantine_decide(struct db *db, const struct quarantine_decision *decision,
                                struct err *err) must_check;

/* Ends a period in the transaction of the caller, as @notice says; its action and event are filled
 * in here. ERR_NOT_FOUND; ERR_CONFLICT when it has ended already. */
enum err_code quarantine_close(struct db *db, const struct notice *notice,
                               struct err *err) must_check;

/* ERR_INVALID when @reason is missing, blank or too long. */
enum err_code quarantine_check_reason(const char *reason, struct err *err) must_check;

/* Review dates: @review_at, or what the policy of the project says where it is 0. ERR_INVALID: in
 * the past, or more than a year off. */
enum err_code quarantine_review_date(struct db *db, int32_t project_id, int64_t now,
                                     int64_t *review_at, struct err *err) must_check;

/* Counts a change to the quarantine of a project, so that copies of its list are known to be old:
 * in the transaction of every change, near its end, because other changes wait for that. */
enum err_code quarantine_touch(struct db *db, int32_t project_id, struct err *err) must_check;

#endif
