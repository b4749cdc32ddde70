/* The ledger: every failure that did not stop a build, and what excused it. Two statements a page:
 * one finds the places by whatever narrows the list most, the other reads what is there. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

struct filter {
    const char *by, *job, *commit;
    int64_t from, before, signature, test, build; /* 0: not asked */
};

/* Where a row of the ledger is. Rows are ordered by it, newest first. */
struct place {
    int64_t received_at, report_id;
    int32_t test_id, attempt;
};

/* ---- One row as JSON ------------------------------------------------------------------------- */

static json_t *pack_links(const char *project, const struct rows *rows, size_t row, int build,
                          int report)
{
    char base[128];
    snprintf(base, sizeof base, "/projects/%s", project);
    return json_pack("{s:o, s:o, s:o}", "test",
                     json_sprintf("%s/tests/%" PRId64, base, rows_int(rows, row, 0)), "build",
                     json_sprintf("%s/builds/%" PRId64, base, rows_int(rows, row, build)), "upload",
                     json_sprintf("%s/uploads/s%" PRId64, base, rows_int(rows, row, report)));
}

static json_t *pack_excuse(const char *project, const struct rows *rows, size_t row)
{
    /* columns of excuse_rows */
    enum {
        SIGNATURE = TEST_COLUMNS,
        SIGNATURE_TEXT,
        EXCUSED_BY,
        HOW,
        PASSED_REPORT,
        QUARANTINE,
        INCIDENT,
        OUTCOME,
        ATTEMPT,
        ATTEMPTS,
        SECONDS,
        REPORT,
        JOB,
        SHARD,
        VARIANT,
        JOB_ATTEMPT,
        SHA,
        BRANCH,
        BUILD,
        BUILD_KEY,
        BUILD_URL,
        RECEIVED_AT
    };
    return json_pack(
        "{s:o, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o, s:{s:o, s:o, s:o}, s:o, s:o}",
        "test", value_test(rows, row, 0), "signature", "id", value_int(rows, row, SIGNATURE),
        "text", value_text(rows, row, SIGNATURE_TEXT), "excused_by",
        value_text(rows, row, EXCUSED_BY), "how", value_text(rows, row, HOW), "passed_report",
        value_int(rows, row, PASSED_REPORT), "quarantine", value_int(rows, row, QUARANTINE),
        "incident", value_int(rows, row, INCIDENT), "outcome",
        value_outcome(rows_text(rows, row, OUTCOME)[0]), "attempt", value_int(rows, row, ATTEMPT),
        "attempts", value_int(rows, row, ATTEMPTS), "seconds", value_real(rows, row, SECONDS),
        "report", value_int(rows, row, REPORT), "job", value_text(rows, row, JOB), "shard",
        value_text(rows, row, SHARD), "variant", value_text(rows, row, VARIANT), "job_attempt",
        value_int(rows, row, JOB_ATTEMPT), "commit", value_text(rows, row, SHA), "branch",
        value_text(rows, row, BRANCH), "build", "id", value_int(rows, row, BUILD), "key",
        value_text(rows, row, BUILD_KEY), "url", value_text(rows, row, BUILD_URL), "received_at",
        value_time(rows, row, RECEIVED_AT), "links", pack_links(project, rows, row, BUILD, REPORT));
}

/* ---- The list -------------------------------------------------------------------------------- */

static enum err_code read_id(const struct request *request, const char *name, int64_t max,
                             int64_t *id, struct err *err)
{
    return request_query_int(request, name, 1, max, 0, id, err);
}

static enum err_code read_filter(struct request *request, struct filter *filter, struct err *err)
{
    static const char *const ways[] = {"retry", "quarantine", "outage", NULL};
    int way;
    *filter = (struct filter){.job = request_query(request, "job")};
    try_(request_query_choice(request, "by", ways, &way, err));
    try_(filter_commit(request, &filter->commit, err));
    try_(filter_time(request, "from", &filter->from, err));
    try_(filter_time(request, "to", &filter->before, err));
    try_(read_id(request, "signature", INT64_MAX, &filter->signature, err));
    try_(read_id(request, "test", INT32_MAX, &filter->test, err));
    try_(read_id(request, "build", INT64_MAX, &filter->build, err));
    filter->by = way < 0 ? NULL : ways[way];
    return ERR_OK;
}

