/* The watches: for each category of bugs and service whether it is closed, looked at anew with
 * every new fact and every day. An escape's time is when it was found.
 * Exposure: deployments of the service to production on observed days; observed days where none was
 * ever told. */
#ifndef ANALYZER_ESCAPE_WATCH_H
#define ANALYZER_ESCAPE_WATCH_H

#include <stdbool.h>

#include "analyzer/escape/compare.h"
#include "analyzer/escape/words.h"
#include "common/db.h"

/* Looks at the watches of a category (NULL: all) and a service (by name; NULL: all) in the
 * transaction of the caller. A state that changed is in the audit and in the outbox: watch.closed,
 * watch.guard_down, and watch.reopened, which is also the end of a closed one. */
enum err_code watch_evaluate(struct db *db, int32_t project_id, const char *category,
                             const char *service, int64_t now, struct err *err) must_check;

/* The same for the watches whose changes a test guards: it was quarantined, or is sound again. */
enum err_code watch_evaluate_test(struct db *db, int32_t project_id, int32_t test_id, int64_t now,
                                  struct err *err) must_check;

/* The same for those with guards, which new reports can change: each in a transaction of its own.
 */
enum err_code watch_guards(struct db *db, int32_t project_id, int64_t now,
                           struct err *err) must_check;

/* All watches of a project, every day, because time is exposure too. */
enum err_code watch_daily(struct db *db, int32_t project_id, int64_t now,
                          struct err *err) must_check;

/* What is counted of a category in a service before and after a change. */
struct watch_counts {
    int64_t in_force, systemic, planned; /* changes */
    bool came_back;
    int64_t changed_at, began, last_escape; /* 0: never */
    int64_t escapes[2], catches[2], deployments[2], days[2];
    struct words_noun units; /* of the exposure */
    struct comparison comparison;
};

/* @changed_at: compares there; 0: where the watch does. */
enum err_code watch_count(struct db *db, int32_t project_id, const char *category,
                          int64_t service_id, int64_t changed_at, int64_t now,
                          struct watch_counts *counts, struct err *err) must_check;

#endif
