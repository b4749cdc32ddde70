/* Tests: their standing in lists, and one test with its history and the evidence against it. */
#include "api/resources.h"

#include <stdlib.h>
#include <string.h>

#include "api/causes.h"
#include "api/impact.h"
#include "api/links.h"
#include "api/page.h"
#include "api/quarantine.h"
#include "api/score.h"
#include "api/values.h"
#include "common/text.h"
#include "ingest/label_words.h"

enum {
    SEARCH_MAX = 200, /* bytes of q */
    OWNER_MAX = 500,  /* of owner */
    HISTORY = 64,     /* runs of one test */
    EVIDENCE = 100,   /* its events */
    SIGNATURES = 100, /* what its failures say */
    PERIODS = 100,    /* its quarantines */
    COMMIT_SHORT = 12 /* digits of a commit in a sentence */
};

/* Columns of test_rows. */
enum {
    TEST = 0,
    FILE_NAME = TEST_COLUMNS,
    LINE,
    OWNER,
    LAYER,
    POPULATION,
    HEALTH,
    FIRST_SEEN,
    FAILING_RUNS,
    EVENTS,
    BUILDS_AFFECTED,
    LAST_FAILURE_AT,
    LAST_EVENT_AT,
    QUARANTINE_ID,
    STATE,
    REASON,
    OPENED_BY,
    OPENED_AT,
    REVIEW_AT,
    EXPIRED,
    QUARANTINE_OWNER,
    TICKET,
    IMPACT,
    CAUSE = IMPACT + IMPACT_COLUMNS
};

enum { PAGE_TEST, PAGE_NUMBER, PAGE_WORD }; /* columns of test_page, test_page_impact */

static json_t *pack_open_quarantine(const struct rows *rows, size_t row)
{
    if (rows_null(rows, row, QUARANTINE_ID))
        return json_null();
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "id", value_int(rows, row, QUARANTINE_ID),
        "state", value_text(rows, row, STATE), "reason", value_text(rows, row, REASON), "opened_by",
        value_text(rows, row, OPENED_BY), "opened_at", value_time(rows, row, OPENED_AT),
        "review_at", value_time(rows, row, REVIEW_AT), "expired", rows_bool(rows, row, EXPIRED),
        "owner", value_text(rows, row, QUARANTINE_OWNER), "ticket", value_text(rows, row, TICKET));
}

static json_t *pack_test(const struct rows *rows, size_t row, const struct settings *settings)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "test",
        value_test(rows, row, TEST), "file", value_text(rows, row, FILE_NAME), "line",
        value_int(rows, row, LINE), "owner", value_text(rows, row, OWNER), "layer",
        value_text(rows, row, LAYER), "population", value_text(rows, row, POPULATION), "health",
        value_text(rows, row, HEALTH), "first_seen", value_time(rows, row, FIRST_SEEN),
        "failing_runs", value_int(rows, row, FAILING_RUNS), "events", value_int(rows, row, EVENTS),
        "builds_affected", value_int(rows, row, BUILDS_AFFECTED), "last_failure_at",
        value_time(rows, row, LAST_FAILURE_AT), "last_event_at",
        value_time(rows, row, LAST_EVENT_AT), "quarantine", pack_open_quarantine(rows, row),
        "impact", impact_pack(rows, row, IMPACT, settings), "cause",
        causes_pack_noted(rows, row, CAUSE));
}

/* What GET /tests asks for, as test_page takes it. */
struct test_filter {
    const char *health, *quarantine, *search, *sort; /* NULL: not asked */
    const char *owner, *layer, *population;          /* as well */
    bool flagged;
    int window; /* days, of what tests cost */
};

static enum err_code read_choice(const struct request *request, const char *name,
                                 const char *const *choices, const char **chosen, struct err *err)
{
    int index;
    try_(request_query_choice(request, name, choices, &index, err));
    *chosen = index < 0 ? NULL : choices[index];
    return ERR_OK;
}

