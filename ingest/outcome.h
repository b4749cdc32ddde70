/* How a test ended, and the word for it, as the API and the commands say it. */
#ifndef INGEST_OUTCOME_H
#define INGEST_OUTCOME_H

enum outcome {
    OUTCOME_PASSED = 'p',
    OUTCOME_FAILED = 'f',
    OUTCOME_ERROR = 'e',
    OUTCOME_SKIPPED = 's',
    OUTCOME_FLAKY = 'k' /* failed, then passed; of a case, never of an attempt */
};

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
