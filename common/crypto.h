/* Digests, random bytes, constant-time compare, base64, RSA signatures: the only module that knows
 * libcrypto. */
#ifndef COMMON_CRYPTO_H
#define COMMON_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

enum { SHA256_SIZE = 32 };

struct sha256; /* a digest under way */
enum err_code sha256_new(struct sha256 **digest, struct err *err) must_check;
void sha256_add(struct sha256 *digest, const void *bytes, size_t len);
/* Writes the digest of all bytes added and frees @digest. */
void sha256_end(struct sha256 *digest, unsigned char out[SHA256_SIZE]);
void sha256_free(struct sha256 *digest); /* without an answer; accepts NULL */

void sha256_of(const void *bytes, size_t len, unsigned char out[SHA256_SIZE]);

/* HMAC with SHA-256. */
enum err_code crypto_hmac(const void *key, size_t key_len, const void *bytes, size_t len,
                          unsigned char out[SHA256_SIZE], struct err *err) must_check;

/* Base64 with padding. Writes a NUL too: @out has room for 4 * ((@len + 2) / 3) + 1. */
void crypto_base64(const void *bytes, size_t len, char *out);
/* Back: @out has room for 3 * @len / 4. False when it is none. */
bool crypto_unbase64(const char *text, size_t len, unsigned char *out, size_t *out_len);

/* @len bytes that nobody can guess. */
enum err_code crypto_random(void *bytes, size_t len, struct err *err) must_check;

/* Compares in a time that does not depend on the contents. */
bool crypto_equal(const void *a, const void *b, size_t len);

/* A public key: numbers, most significant byte first. */
struct rsa_key {
    const unsigned char *modulus;
    size_t modulus_len;
    const unsigned char *exponent;
    size_t exponent_len;
};
/* *@good: @signature is the one of @bytes by RSASSA-PKCS1-v1_5 with SHA-256 ("RS256"). */
enum err_code crypto_rs256(const struct rsa_key *key, const void *bytes, size_t len,
                           const unsigned char *signature, size_t signature_len, bool *good,
                           struct err *err) must_check;

/* Lower-case hex with a NUL: @out has room for 2 * @len + 1. */
void crypto_hex(const void *bytes, size_t len, char *out);

#endif
