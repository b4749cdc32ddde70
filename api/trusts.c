/* Trusts: whose ID tokens a project takes for uploads. */
#include <string.h>

#include "analyzer/audit.h"
#include "api/oidc.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"
#include "common/config.h"
#include "common/http_client.h"

/* Columns of trust_list. */
enum { TRUST_ID, ISSUER, KIND, AUDIENCE, REPOSITORY, CREATED_BY, CREATED_AT };

static json_t *pack_trust(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, TRUST_ID),
                     "issuer", value_text(rows, row, ISSUER), "kind", value_text(rows, row, KIND),
                     "audience", value_text(rows, row, AUDIENCE), "repository",
                     value_text(rows, row, REPOSITORY), "created_by",
                     value_text(rows, row, CREATED_BY), "created_at",
                     value_time(rows, row, CREATED_AT));
}

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
    struct page_place place = {.number = -1, .word = -1, .id = TRUST_ID};
    return page_answer(reply, &page, rows, pack_trust, place, err);
}

struct trust_change {
    struct request *request;
    const char *issuer, *kind, *audience, *repository; /* of a new one */
    int64_t trust_id;
    json_t *trust; /* as it stands, or stood; owned by the caller */
};

/* Reads one trust as it is listed: the newest that is not newer than itself. */
static enum err_code find(struct db *db, struct trust_change *change, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(change->request));
    params_int(&params, change->trust_id + 1);
    params_int(&params, 1);
    try_(db_run(db, QUERY_TRUST_LIST, &params, &rows, err));
    if (rows_count(rows) == 0 || rows_int(rows, 0, TRUST_ID) != change->trust_id)
        return err_set(err, ERR_NOT_FOUND, "no such trust in this project");
    json_decref(change->trust);
    change->trust = pack_trust(rows, 0);
    return change->trust ? ERR_OK : err_nomem(err);
}

static enum err_code note(struct db *db, const struct trust_change *change, bool added,
                          struct err *err)
{
    return audit_add(db,
                     &(struct audit){.project_id = request_project_id(change->request),
                                     .now = request_now(change->request),
                                     .actor = request_caller(change->request)->name,
                                     .action = added ? "trust.create" : "trust.delete",
                                     .subject_kind = "trust",
                                     .subject_id = change->trust_id,
                                     .before = added ? NULL : change->trust,
                                     .after = added ? change->trust : NULL},
                     err);
}

static enum err_code create(struct db *db, void *context, struct err *err)
{
    struct trust_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(change->request));
    params_text(&params, change->issuer);
    params_text(&params, change->kind);
    params_text(&params, change->audience);
    params_text(&params, change->repository);
    params_text(&params, request_caller(change->request)->name);
    params_time(&params, request_now(change->request));
    params_int(&params, OIDC_TRUSTS_MAX);
    try_(db_run(db, QUERY_TRUST_CREATE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT,
                       "the project has this trust already, or %d, which is as many as it may have",
                       OIDC_TRUSTS_MAX);
    change->trust_id = rows_int(rows, 0, 0);
    try_(find(db, change, err));
    return note(db, change, true, err);
}

static enum err_code end(struct db *db, void *context, struct err *err)
{
    struct trust_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(find(db, change, err));
    params_int(&params, request_project_id(change->request));
    params_int(&params, change->trust_id);
    try_(db_run(db, QUERY_TRUST_DELETE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such trust in this project");
    return note(db, change, false, err);
}

/* The kind follows from the issuer where everybody knows it. */
static enum err_code settle_kind(struct trust_change *change, struct err *err)
{
    const char *given = change->kind;
    for (size_t i = 0; i < OIDC__KINDS; i++) {
        bool known = strcmp(change->issuer, oidc_kinds[i].issuer) == 0;
        if (known && given && strcmp(given, oidc_kinds[i].name) != 0)
            return err_set(err, ERR_INVALID, "field \"kind\": %s is of the kind %s", change->issuer,
                           oidc_kinds[i].name);
        if (known || (given && strcmp(given, oidc_kinds[i].name) == 0))
            change->kind = oidc_kinds[i].name;
    }
    if (!change->kind ||
        (strcmp(change->kind, "github") != 0 && strcmp(change->kind, "gitlab") != 0))
        return err_set(err, ERR_INVALID, "field \"kind\": github or gitlab");
    return ERR_OK;
}

static enum err_code check_issuer(const char *issuer, struct err *err)
{
    size_t len = issuer ? strlen(issuer) : 0;
    if (len == 0 || issuer[len - 1] == '/' || !http_url_ok(issuer, config.oidc_loopback == 1))
        return err_set(err, ERR_INVALID,
                       "field \"issuer\": the claim iss of its tokens, as "
                       "https://token.actions.githubusercontent.com");
    return ERR_OK;
}

static enum err_code read_trust(struct trust_change *change, struct err *err)
{
    static const char *const fields[] = {"issuer", "kind", "audience", "repository", NULL};
    json_t *body;
    try_(request_json(change->request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "issuer", OIDC_ISSUER_MAX, &change->issuer, err));
    try_(request_field_text(body, "kind", OIDC_NAME_MAX, &change->kind, err));
    try_(request_field_text(body, "audience", OIDC_NAME_MAX, &change->audience, err));
    try_(request_field_text(body, "repository", OIDC_NAME_MAX, &change->repository, err));
    try_(check_issuer(change->issuer, err));
    try_(settle_kind(change, err));
    if (!change->audience || !*change->audience)
        return err_set(err, ERR_INVALID,
                       "field \"audience\": needed; the address of this service is a good one");
    const char *slash = change->repository ? strchr(change->repository, '/') : NULL;
    if (!slash || slash == change->repository || !slash[1])
        return err_set(err, ERR_INVALID, "field \"repository\": as OWNER/NAME");
    return ERR_OK;
}

static enum err_code run(struct trust_change *change, db_work *work, int status,
                         struct reply *reply, struct err *err)
{
    enum err_code code = db_transaction(request_db(change->request), work, change, err);
    if (code == ERR_OK)
        return reply_json(reply, status, change->trust, err);
    json_decref(change->trust);
    return code;
}

enum err_code trusts_create(struct request *request, struct reply *reply, struct err *err)
{
    struct trust_change change = {.request = request};
    try_(read_trust(&change, err));
    return run(&change, create, 201, reply, err);
}

enum err_code trusts_end(struct request *request, struct reply *reply, struct err *err)
{
    struct trust_change change = {.request = request};
    try_(request_path_id(request, "trust", &change.trust_id, err));
    return run(&change, end, 200, reply, err);
}
