#include "common/crypto.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

struct sha256; /* is an EVP_MD_CTX */

enum err_code sha256_new(struct sha256 **digest, struct err *err)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context)
        return err_nomem(err);
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(context);
        return err_set(err, ERR_INTERNAL, "libcrypto has no SHA-256");
    }
    *digest = (struct sha256 *)context;
    return ERR_OK;
}

void sha256_add(struct sha256 *digest, const void *bytes, size_t len)
{
    int added = EVP_DigestUpdate((EVP_MD_CTX *)digest, bytes, len);
    assert(added == 1);
}

void sha256_end(struct sha256 *digest, unsigned char out[SHA256_SIZE])
{
    int ended = EVP_DigestFinal_ex((EVP_MD_CTX *)digest, out, NULL);
    assert(ended == 1);
    sha256_free(digest);
}

void sha256_free(struct sha256 *digest)
{
    EVP_MD_CTX_free((EVP_MD_CTX *)digest);
}

void sha256_of(const void *bytes, size_t len, unsigned char out[SHA256_SIZE])
{
    int done = EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL);
    assert(done == 1);
}

enum err_code crypto_random(void *bytes, size_t len, struct err *err)
{
    if (RAND_bytes(bytes, (int)len) != 1)
        return err_set(err, ERR_INTERNAL, "libcrypto gave no random bytes");
    return ERR_OK;
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void crypto_hex(const void *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[from[i] >> 4];
        out[2 * i + 1] = digits[from[i] & 15];
    }
    out[2 * len] = '\0';
}
