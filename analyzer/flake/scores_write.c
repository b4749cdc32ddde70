/* The scores of all tests that a batch has a bearing on: those that failed in it, those with a
 * score that ran in it, and those near whose failures something has changed. */
#include <assert.h>
#include <stdlib.h>

#include "analyzer/flake/batch.h"
#include "analyzer/flake/rules.h"
#include "analyzer/flake/score.h"
#include "common/db_arrays.h"

enum { GROUP = 8 /* chunks of the tally read at once */ };

struct scoring {
    struct batch *batch;
    struct score *scores; /* by test */
    size_t count;
};

/* ---- which ---------------------------------------------------------------------------------- */

static enum err_code concern_failing(struct batch *batch, const struct sums_chunk *chunk,
                                     size_t number, struct err *err)
{
    for (size_t i = 0; i < SUMS_CHUNK; i++)
        if (chunk->failures[i] || chunk->flakes[i])
            try_(batch_concern(batch, (int32_t)(number * SUMS_CHUNK + i), err));
    return ERR_OK;
}

static bool ran(const struct sums *sums, int32_t test)
{
    size_t number = (size_t)test / SUMS_CHUNK, at = (size_t)test % SUMS_CHUNK;
    for (const struct sums_day *day = sums->days; day; day = day->next) {
        const struct sums_chunk *chunk = number < day->chunk_count ? day->chunks[number] : NULL;
        if (chunk && (chunk->runs[at] || chunk->commits[at]))
            return true;
    }
    return false;
}

static enum err_code concern_known(struct batch *batch, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *rows = NULL;
    size_t count;
    params_int(&params, batch->project_id);
    try_(db_run(batch->db, QUERY_SCORE_KNOWN, &params, &rows, err));
    const unsigned char *tests = rows_elements(rows, 0, 0, &count);
    for (size_t i = 0; i < count; i++)
        if (batch->rescore || ran(&batch->sums, elements_int(tests, i)))
            try_(batch_concern(batch, elements_int(tests, i), err));
    return ERR_OK;
}

static enum err_code choose(struct scoring *scoring, struct err *err)
{
    struct batch *batch = scoring->batch;
    for (const struct sums_day *day = batch->sums.days; day; day = day->next)
        for (size_t i = 0; i < day->chunk_count; i++)
            if (day->chunks[i])
                try_(concern_failing(batch, day->chunks[i], i, err));
    try_(concern_known(batch, err));
    size_t tests = batch->concerned ? (size_t)batch->max_test + 1 : 0;
    for (size_t i = 0; i < tests; i++)
        scoring->count += batch->concerned[i];
    scoring->scores = arena_zalloc(&batch->arena, scoring->count + 1, sizeof *scoring->scores);
    if (!scoring->scores)
        return err_nomem(err);
    for (size_t i = 0, next = 0; i < tests; i++)
        if (batch->concerned[i])
            scoring->scores[next++].test_id = (int32_t)i;
    return ERR_OK;
}

/* ---- counts --------------------------------------------------------------------------------- */

static int by_test(const void *left, const void *right)
{
    const struct score *a = left, *b = right;
    return a->test_id < b->test_id ? -1 : a->test_id > b->test_id;
}

/* The statements are asked for no other tests. */
static struct score *score_of(const struct scoring *scoring, int64_t test_id)
{
    const struct score key = {.test_id = (int32_t)test_id};
    struct score *score = bsearch(&key, scoring->scores, scoring->count, sizeof key, by_test);
    assert(score);
    return score;
}

static int64_t element_or_0(const struct rows *rows, size_t row, int column, size_t at)
{
    size_t count;
    const unsigned char *elements = rows_elements(rows, row, column, &count);
    return at < count ? elements_int(elements, at) : 0;
}

static void count_passes(const struct scoring *scoring, const struct rows *rows, size_t row)
{
    enum { CHUNK, RUNS, FAILURES, COMMITS };
    int32_t first = (int32_t)rows_int(rows, row, CHUNK) * SUMS_CHUNK;
    size_t low = 0, high = scoring->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (scoring->scores[middle].test_id < first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < scoring->count && scoring->scores[low].test_id < first + SUMS_CHUNK; low++) {
        struct score *score = &scoring->scores[low];
        size_t at = (size_t)(score->test_id - first);
        score->passes += element_or_0(rows, row, RUNS, at) - element_or_0(rows, row, FAILURES, at);
        score->commits += element_or_0(rows, row, COMMITS, at);
    }
}

static enum err_code read_tallies(const struct scoring *scoring, struct err *err)
{
    for (size_t next = 0; next < scoring->count;) {
        int32_t chunks[GROUP];
        size_t count = 0;
        for (; next < scoring->count; next++) {
            int32_t chunk = scoring->scores[next].test_id / SUMS_CHUNK;
            if (count > 0 && chunks[count - 1] == chunk)
                continue;
            if (count == GROUP)
                break;
            chunks[count++] = chunk;
        }
        auto_params struct params params = {.binary_rows = true};
        auto_rows struct rows *rows = NULL;
        params_int(&params, scoring->batch->project_id);
        params_int_array(&params, chunks, count, sizeof *chunks);
        try_(db_run(scoring->batch->db, QUERY_TALLY_LAST, &params, &rows, err));
        for (size_t row = 0; row < rows_count(rows); row++)
            count_passes(scoring, rows, row);
    }
    return ERR_OK;
}