static enum err_code read_filter(const struct request *request, struct test_filter *filter,
                                 struct err *err)
{
    static const char *const healths[] = {"new", "healthy", "flaky", "broken", "gone", NULL};
    static const char *const quarantines[] = {"proposed", "active", "any", "none", NULL};
    static const char *const flags[] = {"false", "true", NULL};
    static const char *const sorts[] = {"last_event", "events", "builds_affected",
                                        "name",       "impact", NULL};
    int flagged;
    try_(read_choice(request, "health", healths, &filter->health, err));
    try_(read_choice(request, "quarantine", quarantines, &filter->quarantine, err));
    try_(read_choice(request, "sort", sorts, &filter->sort, err));
    try_(request_query_choice(request, "flagged", flags, &flagged, err));
    try_(impact_window(request, &filter->window, err));
    filter->flagged = flagged == 1;
    if (!filter->sort)
        filter->sort = filter->flagged ? "last_event" : "name";
    try_(read_choice(request, "layer", label_layers, &filter->layer, err));
    filter->owner = request_query(request, "owner");
    filter->population = request_query(request, "population");
    if (filter->owner && (!*filter->owner || strlen(filter->owner) > OWNER_MAX))
        return err_set(err, ERR_INVALID,
                       "query parameter \"owner\": 1 to %d bytes; none for tests without one",
                       OWNER_MAX);
    if (filter->population && label_fault(LABEL_POPULATION, filter->population))
        return err_set(err, ERR_INVALID, "query parameter \"population\": %s",
                       label_fault(LABEL_POPULATION, filter->population));
    filter->search = request_query(request, "q");
    if (filter->search && strlen(filter->search) > SEARCH_MAX)
        return err_set(err, ERR_INVALID, "query parameter \"q\": at most %d bytes", SEARCH_MAX);
    return ERR_OK;
}

/* Finds the page: rows of test_page. */
static enum err_code find(struct request *request, const struct test_filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    bool by_impact = strcmp(filter->sort, "impact") == 0;
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_text(&params, filter->health);
    params_text(&params, filter->quarantine);
    params_bool(&params, filter->flagged);
    params_text(&params, filter->search);
    page_params_number(page, &params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    params_text(&params, filter->owner);
    params_text(&params, filter->layer);
    params_text(&params, filter->population);
    if (by_impact) {
        params_int(&params, filter->window);
    } else {
        params_text(&params, filter->sort);
        page_params_word(page, &params);
    }
    return db_run(request_db(request), by_impact ? QUERY_TEST_PAGE_IMPACT : QUERY_TEST_PAGE,
                  &params, rows, err);
}

/* What is shown of @tests: *@items, an array in that order. */
static enum err_code read_tests(struct request *request, const int32_t *tests, size_t count,
                                int window, json_t **items, struct err *err)
{
    struct settings settings = {.shape_unit = 0};
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int_array(&params, tests, count, sizeof *tests);
    params_time(&params, request_now(request));
    params_int(&params, window);
    enum err_code code =
        settings_load(request_db(request), request_project_id(request), &settings, err);
    if (code == ERR_OK)
        code = db_run(request_db(request), QUERY_TEST_ROWS, &params, &rows, err);
    if (code == ERR_OK) {
        *items = json_array();
        for (size_t row = 0; row < rows_count(rows); row++)
            if (json_array_append_new(*items, pack_test(rows, row, &settings)) != 0)
                code = err_nomem(err);
    }
    settings_free(&settings);
    return code;
}

enum err_code tests_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"health", "quarantine", "flagged",    "q",      "sort",
                                          "owner",  "layer",      "population", "window", NULL};
    struct page page;
    struct test_filter filter = {0};
    try_(page_read(request, "tests", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    size_t count = rows_count(rows) < (size_t)page.limit ? rows_count(rows) : (size_t)page.limit;
    int32_t *tests = arena_zalloc(request_arena(request), count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    for (size_t row = 0; row < count; row++)
        tests[row] = (int32_t)rows_int(rows, row, PAGE_TEST);
    json_auto_t *items = NULL;
    try_(read_tests(request, tests, count, filter.window, &items, err));
    struct page_place place = {.number = PAGE_NUMBER, .word = PAGE_WORD, .id = PAGE_TEST};
    return page_answer_items(reply, &page, rows, json_incref(items), place, err);
}

/* A row of test_history. */
static json_t *pack_run(const struct rows *rows, size_t row)
{
    enum {
        REPORT,
        BUILD,
        SHA,
        BRANCH,
        JOB,
        VARIANT,
        ATTEMPT,
        OUTCOME,
        SECONDS,
        RECEIVED_AT,
        BUILD_KEY
    };
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "report",
        value_int(rows, row, REPORT), "build", value_int(rows, row, BUILD), "build_key",
        value_text(rows, row, BUILD_KEY), "commit", value_text(rows, row, SHA), "branch",
        value_text(rows, row, BRANCH), "job", value_text(rows, row, JOB), "variant",
        value_text(rows, row, VARIANT), "attempt", value_int(rows, row, ATTEMPT), "outcome",
        value_outcome(rows_text(rows, row, OUTCOME)[0]), "seconds", value_real(rows, row, SECONDS),
        "received_at", value_time(rows, row, RECEIVED_AT));
}

/* What happened, in words. */
static json_t *pack_sentence(const char *kind, const char *job, const char *sha)
{
    auto_text struct text sentence = {0};
    if (strcmp(kind, "retry_in_report") == 0)
        text_printf(&sentence, "failed and passed within one report of job %s", job);
    else if (strcmp(kind, "blip") == 0)
        text_printf(&sentence, "failed between commits on which it passed in job %s,", job);
    else if (strcmp(kind, "retry_job") == 0)
        text_printf(&sentence, "failed, and passed when job %s was run again in the same build",
                    job);
    else
        text_printf(&sentence, "failed, and passed in another run of job %s", job);
    text_printf(&sentence, " on commit %.*s", COMMIT_SHORT, sha);
    const char *words = text_get(&sentence);
    return words ? json_string(words) : NULL;
}

/* A row of test_evidence. */
static json_t *pack_event(const struct rows *rows, size_t row)
{
    enum { ID, KIND, REPORT, PASSED_REPORT, SHA, BUILD, JOB, HAPPENED_AT, ATTEMPTS, BUILD_KEY };
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     value_int(rows, row, ID), "kind", value_text(rows, row, KIND), "sentence",
                     pack_sentence(rows_text(rows, row, KIND), rows_text(rows, row, JOB),
                                   rows_text(rows, row, SHA)),
                     "report", value_int(rows, row, REPORT), "passed_report",
                     value_int(rows, row, PASSED_REPORT), "commit", value_text(rows, row, SHA),
                     "build", value_int(rows, row, BUILD), "build_key",
                     value_text(rows, row, BUILD_KEY), "job", value_text(rows, row, JOB),
                     "happened_at", value_time(rows, row, HAPPENED_AT), "attempts",
                     value_json(rows, row, ATTEMPTS));
}

