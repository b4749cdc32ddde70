/* Signatures: what failures say, in clusters over tests and builds, and what people make of them.
 */
#include "api/resources.h"

#include <string.h>

#include "analyzer/flake/cluster.h"
#include "api/filters.h"
#include "api/impact.h"
#include "api/page.h"
#include "api/values.h"
#include "common/clock.h"

enum {
    SEARCH_MAX = 200, /* bytes of q */
    NAME_MAX_BYTES = 200,
    TICKET_MAX = 500,
    OWNER_MAX = 200,
    REASON_MAX = 2000,
    WINDOW_DAYS = 30, /* that the counts cover, unless asked otherwise */
    SHOWN = 100       /* members, tests, failures of one */
};

/* Columns of cluster_page. */
enum {
    ID,
    NAME,
    LINE,
    TICKET,
    OWNER,
    INFRASTRUCTURE,
    FIRST_SEEN,
    LAST_SEEN,
    MEMBERS,
    FAILURES,
    TESTS,
    BUILDS,
    EXEMPLAR,
    LANGUAGE,
    FRAMES,
    NUMBER,
    IMPACT
};

static json_t *pack_cluster(const struct rows *rows, size_t row, const struct settings *settings)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        value_int(rows, row, ID), "name", value_text(rows, row, NAME), "text",
        value_text(rows, row, LINE), "ticket", value_text(rows, row, TICKET), "owner",
        value_text(rows, row, OWNER), "infrastructure", value_bool(rows, row, INFRASTRUCTURE),
        "first_seen", value_time(rows, row, FIRST_SEEN), "last_seen",
        value_time(rows, row, LAST_SEEN), "signatures", value_int(rows, row, MEMBERS), "failures",
        value_int(rows, row, FAILURES), "tests", value_int(rows, row, TESTS), "builds",
        value_int(rows, row, BUILDS), "exemplar", value_text(rows, row, EXEMPLAR), "language",
        value_text(rows, row, LANGUAGE), "frames", value_json(rows, row, FRAMES), "impact",
        impact_pack(rows, row, IMPACT, settings));
}

/* ---- The list -------------------------------------------------------------------------------- */

/* What is asked for, as cluster_page takes it. */
struct filter {
    int64_t id, test;
    int64_t since;      /* of the counts */
    int64_t seen_since; /* 0: whenever it was seen */
    int infrastructure; /* 1, 0, or -1 for both */
    int window;         /* days, of what they cost */
    const char *search, *sort;
};

static enum err_code read_since(const struct request *request, struct filter *filter,
                                struct err *err)
{
    const char *given = request_query(request, "since");
    filter->since = request_now(request) - WINDOW_DAYS * INT64_C(86400) * 1000000;
    if (!given)
        return ERR_OK;
    if (!clock_parse(given, &filter->since))
        return err_set(err, ERR_INVALID,
                       "query parameter \"since\": \"%.100s\" is no time; give a date or a time "
                       "such as 2026-01-31T09:30:00Z",
                       given);
    filter->seen_since = filter->since;
    return ERR_OK;
}

