/* One decision on many quarantines: each is a transaction of its own, and answers for itself. */
#ifndef ANALYZER_FLAKE_QUARANTINE_BULK_H
#define ANALYZER_FLAKE_QUARANTINE_BULK_H

#include "analyzer/flake/quarantine.h"

enum { QUARANTINE_BULK_MAX = 200 };

/* What is done to each: "activate" (put a proposal in force), "release", "extend", "fix". */
extern const char *const quarantine_actions[]; /* ends in NULL */

struct quarantine_bulk {
    const char *action;
    struct quarantine_decision decision; /* without an id: the project, why, who, when, and what
                                            the action takes */
};

/* Does it to one. The failures of the action itself. */
enum err_code quarantine_bulk_one(struct db *db, const struct quarantine_bulk *bulk,
                                  int64_t quarantine_id, struct err *err) must_check;

#endif
