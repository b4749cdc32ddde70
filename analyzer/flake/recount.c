/* The tally is held against results, events against failures and results, each in one statement.
 * Scores are then reckoned from both and from the tails of streams, which are counted once more. */
#include "analyzer/flake/recount.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/flake/broken.h"
#include "analyzer/flake/score.h"
#include "analyzer/settings.h"
#include "common/db_arrays.h"
#include "common/text.h"

enum { LISTED_MAX = 20 /* of each kind */ };

struct counting {
    struct db *db;
    int32_t project_id;
    struct recount *recount;
    const struct settings *settings;
};

void recount_free(struct recount *recount)
{
    arena_free(&recount->arena);
    *recount = (struct recount){.count = 0};
}

static const char *copy(struct recount *recount, const char *text)
{
    return text ? arena_text(&recount->arena, text, strlen(text)) : NULL;
}

/* @stored or @counted may be NULL. */
static enum err_code note(struct recount *recount, const char *what, const char *where,
                          const char *stored, const char *counted, struct err *err)
{
    struct recount_difference *differences =
        arena_grow(&recount->arena, recount->differences, recount->count, &recount->capacity,
                   sizeof *differences);
    if (!differences)
        return err_nomem(err);
    recount->differences = differences;
    differences[recount->count] = (struct recount_difference){.what = what,
                                                              .where = copy(recount, where),
                                                              .stored = copy(recount, stored),
                                                              .counted = copy(recount, counted)};
    recount->count++;
    return ERR_OK;
}

static enum err_code count_tally(const struct counting *counting, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, counting->project_id);
    params_int(&params, LISTED_MAX);
    try_(db_run(counting->db, QUERY_RECOUNT_TALLY, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        char where[160];
        snprintf(where, sizeof where,
                 "test %s, %s, %s: runs, failures, flakes, skips, commits, 2^-20 s",
                 rows_text(rows, row, 2), rows_text(rows, row, 0), rows_text(rows, row, 1));
        try_(note(counting->recount, "tally", where, rows_text_or_null(rows, row, 3),
                  rows_text_or_null(rows, row, 4), err));
    }
    return ERR_OK;
}

static enum err_code count_events(const struct counting *counting, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, counting->project_id);
    params_int(&params, LISTED_MAX);
    params_int(&params, (int64_t)counting->settings->window_commits);
    try_(db_run(counting->db, QUERY_RECOUNT_EVENTS, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        bool blip = strcmp(rows_text(rows, row, 0), "blip") == 0;
        char where[120];
        snprintf(where, sizeof where, "test %s, report %s%s", rows_text(rows, row, 1),
                 rows_text(rows, row, 2), blip ? ": passed again in" : "");
        try_(note(counting->recount, blip ? "blip" : "flip", where, rows_text_or_null(rows, row, 3),
                  rows_text_or_null(rows, row, 4), err));
    }
    return ERR_OK;
}

/* ---- scores --------------------------------------------------------------------------------- */

/* Columns of recount_scores.sql: what was counted, and the same and more as it is stored. */
enum {
    TEST,
    FLIPS,
    BLIPS,
    PASSES,
    COMMITS,
    STORED,
    LOG_E = STORED + 4,
    BROKEN,
    SINCE,
    STREAM,
    RECENT
};

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-6 * fmax(1, fabs(a));
}

static void say_score(const struct score *score, char text[400])
{
    snprintf(text, 400,
             "flips %d, blips %d, passes %lld, commits %lld, log_e %.6f, broken %.6f since %lld in "
             "%lld, recent %.64s",
             score->flips, score->blips, (long long)score->passes, (long long)score->commits,
             score->log_e, score->broken, (long long)score->broken_since,
             (long long)score->broken_stream, score->recent);
}

static void read_stored(const struct rows *rows, size_t row, struct score *score)
{
    score->flips = (int32_t)rows_int(rows, row, STORED);
    score->blips = (int32_t)rows_int(rows, row, STORED + 1);
    score->passes = rows_int(rows, row, STORED + 2);
    score->commits = rows_int(rows, row, STORED + 3);
    score->log_e = rows_real(rows, row, LOG_E);
    score->broken = rows_real(rows, row, BROKEN);
    score->broken_since = rows_int(rows, row, SINCE);
    score->broken_stream = rows_int(rows, row, STREAM);
    snprintf(score->recent, sizeof score->recent, "%s", rows_text(rows, row, RECENT));
}

