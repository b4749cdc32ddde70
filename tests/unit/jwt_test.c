/* ID tokens: taken apart strictly, and believed only with the key they were signed with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/jwt.h"

/* RFC 7515, appendix A.2: a token and its key. */
#define HEAD "eyJhbGciOiJSUzI1NiJ9"
#define CLAIMS                                                                                     \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" \
    "fQ"
#define SIGNATURE                                                                                  \
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5" \
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb" \
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO" \
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define MODULUS                                                                                    \
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4" \
    "d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5re" \
    "xMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX" \
    "FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define KEY(more, n)                                                                               \
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\"" more ",\"n\":\"" n "\"}]}"

static struct arena arena;
static struct jwt_key keys[JWT_KEYS_MAX];

static int clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static size_t read_keys(const char *set)
{
    size_t count = 0;
    struct err err = {0};
    if (jwt_read_keys(set, strlen(set), keys, &count, &err) != ERR_OK)
        assert_int_equal(count, 0);
    return count;
}

/* The token has no kid, so that it is taken apart here: @signature in the place of its own. */
static enum err_code verified(const char *claims, const char *signature)
{
    struct jwt jwt;
    struct err err = {0};
    char text[2048];
    /* {"alg":"RS256","kid":"a"}, to have the signature decoded */
    snprintf(text, sizeof text, "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.%s", signature);
    if (jwt_read(text, &arena, &jwt, &err) != ERR_OK)
        return err.code;
    json_decref(jwt.claims);
    snprintf(text, sizeof text, "%s.%s.", HEAD, claims);
    jwt.signed_len = strlen(text) - 1;
    return jwt_verify(&jwt, &keys[0], &err);
}

static void the_token_of_rfc_7515_is_believed(void **state)
{
    (void)state;
    assert_int_equal(read_keys(KEY("", MODULUS)), 1);
    assert_int_equal(verified(CLAIMS, SIGNATURE), ERR_OK);
}

static void another_signature_is_not(void **state)
{
    (void)state;
    assert_int_equal(read_keys(KEY("", MODULUS)), 1);
    char other[] = SIGNATURE;
    other[10] = other[10] == 'A' ? 'B' : 'A';
    assert_int_equal(verified(CLAIMS, other), ERR_UNAUTHORIZED);
    assert_int_equal(verified("e30", SIGNATURE), ERR_UNAUTHORIZED);
    assert_int_equal(verified(CLAIMS, "AAAA"), ERR_UNAUTHORIZED);
}

static void assert_refused(const char *text)
{
    struct jwt jwt;
    struct err err = {0};
    if (jwt_read(text, &arena, &jwt, &err) == ERR_OK)
        fail_msg("was taken: %s", text);
    assert_int_equal(err.code, ERR_UNAUTHORIZED);
}

static void what_is_no_token_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        HEAD "." CLAIMS,
        HEAD "." CLAIMS ".",
        "." CLAIMS ".AAAA",
        HEAD ".." SIGNATURE,
        HEAD "." CLAIMS "." SIGNATURE,                                /* no kid */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AAA=",                /* padded */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AAB",                 /* bits left over */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.A",                   /* no byte */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AA/A",                /* another alphabet */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.W10.AAAA",                /* [] */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJhIjoxLCJhIjoyfQ.AAAA", /* a twice */
        "eyJhbGciOiJub25lIiwia2lkIjoiYSJ9.e30.AAAA",                  /* none */
        "eyJhbGciOiJSUzI1NiIsImtpZCI6MX0.e30.AAAA",                   /* kid 1 */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i]);
    static char huge[JWT_MAX + 100];
    memset(huge, 'A', sizeof huge - 1);
    memcpy(huge, "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.", 39);
    assert_refused(huge);
}

static void weak_and_strange_keys_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(read_keys(KEY(",\"use\":\"sig\",\"alg\":\"RS256\"", MODULUS)), 1);
    assert_int_equal(read_keys(KEY(",\"use\":\"enc\"", MODULUS)), 0);
    assert_int_equal(read_keys(KEY(",\"alg\":\"RS512\"", MODULUS)), 0);
    assert_int_equal(read_keys(KEY(",\"e\":\"AQAB\"", MODULUS)), 0); /* twice */
    assert_int_equal(read_keys(KEY("", "ofgWCuLjybQ")), 0);          /* short */
    assert_int_equal(read_keys(KEY("", "")), 0);
    assert_int_equal(read_keys("{\"keys\":{}}"), 0);
    assert_int_equal(read_keys("[]"), 0);
    assert_int_equal(read_keys(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_token_of_rfc_7515_is_believed, clean),
        cmocka_unit_test_teardown(another_signature_is_not, clean),
        cmocka_unit_test_teardown(what_is_no_token_is_refused, clean),
        cmocka_unit_test_teardown(weak_and_strange_keys_are_passed_over, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
