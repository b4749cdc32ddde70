/* What comes round by the clock in each project, whether or not anything is uploaded: review dates
 * and budgets every hour, sums over windows of days and watches every day (UTC). */
#ifndef ANALYZER_FLAKE_TURNS_H
#define ANALYZER_FLAKE_TURNS_H

#include "common/db.h"

/* Does what is due in @project_id (0: in all). One process does it at a time, under a lease; a
 * failure in one project does not keep the others from their turn, and the first is returned. */
enum err_code turns_take(struct db *db, int32_t project_id, int64_t now,
                         struct err *err) must_check;

/* All of them are due in the project, as its settings have changed: in a transaction of the
 * caller. */
enum err_code turns_again(struct db *db, int32_t project_id, struct err *err) must_check;

#endif
