/* Incidents: runs whose failures say nothing of the tests, and which tests failed in them. */
#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

struct filter {
    int64_t incident, build; /* 0: not asked */
    const char *kind, *job, *commit;
    int64_t from, before;
};

/* Columns of incident_page. */
enum {
    ID,
    KIND,
    TEXT,
    HAPPENED_AT,
    JOB,
    REPORT,
    SHA,
    BRANCH,
    BUILD,
    BUILD_KEY,
    BUILD_URL,
    REPORTS,
    TESTS,
    FAILED,
    EXCUSED,
    EXPECTED,
    CHANCE
};

static json_t *pack_incident(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}, s:o, s:o, s:o, "
                     "s:o, s:o, s:o}",
                     "id", value_int(rows, row, ID), "kind", value_text(rows, row, KIND), "text",
                     value_text(rows, row, TEXT), "happened_at", value_time(rows, row, HAPPENED_AT),
                     "job", value_text(rows, row, JOB), "report", value_int(rows, row, REPORT),
                     "commit", value_text(rows, row, SHA), "branch", value_text(rows, row, BRANCH),
                     "build", "id", value_int(rows, row, BUILD), "key",
                     value_text(rows, row, BUILD_KEY), "url", value_text(rows, row, BUILD_URL),
                     "reports", value_int(rows, row, REPORTS), "tests", value_int(rows, row, TESTS),
                     "failed", value_int(rows, row, FAILED), "excused",
                     value_int(rows, row, EXCUSED), "expected", value_real(rows, row, EXPECTED),
                     "chance", value_real(rows, row, CHANCE));
}

static enum err_code read_filter(struct request *request, struct filter *filter, struct err *err)
{
    static const char *const kinds[] = {"outage", "cascade", "infrastructure", NULL};
    int kind;
    *filter = (struct filter){.job = request_query(request, "job")};
    try_(request_query_choice(request, "kind", kinds, &kind, err));
    try_(filter_commit(request, &filter->commit, err));
    try_(filter_time(request, "from", &filter->from, err));
    try_(filter_time(request, "to", &filter->before, err));
    try_(request_query_int(request, "build", 1, INT64_MAX, 0, &filter->build, err));
    filter->kind = kind < 0 ? NULL : kinds[kind];
    return ERR_OK;
}

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, filter->incident);
    params_text(&params, filter->kind);
    params_text(&params, filter->job);
    filter_params_id(&params, filter->build);
    params_text(&params, filter->commit);
    params_time(&params, filter->from);
    params_time(&params, filter->before);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_INCIDENT_PAGE, &params, rows, err);
}

/* GET /api/v1/projects/{project}/incidents */
enum err_code incidents_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"kind", "job", "build", "commit", "from", "to", NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "incidents", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_incident, place, err);
}

/* The incident that the address names. */
static enum err_code find_one(struct request *request, struct rows **rows, int64_t *incident,
                              struct err *err)
{
    struct filter filter = {0};
    struct page page = {.limit = 1};
    try_(request_path_id(request, "incident", &filter.incident, err));
    try_(find(request, &filter, &page, rows, err));
    *incident = filter.incident;
    return rows_count(*rows) ? ERR_OK : err_set(err, ERR_NOT_FOUND, "no such incident");
}

/* GET /api/v1/projects/{project}/incidents/{incident} */
enum err_code incidents_show(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    int64_t incident;
    try_(find_one(request, &rows, &incident, err));
    return reply_json(reply, 200, pack_incident(rows, 0), err);
}

static json_t *pack_failure(const struct rows *rows, size_t row)
{
    enum { SIGNATURE = TEST_COLUMNS, SIGNATURE_TEXT, ATTEMPTS, EXCUSED_BY, FAILED_REPORT };
    return json_pack(
        "{s:o, s:{s:o, s:o}, s:o, s:o, s:o}", "test", value_test(rows, row, 0), "signature", "id",
        value_int(rows, row, SIGNATURE), "text", value_text(rows, row, SIGNATURE_TEXT), "attempts",
        value_int(rows, row, ATTEMPTS), "excused_by", value_text(rows, row, EXCUSED_BY), "report",
        value_int(rows, row, FAILED_REPORT));
}

/* GET /api/v1/projects/{project}/incidents/{incident}/tests */
enum err_code incidents_tests(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {NULL};
    struct page page;
    auto_rows struct rows *found = NULL, *rows = NULL;
    int64_t incident;
    try_(find_one(request, &found, &incident, err));
    try_(page_read(request, "incident tests", incident, filters, &page, err));
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_int(&params, incident);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_INCIDENT_FAILURES, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = 0};
    return page_answer(reply, &page, rows, pack_failure, place, err);
}
