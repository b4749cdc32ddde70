/* The fold of all projects: whatever reports wait in queues is folded, batch after batch. Several
 * processes may do it at once: a lease lets one of them fold a project at a time. */
#ifndef ANALYZER_FLAKE_ANALYZE_H
#define ANALYZER_FLAKE_ANALYZE_H

#include <stdbool.h>

#include "common/db.h"

/* What became of a project in a pass. */
struct analyzed {
    int32_t project_id;
    int64_t reports, results;
    bool busy; /* another process is at it: it was left alone */
    enum err_code code, late_code;
    struct err err;  /* what stopped it */
    struct err late; /* what failed after it: what was folded stays */
};

/* Called after each batch of a project, and when it is done with; false ends the pass. */
typedef bool analyze_progress(void *context, const struct analyzed *project, bool done);

struct analyze_order {
    int32_t project_id; /* 0: all projects in which there is something to do */
    analyze_progress *progress;
    void *context;
};

/* One pass, and then what comes round by the clock (turns.h). A failure in one project does not
 * keep the others from being folded; only what concerns all of them is returned. *@waiting_since:
 * when the oldest report arrived that waited as it began, in microseconds since 1970; 0: none did,
 * or one project was ordered. May be NULL. */
enum err_code analyze_pass(struct db *db, const struct analyze_order *order, int64_t *waiting_since,
                           struct err *err) must_check;

#endif
