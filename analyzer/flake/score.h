/* The judgement of a test in numbers: what its events weigh, how often it fails, whether it is
 * broken. Pure: everything it goes by is handed in. */
#ifndef ANALYZER_FLAKE_SCORE_H
#define ANALYZER_FLAKE_SCORE_H

#include <stdint.h>

#include "analyzer/flake/tail.h"
#include "analyzer/settings.h"

struct score {
    int32_t test_id;
    /* counts */
    int32_t flips, blips;
    int64_t passes, commits; /* what they are counted against */
    /* what follows from them */
    double log_e, flaky, rate, rate_low, rate_high;
    /* of the stream where it is most likely broken */
    double broken;
    int64_t broken_stream, broken_since; /* 0: none */
    char recent[TAIL_MAX + 1];
};

/* What events weigh: a number of flips among passing executions, and of blips among commits. */
double score_log_e(const struct settings *settings, double flips, double passes, double blips,
                   double commits);

/* Fills what follows from the counts. */
void score_reckon(const struct settings *settings, struct score *score);

/* What the test did on the last commits of a stream; @since: the commit since which it fails, 0:
 * none. After score_reckon(), for one stream after the other in the order of their names: of equals
 * the first one counts. */
void score_stream(const struct settings *settings, struct score *score, int64_t stream_id,
                  const char *passes, const char *fails, int64_t since);

#endif
