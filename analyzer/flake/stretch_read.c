/* Commits, reports and what tests did in them. Failures come from the ledger, which knows which of
 * them are evidence; passes from the columns. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/stretch_internal.h"

/* Columns of stream_failures.sql. */
enum { COMMIT, REPORT, LIST, FAILED, IN_INCIDENT };

struct commit_column {
    int64_t commit_id;
    size_t column;
};

static int by_commit(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

static int by_test(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return a < b ? -1 : a > b;
}

static enum err_code read_columns(struct stretch *stretch, int64_t from, int64_t until,
                                  struct err *err)
{
    size_t window = (size_t)stretch->batch->settings->window_commits, before = 0, after = 0;
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *rows = NULL;
    params_int(&params, stretch->batch->project_id);
    params_int(&params, stretch->stream_id);
    params_int(&params, from);
    params_int(&params, until);
    params_int(&params, 2 * (int64_t)window);
    try_(db_run(stretch->batch->db, QUERY_STREAM_WINDOW, &params, &rows, err));
    size_t columns = stretch->columns = rows_count(rows);
    stretch->commits = arena_alloc(&stretch->arena, columns * sizeof *stretch->commits + 1);
    stretch->first_report =
        arena_zalloc(&stretch->arena, columns + 1, sizeof *stretch->first_report);
    if (!stretch->commits || !stretch->first_report)
        return err_nomem(err);
    for (size_t i = 0; i < columns; i++) {
        stretch->commits[i] = rows_int(rows, i, 0);
        before += rows_int(rows, i, 1) < 0;
        after += rows_int(rows, i, 1) > 0;
    }
    stretch->judge_from = before > window ? before - window : 0;
    stretch->judge_until = after > window ? columns - (after - window) : columns;
    stretch->tail_from = columns;
    if (after < window)
        stretch->tail_from = columns > window ? columns - window : 0;
    return ERR_OK;
}

static enum err_code read_report(struct stretch *stretch, const struct rows *rows, size_t row,
                                 size_t column, struct err *err)
{
    struct stretch_report *report = &stretch->reports[row];
    *report = (struct stretch_report){.report_id = rows_int(rows, row, REPORT),
                                      .list_id = rows_int(rows, row, LIST),
                                      .column = column,
                                      .expired = true};
    if (row == 0 || report[-1].column != column)
        stretch->first_report[column] = row;
    try_(rows_int_array(rows, row, FAILED, &stretch->arena, &report->failed, &report->failed_count,
                        err));
    return rows_int_array(rows, row, IN_INCIDENT, &stretch->arena, &report->in_incident,
                          &report->in_incident_count, err);
}

static enum err_code read_reports(struct stretch *stretch, struct err *err)
{
    struct commit_column *sorted =
        arena_alloc(&stretch->arena, stretch->columns * sizeof *sorted + 1);
    if (!sorted)
        return err_nomem(err);
    for (size_t i = 0; i < stretch->columns; i++)
        sorted[i] = (struct commit_column){.commit_id = stretch->commits[i], .column = i};
    qsort(sorted, stretch->columns, sizeof *sorted, by_commit);
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *rows = NULL;
    params_int(&params, stretch->batch->project_id);
    params_int(&params, stretch->stream_id);
    params_long_array(&params, stretch->commits, stretch->columns, sizeof *stretch->commits);
    try_(db_run(stretch->batch->db, QUERY_STREAM_FAILURES, &params, &rows, err));
    stretch->report_count = rows_count(rows);
    stretch->reports =
        arena_zalloc(&stretch->arena, stretch->report_count + 1, sizeof *stretch->reports);
    if (!stretch->reports)
        return err_nomem(err);
    for (size_t row = 0; row < stretch->report_count; row++) {
        int64_t commit = rows_int(rows, row, COMMIT);
        const struct commit_column *at =
            bsearch(&commit, sorted, stretch->columns, sizeof *sorted, by_commit);
        if (!at)
            return err_set(err, ERR_INTERNAL, "commit %lld is not in its stream",
                           (long long)commit);
        try_(read_report(stretch, rows, row, at->column, err));
    }
    return ERR_OK;
}

static bool is_judged(const struct stretch *stretch, const struct stretch_report *report)
{
    return report->column >= stretch->judge_from && report->column < stretch->judge_until;
}

/* A commit of which an earlier run became known may have left the last ones, with its failures. */
static enum err_code read_noted(const struct stretch *stretch, struct rows **rows, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    if (stretch->tail_from == stretch->columns)
        return ERR_OK;
    params_int(&params, stretch->batch->project_id);
    params_int(&params, stretch->stream_id);
    return db_run(stretch->batch->db, QUERY_TEST_STREAM_TESTS, &params, rows, err);
}

static size_t add_tests(int32_t *all, size_t count, const int32_t *tests, size_t more)
{
    if (more)
        memcpy(all + count, tests, more * sizeof *all);
    return count + more;
}

static size_t sort_out(int32_t *tests, size_t count)
{
    size_t kept = 0;
    qsort(tests, count, sizeof *tests, by_test);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || tests[i] != tests[i - 1])
            tests[kept++] = tests[i];
    return kept;
}

