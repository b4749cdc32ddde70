/* Sources: who may tell of bugs by webhook, and what became of each delivery. */
#include "analyzer/escape/source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/named.h"
#include "analyzer/notify/secret.h"
#include "api/page.h"
#include "api/resources.h"
#include "common/crypto.h"

/* Columns of source_page. */
enum {
    ID,
    KEY,
    NAME,
    KIND,
    SECRET,
    SERVICE,
    STAGE,
    ENABLED,
    CREATED_BY,
    CREATED_AT,
    WAITING,
    FAILED,
    LAST_AT
};

static json_t *pack_source(const struct rows *rows, size_t row)
{
    const char *secret = rows_text(rows, row, SECRET);
    json_t *address = rows_null(rows, row, KEY)
                          ? json_null()
                          : json_sprintf("/hooks/%s", rows_text(rows, row, KEY));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:{s:s, s:b}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        value_int(rows, row, ID), "name", value_text(rows, row, NAME), "kind",
        value_text(rows, row, KIND), "address", address, "secret", "name", secret, "resolves",
        secret_resolves(secret), "service", value_text(rows, row, SERVICE), "stage",
        value_text(rows, row, STAGE), "enabled", value_bool(rows, row, ENABLED), "created_by",
        value_text(rows, row, CREATED_BY), "created_at", value_time(rows, row, CREATED_AT),
        "waiting", value_int(rows, row, WAITING), "failed", value_int(rows, row, FAILED), "last_at",
        value_time(rows, row, LAST_AT));
}

static enum err_code find(struct request *request, int64_t id, const struct page *page,
                          struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    if (id)
        params_int(&params, id);
    else
        params_null(&params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    params_bool(&params, request_caller(request)->scope == SCOPE_ADMIN);
    return db_run(request_db(request), QUERY_SOURCE_PAGE, &params, rows, err);
}

enum err_code sources_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "sources", request_project_id(request), (const char *const[]){NULL},
                   &page, err));
    try_(find(request, 0, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_source, place, err);
}

/* ---- Changing ------------------------------------------------------------------------------- */

struct change {
    struct request *request;
    int64_t id; /* 0: a new one; filled in */
    const char *name, *kind, *secret, *service, *stage;
    bool service_given, enabled_given, enabled;
};

static enum err_code note(struct db *db, const struct change *change, const struct rows *rows,
                          struct err *err)
{
    json_t *before = rows_null(rows, 0, 1) ? NULL : json_loads(rows_text(rows, 0, 1), 0, NULL);
    json_t *after = json_loads(rows_text(rows, 0, 2), 0, NULL);
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = request_project_id(change->request),
                                       .now = request_now(change->request),
                                       .actor = request_caller(change->request)->name,
                                       .action = before ? "source.change" : "source.create",
                                       .subject_kind = "source",
                                       .subject_id = change->id,
                                       .before = before,
                                       .after = after,
                                   },
                                   err);
    json_decref(before);
    json_decref(after);
    return code;
}

