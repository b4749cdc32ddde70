/* Runs of gates: that a commit went through one, or round it. Reports that name their gate tell of
 * their own; what runs no tests is told here, and what was gone round. */
#include <math.h>

#include "analyzer/escape/released.h"
#include "api/released.h"
#include "api/resources.h"
#include "ingest/upload.h"

/* Columns of gate_run_page. */
enum { ID, GATE, KEY, SHA, SERVICE, STATE, STARTED_AT, SECONDS, BUDGET, REASON, URL, PLACE };

static json_t *pack(const struct rows *rows, size_t row)
{
    bool over = rows_real(rows, row, SECONDS) > rows_real(rows, row, BUDGET);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "id",
                     value_int(rows, row, ID), "gate", value_text(rows, row, GATE), "key",
                     value_text(rows, row, KEY), "sha", value_text(rows, row, SHA), "service",
                     value_text(rows, row, SERVICE), "state", value_text(rows, row, STATE),
                     "started_at", value_time(rows, row, STARTED_AT), "seconds",
                     value_real(rows, row, SECONDS), "budget_seconds",
                     value_real(rows, row, BUDGET), "over_budget", over, "reason",
                     value_text(rows, row, REASON), "url", value_text(rows, row, URL));
}

static const struct released_list list = {QUERY_GATE_RUN_PAGE, "gate", "state", gate_run_states};

enum err_code gate_runs_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"gate", "service", "commit", "state", "from", "to", NULL};
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "gate_runs", request_project_id(request), filters, &page, err));
    try_(released_find(request, &list, 0, &page, &rows, err));
    struct page_place place = {.number = PLACE, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack, place, err);
}

enum err_code gate_runs_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"gate",       "key",     "sha",    "service", "state",
                                         "started_at", "seconds", "reason", "url",     NULL};
    struct gate_run run = {.project_id = request_project_id(request), .seconds = (double)NAN};
    json_t *body;
    bool timed;
    try_(request_trusted(request, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "gate", RELEASED_NAME_MAX, &run.gate, err));
    try_(request_field_text(body, "key", RELEASED_KEY_MAX, &run.key, err));
    try_(request_field_text(body, "sha", UPLOAD_COMMIT_MAX, &run.sha, err));
    try_(request_field_text(body, "service", RELEASED_NAME_MAX, &run.service, err));
    try_(field_choice(body, "state", gate_run_states, &run.state, err));
    try_(field_past(body, "started_at", request_now(request), &run.started_at, err));
    try_(field_real(body, "seconds", 0, 1e7, &timed, &run.seconds, err));
    try_(request_field_text(body, "reason", RELEASED_REASON_MAX, &run.reason, err));
    try_(request_field_text(body, "url", UPLOAD_URL_MAX, &run.url, err));
    try_(gate_run_add(request_db(request), &run, err));
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(released_find(request, &list, run.gate_run_id, &one, &rows, err));
    return reply_json(reply, run.created ? 201 : 200, pack(rows, 0), err);
}
