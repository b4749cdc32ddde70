/* Sums of the results of a batch. What adds up is added, report by report. A commit counts once a
 * stream and test, on the first day on which the test passed there; so where several reports of a
 * commit were folded into one stream, they are looked at together. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/batch.h"
#include "common/auto.h"
#include "common/db_arrays.h"

static const int64_t DAY = 86400 * INT64_C(1000000);

/* Small reports are read many at a time, large ones one by one. */
enum { READ_RESULTS = 50000 };

/* On which day a test passed first on the commit at hand. */
struct mark {
    uint32_t group; /* of the last commit that marked it */
    int32_t day;
};

struct summing {
    struct batch *batch;
    struct arena arena;
    struct mark *marks; /* by test */
    size_t mark_count;
    uint32_t group;
    struct rows *blocks; /* of the reports that were read last */
    size_t first, end;   /* of the batch, those are */
};

/* Columns of stream_former.sql. */
enum { STREAM, COMMIT, REPORT, LIST, RECEIVED };

static int32_t day_of(int64_t microseconds)
{
    return (int32_t)(microseconds / DAY);
}

static bool make_marks(struct summing *summing, int32_t max_test)
{
    size_t needed = (size_t)max_test + 1;
    if (needed <= summing->mark_count)
        return true;
    struct mark *marks = arena_zalloc(&summing->arena, 2 * needed, sizeof *marks);
    if (!marks)
        return false;
    if (summing->mark_count)
        memcpy(marks, summing->marks, summing->mark_count * sizeof *marks);
    summing->marks = marks;
    summing->mark_count = 2 * needed;
    return true;
}

static enum err_code mark_former(void *context, const struct outcomes_of *report,
                                 const struct list *list, const char *outcomes, struct err *err)
{
    struct summing *summing = context;
    int32_t day = (int32_t)report->tag;
    if (!make_marks(summing, list->max_test))
        return err_nomem(err);
    for (size_t i = 0; i < list->count; i++) {
        struct mark *mark = &summing->marks[list->tests[i]];
        if (sums_passed(outcomes[i]) && (mark->group != summing->group || mark->day > day))
            *mark = (struct mark){.group = summing->group, .day = day};
    }
    return ERR_OK;
}

/* The test passed on @day, on a commit on which it may have passed before, or on a later day. */
static bool count_commit(struct summing *summing, struct sums_day *day, int32_t test)
{
    struct sums *sums = &summing->batch->sums;
    struct mark *mark = &summing->marks[test];
    bool marked = mark->group == summing->group;
    if (marked && mark->day <= day->day)
        return true;
    if (marked) {
        struct sums_day *other = sums_day(sums, SUMS_PROTECTED, mark->day, test);
        struct sums_chunk *taken = other ? sums_chunk(sums, other, test) : NULL;
        if (!taken)
            return false;
        taken->commits[test % SUMS_CHUNK]--;
    }
    struct sums_chunk *chunk = sums_chunk(sums, day, test);
    if (!chunk)
        return false;
    chunk->commits[test % SUMS_CHUNK]++;
    *mark = (struct mark){.group = summing->group, .day = day->day};
    return true;
}

/* Reads the columns of report @i of the batch, and of as many as go along with it. */
static enum err_code read_blocks(struct summing *summing, size_t i, struct err *err)
{
    struct batch *batch = summing->batch;
    int64_t results = batch->reports[i].tests;
    summing->first = i;
    summing->end = i + 1;
    while (summing->end < batch->count &&
           (results += batch->reports[summing->end].tests) <= READ_RESULTS)
        summing->end++;
    rows_free(take(summing->blocks));
    auto_params struct params params = {.binary_rows = true};
    params_int(&params, batch->project_id);
    params_long_array(&params, &batch->reports[i].report_id, summing->end - i,
                      sizeof *batch->reports);
    return db_run(batch->db, QUERY_FOLD_BLOCK, &params, &summing->blocks, err);
}

