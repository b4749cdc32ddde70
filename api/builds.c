/* Builds: what CI reported of one run, and what was excused in it. */
#include "api/resources.h"

#include "api/filters.h"
#include "api/page.h"
#include "api/values.h"

enum { REPORTS_MAX = 1000 };

/* Columns of build_page. */
enum {
    BUILD_ID,
    KEY,
    SHA,
    BRANCH,
    URL,
    FIRST_SEEN,
    LAST_SEEN,
    VERDICT,
    REPORTS,
    TESTS,
    FAILED,
    FLAKY,
    EXCUSED,
    NUMBER,
    TARGET_BRANCH,
    PULL_REQUEST,
    TREE
};

static json_t *pack_build(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o}",
        "id", value_int(rows, row, BUILD_ID), "key", value_text(rows, row, KEY), "commit",
        value_text(rows, row, SHA), "branch", value_text(rows, row, BRANCH), "url",
        value_text(rows, row, URL), "first_seen", value_time(rows, row, FIRST_SEEN), "last_seen",
        value_time(rows, row, LAST_SEEN), "verdict", value_text(rows, row, VERDICT), "reports",
        value_int(rows, row, REPORTS), "tests", value_int(rows, row, TESTS), "failed",
        value_int(rows, row, FAILED), "flaky", value_int(rows, row, FLAKY), "excused",
        value_int(rows, row, EXCUSED), "target_branch", value_text(rows, row, TARGET_BRANCH),
        "pull_request", value_text(rows, row, PULL_REQUEST), "tree", value_text(rows, row, TREE));
}

enum err_code builds_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"branch", "commit", "verdict", NULL};
    static const char *const verdicts[] = {"pass", "fail", NULL};
    struct page page;
    const char *commit;
    int verdict;
    try_(page_read(request, "builds", request_project_id(request), filters, &page, err));
    try_(filter_commit(request, &commit, err));
    try_(request_query_choice(request, "verdict", verdicts, &verdict, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_null(&params);
    params_text(&params, request_query(request, "branch"));
    params_text(&params, commit);
    params_text(&params, verdict < 0 ? NULL : verdicts[verdict]);
    page_params_number(&page, &params);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_BUILD_PAGE, &params, &rows, err));
    struct page_place place = {.number = NUMBER, .word = -1, .id = BUILD_ID};
    return page_answer(reply, &page, rows, pack_build, place, err);
}

/* A row of build_reports. */
static json_t *pack_job(const struct rows *rows, size_t row)
{
    enum {
        ID,
        JOB,
        SHARD,
        VARIANT,
        ATTEMPT,
        GATE,
        JOB_VERDICT,
        COUNTS,
        DAMAGED = COUNTS + 6,
        CAUSES,
        RECEIVED_AT
    };
    json_t *causes = value_json(rows, row, CAUSES);
    bool complete = json_array_size(causes) == 0;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o, s:o}, s:o, s:b, s:o, s:o}",
        "report", value_int(rows, row, ID), "job", value_text(rows, row, JOB), "shard",
        value_text(rows, row, SHARD), "variant", value_text(rows, row, VARIANT), "attempt",
        value_int(rows, row, ATTEMPT), "gate", value_text(rows, row, GATE), "verdict",
        value_text(rows, row, JOB_VERDICT), "counts", "tests", value_int(rows, row, COUNTS),
        "passed", value_int(rows, row, COUNTS + 1), "failed", value_int(rows, row, COUNTS + 2),
        "errors", value_int(rows, row, COUNTS + 3), "skipped", value_int(rows, row, COUNTS + 4),
        "flaky", value_int(rows, row, COUNTS + 5), "damaged", value_bool(rows, row, DAMAGED),
        "complete", complete, "causes", causes, "received_at", value_time(rows, row, RECEIVED_AT));
}

/* A row of build_excused. */
static json_t *pack_excused(const struct rows *rows, size_t row)
{
    enum {
        SIGNATURE_ID = TEST_COLUMNS,
        SIGNATURE,
        EXCUSED_BY,
        QUARANTINE,
        ATTEMPT,
        REPORT,
        JOB,
        RECEIVED_AT,
        CLUSTER
    };
    return json_pack(
        "{s:o, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0),
        "signature", "id", value_int(rows, row, SIGNATURE_ID), "text",
        value_text(rows, row, SIGNATURE), "cluster", value_int(rows, row, CLUSTER), "excused_by",
        value_text(rows, row, EXCUSED_BY), "quarantine", value_int(rows, row, QUARANTINE),
        "attempt", value_int(rows, row, ATTEMPT), "report", value_int(rows, row, REPORT), "job",
        value_text(rows, row, JOB), "received_at", value_time(rows, row, RECEIVED_AT));
}

/* Runs a statement about one build: $1 project, $2 build, $3 limit. */
static enum err_code list_of_build(struct request *request, enum query query, int64_t build_id,
                                   int64_t limit, value_packer *pack, json_t **list,
                                   struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, build_id);
    params_int(&params, limit);
    try_(db_run(request_db(request), query, &params, &rows, err));
    *list = value_list(rows, pack);
    return *list ? ERR_OK : err_nomem(err);
}

static enum err_code find_build(struct request *request, int64_t build_id, struct rows **rows,
                                struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_int(&params, build_id);
    for (int filter = 0; filter < 5; filter++)
        params_null(&params);
    params_int(&params, 1);
    try_(db_run(request_db(request), QUERY_BUILD_PAGE, &params, rows, err));
    return rows_count(*rows) ? ERR_OK : err_set(err, ERR_NOT_FOUND, "no such build");
}

enum err_code builds_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t build_id, limit;
    try_(request_path_id(request, "build", &build_id, err));
    try_(page_limit(request, &limit, err));
    auto_rows struct rows *rows = NULL;
    json_t *jobs = NULL, *excused = NULL;
    try_(find_build(request, build_id, &rows, err));
    enum err_code code =
        list_of_build(request, QUERY_BUILD_REPORTS, build_id, REPORTS_MAX, pack_job, &jobs, err);
    if (code == ERR_OK)
        code = list_of_build(request, QUERY_BUILD_EXCUSED, build_id, limit, pack_excused, &excused,
                             err);
    if (code != ERR_OK) {
        json_decref(jobs);
        return code;
    }
    json_t *build = pack_build(rows, 0);
    json_t *more = json_pack("{s:o, s:o, s:o}", "jobs", jobs, "excused_failures", excused,
                             "excused_total", value_int(rows, 0, EXCUSED));
    if (!build || !more || json_object_update(build, more) != 0) {
        json_decref(build);
        build = NULL;
    }
    json_decref(more);
    return reply_json(reply, 200, build, err);
}
