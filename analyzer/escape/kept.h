/* Changes to what is kept about escapes: one statement, one row of the audit. */
#ifndef ANALYZER_ESCAPE_KEPT_H
#define ANALYZER_ESCAPE_KEPT_H

#include "common/db.h"

enum { KEPT_LINE_MAX = 500, KEPT_TEXT_MAX = 20000, KEPT_REASON_MAX = 2000, KEPT_URL_MAX = 2000 };

struct kept {
    int32_t project_id;
    int64_t now;
    const char *actor;
    const char *action; /* "change.create": what is before the dot is the kind of its subject */
    const char *reason; /* or NULL */
};

/* Runs @query, which changes one row and returns its id, what it was (null: it is new) and what it
 * is (null: it is gone), and notes that in the audit. *@id is 0 when it found none. */
enum err_code kept_run(struct db *db, enum query query, const struct params *params,
                       const struct kept *kept, int64_t *id, struct err *err) must_check;

/* ERR_INVALID names the field when @text is missing or blank. */
enum err_code kept_need(const char *field, const char *text, struct err *err) must_check;

#endif