static enum err_code run_for_tests(const struct scoring *scoring, enum query query,
                                   struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, scoring->batch->project_id);
    params_int_array(&params, &scoring->scores->test_id, scoring->count, sizeof *scoring->scores);
    return db_run(scoring->batch->db, query, &params, rows, err);
}

static enum err_code read_counts(const struct scoring *scoring, struct err *err)
{
    auto_rows struct rows *events = NULL, *tails = NULL;
    const struct settings *settings = scoring->batch->settings;
    try_(read_tallies(scoring, err));
    try_(run_for_tests(scoring, QUERY_SCORE_EVENTS, &events, err));
    for (size_t row = 0; row < rows_count(events); row++) {
        struct score *score = score_of(scoring, rows_int(events, row, 0));
        score->flips = (int32_t)rows_int(events, row, 1);
        score->blips = (int32_t)rows_int(events, row, 2);
    }
    for (size_t i = 0; i < scoring->count; i++)
        score_reckon(settings, &scoring->scores[i]);
    try_(run_for_tests(scoring, QUERY_SCORE_TAILS, &tails, err));
    for (size_t row = 0; row < rows_count(tails); row++)
        score_stream(settings, score_of(scoring, rows_int(tails, row, 0)), rows_int(tails, row, 1),
                     rows_text(tails, row, 2), rows_text(tails, row, 3), rows_int(tails, row, 4));
    return ERR_OK;
}

/* ---- writing -------------------------------------------------------------------------------- */

static enum err_code put_standing(const struct scoring *scoring, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, scoring->batch->project_id);
    params_int_array(&params, &scoring->scores->test_id, scoring->count, sizeof *scoring->scores);
    params_real(&params, scoring->batch->settings->broken_from);
    return db_run(scoring->batch->db, QUERY_TEST_STATE_SCORED, &params, NULL, err);
}

static enum err_code put(const struct scoring *scoring, struct rows **changed, struct err *err)
{
    struct batch *batch = scoring->batch;
    const struct score *first = scoring->scores;
    const size_t count = scoring->count, step = sizeof *first;
    const char **recent = arena_alloc(&batch->arena, count * sizeof(char *));
    if (!recent)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        recent[i] = first[i].recent;
    auto_params struct params params = {.binary_rows = true};
    params_int(&params, batch->project_id);
    params_time(&params, batch->now);
    params_bool(&params, !batch->more);
    params_int_array(&params, &first->test_id, count, step);
    params_int_array(&params, &first->flips, count, step);
    params_int_array(&params, &first->blips, count, step);
    params_long_array(&params, &first->passes, count, step);
    params_long_array(&params, &first->commits, count, step);
    params_double_array(&params, &first->log_e, count, step);
    params_double_array(&params, &first->flaky, count, step);
    params_double_array(&params, &first->rate, count, step);
    params_double_array(&params, &first->rate_low, count, step);
    params_double_array(&params, &first->rate_high, count, step);
    params_double_array(&params, &first->broken, count, step);
    params_long_array(&params, &first->broken_since, count, step);
    params_long_array(&params, &first->broken_stream, count, step);
    params_text_array(&params, recent, count, sizeof(char *));
    return db_run(batch->db, QUERY_SCORE_PUT, &params, changed, err);
}

/* Only when nothing waits to be folded: a score that lacks passes which are there is too high. */
static enum err_code have_judged(struct batch *batch, const struct rows *changed, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *waiting = NULL;
    params_int(&params, batch->project_id);
    try_(db_run(batch->db, QUERY_SCORE_JUDGE, &params, &waiting, err));
    size_t count = rows_count(changed) + rows_count(waiting), next = 0;
    int32_t *tests = arena_alloc(&batch->arena, count * sizeof *tests + 1);
    if (!tests)
        return err_nomem(err);
    for (size_t row = 0; row < rows_count(changed); row++)
        tests[next++] = (int32_t)rows_int(changed, row, 0);
    for (size_t row = 0; row < rows_count(waiting); row++)
        tests[next++] = (int32_t)rows_int(waiting, row, 0);
    return count ? rules_apply(batch->db, batch->project_id, tests, count, batch->now, err)
                 : ERR_OK;
}

enum err_code scores_write(struct batch *batch, struct err *err)
{
    struct scoring scoring = {.batch = batch};
    auto_rows struct rows *changed = NULL;
    try_(choose(&scoring, err));
    if (scoring.count > 0) {
        try_(read_counts(&scoring, err));
        try_(put(&scoring, &changed, err));
        try_(put_standing(&scoring, err));
    }
    return batch->more ? ERR_OK : have_judged(batch, changed, err);
}
