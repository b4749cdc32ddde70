/* What is changed so that a category of bugs is found earlier or can't happen, and since when that
 * is in force in which service. */
#ifndef ANALYZER_ESCAPE_CHANGE_H
#define ANALYZER_ESCAPE_CHANGE_H

#include "common/db.h"

struct change_edit {
    int32_t project_id;
    int64_t now;
    const char *actor;
    int64_t change_id; /* which one; filled in for a new one */
    /* a new one: title, type and category are needed */
    int64_t defect_id;    /* made after this bug; 0: after none in particular */
    const char *category; /* NULL: that of the bug */
    const char *type, *title, *description, *url;
    const char *reason; /* of an end, needed */
    /* an adoption */
    int64_t adoption_id; /* which one ends; filled in for a new one */
    const char *service;
    int64_t at; /* when it came in force, or ended */
};

/* Each is a transaction with its row of the audit, after which the watches of the category are
 * looked at anew. ERR_INVALID names the field; ERR_NOT_FOUND: there is no such change or adoption;
 * ERR_CONFLICT: it has ended, or is in force in that service already. */
enum err_code change_add(struct db *db, struct change_edit *edit, struct err *err) must_check;
enum err_code change_end(struct db *db, struct change_edit *edit, struct err *err) must_check;
enum err_code change_adopt(struct db *db, struct change_edit *edit, struct err *err) must_check;
enum err_code change_drop(struct db *db, struct change_edit *edit, struct err *err) must_check;

#endif
