/* Costs are reckoned a build at a time (impact_build), and windows are sums of those rows: what a
 * late report changes is one row, and a window slides without looking at failures. */
#include "analyzer/flake/impact.h"

#include <math.h>

static const int64_t DAY = INT64_C(86400) * 1000000;

/* How far back the daily turn looks at failures again, in days. */
enum { DAILY_DAYS = 35, YEAR_DAYS = 366, BATCH = 500 };

const int impact_windows[IMPACT_WINDOWS] = {7, 28, 90, 365};

double impact_cost(const struct settings *settings, double retry_seconds, double wait_minutes)
{
    if (settings->cost_per_ci_minute <= 0 && settings->cost_per_people_hour <= 0)
        return NAN;
    return retry_seconds / 60 * settings->cost_per_ci_minute +
           wait_minutes / 60 * settings->cost_per_people_hour;
}

struct impact {
    struct db *db;
    int32_t project_id;
    int64_t now;
    struct settings settings;
    struct arena arena;
};

static void window_params(const struct impact *impact, struct params *params)
{
    params_time(params, impact->now);
    params_real(params, impact->settings.wait_minutes_per_blocked_build);
    params_real(params, impact->settings.wait_minutes_per_delayed_build);
}

static enum err_code sum_tests(const struct impact *impact, const int32_t *tests, size_t count,
                               struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, impact->project_id);
    params_int_array(&params, tests, count, sizeof *tests);
    window_params(impact, &params);
    return db_run(impact->db, QUERY_IMPACT_TEST_PUT, &params, NULL, err);
}

static enum err_code sum_signatures(const struct impact *impact, const int64_t *signatures,
                                    size_t count, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, impact->project_id);
    params_long_array(&params, signatures, count, sizeof *signatures);
    window_params(impact, &params);
    return db_run(impact->db, QUERY_IMPACT_SIGNATURE_PUT, &params, NULL, err);
}

/* The costs of builds: of @change where that names them, else of all with failures of late.
 * *@changed: rows of test, signature. */
static enum err_code put_builds(const struct impact *impact, const struct impact_change *change,
                                struct rows **changed, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, impact->project_id);
    params_int_array(&params, change->tests, change->test_count, sizeof *change->tests);
    if (change->builds)
        params_long_array(&params, change->builds, change->build_count, sizeof *change->builds);
    else
        params_null(&params);
    params_time(&params, impact->now - DAILY_DAYS * DAY);
    params_time(&params, impact->now - YEAR_DAYS * DAY);
    return db_run(impact->db, QUERY_IMPACT_BUILD_PUT, &params, changed, err);
}

/* Column @column of @rows as numbers. */
static int64_t *numbers(struct impact *impact, const struct rows *rows, int column)
{
    int64_t *list = arena_alloc(&impact->arena, (rows_count(rows) + 1) * sizeof *list);
    for (size_t i = 0; list && i < rows_count(rows); i++)
        list[i] = rows_int(rows, i, column);
    return list;
}

static int32_t *test_ids(struct impact *impact, const struct rows *rows)
{
    int32_t *list = arena_alloc(&impact->arena, (rows_count(rows) + 1) * sizeof *list);
    for (size_t i = 0; list && i < rows_count(rows); i++)
        list[i] = (int32_t)rows_int(rows, i, 0);
    return list;
}

static enum err_code apply(struct impact *impact, const struct impact_change *change,
                           struct err *err)
{
    auto_rows struct rows *changed = NULL;
    try_(put_builds(impact, change, &changed, err));
    if (rows_count(changed) == 0)
        return ERR_OK;
    const int32_t *tests = test_ids(impact, changed);
    const int64_t *signatures = numbers(impact, changed, 1);
    if (!tests || !signatures)
        return err_nomem(err);
    try_(sum_tests(impact, tests, rows_count(changed), err));
    return sum_signatures(impact, signatures, rows_count(changed), err);
}

static enum err_code slide_tests(struct impact *impact, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, impact->project_id);
    params_time(&params, impact->now - YEAR_DAYS * DAY);
    try_(db_run(impact->db, QUERY_IMPACT_TESTS, &params, &rows, err));
    const int32_t *tests = test_ids(impact, rows);
    if (!tests)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i += BATCH) {
        size_t count = rows_count(rows) - i < BATCH ? rows_count(rows) - i : BATCH;
        auto_rows struct rows *changed = NULL;
        const struct impact_change all = {.tests = tests + i, .test_count = count};
        try_(put_builds(impact, &all, &changed, err));
        try_(sum_tests(impact, tests + i, count, err));
    }
    return ERR_OK;
}

static enum err_code slide_signatures(struct impact *impact, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, impact->project_id);
    params_time(&params, impact->now - YEAR_DAYS * DAY);
    try_(db_run(impact->db, QUERY_IMPACT_SIGNATURES, &params, &rows, err));
    const int64_t *signatures = numbers(impact, rows, 0);
    if (!signatures)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i += BATCH) {
        size_t count = rows_count(rows) - i < BATCH ? rows_count(rows) - i : BATCH;
        try_(sum_signatures(impact, signatures + i, count, err));
    }
    return ERR_OK;
}

static enum err_code slide(struct impact *impact, struct err *err)
{
    try_(slide_tests(impact, err));
    return slide_signatures(impact, err);
}

static void end(struct impact *impact)
{
    settings_free(&impact->settings);
    arena_free(&impact->arena);
}

enum err_code impact_apply(struct db *db, const struct impact_change *change, struct err *err)
{
    struct impact impact = {.db = db, .project_id = change->project_id, .now = change->now};
    if (change->test_count == 0 || change->build_count == 0)
        return ERR_OK;
    enum err_code code = settings_load(db, change->project_id, &impact.settings, err);
    if (code == ERR_OK)
        code = apply(&impact, change, err);
    end(&impact);
    return code;
}

enum err_code impact_daily(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    struct impact impact = {.db = db, .project_id = project_id, .now = now};
    enum err_code code = settings_load(db, project_id, &impact.settings, err);
    if (code == ERR_OK)
        code = slide(&impact, err);
    end(&impact);
    return code;
}