/* "17 1": the test and its attempt. */
static bool read_word(const char *word, int64_t *test_id, int64_t *attempt)
{
    char *blank, *end;
    *test_id = strtoll(word, &blank, 10);
    if (blank == word || *blank != ' ')
        return false;
    *attempt = strtoll(blank + 1, &end, 10);
    return end != blank + 1 && !*end && *test_id >= 0 && *test_id <= INT32_MAX && *attempt >= 0 &&
           *attempt <= INT32_MAX;
}

static enum err_code add_after(struct params *params, const struct page *page, struct err *err)
{
    int64_t test_id = 0, attempt = 0;
    if (page->after && !read_word(page->word, &test_id, &attempt))
        return err_set(err, ERR_INVALID, "query parameter \"after\": not a place of the ledger");
    page_params_number(page, params);
    page_params_id(page, params);
    params_int(params, test_id);
    params_int(params, attempt);
    return ERR_OK;
}

/* The statements take the same parameters up to what narrows them. */
static enum err_code find_places(struct request *request, const struct filter *filter,
                                 const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    enum query query = QUERY_EXCUSE_RECENT;
    params_int(&params, request_project_id(request));
    params_text(&params, filter->by);
    params_time(&params, filter->from);
    params_time(&params, filter->before);
    params_text(&params, filter->job);
    try_(add_after(&params, page, err));
    params_int(&params, page_fetch(page));
    bool reports = filter->build || filter->commit;
    if (filter->signature || filter->test || reports) {
        query = QUERY_EXCUSE_OF_SIGNATURE;
        filter_params_id(&params, filter->signature);
    }
    if (filter->test || reports) {
        query = QUERY_EXCUSE_OF_TEST;
        filter_params_id(&params, filter->test);
    }
    if (reports) {
        query = QUERY_EXCUSE_OF_REPORTS;
        filter_params_id(&params, filter->build);
        params_text(&params, filter->commit);
    }
    return db_run(request_db(request), query, &params, rows, err);
}

/* The rows at the first places, as many as are shown. */
static enum err_code read_rows(struct request *request, const struct rows *found, size_t count,
                               struct rows **rows, struct err *err)
{
    struct place *places = arena_zalloc(request_arena(request), count + 1, sizeof *places);
    if (!places)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){.received_at = rows_int(found, i, 0),
                                   .report_id = rows_int(found, i, 1),
                                   .test_id = (int32_t)rows_int(found, i, 2),
                                   .attempt = (int32_t)rows_int(found, i, 3)};
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_long_array(&params, &places->received_at, count, sizeof *places);
    params_long_array(&params, &places->report_id, count, sizeof *places);
    params_int_array(&params, &places->test_id, count, sizeof *places);
    params_int_array(&params, &places->attempt, count, sizeof *places);
    return db_run(request_db(request), QUERY_EXCUSE_ROWS, &params, rows, err);
}

static json_t *pack_all(const char *project, const struct rows *rows)
{
    json_t *items = json_array();
    for (size_t row = 0; items && row < rows_count(rows); row++)
        if (json_array_append_new(items, pack_excuse(project, rows, row)) != 0) {
            json_decref(items);
            items = NULL;
        }
    return items;
}

enum err_code excuses_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"commit", "test",  "signature", "from", "to",
                                          "by",     "build", "job",       NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "excuses", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *found = NULL, *rows = NULL;
    try_(find_places(request, &filter, &page, &found, err));
    size_t count = rows_count(found) < (size_t)page.limit ? rows_count(found) : (size_t)page.limit;
    try_(read_rows(request, found, count, &rows, err));
    struct page_place place = {.number = 0, .word = 4, .id = 1};
    return page_answer_items(reply, &page, found, pack_all(request_project(request), rows), place,
                             err);
}
