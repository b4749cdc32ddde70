/* The record of changes: who or which rule changed what, with before and after. */
#ifndef ANALYZER_AUDIT_H
#define ANALYZER_AUDIT_H

#include <jansson.h>

#include "common/db.h"

struct audit {
    int32_t project_id;
    int64_t now;
    const char *actor;  /* name of the token, "rule" or "cli" */
    const char *action; /* "quarantine.open" */
    const char *subject_kind;
    int64_t subject_id;
    const char *reason;           /* or NULL */
    const json_t *before, *after; /* or NULL */
};

/* Adds a row in the transaction of the change itself. */
enum err_code audit_add(struct db *db, const struct audit *audit, struct err *err) must_check;

#endif
