/* Whether categories of bugs are closed in services, with what that rests on. */
#include "analyzer/escape/watch_state.h"
#include "api/page.h"
#include "api/resources.h"

/* Columns of watch_page. */
enum { ID, CATEGORY, SERVICE, TEAM, STATE, SINCE, FINDING, EVALUATED_AT };

static json_t *pack(const struct rows *rows, size_t row)
{
    json_t *watch = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID), "category",
        value_text(rows, row, CATEGORY), "service", value_text(rows, row, SERVICE), "team",
        value_text(rows, row, TEAM), "state", value_text(rows, row, STATE), "since",
        value_time(rows, row, SINCE), "evaluated_at", value_time(rows, row, EVALUATED_AT));
    json_t *finding = value_json(rows, row, FINDING);
    bool whole = watch && finding && json_object_update(watch, finding) == 0;
    json_decref(finding);
    if (whole)
        return watch;
    json_decref(watch);
    return NULL;
}

static enum err_code find(struct request *request, int64_t id, const struct page *page,
                          struct rows **rows, struct err *err)
{
    const char *states[WATCH__MAX + 1] = {NULL};
    int state = -1;
    for (int i = 0; i < WATCH__MAX; i++)
        states[i] = watch_word((enum watch_state)i);
    if (!id)
        try_(request_query_choice(request, "state", states, &state, err));
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    if (id)
        params_int(&params, id);
    else
        params_null(&params);
    params_text(&params, id ? NULL : request_query(request, "category"));
    params_text(&params, id ? NULL : request_query(request, "service"));
    params_text(&params, state < 0 ? NULL : states[state]);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_WATCH_PAGE, &params, rows, err);
}

enum err_code watches_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"category", "service", "state", NULL};
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "watches", request_project_id(request), filters, &page, err));
    try_(find(request, 0, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack, place, err);
}

enum err_code watches_show(struct request *request, struct reply *reply, struct err *err)
{
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    int64_t id;
    try_(request_path_id(request, "watch", &id, err));
    try_(find(request, id, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such watch in this project");
    return reply_json(reply, 200, pack(rows, 0), err);
}
