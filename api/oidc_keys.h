/* Public keys of those who issue ID tokens: fetched when they are needed, kept for a while.
 * One thread fetches for an issuer, a few wait for it, and how often an unknown key makes it fetch
 * again is bounded: forged tokens cause no storm of requests. */
#ifndef API_OIDC_KEYS_H
#define API_OIDC_KEYS_H

#include "common/err.h"
#include "common/jwt.h"

enum { OIDC_URL_MAX = 300, OIDC_ISSUERS_MAX = 64 };

/* Copies the key @kid of the set at @url (at most OIDC_URL_MAX bytes). May block for
 * oidc_timeout_ms: not for the threads that move bytes, nor while a connection to the database is
 * held. ERR_UNAUTHORIZED: the set has no such key; ERR_UNAVAILABLE: it cannot be had now. */
enum err_code oidc_key(const char *url, const char *kid, struct jwt_key *key,
                       struct err *err) must_check;

#endif
