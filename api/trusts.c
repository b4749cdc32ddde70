/* The routes of trusts: whose ID tokens a project takes for uploads. */
#include "api/oidc.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/trust.h"

enum err_code trusts_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    try_(page_read(request, "trusts", request_project_id(request), (const char *const[]){NULL},
                   &page, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_TRUST_LIST, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = 0};
    return page_answer(reply, &page, rows, trust_pack, place, err);
}

static struct trust trust_of(const struct request *request)
{
    return (struct trust){.project_id = request_project_id(request),
                          .actor = request_caller(request)->name,
                          .now = request_now(request)};
}

enum err_code trusts_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"issuer", "kind", "audience", "repository", NULL};
    struct trust trust = trust_of(request);
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "issuer", OIDC_ISSUER_MAX, &trust.issuer, err));
    try_(request_field_text(body, "kind", OIDC_NAME_MAX, &trust.kind, err));
    try_(request_field_text(body, "audience", OIDC_NAME_MAX, &trust.audience, err));
    try_(request_field_text(body, "repository", OIDC_NAME_MAX, &trust.repository, err));
    try_(trust_add(request_db(request), &trust, err));
    return reply_json(reply, 201, trust.packed, err);
}

enum err_code trusts_end(struct request *request, struct reply *reply, struct err *err)
{
    struct trust trust = trust_of(request);
    try_(request_path_id(request, "trust", &trust.trust_id, err));
    try_(trust_end(request_db(request), &trust, err));
    return reply_json(reply, 200, trust.packed, err);
}
