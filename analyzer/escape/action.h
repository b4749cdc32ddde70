/* What is to be done after an escape: to mend it, to prevent the next one, to find it sooner. */
#ifndef ANALYZER_ESCAPE_ACTION_H
#define ANALYZER_ESCAPE_ACTION_H

#include <jansson.h>
#include <stdbool.h>

#include "common/db.h"

enum action_aim { ACTION_FIX, ACTION_PREVENTION, ACTION_DETECTION, ACTION_AIM__MAX };
extern const char *const action_aims[]; /* "fix", "prevention", "detection"; ends in NULL */

enum { ACTION_EVIDENCE_MAX = 20 };

struct action_edit {
    int32_t project_id;
    int64_t now;
    const char *actor;
    int64_t action_id;  /* which one; 0: a new one, filled in */
    const json_t *body; /* defect (of a new one), aim, title, owner, due, state, reason, evidence,
                           ticket, change: what is left out stays as it is, null takes it away */
};

/* Adds an item or changes it: a transaction with its row of the audit. ERR_INVALID names the field;
 * it is verified with evidence only, and not done with a reason only. ERR_NOT_FOUND: no such item.
 */
enum err_code action_put(struct db *db, struct action_edit *edit, struct err *err) must_check;

/* What is there for a bug before it is reviewed. Items that are not done count for nothing. */
struct action_plan {
    bool missing[ACTION_AIM__MAX];
    bool escaped;
    int64_t changes, systemic; /* that stand */
};

/* ERR_NOT_FOUND: no such bug. */
enum err_code action_plan_read(struct db *db, int32_t project_id, int64_t defect_id,
                               struct action_plan *plan, struct err *err) must_check;

/* The aims that no item has, as a list of words; NULL when memory ran out. */
json_t *action_missing(const struct action_plan *plan);

/* Changes were made after it, and all of them are for this one bug: never enough. */
bool action_is_one_off(const struct action_plan *plan);

#endif
