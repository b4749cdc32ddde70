/* A stretch of a stream that new reports have touched: blips near it are found anew, and at the end
 * of the stream what tests did on its last commits is noted. */
#ifndef ANALYZER_FLAKE_STRETCH_H
#define ANALYZER_FLAKE_STRETCH_H

#include "analyzer/flake/batch.h"

/* Judges anew what the commits between the two places (microseconds since 1970) have a bearing on:
 * all within window_commits of them. Only tests that failed there are looked at, for all others
 * there is nothing to find. */
enum err_code stretch_judge(struct batch *batch, int64_t stream_id, int64_t from, int64_t until,
                            struct err *err) must_check;

#endif
