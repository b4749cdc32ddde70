/* Tokens of a project: made once, shown once, ended by hand or by their date. */
#include "api/token.h"

#include "analyzer/audit.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

enum { TOKEN_DAYS_MAX = 3660 };

/* Columns of token_list. */
enum { TOKEN_ID, PROJECT, NAME, SCOPE, CREATED_AT, EXPIRES_AT, LAST_USED_AT, REVOKED_AT };

static json_t *pack_token(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, TOKEN_ID), "name",
        value_text(rows, row, NAME), "scope", value_text(rows, row, SCOPE), "project",
        value_text(rows, row, PROJECT), "created_at", value_text(rows, row, CREATED_AT),
        "expires_at", value_text(rows, row, EXPIRES_AT), "last_used_at",
        value_text(rows, row, LAST_USED_AT), "revoked_at", value_text(rows, row, REVOKED_AT));
}

enum err_code tokens_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    try_(page_read(request, "tokens", request_project_id(request), (const char *const[]){NULL},
                   &page, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_TOKEN_LIST, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = TOKEN_ID};
    return page_answer(reply, &page, rows, pack_token, place, err);
}

/* Reads one token as it is listed: the newest that is not newer than itself. */
static enum err_code find_token(struct db *db, int32_t project_id, int64_t token_id, json_t **token,
                                struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, token_id + 1);
    params_int(&params, 1);
    try_(db_run(db, QUERY_TOKEN_LIST, &params, &rows, err));
    if (rows_count(rows) == 0 || rows_int(rows, 0, TOKEN_ID) != token_id)
        return err_set(err, ERR_NOT_FOUND, "no such token in this project");
    *token = pack_token(rows, 0);
    return *token ? ERR_OK : err_nomem(err);
}

struct token_change {
    struct request *request;
    const char *name; /* of a new one */
    enum scope scope;
    int64_t expires_at;
    int64_t token_id;       /* of an old one, or made */
    char plain[TOKEN_SIZE]; /* of a new one */
    json_t *token;          /* as it stands after the change; owned by the caller */
};

/* Reads the token after the change and notes the change in the audit. */
static enum err_code note_change(struct db *db, struct token_change *change, const char *action,
                                 struct err *err)
{
    int32_t project_id = request_project_id(change->request);
    json_decref(change->token);
    change->token = NULL;
    try_(find_token(db, project_id, change->token_id, &change->token, err));
    return audit_add(db,
                     &(struct audit){.project_id = project_id,
                                     .now = request_now(change->request),
                                     .actor = request_caller(change->request)->name,
                                     .action = action,
                                     .subject_kind = "token",
                                     .subject_id = change->token_id,
                                     .after = change->token},
                     err);
}

static enum err_code create(struct db *db, void *context, struct err *err)
{
    struct token_change *change = context;
    try_(token_create(db, request_project(change->request), change->name, change->scope,
                      change->expires_at, request_now(change->request), change->plain,
                      &change->token_id, err));
    return note_change(db, change, "token.create", err);
}

static enum err_code revoke(struct db *db, void *context, struct err *err)
{
    struct token_change *change = context;
    try_(token_revoke(db, change->token_id, request_project_id(change->request),
                      request_now(change->request), err));
    return note_change(db, change, "token.revoke", err);
}

static enum err_code read_token(struct token_change *change, struct err *err)
{
    static const char *const fields[] = {"name", "scope", "expires_at", NULL};
    json_t *body;
    const char *scope;
    try_(request_json(change->request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "name", TOKEN_NAME_MAX, &change->name, err));
    try_(request_field_text(body, "scope", TOKEN_NAME_MAX, &scope, err));
    if (!change->name || !*change->name)
        return err_set(err, ERR_INVALID, "field \"name\": needed; say what the token is for");
    change->scope = scope ? scope_of(scope) : SCOPE_NONE;
    if (change->scope == SCOPE_NONE)
        return err_set(err, ERR_INVALID, "field \"scope\": one of upload, read, triage, admin");
    return field_time(body, "expires_at", request_now(change->request), TOKEN_DAYS_MAX,
                      &change->expires_at, err);
}

enum err_code tokens_create(struct request *request, struct reply *reply, struct err *err)
{
    struct token_change change = {.request = request};
    try_(read_token(&change, err));
    enum err_code code = db_transaction(request_db(request), create, &change, err);
    if (code == ERR_OK && json_object_set_new(change.token, "token", json_string(change.plain)))
        code = err_nomem(err);
    if (code != ERR_OK) {
        json_decref(change.token);
        return code;
    }
    return reply_json(reply, 201, change.token, err);
}

enum err_code tokens_revoke(struct request *request, struct reply *reply, struct err *err)
{
    struct token_change change = {.request = request};
    try_(request_path_id(request, "token", &change.token_id, err));
    enum err_code code = db_transaction(request_db(request), revoke, &change, err);
    if (code != ERR_OK) {
        json_decref(change.token);
        return code;
    }
    return reply_json(reply, 200, change.token, err);
}