/* A row of test_signatures. */
static json_t *pack_signature(const struct rows *rows, size_t row)
{
    enum {
        ID,
        SIGNATURE,
        EXEMPLAR,
        FAILURES,
        FIRST,
        LAST,
        COVERED,
        LANGUAGE,
        FRAMES,
        CLUSTER,
        CLUSTER_NAME
    };
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}}", "id",
                     value_int(rows, row, ID), "text", value_text(rows, row, SIGNATURE), "exemplar",
                     value_text(rows, row, EXEMPLAR), "failures", value_int(rows, row, FAILURES),
                     "first_seen", value_time(rows, row, FIRST), "last_seen",
                     value_time(rows, row, LAST), "covered", value_bool(rows, row, COVERED),
                     "language", value_text(rows, row, LANGUAGE), "frames",
                     value_json(rows, row, FRAMES), "cluster", "id", value_int(rows, row, CLUSTER),
                     "name", value_text(rows, row, CLUSTER_NAME));
}

/* Adds what @query says about the test to @test as @name. $1 project, $2 test, $3 limit. */
static enum err_code add_list(struct request *request, int32_t test_id, enum query query,
                              int64_t limit, value_packer *pack, json_t *test, const char *name,
                              struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, test_id);
    params_int(&params, limit);
    try_(db_run(request_db(request), query, &params, &rows, err));
    return json_object_set_new(test, name, value_list(rows, pack)) == 0 ? ERR_OK : err_nomem(err);
}

static enum err_code add_periods(struct request *request, int32_t test_id, json_t *test,
                                 struct err *err)
{
    auto_rows struct rows *rows = NULL;
    struct quarantine_filter filter = {.state = "all", .test_id = test_id, .limit = PERIODS};
    try_(quarantine_find(request, &filter, &rows, err));
    json_t *periods = value_list(rows, quarantine_pack);
    return json_object_set_new(test, "quarantines", periods) == 0 ? ERR_OK : err_nomem(err);
}

