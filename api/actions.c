/* What is to be done after an escape. */
#include "analyzer/escape/action.h"

#include <string.h>

#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"

/* Columns of action_page. */
enum {
    ID,
    DEFECT,
    DEFECT_TITLE,
    CHANGE,
    AIM,
    TITLE,
    OWNER,
    DUE,
    STATE,
    OPEN,
    OVERDUE,
    AGE,
    STATE_AGE,
    REASON,
    EVIDENCE,
    TICKET,
    ADDED_AT,
    CHANGED_AT
};

static json_t *pack(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o, s:o, s:o}",
        "id", value_int(rows, row, ID), "defect", "id", value_int(rows, row, DEFECT), "title",
        value_text(rows, row, DEFECT_TITLE), "change", value_int(rows, row, CHANGE), "aim",
        value_text(rows, row, AIM), "title", value_text(rows, row, TITLE), "owner",
        value_text(rows, row, OWNER), "due", value_text(rows, row, DUE), "state",
        value_text(rows, row, STATE), "open", value_bool(rows, row, OPEN), "overdue",
        value_bool(rows, row, OVERDUE), "age_days", value_int(rows, row, AGE), "state_days",
        value_int(rows, row, STATE_AGE), "reason", value_text(rows, row, REASON), "evidence",
        value_json(rows, row, EVIDENCE), "ticket", value_text(rows, row, TICKET), "added_at",
        value_time(rows, row, ADDED_AT), "changed_at", value_time(rows, row, CHANGED_AT));
}

struct filter {
    int64_t id, defect, change;
    const char *aim, *state;
    bool open, overdue; /* only those */
};

static enum err_code read_filter(struct request *request, struct filter *filter, struct err *err)
{
    static const char *const states[] = {"all",  "open",     "overdue",   "proposed",    "accepted",
                                         "done", "verified", "not_doing", "in_progress", NULL};
    enum { ALL, IS_OPEN, IS_OVERDUE, WORDS };
    int aim, state;
    *filter = (struct filter){.id = 0};
    try_(request_query_choice(request, "aim", action_aims, &aim, err));
    try_(request_query_choice(request, "state", states, &state, err));
    try_(request_query_int(request, "defect", 1, INT64_MAX, 0, &filter->defect, err));
    try_(request_query_int(request, "change", 1, INT64_MAX, 0, &filter->change, err));
    filter->aim = aim < 0 ? NULL : action_aims[aim];
    filter->state = state < WORDS ? NULL : states[state];
    filter->open = state == IS_OPEN;
    filter->overdue = state == IS_OVERDUE;
    return ERR_OK;
}

static void add_only(struct params *params, bool only)
{
    if (only)
        params_bool(params, true);
    else
        params_null(params);
}

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, filter->id);
    filter_params_id(&params, filter->defect);
    filter_params_id(&params, filter->change);
    params_text(&params, filter->aim);
    params_text(&params, filter->state);
    add_only(&params, filter->open);
    add_only(&params, filter->overdue);
    params_time(&params, request_now(request));
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_ACTION_PAGE, &params, rows, err);
}

enum err_code actions_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"state", "aim", "defect", "change", NULL};
    struct filter filter;
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "actions", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    try_(find(request, &filter, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack, place, err);
}

static enum err_code answer(struct request *request, int64_t id, int status, struct reply *reply,
                            struct err *err)
{
    struct filter filter = {.id = id};
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such action item in this project");
    return reply_json(reply, status, pack(rows, 0), err);
}

enum err_code actions_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "action", &id, err));
    return answer(request, id, 200, reply, err);
}

static enum err_code put(struct request *request, int64_t id, struct reply *reply, struct err *err)
{
    struct action_edit edit = {.project_id = request_project_id(request),
                               .now = request_now(request),
                               .actor = request_caller(request)->name,
                               .action_id = id};
    json_t *body;
    try_(request_json(request, &body, err));
    edit.body = body;
    try_(action_put(request_db(request), &edit, err));
    return answer(request, edit.action_id, id ? 200 : 201, reply, err);
}

enum err_code actions_create(struct request *request, struct reply *reply, struct err *err)
{
    return put(request, 0, reply, err);
}

enum err_code actions_change(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "action", &id, err));
    return put(request, id, reply, err);
}

/* GET /api/v1/projects/{project}/defects/{defect}/plan */
enum err_code actions_plan(struct request *request, struct reply *reply, struct err *err)
{
    struct action_plan plan;
    int64_t defect;
    try_(request_path_id(request, "defect", &defect, err));
    try_(action_plan_read(request_db(request), request_project_id(request), defect, &plan, err));
    return reply_json(reply, 200,
                      json_pack("{s:o, s:I, s:I, s:b}", "missing", action_missing(&plan), "changes",
                                (json_int_t)plan.changes, "systemic", (json_int_t)plan.systemic,
                                "only_one_off", action_is_one_off(&plan)),
                      err);
}
