/* What is changed after escapes, and which tests could guard it. */
#include "api/changes.h"

#include "analyzer/escape/kept.h"
#include "analyzer/escape/named.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"

/* Columns of change_page. */
enum {
    ID,
    DEFECT,
    CATEGORY,
    TYPE,
    SYSTEMIC,
    TITLE,
    DESCRIPTION,
    URL,
    ADDED_AT,
    ENDED_AT,
    END_REASON,
    IN_FORCE,
    ADOPTIONS,
    GUARDS
};

static json_t *pack(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        value_int(rows, row, ID), "defect", value_int(rows, row, DEFECT), "category",
        value_text(rows, row, CATEGORY), "change_type", value_text(rows, row, TYPE), "systemic",
        value_bool(rows, row, SYSTEMIC), "title", value_text(rows, row, TITLE), "description",
        value_text(rows, row, DESCRIPTION), "url", value_text(rows, row, URL), "added_at",
        value_time(rows, row, ADDED_AT), "ended_at", value_time(rows, row, ENDED_AT), "end_reason",
        value_text(rows, row, END_REASON), "in_force", value_bool(rows, row, IN_FORCE), "adoptions",
        value_json(rows, row, ADOPTIONS), "guards", value_int(rows, row, GUARDS));
}

/* The one @id, or those that the query of the request asks for. */
static enum err_code find(struct request *request, int64_t id, const struct page *page,
                          struct rows **rows, struct err *err)
{
    static const char *const states[] = {"standing", "ended", "all", NULL};
    int state = -1;
    int64_t defect = 0;
    if (!id) {
        try_(request_query_choice(request, "state", states, &state, err));
        try_(request_query_int(request, "defect", 1, INT64_MAX, 0, &defect, err));
    }
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, id);
    filter_params_id(&params, defect);
    params_text(&params, id ? NULL : request_query(request, "category"));
    params_text(&params, id ? NULL : request_query(request, "type"));
    params_text(&params, id ? NULL : request_query(request, "service"));
    if (state == 0 || state == 1)
        params_bool(&params, state == 1);
    else
        params_null(&params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_CHANGE_PAGE, &params, rows, err);
}

enum err_code changes_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"category", "defect", "type", "service", "state", NULL};
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "changes", request_project_id(request), filters, &page, err));
    try_(find(request, 0, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack, place, err);
}

enum err_code change_answer(struct request *request, int64_t id, int status, struct reply *reply,
                            struct err *err)
{
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(find(request, id, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such change in this project");
    return reply_json(reply, status, pack(rows, 0), err);
}

enum err_code change_begin(struct request *request, bool has_id, struct change_edit *edit,
                           struct err *err)
{
    *edit = (struct change_edit){.project_id = request_project_id(request),
                                 .now = request_now(request),
                                 .actor = request_caller(request)->name};
    return has_id ? request_path_id(request, "change", &edit->change_id, err) : ERR_OK;
}

enum err_code changes_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "change", &id, err));
    return change_answer(request, id, 200, reply, err);
}

enum err_code changes_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"title",  "change_type", "category", "description",
                                         "defect", "url",         NULL};
    struct change_edit edit;
    json_t *body;
    bool given;
    try_(change_begin(request, false, &edit, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "title", KEPT_LINE_MAX, &edit.title, err));
    try_(request_field_text(body, "change_type", NAMED_NAME_MAX, &edit.type, err));
    try_(request_field_text(body, "category", NAMED_NAME_MAX, &edit.category, err));
    try_(request_field_text(body, "description", KEPT_TEXT_MAX, &edit.description, err));
    try_(request_field_text(body, "url", KEPT_URL_MAX, &edit.url, err));
    try_(field_int(body, "defect", 1, INT64_MAX, &given, &edit.defect_id, err));
    if (!given)
        edit.defect_id = 0;
    try_(change_add(request_db(request), &edit, err));
    return change_answer(request, edit.change_id, 201, reply, err);
}

enum err_code changes_end(struct request *request, struct reply *reply, struct err *err)
{
    struct change_edit edit;
    json_t *body;
    try_(change_begin(request, true, &edit, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"reason", NULL}, err));
    try_(request_field_text(body, "reason", KEPT_REASON_MAX, &edit.reason, err));
    try_(change_end(request_db(request), &edit, err));
    return change_answer(request, edit.change_id, 200, reply, err);
}

/* ---- Tests that could guard it ---------------------------------------------------------------
 */

static json_t *pack_candidate(const struct rows *rows, size_t row)
{
    enum { TEST, JOB = TEST + TEST_COLUMNS, SHA, RECEIVED_AT };
    return json_pack("{s:o, s:o, s:o, s:o}", "test", value_test(rows, row, TEST), "job",
                     value_text(rows, row, JOB), "commit", value_text(rows, row, SHA),
                     "received_at", value_time(rows, row, RECEIVED_AT));
}

enum err_code changes_candidates(struct request *request, struct reply *reply, struct err *err)
{
    struct change_edit edit;
    struct page page;
    struct page one = {.limit = 1};
    auto_params struct params params = {0};
    auto_rows struct rows *change = NULL, *rows = NULL;
    try_(change_begin(request, true, &edit, err));
    try_(page_read(request, "guard-candidates", edit.change_id, (const char *const[]){NULL}, &page,
                   err));
    try_(find(request, edit.change_id, &one, &change, err));
    if (rows_count(change) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such change in this project");
    params_int(&params, edit.project_id);
    params_int(&params, edit.change_id);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_GUARD_CANDIDATES, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = 0};
    return page_answer(reply, &page, rows, pack_candidate, place, err);
}