static bool equal(const struct score *a, const struct score *b)
{
    return a->flips == b->flips && a->blips == b->blips && a->passes == b->passes &&
           a->commits == b->commits && close_to(a->log_e, b->log_e) &&
           close_to(a->broken, b->broken) && a->broken_since == b->broken_since &&
           a->broken_stream == b->broken_stream && strcmp(a->recent, b->recent) == 0;
}

/* One row of recount_tails.sql. */
static void add_tail(const struct counting *counting, struct score *score, const struct rows *tails,
                     size_t row)
{
    struct cell cells[TAIL_MAX];
    const char *passes = rows_text(tails, row, 2), *fails = rows_text(tails, row, 3);
    size_t count = tail_read(passes, fails, cells), at, commits;
    const unsigned char *commit = rows_elements(tails, row, 4, &commits);
    bool split = split_find(counting->settings, cells, count, &at) && at < commits;
    score_stream(counting->settings, score, rows_int(tails, row, 1), passes, fails,
                 split ? elements_long(commit, at) : 0);
}

static enum err_code compare(const struct counting *counting, const struct rows *rows, size_t row,
                             const struct score *counted, size_t *listed, struct err *err)
{
    struct score stored = {.test_id = counted->test_id};
    char where[40], is[400], should[400];
    bool missing = rows_null(rows, row, STORED);
    read_stored(rows, row, &stored);
    if ((!missing && equal(&stored, counted)) || ++*listed > LISTED_MAX)
        return ERR_OK;
    snprintf(where, sizeof where, "test %d", counted->test_id);
    say_score(&stored, is);
    say_score(counted, should);
    return note(counting->recount, "score", where, missing ? NULL : is, should, err);
}

static enum err_code count_scores(const struct counting *counting, struct err *err)
{
    auto_params struct params params = {.binary_rows = true}, plain = {0};
    auto_rows struct rows *tails = NULL, *rows = NULL;
    params_int(&params, counting->project_id);
    params_int(&params, (int64_t)counting->settings->window_commits);
    try_(db_run(counting->db, QUERY_RECOUNT_TAILS, &params, &tails, err));
    params_int(&plain, counting->project_id);
    try_(db_run(counting->db, QUERY_RECOUNT_SCORES, &plain, &rows, err));
    size_t tail = 0, listed = 0;
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct score counted = {.test_id = (int32_t)rows_int(rows, row, TEST),
                                .flips = (int32_t)rows_int(rows, row, FLIPS),
                                .blips = (int32_t)rows_int(rows, row, BLIPS),
                                .passes = rows_int(rows, row, PASSES),
                                .commits = rows_int(rows, row, COMMITS)};
        score_reckon(counting->settings, &counted);
        for (; tail < rows_count(tails) && rows_int(tails, tail, 0) <= counted.test_id; tail++)
            if (rows_int(tails, tail, 0) == counted.test_id)
                add_tail(counting, &counted, tails, tail);
        try_(compare(counting, rows, row, &counted, &listed, err));
    }
    counting->recount->tests = (int64_t)rows_count(rows);
    return ERR_OK;
}

static enum err_code count_all(struct db *db, void *context, struct err *err)
{
    struct counting *counting = context;
    struct settings settings;
    recount_free(counting->recount);
    counting->db = db;
    counting->settings = &settings;
    enum err_code code = settings_load(db, counting->project_id, &settings, err);
    if (code == ERR_OK)
        code = count_tally(counting, err);
    if (code == ERR_OK)
        code = count_events(counting, err);
    if (code == ERR_OK)
        code = count_scores(counting, err);
    settings_free(&settings);
    return code;
}

enum err_code recount_project(struct db *db, int32_t project_id, struct recount *recount,
                              struct err *err)
{
    struct counting counting = {.project_id = project_id, .recount = recount};
    return db_transaction(db, count_all, &counting, err);
}
