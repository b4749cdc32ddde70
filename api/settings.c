/* What a project has set for its judgement: read by all, changed by an admin. */
#include "analyzer/settings_change.h"

#include "api/resources.h"

enum { REASON_MAX = 2000 };

static enum err_code answer(struct request *request, struct reply *reply, struct err *err)
{
    json_t *list = NULL;
    try_(settings_pack(request_db(request), request_project_id(request), &list, err));
    return reply_json(reply, 200, json_pack("{s:o}", "items", list), err);
}

enum err_code settings_show(struct request *request, struct reply *reply, struct err *err)
{
    return answer(request, reply, err);
}

enum err_code settings_patch(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"settings", "reason", NULL};
    struct settings_change change = {.project_id = request_project_id(request),
                                     .actor = request_caller(request)->name,
                                     .now = request_now(request)};
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "reason", REASON_MAX, &change.reason, err));
    const json_t *wanted = json_object_get(body, "settings");
    if (!json_is_object(wanted) || json_object_size(wanted) == 0)
        return err_set(err, ERR_INVALID,
                       "field \"settings\": an object of names and values; null is the default");
    struct settings_wanted *list;
    try_(settings_wanted_read(wanted, request_arena(request), &list, &change.count, err));
    change.wanted = list;
    try_(settings_change(request_db(request), &change, err));
    return answer(request, reply, err);
}