static enum err_code read_filter(struct request *request, struct filter *filter, struct err *err)
{
    static const char *const truths[] = {"false", "true", NULL};
    static const char *const sorts[] = {"last_seen", "failures", "tests", "impact", NULL};
    int sort;
    *filter = (struct filter){.search = request_query(request, "q")};
    try_(request_query_int(request, "test", 1, INT32_MAX, 0, &filter->test, err));
    try_(request_query_choice(request, "infrastructure", truths, &filter->infrastructure, err));
    try_(request_query_choice(request, "sort", sorts, &sort, err));
    try_(read_since(request, filter, err));
    try_(impact_window(request, &filter->window, err));
    filter->sort = sorts[sort < 0 ? 0 : sort];
    if (filter->search && strlen(filter->search) > SEARCH_MAX)
        return err_set(err, ERR_INVALID, "query parameter \"q\": at most %d bytes", SEARCH_MAX);
    return ERR_OK;
}

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, const struct settings *settings,
                          struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, filter->id);
    filter_params_id(&params, filter->test);
    if (filter->infrastructure < 0)
        params_null(&params);
    else
        params_bool(&params, filter->infrastructure == 1);
    params_time(&params, filter->since);
    params_text(&params, filter->search);
    params_text(&params, filter->sort);
    page_params_number(page, &params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    params_time(&params, filter->seen_since);
    params_int(&params, filter->window);
    params_time(&params, request_now(request));
    params_real(&params, settings->wait_minutes_per_blocked_build);
    params_real(&params, settings->wait_minutes_per_delayed_build);
    return db_run(request_db(request), QUERY_CLUSTER_PAGE, &params, rows, err);
}

/* The rows of a page, and what is shown of them: *@items, an array. */
static enum err_code read_page(struct request *request, const struct filter *filter,
                               const struct page *page, struct rows **rows, json_t **items,
                               struct err *err)
{
    struct settings settings = {.shape_unit = 0};
    enum err_code code =
        settings_load(request_db(request), request_project_id(request), &settings, err);
    if (code == ERR_OK)
        code = find(request, filter, page, &settings, rows, err);
    if (code == ERR_OK) {
        *items = json_array();
        for (size_t row = 0; row < rows_count(*rows) && row < (size_t)page->limit; row++)
            if (json_array_append_new(*items, pack_cluster(*rows, row, &settings)) != 0)
                code = err_nomem(err);
    }
    settings_free(&settings);
    return code;
}

enum err_code signatures_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"test", "infrastructure", "since", "q",
                                          "sort", "window",         NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "signatures", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    json_auto_t *items = NULL;
    try_(read_page(request, &filter, &page, &rows, &items, err));
    struct page_place place = {.number = NUMBER, .word = -1, .id = ID};
    return page_answer_items(reply, &page, rows, json_incref(items), place, err);
}

/* ---- One cluster ----------------------------------------------------------------------------- */

static json_t *pack_member(const struct rows *rows, size_t row)
{
    enum {
        SIGNATURE,
        SAYS,
        FIRST_LINE,
        OF_LANGUAGE,
        OF_FRAMES,
        FIRST,
        LAST,
        COUNT,
        HOME,
        HOME_TEXT
    };
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}}", "id",
                     value_int(rows, row, SIGNATURE), "text", value_text(rows, row, SAYS),
                     "exemplar", value_text(rows, row, FIRST_LINE), "language",
                     value_text(rows, row, OF_LANGUAGE), "frames", value_json(rows, row, OF_FRAMES),
                     "first_seen", value_time(rows, row, FIRST), "last_seen",
                     value_time(rows, row, LAST), "failures", value_int(rows, row, COUNT), "parent",
                     "id", value_int(rows, row, HOME), "text", value_text(rows, row, HOME_TEXT));
}

static json_t *pack_merged(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "id", value_int(rows, row, 0), "name",
                     value_text(rows, row, 1), "text", value_text(rows, row, 2), "merged_into",
                     value_int(rows, row, 3));
}

static json_t *pack_test(const struct rows *rows, size_t row)
{
    enum { COUNT = TEST_COLUMNS, IN_BUILDS, FIRST, LAST };
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0), "failures",
                     value_int(rows, row, COUNT), "builds", value_int(rows, row, IN_BUILDS),
                     "first_failure_at", value_time(rows, row, FIRST), "last_failure_at",
                     value_time(rows, row, LAST));
}

