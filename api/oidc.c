#include "api/oidc.h"

#include <string.h>

#include "api/oidc_keys.h"
#include "common/auto.h"
#include "common/text.h"

const struct oidc_kind_row oidc_kinds[OIDC__KINDS] = {
    [OIDC_GITHUB] = {"github", "https://token.actions.githubusercontent.com", "repository",
                     "/.well-known/jwks"},
    [OIDC_GITLAB] = {"gitlab", "https://gitlab.com", "project_path", "/oauth/discovery/keys"},
};

enum { SKEW_S = 60 }; /* between our clock and theirs */

/* Columns of trust_list. */
enum { TRUST_ID, ISSUER, KIND, AUDIENCE, REPOSITORY };

static const char *claim(const json_t *claims, const char *name)
{
    const char *value = json_string_value(json_object_get(claims, name));
    return value ? value : "";
}

static bool is_for(const json_t *claims, const char *audience)
{
    const json_t *all = json_object_get(claims, "aud");
    if (json_is_string(all))
        return strcmp(json_string_value(all), audience) == 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *one = json_string_value(json_array_get(all, i));
        if (one && strcmp(one, audience) == 0)
            return true;
    }
    return false;
}

static enum err_code check_times(const json_t *claims, int64_t now, int64_t *expires_at,
                                 struct err *err)
{
    const json_t *ends = json_object_get(claims, "exp"), *made = json_object_get(claims, "iat"),
                 *begins = json_object_get(claims, "nbf");
    double at = (double)now / 1e6, end = json_number_value(ends);
    if (!json_is_number(ends) || !json_is_number(made) || (begins && !json_is_number(begins)) ||
        !(end > 0 && end < 1e11))
        return err_set(err, ERR_UNAUTHORIZED,
                       "the ID token does not say from when to when it is "
                       "good (exp, iat, nbf)");
    if (end + SKEW_S <= at)
        return err_set(err, ERR_UNAUTHORIZED, "the ID token has expired; ask for a new one");
    if (json_number_value(made) - SKEW_S > at ||
        (begins && json_number_value(begins) - SKEW_S > at))
        return err_set(err, ERR_UNAUTHORIZED, "the ID token is not good yet; is a clock wrong?");
    *expires_at = (int64_t)(end * 1e6) + SKEW_S * INT64_C(1000000);
    return ERR_OK;
}

/* A protected ref holds what the people of the project let in. Everything else may be anybody's
 * work: pull requests above all, whatever their workflow runs on. */
static enum distrust distrust_of(const json_t *claims)
{
    const char *ref = claim(claims, "ref");
    if (text_starts(claim(claims, "event_name"), "pull_request") ||
        text_starts(ref, "refs/pull/") || text_starts(ref, "refs/merge-requests/") ||
        strcmp(claim(claims, "pipeline_source"), "merge_request_event") == 0 ||
        *claim(claims, "head_ref") != '\0')
        return DISTRUST_PULL_REQUEST;
    const json_t *flag = json_object_get(claims, "ref_protected");
    bool is_protected = json_is_true(flag) || strcmp(claim(claims, "ref_protected"), "true") == 0;
    return is_protected ? DISTRUST_NONE : DISTRUST_OPEN_REF;
}

static bool fits(const struct rows *trusts, size_t row, const json_t *claims)
{
    for (size_t kind = 0; kind < OIDC__KINDS; kind++)
        if (strcmp(rows_text(trusts, row, KIND), oidc_kinds[kind].name) == 0)
            return strcmp(claim(claims, "iss"), rows_text(trusts, row, ISSUER)) == 0 &&
                   strcmp(claim(claims, oidc_kinds[kind].claim),
                          rows_text(trusts, row, REPOSITORY)) == 0 &&
                   is_for(claims, rows_text(trusts, row, AUDIENCE));
    return false;
}

static const char *join(struct arena *arena, const char *a, const char *b, const char *c)
{
    auto_text struct text text = {0};
    text_puts(&text, a);
    text_puts(&text, b);
    text_puts(&text, c);
    return text_get(&text) ? arena_text(arena, text.data, text.len) : NULL;
}

static enum err_code take_trust(const struct rows *trusts, size_t row, const json_t *claims,
                                struct arena *arena, struct oidc_match *match, struct err *err)
{
    size_t kind = 0;
    while (strcmp(rows_text(trusts, row, KIND), oidc_kinds[kind].name) != 0)
        kind++;
    match->caller.scope = SCOPE_UPLOAD;
    match->caller.distrust = distrust_of(claims);
    match->caller.name =
        join(arena, oidc_kinds[kind].name, ":", rows_text(trusts, row, REPOSITORY));
    match->keys_url = join(arena, rows_text(trusts, row, ISSUER), "", oidc_kinds[kind].keys_path);
    return match->caller.name && match->keys_url ? ERR_OK : err_nomem(err);
}

static enum err_code find_trust(struct db *db, const char *project, const json_t *claims,
                                struct arena *arena, struct oidc_match *match, struct err *err)
{
    auto_params struct params name = {0}, params = {0};
    auto_rows struct rows *found = NULL, *trusts = NULL;
    params_text(&name, project);
    try_(db_run(db, QUERY_PROJECT_BY_NAME, &name, &found, err));
    match->caller.project_id = rows_count(found) ? (int32_t)rows_int(found, 0, 0) : 0;
    params_int(&params, match->caller.project_id);
    params_null(&params);
    params_int(&params, OIDC_TRUSTS_MAX);
    try_(db_run(db, QUERY_TRUST_LIST, &params, &trusts, err));
    for (size_t row = 0; row < rows_count(trusts); row++)
        if (fits(trusts, row, claims))
            return take_trust(trusts, row, claims, arena, match, err);
    return err_set(err, ERR_UNAUTHORIZED,
                   "no project of this name trusts the issuer, audience and repository of the ID "
                   "token");
}

enum err_code oidc_match(struct db *db, const char *token, const char *project, int64_t now,
                         struct arena *arena, struct oidc_match *match, struct err *err)
{
    *match = (struct oidc_match){.expires_at = 0};
    if (!project)
        return err_set(err, ERR_UNAUTHORIZED, "an ID token is good for uploads to a project only");
    try_(jwt_read(token, arena, &match->jwt, err));
    const json_t *claims = match->jwt.claims;
    enum err_code code = ERR_OK;
    if (!*claim(claims, "sub"))
        code = err_set(err, ERR_UNAUTHORIZED, "the ID token does not say whose it is (sub)");
    if (code == ERR_OK)
        code = check_times(claims, now, &match->expires_at, err);
    if (code == ERR_OK)
        code = find_trust(db, project, claims, arena, match, err);
    json_decref(take(match->jwt.claims));
    return code;
}

enum err_code oidc_verify(const struct oidc_match *match, struct err *err)
{
    struct jwt_key key;
    try_(oidc_key(match->keys_url, match->jwt.kid, &key, err));
    return jwt_verify(&match->jwt, &key, err);
}
