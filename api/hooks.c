/* Deliveries of webhooks: the signature is checked before anything else, the delivery is kept as it
 * came and acknowledged; what it says is understood after that. No token: the signature is one. */
#include "analyzer/escape/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/notify/secret.h"
#include "api/resources.h"
#include "common/text.h"

/* Columns of source_find. */
enum { PROJECT, SOURCE, KIND, SECRET, NAME };

/* A uuid's 32 hex digits, with or without its dashes. */
static bool is_key(const char *text)
{
    size_t digits = 0;
    for (; *text; text++)
        if (strchr("0123456789abcdefABCDEF", *text))
            digits++;
        else if (*text != '-')
            return false;
    return digits == 32;
}

static enum err_code find(struct request *request, struct rows **rows, struct err *err)
{
    const char *key = request_path(request, "hook");
    auto_params struct params params = {0};
    if (!is_key(key))
        return err_set(err, ERR_NOT_FOUND, "there is no source of that address");
    params_text(&params, key);
    try_(db_run(request_db(request), QUERY_SOURCE_FIND, &params, rows, err));
    if (rows_count(*rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no source of that address");
    return ERR_OK;
}

static const char *header(const struct request *request, const char *name)
{
    return name ? request_header(request, name) : NULL;
}

static enum err_code keep(struct request *request, const struct rows *source, enum source_kind kind,
                          const struct delivery_head *head, bool *fresh, struct err *err)
{
    size_t len;
    json_error_t where;
    const char *bytes = request_text(request, &len);
    json_t *body = json_loadb(bytes, len, 0, &where);
    if (!json_is_object(body)) {
        json_decref(body);
        return err_set(err, ERR_INVALID, "body: no JSON object at line %d, column %d: %.200s",
                       where.line, where.column, where.text);
    }
    struct inbox_delivery delivery = {
        .project_id = (int32_t)rows_int(source, 0, PROJECT),
        .source_id = rows_int(source, 0, SOURCE),
        .key = source_delivery_key(kind, head, body, bytes, len, request_arena(request)),
        .event = head->event && strlen(head->event) <= SOURCE_NAME_MAX ? head->event : "",
        .body = arena_text(request_arena(request), bytes, len),
        .now = request_now(request)};
    enum err_code code = delivery.key && delivery.body
                             ? inbox_keep(request_db(request), &delivery, fresh, err)
                             : err_nomem(err);
    json_decref(body);
    return code;
}

enum err_code hooks_take(struct request *request, struct reply *reply, struct err *err)
{
    enum source_kind kind;
    auto_rows struct rows *source = NULL;
    auto_text struct text secret = {0};
    size_t len;
    bool fresh;
    try_(find(request, &source, err));
    if (!source_kind_find(rows_text(source, 0, KIND), &kind))
        return err_set(err, ERR_INTERNAL, "a source of a kind that is not known");
    const struct source_kind_row *row = &source_kinds[kind];
    struct delivery_head head = {.id = header(request, row->id),
                                 .time = header(request, row->time),
                                 .signature = header(request, row->signature),
                                 .event = header(request, row->event)};
    const char *body = request_text(request, &len);
    try_(secret_read(rows_text(source, 0, SECRET), &secret, err));
    try_(source_verify(kind, text_get(&secret), &head, body, len, request_now(request), err));
    try_(keep(request, source, kind, &head, &fresh, err));
    return reply_json(reply, 202, json_pack("{s:b}", "repeated", !fresh), err);
}
