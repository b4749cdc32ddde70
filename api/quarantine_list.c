/* The list of a quarantine: as JSON a page at a time, as plain names, as arguments of a runner. CI
 * jobs poll it, so that it is answered from memory where it can be (quarantine_memory.h). */
#include "api/quarantine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/quarantine.h"
#include "api/quarantine_memory.h"
#include "api/request_internal.h"
#include "api/resources.h"
#include "api/runner.h"
#include "api/server.h"
#include "common/clock.h"

/* ---- All that is excused now, a line each --------------------------------------------------- */

static enum err_code find_excused(struct request *request, enum query query, struct rows **rows,
                                  struct err *err)
{
    if (request_query(request, "state") || request_query(request, "limit") ||
        request_query(request, "after") || request_query(request, "owner") ||
        request_query(request, "q"))
        return err_set(err, ERR_INVALID,
                       "query parameter \"format\": %.40s lists all that is excused now; leave out "
                       "state, owner, q, limit and after",
                       request_query(request, "format"));
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_time(&params, request_now(request));
    return db_run(request_db(request), query, &params, rows, err);
}

/* What holds on some branches only is excused on one that is named. */
static bool excused_on(struct request *request, const struct rows *rows, size_t row, int column)
{
    return quarantine_covers_branch(rows_text_or_null(rows, row, column),
                                    request_query(request, "branch"));
}

static enum err_code answer_names(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find_excused(request, QUERY_QUARANTINE_NAMES, &rows, err));
    auto_text struct text names = {0};
    const char *last = "\n"; /* no name: two quarantines may have one */
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (!excused_on(request, rows, row, 1) || strcmp(last, rows_text(rows, row, 0)) == 0)
            continue;
        last = rows_text(rows, row, 0);
        text_printf(&names, "%s\n", last);
    }
    const char *bytes = text_get(&names);
    if (!bytes)
        return err_nomem(err);
    return reply_bytes(reply, 200, "text/plain; charset=utf-8", bytes, names.len, err);
}

/* The lines of @rows, of tests that can be told to @runner; others are counted. */
static enum err_code say_lines(struct request *request, const struct runner *runner,
                               const struct rows *rows, const char **lines, size_t *count,
                               size_t *left_out, struct err *err)
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (!excused_on(request, rows, row, 5))
            continue;
        struct runner_test test = {.suite = rows_text(rows, row, 0),
                                   .classname = rows_text(rows, row, 1),
                                   .name = rows_text(rows, row, 2),
                                   .variant = rows_text(rows, row, 3),
                                   .file = rows_text_or_null(rows, row, 4)};
        auto_text struct text line = {0};
        struct err why = {0};
        enum err_code code = runner_say(runner, &test, 1, &line, &why);
        if (code == ERR_INVALID || code == ERR_LIMIT) {
            ++*left_out;
            continue;
        }
        const char *kept = arena_text(request_arena(request), line.data, line.len);
        if (code != ERR_OK || !kept)
            return err_nomem(err);
        lines[(*count)++] = kept;
    }
    return ERR_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err_code add_number(struct reply *reply, const char *name, size_t number,
                                struct err *err)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", number);
    return reply_header(reply, name, digits, err);
}

/* Each line selects one test, or the same as another. */
static enum err_code answer_lines(struct request *request, struct reply *reply,
                                  const struct runner *runner, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find_excused(request, QUERY_QUARANTINE_TESTS, &rows, err));
    const char **lines = arena_zalloc(request_arena(request), rows_count(rows) + 1, sizeof *lines);
    if (!lines)
        return err_nomem(err);
    size_t count = 0, left_out = 0;
    try_(say_lines(request, runner, rows, lines, &count, &left_out, err));
    qsort(lines, count, sizeof *lines, by_bytes);
    auto_text struct text all = {0};
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
            text_printf(&all, "%s\n", lines[i]);
    const char *bytes = text_get(&all);
    if (!bytes)
        return err_nomem(err);
    try_(reply_bytes(reply, 200, "text/plain; charset=utf-8", bytes, all.len, err));
    try_(add_number(reply, "Escapement-Tests", count, err));
    return add_number(reply, "Escapement-Left-Out", left_out, err);
}

