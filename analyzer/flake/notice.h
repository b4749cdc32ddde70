/* A change of a quarantine is noted twice, in the transaction of the change: in the audit, and in
 * the outbox for those outside who are to hear of it. */
#ifndef ANALYZER_FLAKE_NOTICE_H
#define ANALYZER_FLAKE_NOTICE_H

#include <jansson.h>

#include "common/db.h"

struct notice {
    int32_t project_id;
    int64_t now;
    int64_t quarantine_id;
    const char *actor;  /* name of the token, "cli", or "rule" */
    const char *rule;   /* which rule acted; NULL: a person did */
    const char *action; /* for the audit: "quarantine.activate" */
    const char *event;  /* for the outbox: "quarantine.active"; NULL: nobody hears of it */
    const char *reason; /* or NULL: the period's own */
    const json_t *before, *after; /* for the audit; borrowed, or NULL */
};

enum err_code notice_add(struct db *db, const struct notice *notice, struct err *err) must_check;

#endif
