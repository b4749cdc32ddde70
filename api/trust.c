#include "api/trust.h"

#include <string.h>

#include "analyzer/audit.h"
#include "api/oidc.h"
#include "api/values.h"
#include "common/auto.h"
#include "common/config.h"
#include "common/http_client.h"

/* Columns of trust_list. */
enum { TRUST_ID, ISSUER, KIND, AUDIENCE, REPOSITORY, CREATED_BY, CREATED_AT };

json_t *trust_pack(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, TRUST_ID),
                     "issuer", value_text(rows, row, ISSUER), "kind", value_text(rows, row, KIND),
                     "audience", value_text(rows, row, AUDIENCE), "repository",
                     value_text(rows, row, REPOSITORY), "created_by",
                     value_text(rows, row, CREATED_BY), "created_at",
                     value_time(rows, row, CREATED_AT));
}

/* Reads one trust as it is listed: the newest that is not newer than itself. */
static enum err_code find(struct db *db, struct trust *trust, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, trust->project_id);
    params_int(&params, trust->trust_id + 1);
    params_int(&params, 1);
    try_(db_run(db, QUERY_TRUST_LIST, &params, &rows, err));
    if (rows_count(rows) == 0 || rows_int(rows, 0, TRUST_ID) != trust->trust_id)
        return err_set(err, ERR_NOT_FOUND, "no such trust in this project");
    json_decref(trust->packed);
    trust->packed = trust_pack(rows, 0);
    return trust->packed ? ERR_OK : err_nomem(err);
}

static enum err_code note(struct db *db, const struct trust *trust, bool added, struct err *err)
{
    return audit_add(db,
                     &(struct audit){.project_id = trust->project_id,
                                     .now = trust->now,
                                     .actor = trust->actor,
                                     .action = added ? "trust.create" : "trust.delete",
                                     .subject_kind = "trust",
                                     .subject_id = trust->trust_id,
                                     .before = added ? NULL : trust->packed,
                                     .after = added ? trust->packed : NULL},
                     err);
}

static enum err_code create(struct db *db, void *context, struct err *err)
{
    struct trust *trust = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, trust->project_id);
    params_text(&params, trust->issuer);
    params_text(&params, trust->kind);
    params_text(&params, trust->audience);
    params_text(&params, trust->repository);
    params_text(&params, trust->actor);
    params_time(&params, trust->now);
    params_int(&params, OIDC_TRUSTS_MAX);
    try_(db_run(db, QUERY_TRUST_CREATE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT,
                       "the project has this trust already, or %d, which is as many as it may have",
                       OIDC_TRUSTS_MAX);
    trust->trust_id = rows_int(rows, 0, 0);
    try_(find(db, trust, err));
    return note(db, trust, true, err);
}

static enum err_code end(struct db *db, void *context, struct err *err)
{
    struct trust *trust = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(find(db, trust, err));
    params_int(&params, trust->project_id);
    params_int(&params, trust->trust_id);
    try_(db_run(db, QUERY_TRUST_DELETE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such trust in this project");
    return note(db, trust, false, err);
}

/* The kind follows from the issuer where everybody knows it. */
static enum err_code settle_kind(struct trust *trust, struct err *err)
{
    const char *given = trust->kind;
    for (size_t i = 0; i < OIDC__KINDS; i++) {
        bool known = strcmp(trust->issuer, oidc_kinds[i].issuer) == 0;
        if (known && given && strcmp(given, oidc_kinds[i].name) != 0)
            return err_set(err, ERR_INVALID, "field \"kind\": %s is of the kind %s", trust->issuer,
                           oidc_kinds[i].name);
        if (known || (given && strcmp(given, oidc_kinds[i].name) == 0))
            trust->kind = oidc_kinds[i].name;
    }
    if (!trust->kind || (strcmp(trust->kind, "github") != 0 && strcmp(trust->kind, "gitlab") != 0))
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

static enum err_code check(struct trust *trust, struct err *err)
{
    try_(check_issuer(trust->issuer, err));
    try_(settle_kind(trust, err));
    if (!trust->audience || !*trust->audience)
        return err_set(err, ERR_INVALID,
                       "field \"audience\": needed; the address of this service is a good one");
    const char *slash = trust->repository ? strchr(trust->repository, '/') : NULL;
    if (!slash || slash == trust->repository || !slash[1])
        return err_set(err, ERR_INVALID, "field \"repository\": as OWNER/NAME");
    return ERR_OK;
}

static enum err_code run(struct db *db, db_work *work, struct trust *trust, struct err *err)
{
    trust->packed = NULL;
    enum err_code code = db_transaction(db, work, trust, err);
    if (code != ERR_OK)
        json_decref(take(trust->packed));
    return code;
}

enum err_code trust_add(struct db *db, struct trust *trust, struct err *err)
{
    try_(check(trust, err));
    return run(db, create, trust, err);
}

enum err_code trust_end(struct db *db, struct trust *trust, struct err *err)
{
    return run(db, end, trust, err);
}
