/* The weekly triage: opened, it lists what there is to decide, with the facts as they are then;
 * decisions act at once; closed, it leaves a digest, and the next one begins with what was
 * promised. One is open at a time. */
#ifndef ANALYZER_FLAKE_TRIAGE_H
#define ANALYZER_FLAKE_TRIAGE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/db.h"

enum { TRIAGE_OWNER_MAX = 200, TRIAGE_REASON_MAX = 2000 };

struct triage_request {
    int32_t project_id;
    const char *week; /* "2026-W47"; NULL: the one that @now is in */
    const char *actor;
    int64_t now;
};

/* Opens the triage of a week. Who opens one that is there already, open or closed, gets that:
 * *@created is false then. ERR_INVALID: no week, a week to come, or one before the last triage;
 * ERR_CONFLICT: that of another week is open. */
enum err_code triage_open(struct db *db, const struct triage_request *request, int64_t *triage_id,
                          bool *created, struct err *err) must_check;

struct triage_decision {
    int32_t project_id;
    int64_t triage_id, row_id;
    const char *decision; /* quarantine, fix, delete, extend, dismiss */
    const char *owner;    /* who does the work, a team or a person; needed for fix; or NULL */
    const char *due_on;   /* "2026-12-01", the last day; needed for fix; of quarantine and extend
                             the review date; or NULL */
    const char *reason;   /* needed */
    const char *actor;
    int64_t now;
};

/* Records a decision on a row, and does what it says, in one transaction: quarantine and extend
 * put a quarantine in force, fix gives it its owner, dismiss ends one that is only proposed. It
 * takes the place of an earlier one, but undoes nothing that was done.
 * ERR_NOT_FOUND: no such row; ERR_CONFLICT: the triage is closed, there is nothing to extend, or
 * the test may not be quarantined; ERR_INVALID: what is needed is missing. */
enum err_code triage_decide(struct db *db, const struct triage_decision *decision,
                            struct err *err) must_check;

/* Closes a triage: its digest is kept and told (triage.closed). What is undecided comes again.
 * Closing it again changes nothing. ERR_NOT_FOUND. */
enum err_code triage_close(struct db *db, int32_t project_id, int64_t triage_id, const char *actor,
                           int64_t now, struct err *err) must_check;

/* The triage with its rows and decisions; a reference of the caller's. ERR_NOT_FOUND. */
enum err_code triage_read(struct db *db, int32_t project_id, int64_t triage_id, json_t **document,
                          struct err *err) must_check;

/* The digest as it was kept; of an open triage, as it would be. Freed by the caller. */
enum err_code triage_digest_read(struct db *db, int32_t project_id, int64_t triage_id,
                                 char **digest, struct err *err) must_check;

#endif
