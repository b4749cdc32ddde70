/* Which quarantined tests fail always? Asked at the upload itself, because the fold comes after it
 * and a regression would go through in between. */
#include "analyzer/flake/broken.h"
#include "analyzer/flake/verdict_internal.h"
#include "analyzer/settings.h"

/* Columns of verdict_cells.sql. */
enum { C_TEST, C_PASSES, C_FAILS, C_EVENTS, C_GOOD };

static enum err_code is_broken(struct judge *judge, const struct settings *settings,
                               const struct rows *rows, size_t row, bool *broken, struct err *err)
{
    struct arena *arena = &judge->verdict->arena;
    int32_t *passes, *fails;
    size_t count, also;
    try_(rows_int_array(rows, row, C_PASSES, arena, &passes, &count, err));
    try_(rows_int_array(rows, row, C_FAILS, arena, &fails, &also, err));
    struct cell *cells = arena_zalloc(arena, count + 1, sizeof *cells);
    if (!cells)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct cell){.passes = passes[i], .fails = fails[i]};
    double chance = broken_chance(settings, cells, count, rows_real(rows, row, C_EVENTS),
                                  rows_real(rows, row, C_GOOD));
    *broken = broken_is(settings, chance, cells, count);
    return ERR_OK;
}

static enum err_code look(struct judge *judge, const struct settings *settings,
                          const struct test_set *tests, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, judge->question->project_id);
    params_int(&params, judge->question->report_id);
    params_int_array(&params, tests->ids, tests->count, sizeof *tests->ids);
    params_int(&params, (int64_t)settings->window_commits);
    try_(db_run(judge->db, QUERY_VERDICT_CELLS, &params, &rows, err));
    int32_t *found = arena_zalloc(&judge->verdict->arena, rows_count(rows) + 1, sizeof *found);
    if (!found)
        return err_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        bool broken = false;
        try_(is_broken(judge, settings, rows, i, &broken, err));
        if (broken)
            found[count++] = (int32_t)rows_int(rows, i, C_TEST);
    }
    judge->broken = judge_set(found, count);
    return ERR_OK;
}

enum err_code judge_broken(struct judge *judge, const struct test_set *tests, struct err *err)
{
    struct settings settings;
    enum err_code code = settings_load(judge->db, judge->question->project_id, &settings, err);
    if (code == ERR_OK)
        code = look(judge, &settings, tests, err);
    settings_free(&settings);
    return code;
}
