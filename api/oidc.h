/* ID tokens of CI services in place of stored ones: whom a project trusts, and is it them?
 * In two steps, because the first needs the database and the second may wait for the issuer. A
 * token that fits no trust of the project never makes anybody fetch anything. */
#ifndef API_OIDC_H
#define API_OIDC_H

#include "api/request.h"
#include "common/db.h"
#include "common/jwt.h"

enum oidc_kind { OIDC_GITHUB, OIDC_GITLAB, OIDC__KINDS };

/* What tells the kinds of issuers apart. */
struct oidc_kind_row {
    const char *name;
    const char *issuer;    /* the one that everybody uses */
    const char *claim;     /* names the repository */
    const char *keys_path; /* below the issuer */
};
extern const struct oidc_kind_row oidc_kinds[OIDC__KINDS];

enum {
    OIDC_ISSUER_MAX = 200,
    OIDC_NAME_MAX = 255, /* bytes of a repository or an audience */
    OIDC_TRUSTS_MAX = 50 /* of one project */
};

/* What a token says, before it is believed. All in the arena of the request. */
struct oidc_match {
    struct jwt jwt;
    const char *keys_url;
    struct caller caller;
    int64_t expires_at;
};

/* Finds the trust of @project that @token claims. ERR_UNAUTHORIZED: there is none (nor is it said
 * whether there is such a project), or it is no token for now. */
enum err_code oidc_match(struct db *db, const char *token, const char *project, int64_t now,
                         struct arena *arena, struct oidc_match *match, struct err *err) must_check;

/* Is it signed by the issuer? ERR_UNAUTHORIZED: no; ERR_UNAVAILABLE: that cannot be told now. */
enum err_code oidc_verify(const struct oidc_match *match, struct err *err) must_check;

#endif