static json_t *pack_failure(const struct rows *rows, size_t row)
{
    enum {
        SIGNATURE = TEST_COLUMNS,
        ATTEMPT,
        EXCUSED_BY,
        REPORT,
        JOB,
        BUILD,
        BUILD_KEY,
        SHA,
        BRANCH,
        RECEIVED_AT
    };
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0),
        "signature", value_int(rows, row, SIGNATURE), "attempt", value_int(rows, row, ATTEMPT),
        "excused_by", value_text(rows, row, EXCUSED_BY), "report", value_int(rows, row, REPORT),
        "job", value_text(rows, row, JOB), "build", value_int(rows, row, BUILD), "build_key",
        value_text(rows, row, BUILD_KEY), "commit", value_text(rows, row, SHA), "branch",
        value_text(rows, row, BRANCH), "received_at", value_time(rows, row, RECEIVED_AT));
}

/* Adds to @cluster what @query says of it: $1 project, $2 cluster, $3 since unless 0, then the
 * limit. */
static enum err_code add_list(struct request *request, enum query query, int64_t since,
                              value_packer *pack, json_t *cluster, const char *name,
                              struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, json_integer_value(json_object_get(cluster, "id")));
    if (since)
        params_time(&params, since);
    params_int(&params, SHOWN);
    try_(db_run(request_db(request), query, &params, &rows, err));
    return json_object_set_new(cluster, name, value_list(rows, pack)) == 0 ? ERR_OK
                                                                           : err_nomem(err);
}

static enum err_code add_details(struct request *request, int64_t since, json_t *cluster,
                                 struct err *err)
{
    try_(add_list(request, QUERY_CLUSTER_MEMBERS, since, pack_member, cluster, "members", err));
    try_(add_list(request, QUERY_CLUSTER_MERGED, 0, pack_merged, cluster, "merged", err));
    try_(add_list(request, QUERY_CLUSTER_TESTS, since, pack_test, cluster, "failing_tests", err));
    try_(add_list(request, QUERY_CLUSTER_FAILURES, since, pack_failure, cluster, "latest", err));
    return json_object_set_new(cluster, "since", value_clock(since)) == 0 ? ERR_OK : err_nomem(err);
}

static enum err_code answer_one(struct request *request, int64_t id, int status,
                                struct reply *reply, struct err *err)
{
    struct page page = {.limit = 1};
    struct filter filter = {.id = id, .infrastructure = -1, .sort = "last_seen"};
    auto_rows struct rows *rows = NULL;
    json_auto_t *items = NULL;
    if (id < 1)
        return err_set(err, ERR_NOT_FOUND, "no such signature");
    try_(read_since(request, &filter, err));
    try_(impact_window(request, &filter.window, err));
    filter.seen_since = 0;
    try_(read_page(request, &filter, &page, &rows, &items, err));
    if (json_array_size(items) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such signature");
    json_t *cluster = json_array_get(items, 0);
    try_(add_details(request, filter.since, cluster, err));
    return reply_json(reply, status, json_incref(cluster), err);
}

enum err_code signatures_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "signature", &id, err));
    return answer_one(request, id, 200, reply, err);
}

/* ---- Changing it ----------------------------------------------------------------------------- */

static enum err_code begin(struct request *request, const char *const *fields, json_t **body,
                           struct cluster_change *change, struct err *err)
{
    *change = (struct cluster_change){.project_id = request_project_id(request),
                                      .actor = request_caller(request)->name,
                                      .now = request_now(request)};
    try_(request_path_id(request, "signature", &change->cluster_id, err));
    try_(request_json(request, body, err));
    try_(request_fields(*body, fields, err));
    return request_field_text(*body, "reason", REASON_MAX, &change->reason, err);
}

/* A text that is absent stays as it was; null or blank takes it away. */
static enum err_code read_word(const json_t *body, const char *name, size_t max, bool *set,
                               const char **word, struct err *err)
{
    *set = json_object_get(body, name) != NULL;
    try_(request_field_text(body, name, max, word, err));
    if (*word && !(*word)[strspn(*word, " ")])
        *word = NULL;
    return ERR_OK;
}