/* ---- Pages ---------------------------------------------------------------------------------- */

static enum err_code answer_page(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"state", "owner", "q", NULL};
    struct page page;
    int state;
    if (request_query(request, "branch"))
        return err_set(err, ERR_INVALID,
                       "query parameter \"branch\": goes with a list of what is excused now: "
                       "give a format");
    try_(request_query_choice(request, "state", quarantine_states, &state, err));
    try_(page_read(request, "quarantine", request_project_id(request), filters, &page, err));
    auto_rows struct rows *rows = NULL;
    struct quarantine_filter filter = {.state = quarantine_states[state < 0 ? 0 : state],
                                       .owner = request_query(request, "owner"),
                                       .words = request_query(request, "q"),
                                       .page = &page,
                                       .limit = page_fetch(&page)};
    try_(quarantine_find(request, &filter, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = 0};
    return page_answer(reply, &page, rows, quarantine_pack, place, err);
}

static enum err_code answer_list(struct request *request, struct reply *reply, struct err *err)
{
    const char *format = request_query(request, "format");
    if (!format || strcmp(format, "json") == 0)
        return answer_page(request, reply, err);
    if (strcmp(format, "names") == 0)
        return answer_names(request, reply, err);
    const struct runner *runner = runner_find(format);
    if (!runner)
        return err_set(err, ERR_INVALID, "query parameter \"format\": json, names, or a runner: %s",
                       runner_names());
    return answer_lines(request, reply, runner, err);
}

/* ---- Memory --------------------------------------------------------------------------------- */

static struct quarantine_key key_of(const struct request *request)
{
    return (struct quarantine_key){.project_id = request_project_id(request),
                                   .query = request->query_text ? request->query_text : ""};
}

/* Reasons, owners and tickets are for those whom the project trusts. */
static bool may_read(const struct request *request)
{
    const char *format = request_query(request, "format");
    return !request_caller(request)->distrust || (format && strcmp(format, "json") != 0);
}

bool quarantine_recall(struct request *request, struct reply *reply)
{
    if (!may_read(request))
        return false;
    struct quarantine_key key = key_of(request);
    return quarantine_memory_recall(server_quarantine(request->server), &key, request_now(request),
                                    false, reply);
}

void quarantine_note_change(struct request *request)
{
    quarantine_memory_changed(server_quarantine(request->server), request_project_id(request));
}

/* The version before the list: a list may be newer than its version says, never older. */
static enum err_code read_version(struct request *request, struct quarantine_look *look,
                                  struct err *err)
{
    quarantine_memory_look(server_quarantine(request->server), request_project_id(request), look);
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    try_(db_run(request_db(request), QUERY_QUARANTINE_VERSION, &params, &rows, err));
    look->version = rows_count(rows) ? rows_int(rows, 0, 0) : 0;
    return ERR_OK;
}

static enum err_code read_good_until(struct request *request, int64_t *good_until, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_time(&params, request_now(request));
    try_(db_run(request_db(request), QUERY_QUARANTINE_NEXT_REVIEW, &params, &rows, err));
    *good_until = INT64_MAX;
    if (!rows_null(rows, 0, 0) && !clock_parse(rows_text(rows, 0, 0), good_until))
        return err_set(err, ERR_INTERNAL, "a review date is no time");
    return ERR_OK;
}

enum err_code quarantine_list(struct request *request, struct reply *reply, struct err *err)
{
    struct quarantine_memory *memory = server_quarantine(request->server);
    struct quarantine_key key = key_of(request);
    struct quarantine_look look;
    int64_t good_until = 0;
    if (!may_read(request))
        return err_set(err, ERR_FORBIDDEN,
                       "an ID token of a pull request, or of a ref that is not protected, reads "
                       "the quarantine with format=names or that of a runner only");
    try_(read_version(request, &look, err));
    quarantine_memory_seen(memory, key.project_id, &look);
    if (quarantine_memory_recall(memory, &key, request_now(request), true, reply))
        return ERR_OK;
    try_(read_good_until(request, &good_until, err));
    try_(answer_list(request, reply, err));
    reply->tagged = reply->kept = true;
    quarantine_memory_keep(memory, &key, &look, good_until, reply);
    return ERR_OK;
}
