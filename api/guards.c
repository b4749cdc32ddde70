/* Tests that guard against an escape: their failures are never excused. */
#include "analyzer/flake/guard.h"

#include "api/filters.h"
#include "api/page.h"
#include "api/quarantine.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of guard_page. */
enum {
    ID,
    TEST,
    LATER = TEST + TEST_COLUMNS, /* the test that it goes on as */
    SUBJECT = LATER + TEST_COLUMNS,
    CHANGE,
    ADDED_BY,
    ADDED_AT,
    ENDED_BY,
    ENDED_AT,
    END_REASON
};

static json_t *pack_guard(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     value_int(rows, row, ID), "test", value_test(rows, row, TEST), "goes_on_as",
                     rows_null(rows, row, LATER) ? json_null() : value_test(rows, row, LATER),
                     "subject", value_text(rows, row, SUBJECT), "change",
                     value_int(rows, row, CHANGE), "added_by", value_text(rows, row, ADDED_BY),
                     "added_at", value_time(rows, row, ADDED_AT), "ended_by",
                     value_text(rows, row, ENDED_BY), "ended_at", value_time(rows, row, ENDED_AT),
                     "end_reason", value_text(rows, row, END_REASON));
}

struct filter {
    int64_t guard, test, change; /* 0: any */
    int ended;                   /* 1, 0, or -1 for both */
};

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, filter->guard);
    if (filter->ended < 0)
        params_null(&params);
    else
        params_bool(&params, filter->ended == 1);
    filter_params_id(&params, filter->test);
    filter_params_id(&params, filter->change);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_GUARD_PAGE, &params, rows, err);
}

enum err_code guards_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"state", "test", "change", NULL};
    static const char *const states[] = {"standing", "ended", "all", NULL};
    struct page page;
    struct filter filter = {.guard = 0};
    int state;
    try_(page_read(request, "guards", request_project_id(request), filters, &page, err));
    try_(request_query_choice(request, "state", states, &state, err));
    try_(request_query_int(request, "test", 1, INT32_MAX, 0, &filter.test, err));
    try_(request_query_int(request, "change", 1, INT64_MAX, 0, &filter.change, err));
    filter.ended = state == 2 ? -1 : state == 1;
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_guard, place, err);
}

static enum err_code answer_one(struct request *request, int64_t guard_id, int status,
                                struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    struct page page = {.limit = 1};
    struct filter filter = {.guard = guard_id, .ended = -1};
    quarantine_note_change(request);
    try_(find(request, &filter, &page, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such guard");
    return reply_json(reply, status, pack_guard(rows, 0), err);
}

static struct guard_change change_of(struct request *request)
{
    return (struct guard_change){.project_id = request_project_id(request),
                                 .actor = request_caller(request)->name,
                                 .now = request_now(request)};
}

enum err_code guards_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"test", "subject", "change", NULL};
    struct guard_change change = change_of(request);
    json_t *body;
    bool given;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_int(body, "change", 1, INT64_MAX, &given, &change.change_id, err));
    try_(request_field_text(body, "subject", GUARD_SUBJECT_MAX, &change.subject, err));
    try_(quarantine_read_test(request, body, &change.test_id, err));
    try_(guard_add(request_db(request), &change, err));
    return answer_one(request, change.guard_id, 201, reply, err);
}

enum err_code guards_end(struct request *request, struct reply *reply, struct err *err)
{
    struct guard_change change = change_of(request);
    json_t *body;
    try_(request_path_id(request, "guard", &change.guard_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"reason", NULL}, err));
    try_(request_field_text(body, "reason", GUARD_REASON_MAX, &change.reason, err));
    try_(guard_end(request_db(request), &change, err));
    return answer_one(request, change.guard_id, 200, reply, err);
}
