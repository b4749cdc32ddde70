#include "analyzer/flake/replay.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/replay_run.h"
#include "common/clock.h"

static const int64_t day_length = INT64_C(86400) * 1000000;
static const char reads[] =
    "the events of flaky tests, their failures on protected branches, and the sums of runs by day; "
    "a commit without a failure counts as passed, rules act by themselves, the quarantine is empty "
    "at the begin, guards and the number of tests are today's";

struct replay_read {
    struct db *db;
    const struct replay_order *order;
    struct arena arena;
    struct replay_test *tests;
    int32_t *ids;
    struct replay_span span;
    double with_events;
};

static const char *copy(struct replay_read *read, const char *text)
{
    return text ? arena_text(&read->arena, text, strlen(text)) : NULL;
}

static const char *path_of(struct replay_read *read, const struct rows *rows, size_t row)
{
    size_t size = 3;
    for (int column = 1; column <= 3; column++)
        size += strlen(rows_text(rows, row, column));
    char *path = arena_alloc(&read->arena, size);
    if (!path)
        return NULL;
    char *end = stpcpy(path, rows_text(rows, row, 1));
    *end++ = '/';
    end = stpcpy(end, rows_text(rows, row, 2));
    *end++ = '/';
    stpcpy(end, rows_text(rows, row, 3));
    return path;
}

static enum err_code read_tests(struct replay_read *read, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, read->order->project_id);
    params_time(&params, read->order->to);
    params_int(&params, REPLAY_TESTS_MAX);
    try_(db_run(read->db, QUERY_REPLAY_TESTS, &params, &rows, err));
    size_t count = rows_count(rows);
    read->tests = arena_zalloc(&read->arena, count + 1, sizeof *read->tests);
    read->ids = arena_zalloc(&read->arena, count + 1, sizeof *read->ids);
    if (!read->tests || !read->ids)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        read->ids[i] = (int32_t)rows_int(rows, i, 0);
        read->tests[i] = (struct replay_test){.test_id = read->ids[i],
                                              .suite = copy(read, rows_text(rows, i, 1)),
                                              .classname = copy(read, rows_text(rows, i, 2)),
                                              .name = copy(read, rows_text(rows, i, 3)),
                                              .path = path_of(read, rows, i),
                                              .owner = copy(read, rows_text_or_null(rows, i, 4)),
                                              .guarded = rows_bool(rows, i, 5),
                                              .first_day = (int32_t)rows_int(rows, i, 6)};
        const struct replay_test *test = &read->tests[i];
        if (!test->suite || !test->classname || !test->name || !test->path)
            return err_nomem(err);
        read->span.all_tests = (double)rows_int(rows, i, 7);
        read->with_events = (double)rows_int(rows, i, 8);
    }
    read->span.tests = read->tests;
    read->span.count = count;
    return ERR_OK;
}

/* Runs @query, whose rows begin with the test and come in the order of the tests. */
static enum err_code read_rows(struct replay_read *read, enum query query, struct rows **rows,
                               struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, read->order->project_id);
    params_int_array(&params, read->ids, read->span.count, sizeof *read->ids);
    params_time(&params, read->order->to);
    return db_run(read->db, query, &params, rows, err);
}

/* The rows of the next test, from *@row on. */
static size_t rows_of(const struct rows *rows, size_t row, int32_t test_id)
{
    size_t count = 0;
    while (row + count < rows_count(rows) && rows_int(rows, row + count, 0) == test_id)
        count++;
    return count;
}

static enum err_code read_events(struct replay_read *read, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(read_rows(read, QUERY_REPLAY_EVENTS, &rows, err));
    struct replay_event *all = arena_zalloc(&read->arena, rows_count(rows) + 1, sizeof *all);
    if (!all)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        all[i] = (struct replay_event){.day = (int32_t)rows_int(rows, i, 1),
                                       .blip = rows_bool(rows, i, 2)};
    for (size_t i = 0, row = 0; i < read->span.count; row += read->tests[i++].event_count) {
        read->tests[i].events = all + row;
        read->tests[i].event_count = rows_of(rows, row, read->ids[i]);
    }
    return ERR_OK;
}

static enum err_code read_sums(struct replay_read *read, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(read_rows(read, QUERY_REPLAY_SUMS, &rows, err));
    struct replay_sum *all = arena_zalloc(&read->arena, rows_count(rows) + 1, sizeof *all);
    if (!all)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        all[i] = (struct replay_sum){.day = (int32_t)rows_int(rows, i, 1),
                                     .on_protected = rows_bool(rows, i, 2),
                                     .runs = (double)rows_int(rows, i, 3),
                                     .passes = (double)rows_int(rows, i, 4),
                                     .commits = (double)rows_int(rows, i, 5)};
    for (size_t i = 0, row = 0; i < read->span.count; row += read->tests[i++].sum_count) {
        read->tests[i].sums = all + row;
        read->tests[i].sum_count = rows_of(rows, row, read->ids[i]);
    }
    return ERR_OK;
}

static enum err_code read_failures(struct replay_read *read, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(read_rows(read, QUERY_REPLAY_FAILURES, &rows, err));
    struct replay_failure *all = arena_zalloc(&read->arena, rows_count(rows) + 1, sizeof *all);
    if (!all)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++) {
        all[i] = (struct replay_failure){.stream = rows_int(rows, i, 1),
                                         .place = (int32_t)rows_int(rows, i, 2),
                                         .day = (int32_t)rows_int(rows, i, 3),
                                         .sha = copy(read, rows_text(rows, i, 4))};
        if (!all[i].sha)
            return err_nomem(err);
    }
    for (size_t i = 0, row = 0; i < read->span.count; row += read->tests[i++].failure_count) {
        read->tests[i].failures = all + row;
        read->tests[i].failure_count = rows_of(rows, row, read->ids[i]);
    }
    return ERR_OK;
}

