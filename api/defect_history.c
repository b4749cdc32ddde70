/* What was changed of a bug, by whom and why. */
#include <inttypes.h>
#include <stdio.h>

#include "api/defects.h"
#include "api/page.h"
#include "api/resources.h"

/* Columns of audit_of_subject. */
enum { ID, AT, ACTOR, ACTION, REASON, BEFORE, AFTER };

static json_t *pack_change(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID), "at",
                     value_time(rows, row, AT), "actor", value_text(rows, row, ACTOR), "action",
                     value_text(rows, row, ACTION), "reason", value_text(rows, row, REASON),
                     "before", value_json(rows, row, BEFORE), "after",
                     value_json(rows, row, AFTER));
}

/* GET /api/v1/projects/{project}/defects/{defect}/history */
enum err_code defect_history_list(struct request *request, struct reply *reply, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *defect = NULL, *rows = NULL;
    char subject[40];
    struct page page;
    int64_t id;
    try_(request_path_id(request, "defect", &id, err));
    try_(page_read(request, "defect history", id, (const char *const[]){NULL}, &page, err));
    try_(defect_find(request, id, &defect, err));
    snprintf(subject, sizeof subject, "defect:%" PRId64, id);
    params_int(&params, request_project_id(request));
    params_text(&params, subject);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_AUDIT_OF_SUBJECT, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_change, place, err);
}
