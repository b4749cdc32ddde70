/* What the tests at hand did on the last commits of the stream: what tells broken from flaky. */
#include <string.h>

#include "analyzer/flake/broken.h"
#include "analyzer/flake/stretch_internal.h"
#include "analyzer/flake/tail.h"

/* Tests that failed there, and those that did not. */
struct tails {
    int32_t *failed, *sound;
    const char **passes, **fails;
    int64_t *since;
    size_t failed_count, sound_count;
};

static enum err_code make_room(struct stretch *stretch, struct tails *tails, struct err *err)
{
    size_t count = stretch->test_count;
    tails->failed = arena_alloc(&stretch->arena, count * sizeof *tails->failed);
    tails->sound = arena_alloc(&stretch->arena, count * sizeof *tails->sound);
    tails->passes = arena_alloc(&stretch->arena, count * sizeof(char *));
    tails->fails = arena_alloc(&stretch->arena, count * sizeof(char *));
    tails->since = arena_alloc(&stretch->arena, count * sizeof *tails->since);
    if (!tails->failed || !tails->sound || !tails->passes || !tails->fails || !tails->since)
        return err_nomem(err);
    return ERR_OK;
}

/* Failures of an incident count here: the test did fail. */
static enum err_code add(struct stretch *stretch, struct tails *tails, size_t row, struct err *err)
{
    size_t count = stretch->columns - stretch->tail_from, at;
    const struct mark *marks = stretch_row(stretch, row) + stretch->tail_from;
    struct cell cells[TAIL_MAX];
    bool failed = false;
    for (size_t i = 0; i < count; i++) {
        cells[i] = (struct cell){.passes = marks[i].passes,
                                 .fails = marks[i].fails + marks[i].in_incident};
        failed |= cells[i].fails > 0;
    }
    if (!failed) {
        tails->sound[tails->sound_count++] = stretch->tests[row];
        return ERR_OK;
    }
    char *passes = arena_alloc(&stretch->arena, count + 1);
    char *fails = arena_alloc(&stretch->arena, count + 1);
    if (!passes || !fails)
        return err_nomem(err);
    tail_write(cells, count, passes, fails);
    count = tail_read(passes, fails, cells);
    bool split = split_find(stretch->batch->settings, cells, count, &at);
    tails->failed[tails->failed_count] = stretch->tests[row];
    tails->passes[tails->failed_count] = passes;
    tails->fails[tails->failed_count] = fails;
    tails->since[tails->failed_count++] = split ? stretch->commits[stretch->tail_from + at] : 0;
    return ERR_OK;
}

static enum err_code put(const struct stretch *stretch, const struct tails *tails, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, stretch->batch->project_id);
    params_int(&params, stretch->stream_id);
    params_int_array(&params, tails->failed, tails->failed_count, sizeof *tails->failed);
    params_text_array(&params, tails->passes, tails->failed_count, sizeof(char *));
    params_text_array(&params, tails->fails, tails->failed_count, sizeof(char *));
    params_long_array(&params, tails->since, tails->failed_count, sizeof *tails->since);
    return db_run(stretch->batch->db, QUERY_TEST_STREAM_PUT, &params, NULL, err);
}

enum err_code stretch_tails(struct stretch *stretch, struct err *err)
{
    struct tails tails = {.failed_count = 0};
    try_(make_room(stretch, &tails, err));
    for (size_t row = 0; row < stretch->test_count; row++)
        try_(add(stretch, &tails, row, err));
    try_(put(stretch, &tails, err));
    auto_params struct params params = {0};
    params_int(&params, stretch->batch->project_id);
    params_int(&params, stretch->stream_id);
    params_int_array(&params, tails.sound, tails.sound_count, sizeof *tails.sound);
    return db_run(stretch->batch->db, QUERY_TEST_STREAM_DROP, &params, NULL, err);
}
