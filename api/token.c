#include "api/token.h"

#include <stdio.h>
#include <string.h>

static const char prefix[] = "esc_";

static const struct {
    enum scope scope;
    const char *name;
} scopes[] = {
    {SCOPE_UPLOAD, "upload"},
    {SCOPE_READ, "read"},
    {SCOPE_TRIAGE, "triage"},
    {SCOPE_ADMIN, "admin"},
};
enum { SCOPE_COUNT = sizeof scopes / sizeof *scopes };

enum scope scope_of(const char *name)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (strcmp(scopes[i].name, name) == 0)
            return scopes[i].scope;
    return SCOPE_NONE;
}

const char *scope_name(enum scope scope)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (scopes[i].scope == scope)
            return scopes[i].name;
    return "none";
}

void scopes_text(int wanted, char text[SCOPES_TEXT_SIZE])
{
    int left = __builtin_popcount((unsigned)wanted);
    text[0] = '\0';
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (!(wanted & (int)scopes[i].scope))
            continue;
        size_t len = strlen(text);
        left--;
        snprintf(text + len, SCOPES_TEXT_SIZE - len, "%s%s", scopes[i].name,
                 left == 0   ? ""
                 : left == 1 ? " or "
                             : ", ");
    }
}

/* ---- Making -------------------------------------------------------------------------------- */

static enum err_code check_new(const char *name, int64_t expires_at, int64_t now, struct err *err)
{
    size_t len = strlen(name);
    if (len == 0 || len > TOKEN_NAME_MAX)
        return err_set(err, ERR_INVALID, "name of the token: it needs 1 to %d bytes",
                       TOKEN_NAME_MAX);
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return err_set(err, ERR_INVALID, "name of the token: it has a control character");
    if (expires_at && expires_at <= now)
        return err_set(err, ERR_INVALID, "end of the token: it has to lie in the future");
    return ERR_OK;
}

static enum err_code find_project(struct db *db, const char *name, int64_t *project_id,
                                  struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_text(&params, name);
    try_(db_run(db, QUERY_PROJECT_BY_NAME, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no project \"%.100s\"", name);
    *project_id = rows_int(rows, 0, 0);
    return ERR_OK;
}

enum err_code token_create(struct db *db, const char *project, const char *name, enum scope scope,
                           int64_t expires_at, int64_t now, char plain[TOKEN_SIZE],
                           int64_t *token_id, struct err *err)
{
    int64_t project_id = 0;
    try_(check_new(name, expires_at, now, err));
    if (project)
        try_(find_project(db, project, &project_id, err));
    unsigned char secret[TOKEN_BYTES], digest[SHA256_SIZE];
    char made[TOKEN_SIZE];
    try_(crypto_random(secret, sizeof secret, err));
    memcpy(made, prefix, sizeof prefix);
    crypto_hex(secret, sizeof secret, made + sizeof prefix - 1);
    sha256_of(made, sizeof made - 1, digest);

    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    if (project)
        params_int(&params, project_id);
    else
        params_null(&params);
    params_text(&params, name);
    params_text(&params, scope_name(scope));
    params_bytes(&params, digest, sizeof digest);
    params_time(&params, now);
    params_time(&params, expires_at);
    try_(db_run(db, QUERY_TOKEN_CREATE, &params, &rows, err));
    *token_id = rows_int(rows, 0, 0);
    memcpy(plain, made, sizeof made);
    return ERR_OK;
}

/* ---- Finding ------------------------------------------------------------------------------- */

bool token_digest(const char *plain, unsigned char digest[SHA256_SIZE])
{
    size_t len = strlen(plain);
    if (len != TOKEN_SIZE - 1 || strncmp(plain, prefix, sizeof prefix - 1) != 0 ||
        strspn(plain + sizeof prefix - 1, "0123456789abcdef") != 2 * TOKEN_BYTES)
        return false;
    sha256_of(plain, len, digest);
    return true;
}

/* The index found the row by its first bytes' order; this compare does not tell how many fit. */
static bool is_same(const char *stored_hex, const unsigned char digest[SHA256_SIZE])
{
    char hex[2 * SHA256_SIZE + 1];
    crypto_hex(digest, SHA256_SIZE, hex);
    return strlen(stored_hex) == 2 * SHA256_SIZE && crypto_equal(stored_hex, hex, sizeof hex - 1);
}

/* The use of a token is worth noting, but no reason to refuse it. */
static void note_use(struct db *db, int64_t token_id, int64_t now)
{
    auto_params struct params params = {0};
    struct err ignored = {0};
    params_int(&params, token_id);
    params_time(&params, now);
    if (db_run(db, QUERY_TOKEN_TOUCH, &params, NULL, &ignored) != ERR_OK)
        return;
}

enum err_code token_find(struct db *db, const unsigned char digest[SHA256_SIZE], int64_t now,
                         struct arena *arena, struct caller *caller, int64_t *expires_at,
                         struct err *err)
{
    enum { TOKEN_ID, NAME, SCOPE, PROJECT_ID, EXPIRES_AT, STALE, HASH };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_bytes(&params, digest, SHA256_SIZE);
    params_time(&params, now);
    try_(db_run(db, QUERY_TOKEN_BY_HASH, &params, &rows, err));
    if (rows_count(rows) == 0 || !is_same(rows_text(rows, 0, HASH), digest))
        return err_set(err, ERR_UNAUTHORIZED,
                       "the token is not known, revoked or expired; ask for a new one");
    const char *name = rows_text(rows, 0, NAME);
    caller->name = arena_text(arena, name, strlen(name));
    if (!caller->name)
        return err_nomem(err);
    caller->token_id = rows_int(rows, 0, TOKEN_ID);
    caller->scope = scope_of(rows_text(rows, 0, SCOPE));
    caller->project_id = (int32_t)rows_int(rows, 0, PROJECT_ID);
    *expires_at = rows_int(rows, 0, EXPIRES_AT);
    if (rows_bool(rows, 0, STALE))
        note_use(db, caller->token_id, now);
    return ERR_OK;
}

enum err_code token_revoke(struct db *db, int64_t token_id, int32_t project_id, int64_t now,
                           struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, token_id);
    params_time(&params, now);
    if (project_id)
        params_int(&params, project_id);
    else
        params_null(&params);
    try_(db_run(db, QUERY_TOKEN_REVOKE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no token %lld", (long long)token_id);
    return ERR_OK;
}
