/* Is what was folded the truth? All of it is counted again, from results and failures, in another
 * way than the fold's: by plain statements over all rows. */
#ifndef ANALYZER_FLAKE_RECOUNT_H
#define ANALYZER_FLAKE_RECOUNT_H

#include "common/db.h"

/* Where what is stored differs from what was counted. */
struct recount_difference {
    const char *what;    /* "tally", "blip", "flip", "score" */
    const char *where;   /* which of them, in words */
    const char *stored;  /* or NULL: there is none */
    const char *counted; /* or NULL: there should be none */
};

struct recount {
    struct arena arena; /* owns what follows */
    struct recount_difference *differences;
    size_t count, capacity; /* listed; */
    int64_t tests, reports; /* that were looked at */
};

/* Counts what was folded of a project, in one transaction; some differences of each kind are
 * listed. Free it also after a failure. */
enum err_code recount_project(struct db *db, int32_t project_id, struct recount *recount,
                              struct err *err) must_check;
void recount_free(struct recount *recount);

#endif
