#include <stdlib.h>

#include "analyzer/flake/stretch_internal.h"

enum { MARKS_MAX = 3000000 /* of the tests at hand, which bounds memory */ };

static enum err_code judge_some(struct stretch *stretch, struct err *err)
{
    try_(stretch_fill(stretch, err));
    try_(stretch_blips(stretch, err));
    if (stretch->tail_from < stretch->columns)
        try_(stretch_tails(stretch, err));
    for (size_t i = 0; i < stretch->test_count; i++)
        try_(batch_concern(stretch->batch, stretch->tests[i], err));
    return ERR_OK;
}

static enum err_code judge(struct stretch *stretch, int64_t from, int64_t until, struct err *err)
{
    int32_t *tests;
    size_t count;
    try_(stretch_read(stretch, from, until, &tests, &count, err));
    if (count == 0)
        return ERR_OK;
    size_t at_once = MARKS_MAX / stretch->columns + 1;
    at_once = at_once < count ? at_once : count;
    stretch->row_tests = (size_t)tests[count - 1] + 1;
    stretch->rows = arena_zalloc(&stretch->arena, stretch->row_tests, sizeof *stretch->rows);
    stretch->marks =
        arena_alloc(&stretch->arena, at_once * stretch->columns * sizeof *stretch->marks);
    if (!stretch->rows || !stretch->marks)
        return err_nomem(err);
    for (size_t done = 0; done < count; done += at_once) {
        stretch->tests = tests + done;
        stretch->test_count = count - done < at_once ? count - done : at_once;
        try_(judge_some(stretch, err));
    }
    return ERR_OK;
}

enum err_code stretch_judge(struct batch *batch, int64_t stream_id, int64_t from, int64_t until,
                            struct err *err)
{
    struct stretch stretch = {.batch = batch, .stream_id = stream_id};
    enum err_code code = judge(&stretch, from, until, err);
    arena_free(&stretch.arena);
    return code;
}
