/* JSON Web Tokens as CI services sign them: compact JWS, RS256 and nothing else (RFC 7515, 7517,
 * 7519). What a header says about where keys are (jwk, jku, x5u) is never looked at. */
#ifndef COMMON_JWT_H
#define COMMON_JWT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"

enum {
    JWT_MAX = 8192,    /* bytes of a token */
    JWT_KID_MAX = 128, /* bytes of the name of a key */
    JWT_KEYS_MAX = 32, /* of one issuer that are kept */
    JWT_MODULUS_MIN = 2048 / 8,
    JWT_MODULUS_MAX = 8192 / 8,
    JWT_EXPONENT_MAX = 8
};

struct jwt {
    const char *text;  /* the token itself */
    size_t signed_len; /* how much of it is signed */
    const char *kid;
    const unsigned char *signature;
    size_t signature_len;
    json_t *claims; /* an object; json_decref() it */
};

struct jwt_key {
    char kid[JWT_KID_MAX + 1];
    unsigned char modulus[JWT_MODULUS_MAX], exponent[JWT_EXPONENT_MAX];
    size_t modulus_len, exponent_len;
};

/* Whether @text has the form of a token: three parts of base64url, of which none is empty. */
bool jwt_has_form(const char *text);

/* Takes @text apart without believing a word of it; @jwt points into it and into @arena.
 * ERR_UNAUTHORIZED: it is none, is not signed by RS256, names no key or has critical headers. */
enum err_code jwt_read(const char *text, struct arena *arena, struct jwt *jwt,
                       struct err *err) must_check;

/* ERR_UNAUTHORIZED: it was not signed with @key. */
enum err_code jwt_verify(const struct jwt *jwt, const struct jwt_key *key,
                         struct err *err) must_check;

/* The RSA keys for RS256 of a key set, at most JWT_KEYS_MAX; others are passed over.
 * ERR_UNAVAILABLE: it is no key set, or has none of them. */
enum err_code jwt_read_keys(const char *text, size_t len, struct jwt_key *keys, size_t *count,
                            struct err *err) must_check;

#endif
