/* Numbers of escapes as JSON, for the API and for what is kept: each with what it takes to believe
 * it, and a sentence. What has no end (INFINITY) or is not known is null. All return NULL when
 * memory ran out, which json_pack() passes on. */
#ifndef ANALYZER_ESCAPE_TOLD_H
#define ANALYZER_ESCAPE_TOLD_H

#include <jansson.h>

#include "analyzer/escape/chart.h"
#include "analyzer/escape/compare.h"
#include "analyzer/escape/rate.h"
#include "analyzer/escape/trend.h"
#include "analyzer/escape/words.h"

extern const struct words_noun told_escapes, told_deployments, told_days;

/* {"low", "high"} */
json_t *told_interval(struct interval interval);
json_t *told_real(double value);
json_t *told_time(int64_t microseconds); /* 0 is null */

/* A rate; @sentence is taken over and freed, or NULL. */
json_t *told_rate(const struct rate *rate, struct text *sentence);

json_t *told_comparison(const struct comparison *comparison, struct words_noun units);
json_t *told_trend(const struct trend *trend);

#endif
