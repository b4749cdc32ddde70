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
    enum err_code code;
    struct err err; /* what stopped it */
};

/* Called after each batch of a project, and when it is done with; false ends the pass. */
typedef bool analyze_progress(void *context, const struct analyzed *project, bool done);

/* One pass over @project_id (0: all projects with reports to fold), and what comes round by the
 * clock (turns.h). A failure in one project does not keep the others from being folded; only what
 * concerns all of them is returned. */
enum err_code analyze_pass(struct db *db, int32_t project_id, analyze_progress *progress,
                           void *context, struct err *err) must_check;

#endif
