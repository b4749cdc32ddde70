/* Costs are reckoned a build at a time (impact_build), and windows are sums of those rows: what a
 * late report changes is one row, and a window slides without looking at failures. */
#include "analyzer/flake/impact.h"

#include <math.h>
#include <stdlib.h>

static const int64_t DAY = INT64_C(86400) * 1000000;

/* How far back the daily turn looks at builds again, in days: what is known of a run can change
 * without a report of its build, as when one of another build makes an incident of both. */
enum { DAILY_DAYS = 8, YEAR_DAYS = 366, BATCH = 500, BUILDS = 50 };

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

/* The tests and the signatures of rows that changed. */
struct changed {
    int32_t *tests;
    int64_t *signatures;
    size_t count, test_room, signature_room;
};

static enum err_code note_changed(struct impact *impact, struct changed *changed,
                                  const struct rows *rows, struct err *err)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        int32_t *tests = arena_grow(&impact->arena, changed->tests, changed->count,
                                    &changed->test_room, sizeof *tests);
        if (tests)
            changed->tests = tests;
        int64_t *signatures = arena_grow(&impact->arena, changed->signatures, changed->count,
                                         &changed->signature_room, sizeof *signatures);
        if (!tests || !signatures)
            return err_nomem(err);
        changed->signatures = signatures;
        tests[changed->count] = (int32_t)rows_int(rows, i, 0);
        signatures[changed->count++] = rows_int(rows, i, 1);
    }
    return ERR_OK;
}

static int by_test(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return a < b ? -1 : a > b;
}

static int by_signature(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* Sorted, each once; how many. */
static size_t sort_out_tests(int32_t *tests, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(tests, count, sizeof *tests, by_test);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || tests[i] != tests[kept - 1])
            tests[kept++] = tests[i];
    return kept;
}

static size_t sort_out_signatures(int64_t *signatures, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(signatures, count, sizeof *signatures, by_signature);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || signatures[i] != signatures[kept - 1])
            signatures[kept++] = signatures[i];
    return kept;
}

/* Some at a time. */
static enum err_code put_builds(struct impact *impact, const int64_t *builds, size_t build_count,
                                struct changed *changed, struct err *err)
{
    for (size_t i = 0; i < build_count; i += BUILDS) {
        size_t count = build_count - i < BUILDS ? build_count - i : BUILDS;
        auto_params struct params params = {0};
        auto_rows struct rows *rows = NULL;
        params_int(&params, impact->project_id);
        params_long_array(&params, builds + i, count, sizeof *builds);
        try_(db_run(impact->db, QUERY_IMPACT_BUILD_PUT, &params, &rows, err));
        try_(note_changed(impact, changed, rows, err));
    }
    return ERR_OK;
}

static enum err_code apply(struct impact *impact, const struct impact_change *change,
                           struct err *err)
{
    struct changed changed = {.count = 0};
    try_(put_builds(impact, change->builds, change->build_count, &changed, err));
    size_t tests = sort_out_tests(changed.tests, changed.count);
    size_t signatures = sort_out_signatures(changed.signatures, changed.count);
    for (size_t i = 0; i < tests; i += BATCH)
        try_(sum_tests(impact, changed.tests + i, tests - i < BATCH ? tests - i : BATCH, err));
    for (size_t i = 0; i < signatures; i += BATCH)
        try_(sum_signatures(impact, changed.signatures + i,
                            signatures - i < BATCH ? signatures - i : BATCH, err));
    return ERR_OK;
}

static enum err_code put_recent(struct impact *impact, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *builds = NULL;
    struct changed changed = {.count = 0};
    params_int(&params, impact->project_id);
    params_time(&params, impact->now - DAILY_DAYS * DAY);
    try_(db_run(impact->db, QUERY_IMPACT_RECENT, &params, &builds, err));
    const int64_t *list = numbers(impact, builds, 0);
    return list ? put_builds(impact, list, rows_count(builds), &changed, err) : err_nomem(err);
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
    for (size_t i = 0; i < rows_count(rows); i += BATCH)
        try_(sum_tests(impact, tests + i,
                       rows_count(rows) - i < BATCH ? rows_count(rows) - i : BATCH, err));
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
    try_(put_recent(impact, err));
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
