/* The weekly triage: its agenda, the decisions on it, its digest. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/triage.h"
#include "api/page.h"
#include "api/quarantine.h"
#include "api/resources.h"
#include "api/values.h"

enum { WEEK_MAX = 40, WORD_MAX = 40 };

static json_t *pack_triage(const struct rows *rows, size_t row)
{
    enum { ID, WEEK, STATE, OPENED_AT, OPENED_BY, CLOSED_AT, CLOSED_BY, DECIDED, ASKING };
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     value_int(rows, row, ID), "week", value_text(rows, row, WEEK), "state",
                     value_text(rows, row, STATE), "opened_at", value_time(rows, row, OPENED_AT),
                     "opened_by", value_text(rows, row, OPENED_BY), "closed_at",
                     value_time(rows, row, CLOSED_AT), "closed_by",
                     value_text(rows, row, CLOSED_BY), "decided", value_int(rows, row, DECIDED),
                     "asking", value_int(rows, row, ASKING));
}

enum err_code triage_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"state", "week", NULL};
    static const char *const states[] = {"open", "closed", NULL};
    struct page page;
    int state;
    try_(page_read(request, "triage", request_project_id(request), filters, &page, err));
    try_(request_query_choice(request, "state", states, &state, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_text(&params, state < 0 ? NULL : states[state]);
    params_text(&params, request_query(request, "week"));
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_TRIAGE_PAGE, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = 0};
    return page_answer(reply, &page, rows, pack_triage, place, err);
}

static enum err_code answer_one(struct request *request, int64_t triage_id, int status,
                                struct reply *reply, struct err *err)
{
    json_t *document = NULL;
    try_(triage_read(request_db(request), request_project_id(request), triage_id, &document, err));
    return reply_json(reply, status, document, err);
}

enum err_code triage_create(struct request *request, struct reply *reply, struct err *err)
{
    json_t *body;
    struct triage_request open = {.project_id = request_project_id(request),
                                  .actor = request_caller(request)->name,
                                  .now = request_now(request)};
    int64_t triage_id;
    bool created;
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"week", NULL}, err));
    try_(request_field_text(body, "week", WEEK_MAX, &open.week, err));
    try_(triage_open(request_db(request), &open, &triage_id, &created, err));
    return answer_one(request, triage_id, created ? 201 : 200, reply, err);
}

enum err_code triage_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t triage_id;
    try_(request_path_id(request, "triage", &triage_id, err));
    return answer_one(request, triage_id, 200, reply, err);
}

enum err_code triage_digest_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t triage_id;
    char *digest = NULL;
    try_(request_path_id(request, "triage", &triage_id, err));
    try_(triage_digest_read(request_db(request), request_project_id(request), triage_id, &digest,
                            err));
    enum err_code code =
        reply_bytes(reply, 200, "text/markdown; charset=utf-8", digest, strlen(digest), err);
    free(digest);
    return code;
}

static enum err_code read_decision(struct request *request, struct triage_decision *decision,
                                   struct err *err)
{
    static const char *const fields[] = {"decision", "owner", "due_on", "reason", NULL};
    json_t *body;
    try_(request_path_id(request, "triage", &decision->triage_id, err));
    try_(request_path_id(request, "row", &decision->row_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "decision", WORD_MAX, &decision->decision, err));
    try_(request_field_text(body, "owner", TRIAGE_OWNER_MAX, &decision->owner, err));
    try_(request_field_text(body, "due_on", WORD_MAX, &decision->due_on, err));
    try_(request_field_text(body, "reason", TRIAGE_REASON_MAX, &decision->reason, err));
    if (!decision->decision)
        return err_set(err, ERR_INVALID,
                       "field \"decision\": needed; quarantine, fix, delete, extend or dismiss");
    return ERR_OK;
}

/* The row as it stands in the triage. */
static enum err_code answer_row(struct request *request, const struct triage_decision *decision,
                                struct reply *reply, struct err *err)
{
    json_t *document = NULL, *row, *found = NULL;
    try_(triage_read(request_db(request), decision->project_id, decision->triage_id, &document,
                     err));
    size_t i;
    json_array_foreach(json_object_get(document, "rows"), i, row)
    {
        if (json_integer_value(json_object_get(row, "id")) == decision->row_id)
            found = json_incref(row);
    }
    json_decref(document);
    return reply_json(reply, 200, found, err);
}

enum err_code triage_row_decide(struct request *request, struct reply *reply, struct err *err)
{
    struct triage_decision decision = {.project_id = request_project_id(request),
                                       .actor = request_caller(request)->name,
                                       .now = request_now(request)};
    try_(read_decision(request, &decision, err));
    try_(triage_decide(request_db(request), &decision, err));
    quarantine_note_change(request);
    return answer_row(request, &decision, reply, err);
}

enum err_code triage_end(struct request *request, struct reply *reply, struct err *err)
{
    int64_t triage_id;
    json_t *body;
    try_(request_path_id(request, "triage", &triage_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){NULL}, err));
    try_(triage_close(request_db(request), request_project_id(request), triage_id,
                      request_caller(request)->name, request_now(request), err));
    return answer_one(request, triage_id, 200, reply, err);
}