enum err_code signatures_change(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"name",           "ticket", "owner",
                                         "infrastructure", "reason", NULL};
    struct cluster_change change;
    struct cluster_words words = {.set_name = false};
    json_t *body;
    try_(begin(request, fields, &body, &change, err));
    try_(read_word(body, "name", NAME_MAX_BYTES, &words.set_name, &words.name, err));
    try_(read_word(body, "ticket", TICKET_MAX, &words.set_ticket, &words.ticket, err));
    try_(read_word(body, "owner", OWNER_MAX, &words.set_owner, &words.owner, err));
    try_(field_bool(body, "infrastructure", &words.set_infrastructure, &words.infrastructure, err));
    if (!words.set_name && !words.set_ticket && !words.set_owner && !words.set_infrastructure)
        return err_set(err, ERR_INVALID,
                       "body: it changes nothing; give name, ticket, owner or "
                       "infrastructure");
    try_(cluster_describe(request_db(request), &change, &words, err));
    return answer_one(request, change.cluster_id, 200, reply, err);
}

/* A list of ids, each once; *@count is 0 when it is not given. */
static enum err_code read_ids(const json_t *body, const char *name, int64_t ids[CLUSTER_IDS_MAX],
                              size_t *count, struct err *err)
{
    const json_t *list = json_object_get(body, name);
    *count = 0;
    if (!list || json_is_null(list))
        return ERR_OK;
    size_t given = json_array_size(list);
    if (given < 1 || given > CLUSTER_IDS_MAX)
        return err_set(err, ERR_INVALID, "field \"%s\": a list of 1 to %d ids", name,
                       CLUSTER_IDS_MAX);
    for (size_t i = 0; i < given; i++) {
        ids[i] = json_integer_value(json_array_get(list, i));
        if (ids[i] < 1)
            return err_set(err, ERR_INVALID, "field \"%s\": ids are integers from 1", name);
        for (size_t j = 0; j < i; j++)
            if (ids[j] == ids[i])
                return err_set(err, ERR_INVALID, "field \"%s\": each id once", name);
    }
    *count = given;
    return ERR_OK;
}

enum err_code signatures_merge(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"signatures", "reason", NULL};
    struct cluster_change change;
    int64_t ids[CLUSTER_IDS_MAX];
    size_t count;
    json_t *body;
    try_(begin(request, fields, &body, &change, err));
    try_(read_ids(body, "signatures", ids, &count, err));
    if (count == 0)
        return err_set(err, ERR_INVALID, "field \"signatures\": needed; what to merge into it");
    try_(cluster_merge(request_db(request), &change, ids, count, err));
    return answer_one(request, change.cluster_id, 200, reply, err);
}

enum err_code signatures_split(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"members", "merged", "reason", NULL};
    struct cluster_change change;
    int64_t members[CLUSTER_IDS_MAX], merged[CLUSTER_IDS_MAX], made;
    size_t member_count, merged_count;
    json_t *body;
    try_(begin(request, fields, &body, &change, err));
    try_(read_ids(body, "members", members, &member_count, err));
    try_(read_ids(body, "merged", merged, &merged_count, err));
    if ((member_count > 0) == (merged_count > 0))
        return err_set(err, ERR_INVALID,
                       "body: give members, to make a signature of their own of them, or merged, "
                       "to take out what was merged into it");
    if (merged_count) {
        try_(cluster_unmerge(request_db(request), &change, merged, merged_count, err));
        return answer_one(request, change.cluster_id, 200, reply, err);
    }
    try_(cluster_split(request_db(request), &change, members, member_count, &made, err));
    return answer_one(request, made, 201, reply, err);
}

enum err_code signatures_ticket(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"reason", NULL};
    struct cluster_change change;
    json_t *body;
    try_(begin(request, fields, &body, &change, err));
    try_(cluster_ask(request_db(request), &change, err));
    return answer_one(request, change.cluster_id, 202, reply, err);
}