/* The report that an item of a list is of. */
static json_int_t report_of(const void *item)
{
    return json_integer_value(json_object_get(*(json_t *const *)item, "report"));
}

static int newest_first(const void *one, const void *other)
{
    json_int_t a = report_of(one), b = report_of(other);
    return (a < b) - (a > b);
}

/* Puts @more among @list, newest first, and keeps @limit of them. */
static enum err_code merge(json_t *list, json_t *more, size_t limit, struct err *err)
{
    size_t count = json_array_size(list) + json_array_size(more);
    json_t **items = calloc(count + 1, sizeof(json_t *));
    if (!items || json_array_extend(list, more) != 0) {
        free(items);
        return err_nomem(err);
    }
    for (size_t i = 0; i < count; i++)
        items[i] = json_incref(json_array_get(list, i));
    qsort(items, count, sizeof *items, newest_first);
    json_array_clear(list);
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (i < limit)
            failed |= json_array_append(list, items[i]);
        json_decref(items[i]);
    }
    free(items);
    return failed ? err_nomem(err) : ERR_OK;
}

/* Says of each item of test[@name] under which name it happened; null: its own. */
static enum err_code mark(json_t *test, const char *name, json_t *as, struct err *err)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(test, name), i, item)
    {
        if (json_object_set(item, "as", as) != 0)
            return err_nomem(err);
    }
    return ERR_OK;
}

/* History and evidence of @test_id, each item marked with the name @as. */
static enum err_code add_runs(struct request *request, int32_t test_id, json_t *as, json_t *test,
                              struct err *err)
{
    try_(add_list(request, test_id, QUERY_TEST_HISTORY, HISTORY, pack_run, test, "history", err));
    try_(add_list(request, test_id, QUERY_TEST_EVIDENCE, EVIDENCE, pack_event, test, "evidence",
                  err));
    try_(mark(test, "history", as, err));
    return mark(test, "evidence", as, err);
}

static enum err_code add_former(struct request *request, int32_t test_id, json_t *name,
                                json_t *test, struct err *err)
{
    json_t *part = json_object();
    enum err_code code = add_runs(request, test_id, json_object_get(name, "test"), part, err);
    if (code == ERR_OK)
        code =
            merge(json_object_get(test, "history"), json_object_get(part, "history"), HISTORY, err);
    if (code == ERR_OK)
        code = merge(json_object_get(test, "evidence"), json_object_get(part, "evidence"), EVIDENCE,
                     err);
    json_decref(part);
    return code;
}

/* What it did under earlier names stands with what it does now, each marked. */
static enum err_code add_lineage(struct request *request, int32_t test_id, json_t *test,
                                 struct err *err)
{
    int32_t former[FORMER_MAX];
    size_t count;
    try_(links_add(request, test_id, test, former, &count, err));
    try_(add_runs(request, test_id, json_null(), test, err));
    json_int_t before = 0;
    for (size_t i = 0; i < count; i++) {
        json_t *name = json_array_get(json_object_get(test, "renamed_from"), i);
        before += json_integer_value(json_object_get(name, "events"));
        try_(add_former(request, former[i], name, test, err));
    }
    return json_object_set_new(test, "events_before", json_integer(before)) == 0 ? ERR_OK
                                                                                 : err_nomem(err);
}

static enum err_code add_details(struct request *request, int32_t test_id, json_t *test,
                                 struct err *err)
{
    try_(add_lineage(request, test_id, test, err));
    try_(add_list(request, test_id, QUERY_TEST_SIGNATURES, SIGNATURES, pack_signature, test,
                  "signatures", err));
    try_(causes_add(request, test_id, test, err));
    try_(score_add(request, test_id, test, err));
    return add_periods(request, test_id, test, err);
}

enum err_code tests_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t test_id;
    int window;
    try_(request_path_id(request, "test", &test_id, err));
    try_(impact_window(request, &window, err));
    if (test_id > INT32_MAX)
        return err_set(err, ERR_NOT_FOUND, "no such test");
    json_auto_t *items = NULL;
    try_(read_tests(request, &(int32_t){(int32_t)test_id}, 1, window, &items, err));
    if (json_array_size(items) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such test");
    json_t *test = json_array_get(items, 0);
    try_(add_details(request, (int32_t)test_id, test, err));
    return reply_json(reply, 200, json_incref(test), err);
}
