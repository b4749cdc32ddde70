/* Deployments: what went where, and when. CI tells them; they are the exposure of escape rates. */
#include <string.h>

#include "analyzer/escape/released.h"
#include "api/released.h"
#include "api/resources.h"
#include "ingest/upload.h"

/* Columns of deployment_page. */
enum { ID, KEY, SERVICE, SHA, ENVIRONMENT, KIND, DEPLOYED_AT, URL, PLACE };

static json_t *pack(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID),
                     "key", value_text(rows, row, KEY), "service", value_text(rows, row, SERVICE),
                     "sha", value_text(rows, row, SHA), "environment",
                     value_text(rows, row, ENVIRONMENT), "kind", value_text(rows, row, KIND),
                     "deployed_at", value_time(rows, row, DEPLOYED_AT), "url",
                     value_text(rows, row, URL));
}

static const struct released_list list = {QUERY_DEPLOYMENT_PAGE, "environment", "kind",
                                          deployment_kinds};

enum err_code deployments_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"service", "environment", "commit", "kind",
                                          "from",    "to",          NULL};
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "deployments", request_project_id(request), filters, &page, err));
    try_(released_find(request, &list, 0, &page, &rows, err));
    struct page_place place = {.number = PLACE, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack, place, err);
}

static enum err_code answer(struct request *request, int64_t id, int status, struct reply *reply,
                            struct err *err)
{
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(released_find(request, &list, id, &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such deployment in this project");
    return reply_json(reply, status, pack(rows, 0), err);
}

enum err_code deployments_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "deployment", &id, err));
    return answer(request, id, 200, reply, err);
}

enum err_code deployments_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"key",  "service",     "environment", "sha",
                                         "kind", "deployed_at", "url",         NULL};
    struct deployment deployment = {.project_id = request_project_id(request),
                                    .now = request_now(request)};
    json_t *body;
    try_(request_trusted(request, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "key", RELEASED_KEY_MAX, &deployment.key, err));
    try_(request_field_text(body, "service", RELEASED_NAME_MAX, &deployment.service, err));
    try_(request_field_text(body, "environment", RELEASED_NAME_MAX, &deployment.environment, err));
    try_(request_field_text(body, "sha", UPLOAD_COMMIT_MAX, &deployment.sha, err));
    try_(field_choice(body, "kind", deployment_kinds, &deployment.kind, err));
    try_(field_past(body, "deployed_at", deployment.now, &deployment.deployed_at, err));
    try_(request_field_text(body, "url", UPLOAD_URL_MAX, &deployment.url, err));
    if (!deployment.environment)
        deployment.environment = "production";
    try_(deployment_add(request_db(request), &deployment, err));
    return answer(request, deployment.deployment_id, deployment.created ? 201 : 200, reply, err);
}
