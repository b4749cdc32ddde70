/* What failures cost, of the tests that failed in a batch and of those of which an earlier failure
 * turned out flaky by a pass in it. */
#include "analyzer/flake/batch.h"
#include "analyzer/flake/impact.h"

static enum err_code concern_chunk(struct batch *batch, const struct sums_chunk *chunk,
                                   size_t number, struct err *err)
{
    for (size_t i = 0; i < SUMS_CHUNK; i++)
        if (chunk->failures[i] || chunk->flakes[i])
            try_(batch_concern(batch, (int32_t)(number * SUMS_CHUNK + i), err));
    return ERR_OK;
}

static enum err_code concern_failing(struct batch *batch, struct err *err)
{
    for (const struct sums_day *day = batch->sums.days; day; day = day->next)
        for (size_t i = 0; i < day->chunk_count; i++)
            if (day->chunks[i])
                try_(concern_chunk(batch, day->chunks[i], i, err));
    return ERR_OK;
}

/* The builds to look at; concerns the tests of events. */
static enum err_code read_builds(struct batch *batch, int64_t **builds, size_t *count,
                                 struct err *err)
{
    enum { BUILD, TEST };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, batch->project_id);
    params_long_array(&params, &batch->reports->report_id, batch->count, sizeof *batch->reports);
    try_(db_run(batch->db, QUERY_IMPACT_NEAR, &params, &rows, err));
    *count = rows_count(rows);
    *builds = arena_zalloc(&batch->arena, *count + 1, sizeof **builds);
    if (!*builds)
        return err_nomem(err);
    for (size_t row = 0; row < *count; row++) {
        (*builds)[row] = rows_int(rows, row, BUILD);
        if (!rows_null(rows, row, TEST))
            try_(batch_concern(batch, (int32_t)rows_int(rows, row, TEST), err));
    }
    return ERR_OK;
}

enum err_code costs_write(struct batch *batch, struct err *err)
{
    int64_t *builds;
    size_t build_count, count = 0;
    try_(concern_failing(batch, err));
    try_(read_builds(batch, &builds, &build_count, err));
    size_t ids = batch->concerned ? (size_t)batch->max_test + 1 : 0;
    int32_t *tests = arena_zalloc(&batch->arena, ids + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    for (size_t i = 0; i < ids; i++)
        if (batch->concerned[i])
            tests[count++] = (int32_t)i;
    return impact_apply(batch->db,
                        &(struct impact_change){.project_id = batch->project_id,
                                                .now = batch->now,
                                                .tests = tests,
                                                .test_count = count,
                                                .builds = builds,
                                                .build_count = build_count},
                        err);
}
