/* Since when a change is in force in a service. */
#include "analyzer/escape/named.h"
#include "api/changes.h"
#include "api/resources.h"
#include "api/values.h"

enum err_code adoptions_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"service", "adopted_at", NULL};
    struct change_edit edit;
    json_t *body;
    try_(change_begin(request, true, &edit, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "service", NAMED_NAME_MAX, &edit.service, err));
    try_(field_past(body, "adopted_at", edit.now, &edit.at, err));
    try_(change_adopt(request_db(request), &edit, err));
    return change_answer(request, edit.change_id, 201, reply, err);
}

enum err_code adoptions_end(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"ended_at", NULL};
    struct change_edit edit;
    json_t *body;
    try_(change_begin(request, true, &edit, err));
    try_(request_path_id(request, "adoption", &edit.adoption_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_past(body, "ended_at", edit.now, &edit.at, err));
    try_(change_drop(request_db(request), &edit, err));
    return change_answer(request, edit.change_id, 200, reply, err);
}
