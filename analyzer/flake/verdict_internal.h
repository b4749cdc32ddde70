/* What the parts of a judgement share. */
#ifndef ANALYZER_FLAKE_VERDICT_INTERNAL_H
#define ANALYZER_FLAKE_VERDICT_INTERNAL_H

#include <string.h>

#include "analyzer/flake/verdict.h"

/* The work of one judgement. */
struct judge {
    struct db *db;
    int32_t project_id;
    int64_t report_id;
    int64_t now;
    struct verdict *verdict;
    /* what the ledger gets: excused tests and their quarantines, also those not listed */
    int32_t *excused;
    int64_t *quarantines;
    const int32_t *broken; /* quarantined tests that fail always */
    size_t broken_count;
    const int32_t *guards; /* and those that guard against an escape */
    size_t guard_count;
    struct verdict_test *inner; /* failing tests, a bounded number, that may lie within others */
    size_t inner_count;
    bool lacked_before; /* all that was wrong with an earlier attempt is that it lacked tests */
    bool untrusted;     /* it tells nobody anything */
    bool any_failed;    /* in any report of the commit: else there are no tests to judge */
    bool attempts;      /* the job has others, which may have turned failures green */
};

/* A copy that lives as long as the verdict; NULL of NULL, or without memory. */
static inline const char *judge_copy(struct judge *judge, const char *text)
{
    return text ? arena_text(&judge->verdict->arena, text, strlen(text)) : NULL;
}

/* The word for a failing outcome as it is stored. */
static inline const char *judge_outcome(const char *letter)
{
    return letter[0] == 'e' ? "error" : "failed";
}

/* Of @tests (one at least), which failed and are in quarantine, those that fail always: fills
 * judge->broken. */
enum err_code judge_broken(struct judge *judge, const int32_t *tests, size_t count,
                           struct err *err) must_check;

/* Fills the attempts and the last signature of @tests, which are all failing or all flaky. */
enum err_code judge_attempts(struct judge *judge, struct verdict_test *tests, size_t count,
                             bool failing, struct err *err) must_check;

#endif
