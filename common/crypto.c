#include "common/crypto.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <pthread.h>

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

static EVP_MD *fetched;

static void fetch(void)
{
    fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
}

/* EVP_sha256() would be looked up anew each time, which takes longer than a short digest. */
void sha256_of(const void *bytes, size_t len, unsigned char out[SHA256_SIZE])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fetch);
    int done = EVP_Digest(bytes, len, out, NULL, fetched ? fetched : EVP_sha256(), NULL);
    assert(done == 1);
}

enum err_code crypto_hmac(const void *key, size_t key_len, const void *bytes, size_t len,
                          unsigned char out[SHA256_SIZE], struct err *err)
{
    if (!HMAC(EVP_sha256(), key, (int)key_len, bytes, len, out, NULL))
        return err_set(err, ERR_INTERNAL, "libcrypto has no HMAC");
    return ERR_OK;
}

void crypto_base64(const void *bytes, size_t len, char *out)
{
    EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
}

bool crypto_unbase64(const char *text, size_t len, unsigned char *out, size_t *out_len)
{
    int padding = len && text[len - 1] == '=' ? 1 + (len > 1 && text[len - 2] == '=') : 0;
    if (len == 0 || len % 4 != 0)
        return false;
    int decoded = EVP_DecodeBlock(out, (const unsigned char *)text, (int)len);
    if (decoded < padding)
        return false;
    *out_len = (size_t)(decoded - padding);
    return true;
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

/* ---- RSA ------------------------------------------------------------------------------------ */

static EVP_PKEY *make_key(BIGNUM *modulus, BIGNUM *exponent)
{
    EVP_PKEY *made = NULL;
    OSSL_PARAM *params = NULL;
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (builder && context && modulus && exponent &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1 &&
        (params = OSSL_PARAM_BLD_to_param(builder)) && EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &made, EVP_PKEY_PUBLIC_KEY, params) != 1)
        made = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    return made;
}

enum err_code crypto_rs256(const struct rsa_key *key, const void *bytes, size_t len,
                           const unsigned char *signature, size_t signature_len, bool *good,
                           struct err *err)
{
    BIGNUM *modulus = BN_bin2bn(key->modulus, (int)key->modulus_len, NULL);
    BIGNUM *exponent = BN_bin2bn(key->exponent, (int)key->exponent_len, NULL);
    EVP_PKEY *made = make_key(modulus, exponent);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL; /* belongs to context */
    *good = false;
    bool ready = made && context &&
                 EVP_DigestVerifyInit(context, &how, EVP_sha256(), NULL, made) == 1 &&
                 EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PADDING) == 1;
    if (ready)
        *good = signature_len == key->modulus_len &&
                EVP_DigestVerify(context, signature, signature_len, bytes, len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(made);
    BN_free(exponent);
    BN_free(modulus);
    ERR_clear_error();
    return ready ? ERR_OK : err_set(err, ERR_INTERNAL, "libcrypto cannot use an RSA key");
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
