#include "analyzer/flake/rules_read.h"

#include <math.h>
#include <string.h>

#include "analyzer/flake/entry.h"
#include "common/clock.h"

static const double day = 86400e6;

void rules_free(struct rules *rules)
{
    settings_free(&rules->settings);
    arena_free(&rules->arena);
}

/* Columns of rules_scope.sql. */
enum {
    TEST_ID,
    PATH,
    OWNER,
    LOG_E,
    BROKEN,
    RATE,
    FIRST_SEEN,
    RUNS,
    PROTECTED_RUNS,
    PASSES,
    QUARANTINE,
    STATE,
    EVENTS,
    RETURNS,
    BASE_PASSES,
    FAILURES,
    TOLD_BROKEN,
    BROKEN_FOLDED,
    GUARDED
};

static enum err_code read_one(struct rules *rules, const struct rows *rows, size_t row,
                              struct rules_test *test, struct err *err)
{
    const char *path = rows_text(rows, row, PATH), *owner = rows_text_or_null(rows, row, OWNER);
    int64_t first_seen = rules->now;
    (void)clock_parse(rows_text(rows, row, FIRST_SEEN), &first_seen);
    const char *state = rows_text(rows, row, STATE);
    *test = (struct rules_test){
        .test_id = (int32_t)rows_int(rows, row, TEST_ID),
        .path = arena_text(&rules->arena, path, strlen(path)),
        .owner = owner ? arena_text(&rules->arena, owner, strlen(owner)) : NULL,
        .log_e = rows_real(rows, row, LOG_E),
        .broken = rows_real(rows, row, BROKEN),
        .rate = rows_real(rows, row, RATE),
        .runs = rows_real(rows, row, RUNS),
        .protected_runs = rows_real(rows, row, PROTECTED_RUNS),
        .passes = rows_real(rows, row, PASSES),
        .days = (double)(rules->now - first_seen) / day,
        .quarantine_id = rows_int(rows, row, QUARANTINE),
        .in_force = strcmp(state, "active") == 0 || strcmp(state, "proving") == 0,
        .events = (double)rows_int(rows, row, EVENTS),
        .returns = (double)rows_int(rows, row, RETURNS),
        .base_passes = rows_real(rows, row, BASE_PASSES),
        .failures = (double)rows_int(rows, row, FAILURES),
        .told_broken = rows_bool(rows, row, TOLD_BROKEN),
        .broken_folded = rows_bool(rows, row, BROKEN_FOLDED),
        .guarded = rows_bool(rows, row, GUARDED),
    };
    return test->path && (!owner || test->owner) ? ERR_OK : err_nomem(err);
}

static enum err_code read_frame(struct rules *rules, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, rules->project_id);
    try_(settings_load(rules->db, rules->project_id, &rules->settings, err));
    try_(db_run(rules->db, QUERY_RULES_FRAME, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", rules->project_id);
    rules->frame = (struct rules_frame){.settings = &rules->settings,
                                        .auto_activate = rows_bool(rows, 0, 0),
                                        .review_days = (double)rows_int(rows, 0, 1),
                                        .has_streams = rows_bool(rows, 0, 2),
                                        .bar = -INFINITY};
    rules->all = (struct rules_budget){.tests = (double)rows_int(rows, 0, 3)};
    return ERR_OK;
}

enum err_code rules_read(struct rules *rules, const int32_t *tests, size_t count, struct err *err)
{
    try_(read_frame(rules, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, rules->project_id);
    if (tests)
        params_int_array(&params, tests, count, sizeof *tests);
    else
        params_null(&params);
    try_(db_run(rules->db, QUERY_RULES_SCOPE, &params, &rows, err));
    rules->tests = arena_zalloc(&rules->arena, rows_count(rows) + 1, sizeof *rules->tests);
    if (!rules->tests)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        try_(read_one(rules, rows, i, &rules->tests[rules->count++], err));
    return ERR_OK;
}

static enum err_code read_bar(struct rules *rules, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, rules->project_id);
    try_(db_run(rules->db, QUERY_RULES_STRENGTHS, &params, &rows, err));
    double *strengths = arena_zalloc(&rules->arena, rows_count(rows) + 1, sizeof *strengths);
    if (!strengths)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        strengths[i] = rows_real(rows, i, 0);
    rules->frame.bar = entry_bar(&rules->settings, strengths, rows_count(rows), rules->all.tests);
    return ERR_OK;
}

static enum err_code read_budgets(struct rules *rules, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    const char **names = arena_zalloc(&rules->arena, rules->count + 1, sizeof *names);
    if (!names)
        return err_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++)
        if (rules->tests[i].owner)
            names[count++] = rules->tests[i].owner;
    params_int(&params, rules->project_id);
    params_text_array(&params, names, count, sizeof *names);
    try_(db_run(rules->db, QUERY_RULES_BUDGET, &params, &rows, err));
    rules->owners = arena_zalloc(&rules->arena, rows_count(rows) + 1, sizeof *rules->owners);
    if (!rules->owners)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct rules_budget budget = {.tests = (double)rows_int(rows, i, 1),
                                      .held = (double)rows_int(rows, i, 2)};
        const char *name = rows_text_or_null(rows, i, 0);
        if (!name) {
            rules->all = budget;
            continue;
        }
        struct rules_owner *owner = &rules->owners[rules->owner_count++];
        owner->name = arena_text(&rules->arena, name, strlen(name));
        owner->budget = budget;
        if (!owner->name)
            return err_nomem(err);
    }
    return ERR_OK;
}

enum err_code rules_read_room(struct rules *rules, struct err *err)
{
    if (!rules->frame.auto_activate)
        return ERR_OK;
    try_(read_bar(rules, err));
    return read_budgets(rules, err);
}

struct rules_budget *rules_budget_of(struct rules *rules, const char *owner)
{
    for (size_t i = 0; owner && i < rules->owner_count; i++)
        if (strcmp(rules->owners[i].name, owner) == 0)
            return &rules->owners[i].budget;
    return NULL;
}
