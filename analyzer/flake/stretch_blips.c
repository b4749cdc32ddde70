/* Blips among the tests at hand, held against those that are stored. */
#include <stdlib.h>

#include "analyzer/flake/blips.h"
#include "analyzer/flake/stretch_internal.h"

/* Columns of blip_list.sql. */
enum { EVENT, TEST, REPORT, PASSED_REPORT };

struct found {
    int32_t test_id;
    int64_t report_id, passed_report_id;
};

struct finding {
    struct stretch *stretch;
    struct cell *cells;
    struct blip *blips;
    struct found *found;
    size_t count, capacity;
};

static int by_run(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    if (a->test_id != b->test_id)
        return a->test_id < b->test_id ? -1 : 1;
    return a->report_id < b->report_id ? -1 : a->report_id > b->report_id;
}

static enum err_code find_in_row(struct finding *finding, size_t row, struct err *err)
{
    struct stretch *stretch = finding->stretch;
    const struct mark *marks = stretch_row(stretch, row);
    for (size_t i = 0; i < stretch->columns; i++)
        finding->cells[i] = (struct cell){.passes = marks[i].passes, .fails = marks[i].fails};
    size_t count = blips_find(finding->cells, stretch->columns,
                              (size_t)stretch->batch->settings->window_commits, finding->blips);
    for (size_t i = 0; i < count; i++) {
        size_t at = finding->blips[i].at, next = finding->blips[i].next;
        if (at < stretch->judge_from || at >= stretch->judge_until)
            continue;
        struct found *found = arena_grow(&stretch->arena, finding->found, finding->count,
                                         &finding->capacity, sizeof *found);
        if (!found)
            return err_nomem(err);
        finding->found = found;
        const struct stretch_report *failed =
            &stretch->reports[stretch->first_report[at] + marks[at].first_fail];
        const struct stretch_report *passed =
            &stretch->reports[stretch->first_report[next] + marks[next].first_pass];
        found[finding->count++] = (struct found){.test_id = stretch->tests[row],
                                                 .report_id = failed->report_id,
                                                 .passed_report_id = passed->report_id};
    }
    return ERR_OK;
}

static enum err_code find_all(struct finding *finding, struct err *err)
{
    struct stretch *stretch = finding->stretch;
    finding->cells = arena_alloc(&stretch->arena, stretch->columns * sizeof *finding->cells);
    finding->blips = arena_alloc(&stretch->arena, stretch->columns * sizeof *finding->blips);
    if (!finding->cells || !finding->blips)
        return err_nomem(err);
    for (size_t row = 0; row < stretch->test_count; row++)
        try_(find_in_row(finding, row, err));
    if (finding->count > 0)
        qsort(finding->found, finding->count, sizeof *finding->found, by_run);
    return ERR_OK;
}

/* Of the tests at hand in the judged columns; those that may not be taken back are left out. */
static enum err_code read_stored(struct stretch *stretch, struct rows **rows, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    int64_t *reports = arena_alloc(&stretch->arena, stretch->report_count * sizeof *reports + 1);
    size_t count = 0;
    if (!reports)
        return err_nomem(err);
    for (size_t i = 0; i < stretch->report_count; i++) {
        const struct stretch_report *report = &stretch->reports[i];
        if (report->column >= stretch->judge_from && report->column < stretch->judge_until &&
            report->column >= stretch->keep_until)
            reports[count++] = report->report_id;
    }
    params_int(&params, stretch->batch->project_id);
    params_int_array(&params, stretch->tests, stretch->test_count, sizeof *stretch->tests);
    params_long_array(&params, reports, count, sizeof *reports);
    return db_run(stretch->batch->db, QUERY_BLIP_LIST, &params, rows, err);
}

static enum err_code put(const struct stretch *stretch, const struct found *found, size_t count,
                         struct err *err)
{
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, stretch->batch->project_id);
    params_int_array(&params, &found->test_id, count, sizeof *found);
    params_long_array(&params, &found->report_id, count, sizeof *found);
    params_long_array(&params, &found->passed_report_id, count, sizeof *found);
    return db_run(stretch->batch->db, QUERY_BLIP_PUT, &params, NULL, err);
}

static enum err_code drop(const struct stretch *stretch, const int64_t *events, size_t count,
                          struct err *err)
{
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, stretch->batch->project_id);
    params_long_array(&params, events, count, sizeof *events);
    return db_run(stretch->batch->db, QUERY_BLIP_DROP, &params, NULL, err);
}

static enum err_code note_changed(struct batch *batch, int64_t report_id, struct err *err)
{
    int64_t *changed = arena_grow(&batch->arena, batch->changed, batch->changed_count,
                                  &batch->changed_room, sizeof *changed);
    if (!changed)
        return err_nomem(err);
    batch->changed = changed;
    changed[batch->changed_count++] = report_id;
    return ERR_OK;
}

/* Both are in the same order: what only one of them has is new, or is none any more. */
static enum err_code bring_in_line(struct finding *finding, const struct rows *stored,
                                   struct err *err)
{
    struct stretch *stretch = finding->stretch;
    struct found *missing = arena_alloc(&stretch->arena, finding->count * sizeof *missing + 1);
    int64_t *wrong = arena_alloc(&stretch->arena, rows_count(stored) * sizeof *wrong + 1);
    size_t missing_count = 0, wrong_count = 0, i = 0;
    if (!missing || !wrong)
        return err_nomem(err);
    for (size_t row = 0; row < rows_count(stored); row++) {
        const struct found it = {.test_id = (int32_t)rows_int(stored, row, TEST),
                                 .report_id = rows_int(stored, row, REPORT),
                                 .passed_report_id = rows_int(stored, row, PASSED_REPORT)};
        for (; i < finding->count && by_run(&finding->found[i], &it) < 0; i++)
            missing[missing_count++] = finding->found[i];
        if (i == finding->count || by_run(&finding->found[i], &it) != 0) {
            wrong[wrong_count++] = rows_int(stored, row, EVENT);
            try_(note_changed(stretch->batch, it.report_id, err));
        } else if (finding->found[i++].passed_report_id != it.passed_report_id)
            missing[missing_count++] = finding->found[i - 1];
    }
    for (; i < finding->count; i++)
        missing[missing_count++] = finding->found[i];
    for (size_t at = 0; at < missing_count; at++)
        try_(note_changed(stretch->batch, missing[at].report_id, err));
    try_(drop(stretch, wrong, wrong_count, err));
    return put(stretch, missing, missing_count, err);
}

enum err_code stretch_blips(struct stretch *stretch, struct err *err)
{
    struct finding finding = {.stretch = stretch};
    auto_rows struct rows *stored = NULL;
    try_(find_all(&finding, err));
    try_(read_stored(stretch, &stored, err));
    return bring_in_line(&finding, stored, err);
}
