/* Destinations: who is told of what happens in a project. Secrets are named, never shown. */
#include "analyzer/notify/destination.h"

#include <string.h>

#include "analyzer/notify/deliver.h"
#include "analyzer/notify/secret.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of destination_page. */
enum {
    ID,
    NAME,
    KIND,
    ADDRESS,
    SECRET,
    EVENTS,
    TITLE,
    BODY,
    ISSUE_TYPE,
    ENABLED,
    CREATED_BY,
    CREATED_AT,
    PAUSED_UNTIL,
    FAILURES,
    ERROR,
    DELIVERED_AT,
    PENDING,
    DEAD
};

static json_t *pack_destination(const struct rows *rows, size_t row)
{
    const char *secret = rows_text(rows, row, SECRET);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:{s:s, s:b}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o}",
        "id", value_int(rows, row, ID), "name", value_text(rows, row, NAME), "kind",
        value_text(rows, row, KIND), "address", value_text(rows, row, ADDRESS), "secret", "name",
        secret, "resolves", secret_resolves(secret), "events", value_json(rows, row, EVENTS),
        "title", value_text(rows, row, TITLE), "body", value_text(rows, row, BODY), "issue_type",
        value_text(rows, row, ISSUE_TYPE), "enabled", value_bool(rows, row, ENABLED), "created_by",
        value_text(rows, row, CREATED_BY), "created_at", value_time(rows, row, CREATED_AT),
        "paused_until", value_time(rows, row, PAUSED_UNTIL), "failures",
        value_int(rows, row, FAILURES), "error", value_text(rows, row, ERROR), "delivered_at",
        value_time(rows, row, DELIVERED_AT), "pending", value_int(rows, row, PENDING), "dead",
        value_int(rows, row, DEAD));
}

enum err_code destinations_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    try_(page_read(request, "destinations", request_project_id(request),
                   (const char *const[]){NULL}, &page, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_null(&params);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_DESTINATION_PAGE, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_destination, place, err);
}

static enum err_code answer(struct request *request, int64_t destination_id, int status,
                            struct reply *reply, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, destination_id);
    params_null(&params);
    params_int(&params, 1);
    try_(db_run(request_db(request), QUERY_DESTINATION_PAGE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such destination in this project");
    return reply_json(reply, status, pack_destination(rows, 0), err);
}

enum err_code destinations_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "destination", &id, err));
    return answer(request, id, 200, reply, err);
}

/* ---- Reading a body ------------------------------------------------------------------------ */

/* A text of several lines. Absent: as it was; null: none. */
static enum err_code read_lines(const json_t *body, const char *name, size_t max,
                                const char **value, struct err *err)
{
    const json_t *field = json_object_get(body, name);
    if (!field)
        return ERR_OK;
    *value = NULL;
    if (json_is_null(field))
        return ERR_OK;
    const char *text = json_string_value(field);
    if (!text || json_string_length(field) > max || strlen(text) != json_string_length(field))
        return err_set(err, ERR_INVALID, "field \"%s\": text of at most %zu bytes", name, max);
    for (const char *p = text; *p; p++)
        if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7F)
            return err_set(err, ERR_INVALID, "field \"%s\": it has a control character", name);
    *value = text;
    return ERR_OK;
}

/* A text of one line, which is left as it was when it is not given. */
static enum err_code read_line(const json_t *body, const char *name, size_t max, const char **value,
                               struct err *err)
{
    const char *given;
    try_(request_field_text(body, name, max, &given, err));
    if (json_object_get(body, name))
        *value = given;
    return ERR_OK;
}

static enum err_code read_events(const json_t *body, struct destination *destination,
                                 struct err *err)
{
    const json_t *events = json_object_get(body, "events"), *event;
    if (!events)
        return ERR_OK;
    if (!json_is_array(events) || json_array_size(events) > DESTINATION_EVENTS_MAX)
        return err_set(err, ERR_INVALID, "field \"events\": a list of at most %d",
                       DESTINATION_EVENTS_MAX);
    size_t i;
    json_array_foreach(events, i, event)
    {
        if (!json_is_string(event) || strlen(json_string_value(event)) != json_string_length(event))
            return err_set(err, ERR_INVALID, "field \"events\": a list of texts");
        destination->events[i] = json_string_value(event);
    }
    destination->events[i] = NULL;
    return ERR_OK;
}

