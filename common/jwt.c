#include "common/jwt.h"

#include <string.h>

#include "common/crypto.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Base64url without padding, with nothing in the bits that are left over: each value has one
 * form. @out has room for 3/4 of @len. */
static bool decode(const char *text, size_t len, unsigned char *out, size_t *out_len)
{
    unsigned bits = 0, held = 0;
    size_t made = 0;
    if (len % 4 == 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        const char *at = text[i] ? strchr(alphabet, text[i]) : NULL;
        if (!at)
            return false;
        bits = bits << 6 | (unsigned)(at - alphabet);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[made++] = (unsigned char)(bits >> held);
            bits &= (1u << held) - 1;
        }
    }
    *out_len = made;
    return bits == 0;
}

static enum err_code decode_part(const char *text, size_t len, struct arena *arena,
                                 unsigned char **bytes, size_t *bytes_len, struct err *err)
{
    *bytes = arena_alloc(arena, len + 1);
    if (!*bytes)
        return err_nomem(err);
    if (!decode(text, len, *bytes, bytes_len))
        return err_set(err, ERR_UNAUTHORIZED, "the ID token is not base64url");
    return ERR_OK;
}

bool jwt_has_form(const char *text)
{
    for (int part = 0; part < 3; part++) {
        size_t len = strspn(text, alphabet);
        if (len == 0 || text[len] != (part < 2 ? '.' : '\0'))
            return false;
        text += len + 1;
    }
    return true;
}

/* Jansson refuses what is no UTF-8, and two members of one name. */
static enum err_code read_object(const char *text, size_t len, struct arena *arena, json_t **object,
                                 struct err *err)
{
    unsigned char *bytes = NULL;
    size_t bytes_len = 0;
    try_(decode_part(text, len, arena, &bytes, &bytes_len, err));
    *object = json_loadb((const char *)bytes, bytes_len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*object))
        return ERR_OK;
    json_decref(*object);
    *object = NULL;
    return err_set(err, ERR_UNAUTHORIZED, "the ID token does not hold JSON objects");
}

static enum err_code check_header(const json_t *header, struct arena *arena, struct jwt *jwt,
                                  struct err *err)
{
    const char *alg = json_string_value(json_object_get(header, "alg"));
    const char *kid = json_string_value(json_object_get(header, "kid"));
    if (!alg || strcmp(alg, "RS256") != 0)
        return err_set(err, ERR_UNAUTHORIZED, "the ID token is not signed by RS256");
    if (json_object_get(header, "crit") || json_object_get(header, "b64"))
        return err_set(err, ERR_UNAUTHORIZED, "the ID token has headers that are not understood");
    if (!kid || !*kid || strlen(kid) > JWT_KID_MAX)
        return err_set(err, ERR_UNAUTHORIZED, "the ID token does not name its key");
    jwt->kid = arena_text(arena, kid, strlen(kid));
    return jwt->kid ? ERR_OK : err_nomem(err);
}

enum err_code jwt_read(const char *text, struct arena *arena, struct jwt *jwt, struct err *err)
{
    if (strnlen(text, JWT_MAX + 1) > JWT_MAX || !jwt_has_form(text))
        return err_set(err, ERR_UNAUTHORIZED, "this is no ID token");
    size_t head = strcspn(text, "."), claims = strcspn(text + head + 1, ".");
    *jwt = (struct jwt){.text = text, .signed_len = head + 1 + claims};
    const char *last = text + jwt->signed_len + 1;
    unsigned char *signature = NULL;
    try_(decode_part(last, strlen(last), arena, &signature, &jwt->signature_len, err));
    jwt->signature = signature;
    json_t *header = NULL;
    try_(read_object(text, head, arena, &header, err));
    enum err_code code = check_header(header, arena, jwt, err);
    json_decref(header);
    try_(code);
    return read_object(text + head + 1, claims, arena, &jwt->claims, err);
}

enum err_code jwt_verify(const struct jwt *jwt, const struct jwt_key *key, struct err *err)
{
    const struct rsa_key rsa = {key->modulus, key->modulus_len, key->exponent, key->exponent_len};
    bool good = false;
    try_(crypto_rs256(&rsa, jwt->text, jwt->signed_len, jwt->signature, jwt->signature_len, &good,
                      err));
    if (!good)
        return err_set(err, ERR_UNAUTHORIZED, "the ID token was not signed by its issuer");
    return ERR_OK;
}

/* ---- Keys ---------------------------------------------------------------------------------- */

/* A number without leading zeros, odd as moduli and exponents are. */
static bool read_number(const json_t *jwk, const char *name, size_t max, unsigned char *out,
                        size_t *out_len)
{
    const char *text = json_string_value(json_object_get(jwk, name));
    size_t len = text ? strlen(text) : 0;
    return len > 0 && len <= (max * 4 + 2) / 3 && decode(text, len, out, out_len) && *out_len > 0 &&
           out[0] != 0 && (out[*out_len - 1] & 1);
}

static bool is(const json_t *jwk, const char *name, const char *value, bool needed)
{
    const json_t *it = json_object_get(jwk, name);
    if (!it)
        return !needed;
    return json_is_string(it) && strcmp(json_string_value(it), value) == 0;
}

static bool read_key(const json_t *jwk, struct jwt_key *key)
{
    const char *kid = json_string_value(json_object_get(jwk, "kid"));
    if (!kid || !*kid || strlen(kid) > JWT_KID_MAX || !is(jwk, "kty", "RSA", true) ||
        !is(jwk, "use", "sig", false) || !is(jwk, "alg", "RS256", false))
        return false;
    memcpy(key->kid, kid, strlen(kid) + 1);
    return read_number(jwk, "n", sizeof key->modulus, key->modulus, &key->modulus_len) &&
           key->modulus_len >= JWT_MODULUS_MIN &&
           read_number(jwk, "e", sizeof key->exponent, key->exponent, &key->exponent_len) &&
           (key->exponent_len > 1 || key->exponent[0] >= 3);
}

enum err_code jwt_read_keys(const char *text, size_t len, struct jwt_key *keys, size_t *count,
                            struct err *err)
{
    json_t *set = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(set, "keys");
    *count = 0;
    for (size_t i = 0; i < json_array_size(list) && *count < JWT_KEYS_MAX; i++)
        if (read_key(json_array_get(list, i), &keys[*count]))
            ++*count;
    json_decref(set);
    if (*count == 0)
        return err_set(err, ERR_UNAVAILABLE, "the issuer shows no RSA keys for RS256");
    return ERR_OK;
}
