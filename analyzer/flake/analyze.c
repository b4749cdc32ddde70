#include "analyzer/flake/analyze.h"

#include <stdio.h>

#include "analyzer/escape/catch.h"
#include "analyzer/escape/watch.h"
#include "analyzer/flake/batch.h"
#include "analyzer/flake/causes.h"
#include "analyzer/flake/turns.h"
#include "analyzer/lease.h"
#include "common/clock.h"

enum { LEASE_SECONDS = 30, NAME_SIZE = 32 };

/* The tests of a project's first report may still have to become rows. */
static enum err_code unpack(struct db *db, void *context, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, *(const int32_t *)context);
    return db_run(db, QUERY_TEST_UNPACK, &params, NULL, err);
}

/* Batch after batch until nothing waits. *@go_on: whoever watches wants more. */
static enum err_code fold_batches(struct db *db, const char *lease, struct analyzed *project,
                                  const struct analyze_order *order, bool *go_on, struct err *err)
{
    struct batch_result result = {.more = true};
    bool taken = true;
    try_(db_repeat(db, unpack, &project->project_id, err));
    while (result.more && *go_on) {
        try_(batch_fold(db, project->project_id, clock_now(), &result, err));
        project->reports += (int64_t)result.reports;
        project->results += result.results;
        *go_on = order->progress(order->context, project, false);
        if (result.more)
            try_(lease_take(db, lease, LEASE_SECONDS, 0, &taken, err));
        if (!taken)
            return err_set(err, ERR_CONFLICT, "another process took the project over");
    }
    return ERR_OK;
}

static enum err_code fold_project(struct db *db, struct analyzed *project,
                                  const struct analyze_order *order, bool *go_on)
{
    char lease[NAME_SIZE];
    struct err *err = &project->err, late = {0};
    bool taken;
    snprintf(lease, sizeof lease, "fold:%d", project->project_id);
    try_(lease_take(db, lease, LEASE_SECONDS, 0, &taken, err));
    project->busy = !taken;
    if (!taken)
        return ERR_OK;
    enum err_code code = fold_batches(db, lease, project, order, go_on, err);
    if (code == ERR_OK && project->reports > 0)
        code = watch_guards(db, project->project_id, clock_now(), err);
    if (code == ERR_OK && project->reports > 0)
        code = catch_offer(db, project->project_id, clock_now(), err);
    enum err_code ended = lease_end(db, lease, code == ERR_OK, code == ERR_OK ? err : &late);
    return code == ERR_OK ? ended : code;
}

static enum err_code find_due(struct db *db, struct rows **rows, int64_t *waiting_since,
                              struct err *err)
{
    try_(db_run(db, QUERY_FOLD_DUE, NULL, rows, err));
    for (size_t i = 0; i < rows_count(*rows); i++) {
        int64_t since = rows_int(*rows, i, 1);
        if (since && (*waiting_since == 0 || since < *waiting_since))
            *waiting_since = since;
    }
    return ERR_OK;
}

enum err_code analyze_pass(struct db *db, const struct analyze_order *order, int64_t *waiting_since,
                           struct err *err)
{
    auto_rows struct rows *rows = NULL;
    bool go_on = true;
    int32_t only = order->project_id;
    int64_t since = 0;
    if (only == 0)
        try_(find_due(db, &rows, &since, err));
    if (waiting_since)
        *waiting_since = since;
    size_t count = only ? 1 : rows_count(rows);
    for (size_t i = 0; i < count && go_on; i++) {
        struct analyzed project = {.project_id = only ? only : (int32_t)rows_int(rows, i, 0)};
        project.code = fold_project(db, &project, order, &go_on);
        if (project.code == ERR_OK && project.reports > 0 && go_on)
            project.late_code = causes_note(db, project.project_id, clock_now(), &project.late);
        go_on = order->progress(order->context, &project, true) && go_on;
    }
    return go_on ? turns_take(db, only, clock_now(), err) : ERR_OK;
}