static enum err_code put(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    unsigned char key[16];
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(crypto_random(key, sizeof key, err));
    params_int(&params, request_project_id(change->request));
    if (change->id)
        params_int(&params, change->id);
    else
        params_null(&params);
    params_uuid(&params, key);
    params_text(&params, change->name);
    params_text(&params, change->kind);
    params_text(&params, change->secret);
    params_text(&params, change->service);
    params_text(&params, change->stage);
    if (change->enabled_given)
        params_bool(&params, change->enabled);
    else
        params_null(&params);
    params_text(&params, request_caller(change->request)->name);
    params_time(&params, request_now(change->request));
    params_int(&params, SOURCES_MAX);
    params_bool(&params, change->service_given);
    try_(db_run(db, QUERY_SOURCE_PUT, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "the name is taken, or there are %d sources already",
                       SOURCES_MAX);
    if (rows_null(rows, 0, 0))
        return err_set(err, ERR_INVALID,
                       "there is no such service in this project, or no such stage");
    change->id = rows_int(rows, 0, 0);
    return note(db, change, rows, err);
}

static enum err_code read_rest(const json_t *body, struct change *change, struct err *err)
{
    try_(request_field_text(body, "secret", 64, &change->secret, err));
    change->service_given = json_object_get(body, "service") != NULL;
    try_(request_field_text(body, "service", NAMED_NAME_MAX, &change->service, err));
    try_(request_field_text(body, "stage", NAMED_NAME_MAX, &change->stage, err));
    try_(field_bool(body, "enabled", &change->enabled_given, &change->enabled, err));
    if (change->secret && !secret_name_ok(change->secret))
        return err_set(err, ERR_INVALID,
                       "field \"secret\": the name of it, in capital letters, digits and _; the "
                       "secret itself stays in the environment or a file");
    return ERR_OK;
}

static enum err_code answer(struct request *request, int64_t id, int status, struct reply *reply,
                            struct err *err)
{
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(find(request, id, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such source in this project");
    return reply_json(reply, status, pack_source(rows, 0), err);
}

enum err_code sources_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"name",  "kind",    "secret", "service",
                                         "stage", "enabled", NULL};
    struct change change = {.request = request};
    enum source_kind kind;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "name", SOURCE_NAME_MAX, &change.name, err));
    try_(request_field_text(body, "kind", SOURCE_NAME_MAX, &change.kind, err));
    try_(read_rest(body, &change, err));
    if (!change.name || !*change.name || strcmp(change.name, "hand") == 0 ||
        strcmp(change.name, "import") == 0 || strcmp(change.name, "gate") == 0)
        return err_set(err, ERR_INVALID, "field \"name\": needed, and not hand, import or gate");
    if (!change.kind || !source_kind_find(change.kind, &kind))
        return err_set(
            err, ERR_INVALID,
            "field \"kind\": one of github_issues, pagerduty, incident_io, jira, sentry, "
            "generic");
    if (!change.secret)
        return err_set(err, ERR_INVALID,
                       "field \"secret\": the name of its signing secret is needed");
    try_(db_transaction(request_db(request), put, &change, err));
    return answer(request, change.id, 201, reply, err);
}

enum err_code sources_change(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"secret", "service", "stage", "enabled", NULL};
    struct change change = {.request = request};
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    json_t *body;
    try_(request_path_id(request, "source", &change.id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(read_rest(body, &change, err));
    try_(find(request, change.id, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such source in this project");
    try_(db_transaction(request_db(request), put, &change, err));
    return answer(request, change.id, 200, reply, err);
}

/* ---- Deliveries ------------------------------------------------------------------------------ */

/* Columns of source_event_page. */
enum { EVENT, DELIVERY, RECEIVED_AT, HAPPENED_AT, EVENT_KIND, STATE, REASON, DEFECT, TAKEN_AT };

static json_t *pack_event(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     value_int(rows, row, EVENT), "delivery", value_text(rows, row, DELIVERY),
                     "received_at", value_time(rows, row, RECEIVED_AT), "happened_at",
                     value_time(rows, row, HAPPENED_AT), "kind", value_text(rows, row, EVENT_KIND),
                     "state", value_text(rows, row, STATE), "reason", value_text(rows, row, REASON),
                     "defect", value_int(rows, row, DEFECT), "taken_at",
                     value_time(rows, row, TAKEN_AT));
}

enum err_code sources_events(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const states[] = {"waiting", "taken", "ignored", "failed", NULL};
    struct page page;
    int64_t id;
    int state;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(request_path_id(request, "source", &id, err));
    try_(page_read(request, "source_events", id, (const char *const[]){"state", NULL}, &page, err));
    try_(request_query_choice(request, "state", states, &state, err));
    params_int(&params, request_project_id(request));
    params_int(&params, id);
    params_text(&params, state < 0 ? NULL : states[state]);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_SOURCE_EVENT_PAGE, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = EVENT};
    return page_answer(reply, &page, rows, pack_event, place, err);
}

enum err_code sources_replay(struct request *request, struct reply *reply, struct err *err)
{
    int64_t source, event;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(request_path_id(request, "source", &source, err));
    try_(request_path_id(request, "event", &event, err));
    params_int(&params, request_project_id(request));
    params_int(&params, source);
    params_int(&params, event);
    try_(db_run(request_db(request), QUERY_SOURCE_EVENT_REPLAY, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such delivery of that source");
    return reply_json(reply, 202,
                      json_pack("{s:I, s:s}", "id", (json_int_t)event, "state", "waiting"), err);
}
