/* The word for an outcome, as the API and the commands say it. */
#ifndef INGEST_OUTCOME_H
#define INGEST_OUTCOME_H

#include "ingest/report.h"

/* "passed" (also for a test that was flaky: it ended so), "failed", "error" or "skipped". */
static inline const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_FAILED:
        return "failed";
    case OUTCOME_ERROR:
        return "error";
    case OUTCOME_SKIPPED:
        return "skipped";
    case OUTCOME_PASSED:
    case OUTCOME_FLAKY:
        break;
    }
    return "passed";
}

#endif
