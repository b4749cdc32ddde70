#include "analyzer/flake/analyze.h"

#include <stdio.h>

#include "analyzer/flake/batch.h"
#include "analyzer/flake/turns.h"
#include "analyzer/lease.h"
#include "common/clock.h"

enum { LEASE_SECONDS = 30, NAME_SIZE = 32 };

/* Batch after batch until nothing waits. *@go_on: whoever watches wants more. */
static enum err_code fold_batches(struct db *db, const char *lease, struct analyzed *project,
                                  analyze_progress *progress, void *context, bool *go_on,
                                  struct err *err)
{
    struct batch_result result = {.more = true};
    bool taken = true;
    while (result.more && *go_on) {
        try_(batch_fold(db, project->project_id, clock_now(), &result, err));
        project->reports += (int64_t)result.reports;
        project->results += result.results;
        *go_on = progress(context, project, false);
        if (result.more)
            try_(lease_take(db, lease, LEASE_SECONDS, 0, &taken, err));
        if (!taken)
            return err_set(err, ERR_CONFLICT, "another process took the project over");
    }
    return ERR_OK;
}

static enum err_code fold_project(struct db *db, struct analyzed *project,
                                  analyze_progress *progress, void *context, bool *go_on)
{
    char lease[NAME_SIZE];
    struct err *err = &project->err, late = {0};
    bool taken;
    snprintf(lease, sizeof lease, "fold:%d", project->project_id);
    try_(lease_take(db, lease, LEASE_SECONDS, 0, &taken, err));
    project->busy = !taken;
    if (!taken)
        return ERR_OK;
    enum err_code code = fold_batches(db, lease, project, progress, context, go_on, err);
    enum err_code ended = lease_end(db, lease, code == ERR_OK, code == ERR_OK ? err : &late);
    return code == ERR_OK ? ended : code;
}

enum err_code analyze_pass(struct db *db, int32_t project_id, analyze_progress *progress,
                           void *context, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    bool go_on = true;
    if (project_id == 0)
        try_(db_run(db, QUERY_FOLD_DUE, NULL, &rows, err));
    size_t count = project_id ? 1 : rows_count(rows);
    for (size_t i = 0; i < count && go_on; i++) {
        struct analyzed project = {.project_id =
                                       project_id ? project_id : (int32_t)rows_int(rows, i, 0)};
        project.code = fold_project(db, &project, progress, context, &go_on);
        go_on = progress(context, &project, true) && go_on;
    }
    return go_on ? turns_take(db, project_id, clock_now(), err) : ERR_OK;
}
