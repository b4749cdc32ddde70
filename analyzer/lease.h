/* Work that one process does for all: a row names who is at it. A holder that dies loses it when
 * its time is over. */
#ifndef ANALYZER_LEASE_H
#define ANALYZER_LEASE_H

#include <stdbool.h>

#include "common/db.h"

/* Takes @name for so many seconds, or holds it for longer. *@taken is false when another process
 * has it, or when the work was done at @done_before or later (0: that does not matter). */
enum err_code lease_take(struct db *db, const char *name, int seconds, int64_t done_before,
                         bool *taken, struct err *err) must_check;

/* Gives it back; @done: the work was done to its end. */
enum err_code lease_end(struct db *db, const char *name, bool done, struct err *err) must_check;

#endif
