/* Tests that guard against an escape happening again: their failures are never excused. */
#ifndef ANALYZER_FLAKE_GUARD_H
#define ANALYZER_FLAKE_GUARD_H

#include "common/db.h"

enum { GUARD_SUBJECT_MAX = 500, GUARD_REASON_MAX = 2000 };

struct guard_change {
    int32_t project_id;
    const char *actor;
    int64_t now;
    int32_t test_id;     /* of a new one */
    int64_t change_id;   /* of a new one: the change that it guards; 0: none in particular */
    const char *subject; /* of a new one: what it guards against; needed where no change says it */
    int64_t guard_id;    /* which one ends; filled in for a new one */
    const char *reason;  /* of an end, needed */
};

/* Adds a guard. ERR_INVALID: no subject, or no such change; ERR_NOT_FOUND: no such test;
 * ERR_CONFLICT: it stands already. A quarantine of the test excuses nothing from then on. */
enum err_code guard_add(struct db *db, struct guard_change *change, struct err *err) must_check;

/* Ends one. ERR_INVALID: no reason; ERR_NOT_FOUND: no such guard stands. */
enum err_code guard_end(struct db *db, struct guard_change *change, struct err *err) must_check;

#endif