/* What the kind gets when nothing is said. */
static enum err_code usual_events(struct arena *arena, struct destination *destination,
                                  struct err *err)
{
    const char *all = destination_kinds[destination->kind].events;
    for (size_t i = 0; *all && i < DESTINATION_EVENTS_MAX; i++) {
        size_t len = strcspn(all, ",");
        destination->events[i] = arena_text(arena, all, len);
        if (!destination->events[i])
            return err_nomem(err);
        all += len + (all[len] == ',');
    }
    return ERR_OK;
}

static enum err_code read_fields(const json_t *body, struct destination *destination,
                                 struct err *err)
{
    bool given;
    try_(read_line(body, "name", DESTINATION_NAME_MAX, &destination->name, err));
    try_(read_line(body, "address", DESTINATION_ADDRESS_MAX, &destination->address, err));
    try_(read_line(body, "secret", DESTINATION_SECRET_MAX, &destination->secret, err));
    try_(read_line(body, "title", DESTINATION_TITLE_MAX, &destination->title, err));
    try_(read_lines(body, "body", DESTINATION_BODY_MAX, &destination->body, err));
    try_(read_line(body, "issue_type", DESTINATION_NAME_MAX, &destination->issue_type, err));
    try_(read_events(body, destination, err));
    try_(field_bool(body, "enabled", &given, &destination->enabled, err));
    if (!destination->name || !destination->address)
        return err_set(err, ERR_INVALID, "field \"%s\": needed",
                       destination->name ? "address" : "name");
    return destination_check(destination, err);
}

/* ---- Changes ------------------------------------------------------------------------------- */

struct change {
    struct request *request;
    const json_t *body;
    int64_t id;
    struct destination_change made;
};

static enum err_code create(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    return destination_add(db, &change->made, err);
}

static enum err_code set(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    try_(destination_load(db, request_project_id(change->request), change->id,
                          request_arena(change->request), &change->made.now, err));
    try_(read_fields(change->body, &change->made.now, err));
    return destination_set(db, &change->made, err);
}

static enum err_code end(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    return destination_remove(db, request_project_id(change->request), change->id,
                              change->made.actor, change->made.at, err);
}

static struct change begin(struct request *request)
{
    return (struct change){
        .request = request,
        .made = {.actor = request_caller(request)->name,
                 .at = request_now(request),
                 .now = {.project_id = request_project_id(request), .enabled = true}}};
}

enum err_code destinations_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"name",  "kind", "address",    "secret",  "events",
                                         "title", "body", "issue_type", "enabled", NULL};
    struct change change = begin(request);
    const char *kind;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "kind", DESTINATION_NAME_MAX, &kind, err));
    if (!kind || !destination_kind_find(kind, &change.made.now.kind))
        return err_set(err, ERR_INVALID,
                       "field \"kind\": github_issues, gitlab_issues, jira, webhook or slack");
    try_(usual_events(request_arena(request), &change.made.now, err));
    try_(read_fields(body, &change.made.now, err));
    try_(db_transaction(request_db(request), create, &change, err));
    return answer(request, change.made.now.destination_id, 201, reply, err);
}

enum err_code destinations_change(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"name", "address",    "secret",  "events", "title",
                                         "body", "issue_type", "enabled", NULL};
    struct change change = begin(request);
    json_t *body;
    try_(request_path_id(request, "destination", &change.id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    change.body = body;
    try_(db_transaction(request_db(request), set, &change, err));
    return answer(request, change.id, 200, reply, err);
}

enum err_code destinations_end(struct request *request, struct reply *reply, struct err *err)
{
    struct change change = begin(request);
    try_(request_path_id(request, "destination", &change.id, err));
    try_(db_transaction(request_db(request), end, &change, err));
    return reply_json(reply, 200, json_pack("{s:I}", "id", (json_int_t)change.id), err);
}

/* The call is made here and now: what comes back is the answer. */
enum err_code destinations_test(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    struct destination destination;
    struct deliver_test test = {.ok = false};
    try_(request_path_id(request, "destination", &id, err));
    try_(destination_load(request_db(request), request_project_id(request), id,
                          request_arena(request), &destination, err));
    enum err_code code =
        deliver_test(&destination, request_project(request), request_now(request), &test, err);
    if (code == ERR_OK)
        code = reply_json(reply, 200,
                          json_pack("{s:b, s:o, s:f, s:s}", "ok", test.ok, "status",
                                    test.status ? json_integer(test.status) : json_null(),
                                    "seconds", test.seconds, "detail", text_get(&test.detail)),
                          err);
    text_free(&test.detail);
    return code;
}
