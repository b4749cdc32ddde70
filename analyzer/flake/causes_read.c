#include "analyzer/flake/causes.h"

#include <string.h>

enum { RECENT_REPORTS = 1000 /* among which passing runs are sought */ };

/* Columns of cause_runs. */
enum { FAILED, ASIDE, SECONDS, HOUR, BEFORE, BEFORE_NAME, PLACE, JOB, VARIANT, HOST, OTHERS, TEXT };

static const char *copy(const struct rows *rows, size_t row, int column, struct arena *arena)
{
    const char *text = rows_text(rows, row, column);
    return arena_text(arena, text, strlen(text));
}

enum err_code causes_read(struct db *db, int32_t project_id, int32_t test_id, struct arena *arena,
                          struct cause_run **runs, size_t *count, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, test_id);
    params_int(&params, CAUSE_FAILING_MAX);
    params_int(&params, CAUSE_PASSING_MAX);
    params_int(&params, RECENT_REPORTS);
    try_(db_run(db, QUERY_CAUSE_RUNS, &params, &rows, err));
    struct cause_run *list = arena_zalloc(arena, rows_count(rows) + 1, sizeof *list);
    if (!list)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++) {
        list[i] = (struct cause_run){
            .failed = rows_bool(rows, i, FAILED),
            .aside = rows_bool(rows, i, ASIDE),
            .seconds = rows_real(rows, i, SECONDS),
            .hour = (int)rows_int(rows, i, HOUR),
            .before = (int32_t)rows_int(rows, i, BEFORE),
            .before_name = copy(rows, i, BEFORE_NAME, arena),
            .place = rows_real(rows, i, PLACE),
            .job = copy(rows, i, JOB, arena),
            .variant = copy(rows, i, VARIANT, arena),
            .host = copy(rows, i, HOST, arena),
            .others = rows_bool(rows, i, OTHERS),
            .text = copy(rows, i, TEXT, arena),
        };
        if (!list[i].before_name || !list[i].job || !list[i].variant || !list[i].host ||
            !list[i].text)
            return err_nomem(err);
    }
    *runs = list;
    *count = rows_count(rows);
    return ERR_OK;
}
