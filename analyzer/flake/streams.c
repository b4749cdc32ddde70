/* Streams of commits. New reports touch places of them; what is near enough to a touched place to
 * be changed by it is judged anew, stretch by stretch. */
#include <stdlib.h>

#include "analyzer/flake/batch.h"
#include "analyzer/flake/stretch.h"

/* A place of a stream, by time. */
struct place {
    int64_t stream_id, at, next; /* next: the one after it */
};

/* ---- names ---------------------------------------------------------------------------------- */

enum err_code streams_name(struct batch *batch, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    struct batch_report **in_streams =
        arena_alloc(&batch->arena, batch->count * sizeof(struct batch_report *));
    const char **texts = arena_alloc(&batch->arena, 3 * batch->count * sizeof(char *));
    if (!in_streams || !texts)
        return err_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_report *report = &batch->reports[i];
        if (!settings_protects(batch->settings, batch->default_branch, report->branch))
            continue;
        texts[3 * count] = report->branch;
        texts[3 * count + 1] = report->job;
        texts[3 * count + 2] = report->variant;
        in_streams[count++] = report;
    }
    if (count == 0)
        return ERR_OK;
    params_int(&params, batch->project_id);
    for (size_t i = 0; i < 3; i++)
        params_text_array(&params, texts + i, count, 3 * sizeof(char *));
    try_(db_run(batch->db, QUERY_STREAM_FIND, &params, &rows, err));
    if (rows_count(rows) != count)
        return err_set(err, ERR_RETRY, "another process names the same streams");
    for (size_t i = 0; i < count; i++)
        in_streams[rows_int(rows, i, 0) - 1]->stream_id = rows_int(rows, i, 1);
    return ERR_OK;
}

/* ---- places --------------------------------------------------------------------------------- */

static enum err_code add_reports(struct batch *batch, struct place **places, size_t *count,
                                 struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    const struct batch_report *first = batch->reports;
    size_t other = 0;
    while (other < batch->count && first->stream_id == 0) /* they are sorted by stream */
        first++, other++;
    *count = 0;
    if (other == batch->count)
        return ERR_OK;
    params_int(&params, batch->project_id);
    params_long_array(&params, &first->stream_id, batch->count - other, sizeof *first);
    params_long_array(&params, &first->commit_id, batch->count - other, sizeof *first);
    params_long_array(&params, &first->report_id, batch->count - other, sizeof *first);
    params_long_array(&params, &first->begun_at, batch->count - other, sizeof *first);
    try_(db_run(batch->db, QUERY_STREAM_ADD, &params, &rows, err));
    *places = arena_zalloc(&batch->arena, rows_count(rows), sizeof **places);
    if (!*places)
        return err_nomem(err);
    *count = rows_count(rows);
    for (size_t i = 0; i < *count; i++) {
        (*places)[i] =
            (struct place){.stream_id = rows_int(rows, i, 0), .at = rows_int(rows, i, 1)};
        if (i > 0)
            (*places)[i - 1].next = (*places)[i].at;
    }
    return ERR_OK;
}

/* Which of the places of one stream are so far from the next that nothing between them is touched:
 * a row each. */
static enum err_code read_apart(struct batch *batch, const struct place *places, size_t count,
                                struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, batch->project_id);
    params_int(&params, places->stream_id);
    params_long_array(&params, &places->at, count - 1, sizeof *places);
    params_long_array(&params, &places->next, count - 1, sizeof *places);
    params_int(&params, 2 * (int64_t)batch->settings->window_commits);
    return db_run(batch->db, QUERY_STREAM_APART, &params, rows, err);
}

static enum err_code fold_stream(struct batch *batch, const struct place *places, size_t count,
                                 struct err *err)
{
    auto_rows struct rows *apart = NULL;
    if (count > 1)
        try_(read_apart(batch, places, count, &apart, err));
    for (size_t first = 0, last; first < count; first = last + 1) {
        for (last = first; last + 1 < count && !rows_bool(apart, last, 0);)
            last++;
        try_(stretch_judge(batch, places->stream_id, places[first].at, places[last].at, err));
    }
    return ERR_OK;
}

enum err_code streams_fold(struct batch *batch, struct err *err)
{
    struct place *places = NULL;
    size_t count;
    try_(add_reports(batch, &places, &count, err));
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && places[end].stream_id == places[first].stream_id;)
            end++;
        try_(fold_stream(batch, places + first, end - first, err));
    }
    return ERR_OK;
}
