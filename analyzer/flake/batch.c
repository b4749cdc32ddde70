#include "analyzer/flake/batch.h"

#include <stdlib.h>
#include <string.h>

#include "common/text.h"

enum {
    BATCH_REPORTS = 200,
    BATCH_RESULTS = 20000000, /* a report of more is a batch of its own */
    DAY_US_DIVISOR = 1000000
};
static const int64_t DAY = 86400 * (int64_t)DAY_US_DIVISOR;

/* The work of one transaction, which may have to be done again. */
struct work {
    int32_t project_id;
    int64_t now;
    struct batch_result *result;
};

/* Columns of fold_next.sql. */
enum { REPORT, COMMIT, BRANCH, JOB, VARIANT, LIST, TESTS, RECEIVED, BEGUN, NOTED };

static void free_batch(struct batch *batch)
{
    lists_free(&batch->lists);
    sums_free(&batch->sums);
    free(batch->concerned);
    arena_free(&batch->arena);
}

static const char *copy(struct batch *batch, const char *text)
{
    return text ? arena_text(&batch->arena, text, strlen(text)) : NULL;
}

static enum err_code read_report(struct batch *batch, const struct rows *rows, size_t row,
                                 struct err *err)
{
    struct batch_report *report = &batch->reports[row];
    *report = (struct batch_report){
        .report_id = rows_int(rows, row, REPORT),
        .commit_id = rows_int(rows, row, COMMIT),
        .list_id = rows_int(rows, row, LIST),
        .received_at = rows_int(rows, row, RECEIVED),
        .begun_at = rows_int(rows, row, BEGUN),
        .tests = (int32_t)rows_int(rows, row, TESTS),
        .noted = rows_bool(rows, row, NOTED),
        .branch = copy(batch, rows_text_or_null(rows, row, BRANCH)),
        .job = copy(batch, rows_text(rows, row, JOB)),
        .variant = copy(batch, rows_text(rows, row, VARIANT)),
    };
    if (!report->job || !report->variant || (!report->branch && !rows_null(rows, row, BRANCH)))
        return err_nomem(err);
    return ERR_OK;
}

/* The next reports, all of one day and not too many. */
static enum err_code read_next(struct batch *batch, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, batch->project_id);
    params_int(&params, BATCH_REPORTS + 1);
    try_(db_run(batch->db, QUERY_FOLD_NEXT, &params, &rows, err));
    batch->reports = arena_zalloc(&batch->arena, rows_count(rows) + 1, sizeof *batch->reports);
    if (!batch->reports)
        return err_nomem(err);
    int64_t results = 0;
    for (size_t i = 0; i < rows_count(rows) && i < BATCH_REPORTS; i++) {
        try_(read_report(batch, rows, i, err));
        const struct batch_report *report = &batch->reports[i];
        results += report->tests;
        if (i > 0 && (results > BATCH_RESULTS ||
                      report->received_at / DAY != batch->reports[0].received_at / DAY))
            break;
        batch->count = i + 1;
    }
    batch->more = batch->count < rows_count(rows);
    return ERR_OK;
}

/* From here on no other process can fold them, whatever became of the lease. */
static enum err_code take_reports(struct batch *batch, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, batch->project_id);
    params_long_array(&params, &batch->reports->report_id, batch->count, sizeof *batch->reports);
    try_(db_run(batch->db, QUERY_FOLD_TAKE, &params, &rows, err));
    if (rows_count(rows) != batch->count)
        return err_set(err, ERR_CONFLICT, "another process folds the same reports");
    return ERR_OK;
}

enum err_code batch_concern(struct batch *batch, int32_t test_id, struct err *err)
{
    if (test_id > batch->max_test || !batch->concerned) {
        size_t room = (size_t)(test_id > batch->max_test ? test_id : batch->max_test) + 1;
        size_t had = batch->concerned ? (size_t)batch->max_test + 1 : 0;
        bool *concerned = realloc(batch->concerned, room * sizeof *concerned);
        if (!concerned)
            return err_nomem(err);
        memset(concerned + had, 0, (room - had) * sizeof *concerned);
        batch->concerned = concerned;
        batch->max_test = (int32_t)room - 1;
    }
    batch->concerned[test_id] = true;
    return ERR_OK;
}

