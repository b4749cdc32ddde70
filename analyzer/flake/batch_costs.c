/* What failures cost the builds on which a batch has a bearing: those of its reports, those in
 * which a pass in it made an earlier failure a flaky event, and those of blips that are new or
 * gone. */
#include <string.h>

#include "analyzer/flake/batch.h"
#include "analyzer/flake/impact.h"

static enum err_code read_builds(struct batch *batch, int64_t **builds, size_t *count,
                                 struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    size_t ids = batch->concerned ? (size_t)batch->max_test + 1 : 0, tests_count = 0;
    size_t reports_count = batch->count + batch->changed_count;
    int32_t *tests = arena_alloc(&batch->arena, (ids + 1) * sizeof *tests);
    int64_t *reports = arena_alloc(&batch->arena, (reports_count + 1) * sizeof *reports);
    if (!tests || !reports)
        return err_nomem(err);
    for (size_t i = 0; i < ids; i++)
        if (batch->concerned[i])
            tests[tests_count++] = (int32_t)i;
    for (size_t i = 0; i < batch->count; i++)
        reports[i] = batch->reports[i].report_id;
    if (batch->changed_count)
        memcpy(reports + batch->count, batch->changed, batch->changed_count * sizeof *reports);
    params_int(&params, batch->project_id);
    params_long_array(&params, reports, reports_count, sizeof *reports);
    params_int_array(&params, tests, tests_count, sizeof *tests);
    try_(db_run(batch->db, QUERY_IMPACT_NEAR, &params, &rows, err));
    *count = rows_count(rows);
    *builds = arena_alloc(&batch->arena, (*count + 1) * sizeof **builds);
    if (!*builds)
        return err_nomem(err);
    for (size_t row = 0; row < *count; row++)
        (*builds)[row] = rows_int(rows, row, 0);
    return ERR_OK;
}

enum err_code costs_write(struct batch *batch, struct err *err)
{
    int64_t *builds;
    size_t count;
    try_(read_builds(batch, &builds, &count, err));
    return impact_apply(batch->db,
                        &(struct impact_change){.project_id = batch->project_id,
                                                .now = batch->now,
                                                .builds = builds,
                                                .build_count = count},
                        err);
}