static enum err_code read_all(struct replay_read *read, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, read->order->project_id);
    try_(db_run(read->db, QUERY_PROJECT_POLICY, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", read->order->project_id);
    read->span.review_days = (double)rows_int(rows, 0, 2);
    read->span.first = (int32_t)(read->order->from / day_length);
    read->span.last = (int32_t)((read->order->to - 1) / day_length);
    try_(read_tests(read, err));
    try_(read_events(read, err));
    try_(read_sums(read, err));
    return read_failures(read, err);
}

/* ---- The answer ------------------------------------------------------------------------------ */

static const char *const kind_words[] = {"entry", "release", "revocation"};

static json_t *pack_time(int64_t at)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(at, text);
    return json_string(text);
}

static json_t *pack_change(const struct replay_read *read, const struct replay_change *change,
                           bool present, bool proposed)
{
    const struct replay_test *test = &read->tests[change->test];
    return json_pack("{s:o, s:{s:i, s:s, s:s, s:s}, s:s, s:b, s:b, s:s, s:I, s:s?}", "at",
                     pack_time(change->day * day_length), "test", "id", test->test_id, "suite",
                     test->suite, "classname", test->classname, "name", test->name, "change",
                     kind_words[change->kind], "present", present, "proposed", proposed, "why",
                     change->why, "hidden_commits", (json_int_t)change->hidden, "since",
                     change->since);
}

static json_t *pack_counts(const struct replay_outcome *outcome)
{
    json_int_t counts[3] = {0}, hidden = 0;
    for (size_t i = 0; i < outcome->count; i++) {
        counts[outcome->changes[i].kind]++;
        hidden += (json_int_t)outcome->changes[i].hidden;
    }
    return json_pack("{s:I, s:I, s:I, s:I}", "entries", counts[REPLAY_ENTRY], "releases",
                     counts[REPLAY_RELEASE], "revocations", counts[REPLAY_REVOCATION],
                     "hidden_commits", hidden);
}

static int order_of(const void *a, const void *b)
{
    const struct replay_change *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->test != y->test)
        return x->test < y->test ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

/* Both lists as one, each change with where it happens. */
static json_t *pack_changes(const struct replay_read *read, const struct replay_outcome *present,
                            const struct replay_outcome *proposed, json_int_t *total)
{
    json_t *list = json_array();
    for (size_t i = 0, j = 0; i < present->count || j < proposed->count; ++*total) {
        int order = i == present->count    ? 1
                    : j == proposed->count ? -1
                                           : order_of(&present->changes[i], &proposed->changes[j]);
        const struct replay_change *change =
            order < 0 ? &present->changes[i] : &proposed->changes[j];
        if (*total < REPLAY_CHANGES_MAX)
            json_array_append_new(list, pack_change(read, change, order <= 0, order >= 0));
        i += order <= 0;
        j += order >= 0;
    }
    return list;
}

static enum err_code replay_both(struct replay_read *read, const struct settings *present,
                                 const struct settings *proposed, json_t **answer, struct err *err)
{
    struct replay_outcome was, would;
    try_(replay_run(present, &read->span, &read->arena, &was, err));
    try_(replay_run(proposed, &read->span, &read->arena, &would, err));
    if (was.count)
        qsort(was.changes, was.count, sizeof *was.changes, order_of);
    if (would.count)
        qsort(would.changes, would.count, sizeof *would.changes, order_of);
    json_int_t total = 0;
    json_t *changes = pack_changes(read, &was, &would, &total);
    *answer = json_pack(
        "{s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:I, s:s}", "from", pack_time(read->order->from), "to",
        pack_time(read->order->to), "tests", (json_int_t)read->span.count, "tests_with_events",
        (json_int_t)read->with_events, "present", pack_counts(&was), "proposed",
        pack_counts(&would), "changes", changes, "changes_total", total, "reads", reads);
    return *answer ? ERR_OK : err_nomem(err);
}

static enum err_code check(const struct replay_order *order, struct err *err)
{
    if (order->to <= order->from)
        return err_set(err, ERR_INVALID, "from: it has to lie before to");
    if (order->to - order->from > REPLAY_DAYS_MAX * day_length)
        return err_set(err, ERR_INVALID, "from: at most %d days before to", REPLAY_DAYS_MAX);
    return ERR_OK;
}

enum err_code replay_make(struct db *db, const struct replay_order *order, json_t **answer,
                          struct err *err)
{
    struct replay_read read = {.db = db, .order = order};
    struct settings present, proposed;
    try_(check(order, err));
    settings_default(&proposed);
    enum err_code code = settings_load(db, order->project_id, &present, err);
    if (code == ERR_OK)
        code = settings_load(db, order->project_id, &proposed, err);
    for (size_t i = 0; code == ERR_OK && i < order->count; i++)
        code = settings_apply(&proposed, &order->wanted[i], err);
    if (code == ERR_OK)
        code = read_all(&read, err);
    if (code == ERR_OK)
        code = replay_both(&read, &present, &proposed, answer, err);
    settings_free(&present);
    settings_free(&proposed);
    arena_free(&read.arena);
    return code;
}