enum err_code stretch_read(struct stretch *stretch, int64_t from, int64_t until, int32_t **tests,
                           size_t *count, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    int32_t *noted = NULL;
    size_t found = 0, room = 0;
    try_(read_columns(stretch, from, until, err));
    try_(read_reports(stretch, err));
    try_(read_noted(stretch, &rows, err));
    if (rows)
        try_(rows_int_array(rows, 0, 0, &stretch->arena, &noted, &room, err));
    size_t noted_count = room;
    for (size_t i = 0; i < stretch->report_count; i++)
        room += stretch->reports[i].failed_count + stretch->reports[i].in_incident_count;
    int32_t *all = arena_alloc(&stretch->arena, room * sizeof *all + 1);
    if (!all)
        return err_nomem(err);
    found = add_tests(all, found, noted, noted_count);
    for (size_t i = 0; i < stretch->report_count; i++) {
        const struct stretch_report *report = &stretch->reports[i];
        if (!is_judged(stretch, report))
            continue;
        found = add_tests(all, found, report->failed, report->failed_count);
        found = add_tests(all, found, report->in_incident, report->in_incident_count);
    }
    *count = sort_out(all, found);
    *tests = all;
    return ERR_OK;
}

/* ---- marks ---------------------------------------------------------------------------------- */

static struct mark *mark_of(const struct stretch *stretch, int32_t test, size_t column)
{
    int32_t row = (size_t)test < stretch->row_tests ? stretch->rows[test] : 0;
    return row ? &stretch->marks[(size_t)(row - 1) * stretch->columns + column] : NULL;
}

static void count_up(uint8_t *count)
{
    *count = (uint8_t)(*count + (*count < UINT8_MAX));
}

static uint16_t ordinal(const struct stretch *stretch, const struct stretch_report *report)
{
    size_t at = (size_t)(report - stretch->reports) - stretch->first_report[report->column];
    return (uint16_t)(at < UINT16_MAX ? at : UINT16_MAX);
}

static enum err_code mark_passes(void *context, const struct outcomes_of *which,
                                 const struct list *list, const char *outcomes, struct err *err)
{
    struct stretch *stretch = context;
    struct stretch_report *report = &stretch->reports[which->tag];
    (void)err;
    report->expired = false;
    for (size_t i = 0; i < list->count; i++) {
        struct mark *mark;
        if (!sums_passed(outcomes[i]) || !(mark = mark_of(stretch, list->tests[i], report->column)))
            continue;
        uint16_t place = ordinal(stretch, report);
        if (mark->passes == 0 || place < mark->first_pass)
            mark->first_pass = place;
        count_up(&mark->passes);
    }
    return ERR_OK;
}

static void mark_fails(const struct stretch *stretch, const struct stretch_report *report)
{
    for (size_t i = 0; i < report->failed_count; i++) {
        struct mark *mark = mark_of(stretch, report->failed[i], report->column);
        if (mark && mark->fails == 0)
            mark->first_fail = ordinal(stretch, report);
        if (mark)
            count_up(&mark->fails);
    }
    for (size_t i = 0; i < report->in_incident_count; i++) {
        struct mark *mark = mark_of(stretch, report->in_incident[i], report->column);
        if (mark)
            count_up(&mark->in_incident);
    }
}

/* A column with a report whose results have expired tells nothing any more. */
static void forget_expired(struct stretch *stretch)
{
    size_t window = (size_t)stretch->batch->settings->window_commits;
    for (size_t i = 0; i < stretch->report_count; i++) {
        size_t column = stretch->reports[i].column;
        if (!stretch->reports[i].expired)
            continue;
        for (size_t row = 0; row < stretch->test_count; row++)
            stretch->marks[row * stretch->columns + column] = (struct mark){.passes = 0};
        if (column + window + 1 > stretch->keep_until)
            stretch->keep_until = column + window + 1;
    }
}

enum err_code stretch_fill(struct stretch *stretch, struct err *err)
{
    struct batch *batch = stretch->batch;
    memset(stretch->marks, 0, stretch->test_count * stretch->columns * sizeof *stretch->marks);
    memset(stretch->rows, 0, stretch->row_tests * sizeof *stretch->rows);
    for (size_t i = 0; i < stretch->test_count; i++)
        stretch->rows[stretch->tests[i]] = (int32_t)i + 1;
    struct outcomes_of *asked =
        arena_alloc(&stretch->arena, stretch->report_count * sizeof *asked + 1);
    if (!asked)
        return err_nomem(err);
    for (size_t i = 0; i < stretch->report_count; i++)
        asked[i] = (struct outcomes_of){.report_id = stretch->reports[i].report_id,
                                        .list_id = stretch->reports[i].list_id,
                                        .tag = i};
    try_(lists_outcomes(&batch->lists, batch->db, batch->project_id, asked, stretch->report_count,
                        mark_passes, stretch, err));
    for (size_t i = 0; i < stretch->report_count; i++)
        mark_fails(stretch, &stretch->reports[i]);
    forget_expired(stretch);
    return ERR_OK;
}
