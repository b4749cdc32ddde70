/* What other settings would have changed: nothing is written. */
#include "analyzer/flake/replay.h"

#include "api/resources.h"
#include "common/clock.h"

static enum err_code read_time(const json_t *body, const char *name, int64_t fallback, int64_t *at,
                               struct err *err)
{
    const char *text;
    *at = fallback;
    try_(request_field_text(body, name, 64, &text, err));
    if (text && !clock_parse(text, at))
        return err_set(err, ERR_INVALID, "field \"%s\": a date or time, as 2026-11-21", name);
    return ERR_OK;
}

enum err_code replay_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"settings", "from", "to", NULL};
    struct replay_order order = {.project_id = request_project_id(request)};
    const int64_t span = INT64_C(86400) * 1000000 * REPLAY_DAYS;
    json_t *body, *answer;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(read_time(body, "to", request_now(request), &order.to, err));
    try_(read_time(body, "from", order.to - span, &order.from, err));
    const json_t *wanted = json_object_get(body, "settings");
    if (!json_is_object(wanted))
        return err_set(err, ERR_INVALID,
                       "field \"settings\": an object of names and values; null is the default");
    struct settings_wanted *list;
    try_(settings_wanted_read(wanted, request_arena(request), &list, &order.count, err));
    order.wanted = list;
    try_(replay_make(request_db(request), &order, &answer, err));
    return reply_json(reply, 200, answer, err);
}