/* What decides on streams and what is noted of them; and what scores are reckoned by. */
static enum err_code write_basis(struct batch *batch, const char *default_branch,
                                 struct text *basis, struct text *scores, struct err *err)
{
    const struct settings *it = batch->settings;
    batch->default_branch = copy(batch, default_branch);
    text_printf(basis, "%s; %s; %g; %g %g %g", default_branch, it->protected_branches,
                it->window_commits, it->split_a, it->split_b, it->split_prior);
    text_printf(scores, "%g %g; %g %g; %g; %g %g %g %g; %g %g; %g", it->prior_a, it->prior_b,
                it->sound_flip, it->sound_blip, it->flaky_share, it->break_chance, it->mend_chance,
                it->broken_fails, it->again_fails, it->broken_row, it->broken_row_chance,
                it->broken_from);
    return batch->default_branch && !basis->failed && !scores->failed ? ERR_OK : err_nomem(err);
}

static enum err_code check_basis(struct batch *batch, struct err *err)
{
    enum { DEFAULT_BRANCH, BASIS, SCORES };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    auto_text struct text basis = {0}, scores = {0};
    params_int(&params, batch->project_id);
    try_(db_run(batch->db, QUERY_FOLD_PROJECT, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no project %d", batch->project_id);
    try_(write_basis(batch, rows_text(rows, 0, DEFAULT_BRANCH), &basis, &scores, err));
    bool known = !rows_null(rows, 0, BASIS);
    bool forget = known && strcmp(rows_text(rows, 0, BASIS), text_get(&basis)) != 0;
    batch->rescore = known && strcmp(rows_text(rows, 0, SCORES), text_get(&scores)) != 0;
    if (known && !forget && !batch->rescore)
        return ERR_OK;
    if (forget)
        try_(db_run(batch->db, QUERY_FOLD_FORGET, &params, NULL, err));
    params_text(&params, text_get(&basis));
    params_text(&params, text_get(&scores));
    return db_run(batch->db, QUERY_FOLD_BASIS_PUT, &params, NULL, err);
}

static enum err_code note_failing_runs(struct batch *batch, struct err *err)
{
    int64_t fresh[BATCH_REPORTS];
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->reports[i].noted)
            fresh[count++] = batch->reports[i].report_id;
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, batch->project_id);
    params_long_array(&params, fresh, count, sizeof *fresh);
    return db_run(batch->db, QUERY_TEST_STATE_FAILED, &params, NULL, err);
}

static enum err_code fold_reports(struct batch *batch, struct err *err)
{
    try_(take_reports(batch, err));
    try_(streams_name(batch, err));
    try_(batch_sum(batch, err));
    try_(sums_store(batch->db, batch->project_id, &batch->sums, err));
    return streams_fold(batch, err);
}

/* The standing of tests comes last: from there to the end of the transaction uploads wait that
 * change that of the same ones. */
static enum err_code fold_batch(struct batch *batch, struct batch_result *result, struct err *err)
{
    try_(check_basis(batch, err));
    try_(read_next(batch, err));
    if (batch->count > 0) {
        try_(fold_reports(batch, err));
        try_(costs_write(batch, err));
        try_(note_failing_runs(batch, err));
    }
    if (batch->count > 0 || batch->rescore)
        try_(scores_write(batch, err));
    result->reports = batch->count;
    for (size_t i = 0; i < batch->count; i++)
        result->results += batch->reports[i].tests;
    result->more = batch->more;
    return ERR_OK;
}

static enum err_code fold_once(struct db *db, void *context, struct err *err)
{
    const struct work *work = context;
    struct settings settings;
    struct batch batch = {
        .db = db, .project_id = work->project_id, .now = work->now, .settings = &settings};
    *work->result = (struct batch_result){.reports = 0};
    enum err_code code = settings_load(db, work->project_id, &settings, err);
    if (code == ERR_OK)
        code = fold_batch(&batch, work->result, err);
    free_batch(&batch);
    settings_free(&settings);
    return code;
}

enum err_code batch_fold(struct db *db, int32_t project_id, int64_t now,
                         struct batch_result *result, struct err *err)
{
    struct work work = {.project_id = project_id, .now = now, .result = result};
    return db_transaction(db, fold_once, &work, err);
}