static enum err_code add_report(struct summing *summing, size_t i, struct err *err)
{
    struct batch *batch = summing->batch;
    const struct batch_report *report = &batch->reports[i];
    const struct list *list;
    try_(lists_get(&batch->lists, batch->db, batch->project_id, report->list_id, &list, err));
    if (i >= summing->end)
        try_(read_blocks(summing, i, err));
    const struct rows *rows = summing->blocks;
    size_t outcomes_len, seconds_len, row = i - summing->first;
    if (rows_null(rows, row, 0))
        return ERR_OK; /* its results have expired */
    const char *outcomes = (const char *)rows_bytes(rows, row, 0, &outcomes_len);
    const unsigned char *seconds = rows_elements(rows, row, 1, &seconds_len);
    if (outcomes_len != list->count || seconds_len != list->count)
        return err_set(err, ERR_INTERNAL, "the columns of report %lld differ in length",
                       (long long)report->report_id);
    struct sums_day *day = sums_day(&batch->sums, report->stream_id ? SUMS_PROTECTED : SUMS_OTHER,
                                    day_of(report->received_at), list->max_test);
    if (!day || !make_marks(summing, list->max_test) ||
        !sums_add(&batch->sums, day, list->tests, outcomes, seconds, list->count))
        return err_nomem(err);
    for (size_t at = 0; report->stream_id && at < list->count; at++)
        if (sums_passed(outcomes[at]) && !count_commit(summing, day, list->tests[at]))
            return err_nomem(err);
    return ERR_OK;
}

static int by_place(const void *left, const void *right)
{
    const struct batch_report *a = left, *b = right;
    if (a->stream_id != b->stream_id)
        return a->stream_id < b->stream_id ? -1 : 1;
    if (a->commit_id != b->commit_id)
        return a->commit_id < b->commit_id ? -1 : 1;
    return a->report_id < b->report_id ? -1 : a->report_id > b->report_id;
}

/* Those of other reports that were folded before. */
static enum err_code read_former(struct batch *batch, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, batch->project_id);
    params_long_array(&params, &batch->reports->stream_id, batch->count, sizeof *batch->reports);
    params_long_array(&params, &batch->reports->commit_id, batch->count, sizeof *batch->reports);
    return db_run(batch->db, QUERY_STREAM_FORMER, &params, rows, err);
}

/* Marks what passed in the former reports of the commit of @report; *@next is the first row of
 * them, and moves past them. */
static enum err_code mark_formers(struct summing *summing, const struct batch_report *report,
                                  const struct rows *rows, size_t *next, struct err *err)
{
    struct batch *batch = summing->batch;
    struct outcomes_of *formers = NULL;
    size_t count = 0, capacity = 0;
    for (; *next < rows_count(rows) && rows_int(rows, *next, STREAM) == report->stream_id &&
           rows_int(rows, *next, COMMIT) == report->commit_id;
         ++*next) {
        formers = arena_grow(&summing->arena, formers, count, &capacity, sizeof *formers);
        if (!formers)
            return err_nomem(err);
        formers[count++] =
            (struct outcomes_of){.report_id = rows_int(rows, *next, REPORT),
                                 .list_id = rows_int(rows, *next, LIST),
                                 .tag = (size_t)day_of(rows_int(rows, *next, RECEIVED))};
    }
    return lists_outcomes(&batch->lists, batch->db, batch->project_id, formers, count, mark_former,
                          summing, err);
}

static enum err_code sum_all(struct summing *summing, struct err *err)
{
    struct batch *batch = summing->batch;
    auto_rows struct rows *formers = NULL;
    size_t next = 0;
    try_(read_former(batch, &formers, err));
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_report *report = &batch->reports[i], *before = report - 1;
        bool first = i == 0 || report->stream_id != before->stream_id ||
                     report->commit_id != before->commit_id;
        if (first && report->stream_id) {
            summing->group++;
            try_(mark_formers(summing, report, formers, &next, err));
        }
        try_(add_report(summing, i, err));
    }
    return ERR_OK;
}

enum err_code batch_sum(struct batch *batch, struct err *err)
{
    struct summing summing = {.batch = batch};
    qsort(batch->reports, batch->count, sizeof *batch->reports, by_place);
    enum err_code code = sum_all(&summing, err);
    rows_free(summing.blocks);
    arena_free(&summing.arena);
    return code;
}
