/* What failures cost, by test and by signature, over windows of 7, 28, 90 and 365 days that end
 * today (UTC). Failures of incidents, failures that only tests within a test caused, and reports
 * that are not trusted cost nothing. A build belongs to the day on which it began to report.
 *
 * builds_failed   builds in which an attempt of the test failed
 * builds_blocked  builds of which a verdict failed, with the test among what made it fail, nothing
 *                 excusing it, and that failing run a flaky event: it failed for nothing. Where
 *                 two tests block one build, each counts it.
 * builds_delayed  builds not blocked by the test that ran it, or its job because of it, again
 * retry_seconds   seconds of its attempts after the first, and of each rerun of its job an equal
 *                 share among the tests that ended failing and were not quarantined there; so sums
 *                 over tests count no second twice
 * retried         jobs of builds in which it failed and was executed again, in the report or in a
 *                 later attempt of the job
 * never_passed    those in which no execution passed. never_passed / retried is
 *                 P(all retries fail | it failed and was retried) as it was seen, not as a product.
 * wait_minutes    people-minutes: builds_blocked * wait_minutes_per_blocked_build
 *                 + builds_delayed * wait_minutes_per_delayed_build (settings)
 * lost_seconds    wait_minutes * 60 + retry_seconds: what lists are ordered by
 * Money: retry_seconds / 60 * cost_per_ci_minute + wait_minutes / 60 * cost_per_people_hour. */
#ifndef ANALYZER_FLAKE_IMPACT_H
#define ANALYZER_FLAKE_IMPACT_H

#include "analyzer/settings.h"
#include "common/db.h"

enum { IMPACT_WINDOWS = 4, IMPACT_WINDOW_DEFAULT = 28 };
extern const int impact_windows[IMPACT_WINDOWS]; /* days, ascending */

/* What a fold has a bearing on. */
struct impact_change {
    int32_t project_id;
    int64_t now;
    const int64_t *builds;
    size_t build_count;
};

/* Reckons anew what failures cost these builds: in the transaction of the fold. */
enum err_code impact_apply(struct db *db, const struct impact_change *change,
                           struct err *err) must_check;

/* Once a day, and after the settings of minutes changed: windows slide, and what came late to
 * builds of the last weeks is counted. In a transaction, or without one. */
enum err_code impact_daily(struct db *db, int32_t project_id, int64_t now,
                           struct err *err) must_check;

/* What that is in money; NAN where the project sets no rate. */
double impact_cost(const struct settings *settings, double retry_seconds, double wait_minutes);

#endif
