#include "analyzer/flake/causes.h"

#include "common/clock.h"

/* The rest has its turn after the next upload. */
enum { AT_ONCE = 50 /* tests */, AT_ONCE_S = 1 };

struct notes {
    int32_t project_id;
    int64_t now;
};

/* The weightiest reason of @cause. */
static const struct cause_reason *reason_of(const struct causes *causes, enum cause cause)
{
    const struct cause_reason *found = NULL;
    for (int i = 0; i < causes->reason_count; i++) {
        const struct cause_reason *reason = &causes->reasons[i];
        if (reason->cause == cause && (!found || reason->weight > found->weight))
            found = reason;
    }
    return found;
}

static void reason_params(const struct causes *causes, struct params *params)
{
    enum { COLUMNS = 7 };
    enum cause cause = causes_first(causes->weights);
    const struct cause_reason *reason = reason_of(causes, cause);
    if (!reason) {
        for (int i = 0; i < COLUMNS; i++)
            params_null(params);
        return;
    }
    params_text(params, cause_words[cause]);
    params_real(params, causes->weights[cause]);
    params_text(params, reason->text);
    params_int(params, reason->numerator);
    params_int(params, reason->denominator);
    if (reason->passing_count == 0) {
        params_null(params);
        params_null(params);
    } else {
        params_int(params, reason->passing);
        params_int(params, reason->passing_count);
    }
}

static enum err_code note(struct db *db, const struct notes *notes, int32_t test_id,
                          int64_t failing_runs, struct arena *arena, struct err *err)
{
    struct cause_run *runs;
    size_t count;
    struct causes causes;
    try_(causes_read(db, notes->project_id, test_id, arena, &runs, &count, err));
    causes_find(runs, count, &causes);
    auto_params struct params params = {0};
    params_int(&params, notes->project_id);
    params_int(&params, test_id);
    params_int(&params, failing_runs);
    params_time(&params, notes->now);
    reason_params(&causes, &params);
    return db_run(db, QUERY_CAUSE_PUT, &params, NULL, err);
}

static enum err_code note_due(struct db *db, void *context, struct err *err)
{
    enum { TEST_ID, FAILING_RUNS };
    const struct notes *notes = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, notes->project_id);
    params_int(&params, CAUSE_FAILING_MIN);
    params_int(&params, AT_ONCE);
    try_(db_run(db, QUERY_CAUSE_DUE, &params, &rows, err));
    enum err_code code = ERR_OK;
    double until = clock_monotonic() + AT_ONCE_S;
    for (size_t row = 0; row < rows_count(rows) && code == ERR_OK && clock_monotonic() < until;
         row++) {
        struct arena arena = {0};
        code = note(db, notes, (int32_t)rows_int(rows, row, TEST_ID),
                    rows_int(rows, row, FAILING_RUNS), &arena, err);
        arena_free(&arena);
    }
    return code;
}

enum err_code causes_note(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    struct notes notes = {.project_id = project_id, .now = now};
    return db_repeat(db, note_due, &notes, err);
}
