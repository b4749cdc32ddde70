#include "ingest/lost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/db_arrays.h"

enum { SLICE = 1 << 18 /* tests of a list that are received at once */ };
enum { HERE = 0x80, RUNS = 0x7F /* more than count */, RUNS_MIN = 3 };

/* In how many runs each test was, and whether it is in this one. */
struct presence {
    unsigned char *of; /* by test id */
    size_t size;
    int64_t runs; /* all of them */
    struct arena arena;
};

static void auto_presence_at(struct presence *presence)
{
    free(presence->of);
    arena_free(&presence->arena);
}

static enum err_code make_room(struct presence *presence, size_t size, struct err *err)
{
    if (size <= presence->size)
        return ERR_OK;
    size += size / 2;
    unsigned char *of = realloc(presence->of, size);
    if (!of)
        return err_nomem(err);
    memset(of + presence->size, 0, size - presence->size);
    presence->of = of;
    presence->size = size;
    return ERR_OK;
}

static enum err_code ask_slice(struct db *db, int32_t project_id, int64_t list_id, int64_t first,
                               struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    params_int(&params, project_id);
    params_int(&params, list_id);
    params_int(&params, first);
    params_int(&params, first + SLICE - 1);
    return db_send(db, QUERY_TEST_LIST_SLICE, &params, err);
}

/* Notes each test of the next slice that is received: @runs runs held it; 0: this one does. *@more:
 * the list may go on. */
static enum err_code take_slice(struct db *db, struct presence *presence, unsigned runs, bool *more,
                                struct err *err)
{
    auto_rows struct rows *rows = NULL;
    size_t count;
    try_(db_receive(db, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INTERNAL, "a list of tests is gone that a report names");
    const unsigned char *tests = rows_elements(rows, 0, 0, &count);
    for (size_t i = 0; i < count; i++) {
        int32_t test = elements_int(tests, i);
        try_(make_room(presence, (size_t)test + 1, err));
        unsigned char *of = &presence->of[test];
        unsigned sum = (*of & RUNS) + runs;
        *of = (unsigned char)((*of & HERE) | (sum < RUNS ? sum : RUNS) | (runs ? 0 : HERE));
    }
    *more = count == SLICE;
    return ERR_OK;
}

/* What the first slice, which was received, left of a list. */
static enum err_code take_rest(struct db *db, const struct lost_question *question, int64_t list_id,
                               unsigned runs, struct presence *presence, struct err *err)
{
    bool more = true;
    for (int64_t first = 1 + SLICE; more; first += SLICE) {
        try_(ask_slice(db, question->project_id, list_id, first, err));
        try_(take_slice(db, presence, runs, &more, err));
    }
    return ERR_OK;
}

/* This run's list, and then the others: most are one slice, which are asked for all at once. */
static enum err_code read_lists(struct db *db, const struct lost_question *question,
                                struct presence *presence, struct err *err)
{
    const struct usual_list *lists = question->usual->lists;
    size_t count = question->usual->count;
    bool more_here = false, *more = arena_zalloc(&presence->arena, count + 1, sizeof *more);
    if (!more)
        return err_nomem(err);
    try_(ask_slice(db, question->project_id, question->list_id, 1, err));
    for (size_t i = 0; i < count; i++)
        try_(ask_slice(db, question->project_id, lists[i].list_id, 1, err));
    try_(db_skip(db, (unsigned)count + 1, err));
    try_(take_slice(db, presence, 0, &more_here, err));
    for (size_t i = 0; i < count; i++)
        try_(take_slice(db, presence, (unsigned)lists[i].runs, &more[i], err));
    if (more_here)
        try_(take_rest(db, question, question->list_id, 0, presence, err));
    for (size_t i = 0; i < count; i++)
        if (more[i])
            try_(take_rest(db, question, lists[i].list_id, (unsigned)lists[i].runs, presence, err));
    return ERR_OK;
}

/* Those that nearly every run held and this one does not; those that only this one does. */
struct differing {
    int32_t *missed, *come;
    size_t missed_count, come_count;
    int64_t usual;
};

static bool is_missed(unsigned char of, double usual)
{
    return (of & RUNS) >= usual && !(of & HERE);
}

static enum err_code compare(struct presence *presence, struct differing *differing,
                             struct err *err)
{
    double usual = fmax(RUNS_MIN, 0.8 * (double)presence->runs);
    size_t missed = 0, come = 0;
    for (size_t test = 0; test < presence->size; test++) {
        differing->usual += (presence->of[test] & RUNS) >= usual;
        missed += is_missed(presence->of[test], usual);
        come += presence->of[test] == HERE;
    }
    differing->missed = arena_alloc(&presence->arena, (missed + 1) * sizeof(int32_t));
    differing->come = arena_alloc(&presence->arena, (come + 1) * sizeof(int32_t));
    if (!differing->missed || !differing->come)
        return err_nomem(err);
    for (size_t test = 0; test < presence->size; test++) {
        if (is_missed(presence->of[test], usual))
            differing->missed[differing->missed_count++] = (int32_t)test;
        if (presence->of[test] == HERE)
            differing->come[differing->come_count++] = (int32_t)test;
    }
    return ERR_OK;
}

static enum err_code ask_lost(struct db *db, const struct lost_question *question,
                              const struct differing *differing, struct arena *arena,
                              struct lost *lost, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, question->project_id);
    params_text(&params, question->job);
    params_text(&params, question->variant);
    params_int(&params, question->list_id);
    params_int_array(&params, differing->missed, differing->missed_count, sizeof(int32_t));
    params_int_array(&params, differing->come, differing->come_count, sizeof(int32_t));
    params_int(&params, differing->usual);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_REPORT_LOST, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    lost->usual = differing->usual;
    lost->count = rows_int(rows, 0, 0);
    lost->one = arena_text(arena, rows_text(rows, 0, 1), strlen(rows_text(rows, 0, 1)));
    return lost->one ? ERR_OK : err_nomem(err);
}

enum err_code lost_find(struct db *db, const struct lost_question *question, struct arena *arena,
                        struct lost *lost, struct err *err)
{
    *lost = (struct lost){.count = 0};
    struct presence presence auto_(auto_presence_at) = {.runs = usual_runs(question->usual)};
    if (presence.runs < RUNS_MIN || usual_runs_of(question->usual, question->list_id) > 0)
        return ERR_OK;
    struct differing differing = {.usual = 0};
    try_(read_lists(db, question, &presence, err));
    try_(compare(&presence, &differing, err));
    return differing.missed_count ? ask_lost(db, question, &differing, arena, lost, err) : ERR_OK;
}
