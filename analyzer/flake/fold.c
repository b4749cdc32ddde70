/* A flip is a failing run of a test in a cell (commit, job, variant) that also holds a pass. The
 * pass may be in the same report, in an earlier run, or in a later one; so a new report is looked
 * at from both sides. */
#include "analyzer/flake/fold.h"

#include <string.h>

#include "analyzer/flake/incident.h"
#include "analyzer/flake/propose.h"
#include "analyzer/settings.h"
#include "common/auto.h"

/* Tests that got new events, each perhaps more than once. */
struct flipped {
    struct arena arena;
    int32_t *tests;
    size_t count, capacity;
};

struct fold {
    int32_t project_id;
    int64_t report_id, now;
};

static void report_params(struct params *params, const struct fold *fold)
{
    params_int(params, fold->project_id);
    params_int(params, fold->report_id);
}

/* Columns of fold_scope.sql: arrays, handed on as they come, two counts and a mark. */
enum {
    RETRIED,
    FAILING,
    OTHER_TESTS,
    OTHER_REPORTS,
    OUTAGE_TESTS,
    OUTAGE_REPORTS,
    FAILED_TESTS,
    RAN_TESTS,
    MARKED
};

static bool is_empty(const struct rows *scope, int column)
{
    return strcmp(rows_text(scope, 0, column), "{}") == 0;
}

/* Runs @query, which takes the arrays of @scope from @first to @last, unless they are empty. */
static enum err_code record(struct db *db, enum query query, const struct fold *fold,
                            const struct rows *scope, int first, int last, struct flipped *flipped,
                            struct err *err)
{
    if (is_empty(scope, first))
        return ERR_OK;
    auto_params struct params params = {0};
    report_params(&params, fold);
    for (int column = first; column <= last; column++)
        params_text(&params, rows_text(scope, 0, column));
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, query, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        int32_t *grown = arena_grow(&flipped->arena, flipped->tests, flipped->count,
                                    &flipped->capacity, sizeof *grown);
        if (!grown)
            return err_nomem(err);
        flipped->tests = grown;
        flipped->tests[flipped->count++] = (int32_t)rows_int(rows, i, 0);
    }
    return ERR_OK;
}

/* One test alone is no incident, unless its run is small, or a person said so of what it says. */
bool fold_is_plain(double small_run, const struct fold_facts *facts)
{
    return facts->failed == 0 ||
           (facts->failed == 1 && (double)facts->ran >= small_run && !facts->infrastructure);
}

/* Along with what was sent before. */
static enum err_code ask(struct db *db, const struct fold *fold, const struct params *params,
                         struct rows **scope, struct settings *settings, struct err *err)
{
    try_(db_send(db, QUERY_FOLD_SCOPE, params, err));
    try_(settings_ask(db, fold->project_id, err));
    try_(db_skip(db, 2, err)); /* of who stored the report */
    try_(db_receive(db, scope, err));
    return settings_receive(db, settings, err);
}

static enum err_code look_for_incident(struct db *db, const struct fold *fold,
                                       const struct params *params, const struct settings *settings,
                                       struct rows **scope, struct err *err)
{
    const struct fold_facts facts = {.failed = rows_int(*scope, 0, FAILED_TESTS),
                                     .ran = rows_int(*scope, 0, RAN_TESTS),
                                     .infrastructure = rows_bool(*scope, 0, MARKED)};
    if (fold_is_plain(settings->outage_small_run, &facts))
        return ERR_OK;
    const struct incident_question question = {.project_id = fold->project_id,
                                               .report_id = fold->report_id,
                                               .ran = facts.ran,
                                               .failed = facts.failed,
                                               .now = fold->now};
    bool found;
    try_(incident_look(db, &question, settings, &found, err));
    if (!found)
        return ERR_OK;
    rows_free(take(*scope));
    return db_run(db, QUERY_FOLD_SCOPE, params, scope, err);
}

/* Reads what there is to look at, once the failures of an incident are told from the others. */
static enum err_code read_scope(struct db *db, const struct fold *fold, const struct params *params,
                                struct rows **scope, struct err *err)
{
    struct settings settings = {.arena = {0}};
    enum err_code code = ask(db, fold, params, scope, &settings, err);
    if (code == ERR_OK)
        code = look_for_incident(db, fold, params, &settings, scope, err);
    settings_free(&settings);
    return code;
}

/* Most reports give no reason to look any further. */
static enum err_code record_all(struct db *db, const struct fold *fold, struct flipped *flipped,
                                struct err *err)
{
    auto_params struct params params = {0};
    report_params(&params, fold);
    auto_rows struct rows *scope = NULL;
    try_(read_scope(db, fold, &params, &scope, err));
    try_(record(db, QUERY_FLAKE_EVENT_RETRIED, fold, scope, RETRIED, RETRIED, flipped, err));
    try_(record(db, QUERY_FLAKE_EVENT_FAILED_HERE, fold, scope, FAILING, FAILING, flipped, err));
    try_(record(db, QUERY_FLAKE_EVENT_PASSED_HERE, fold, scope, OTHER_TESTS, OTHER_REPORTS, flipped,
                err));
    return record(db, QUERY_FAILURE_EXCUSE_OUTAGE, fold, scope, OUTAGE_TESTS, OUTAGE_REPORTS,
                  flipped, err);
}

static enum err_code conclude(struct db *db, int32_t project_id, const struct flipped *flipped,
                              int64_t now, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int_array(&params, flipped->tests, flipped->count, sizeof *flipped->tests);
    try_(db_run(db, QUERY_FAILURE_EXCUSE_RETRIED, &params, NULL, err));
    try_(db_run(db, QUERY_TEST_STATE_FLAKED, &params, NULL, err));
    return propose_tests(db, project_id, flipped->tests, flipped->count, now, err);
}

enum err_code fold_report(struct db *db, int32_t project_id, int64_t report_id, int64_t now,
                          struct err *err)
{
    const struct fold fold = {.project_id = project_id, .report_id = report_id, .now = now};
    struct flipped flipped = {.count = 0};
    enum err_code code = record_all(db, &fold, &flipped, err);
    if (code == ERR_OK && flipped.count > 0)
        code = conclude(db, project_id, &flipped, now, err);
    arena_free(&flipped.arena);
    return code;
}
