/* What rules do by themselves: they propose tests, put them in quarantine where the project lets
 * them, say what a proposal waits for, raise alarms, and release what is proved to be mended. */
#ifndef ANALYZER_FLAKE_RULES_H
#define ANALYZER_FLAKE_RULES_H

#include "common/db.h"

/* Applies the rules to @tests, whose score has changed, in the transaction of that. */
enum err_code rules_apply(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                          int64_t now, struct err *err) must_check;

/* Applies them to all tests with an open quarantine, and tells of review dates that have passed,
 * each once. May run at any time and as often as one likes; in a transaction of the caller. */
enum err_code rules_daily(struct db *db, int32_t project_id, int64_t now,
                          struct err *err) must_check;

#endif
