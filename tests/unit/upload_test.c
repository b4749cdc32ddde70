/* What an upload may say of itself, and what is refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "ingest/complete.h"
#include "ingest/upload.h"

static int64_t noon(void)
{
    int64_t at = 0;
    assert_true(clock_parse("2026-11-21T12:00:00Z", &at));
    return at;
}

static void assert_refused(const char *name, const char *value, const char *hint)
{
    struct upload upload;
    struct err err = {0};
    upload_init(&upload);
    assert_int_equal(upload_set(&upload, name, value, noon(), &err), ERR_INVALID);
    if (!strstr(err.message, name) || !strstr(err.message, hint))
        fail_msg("%s: %s", name, err.message);
    upload_free(&upload);
}

static void test_fills_what_was_not_given(void **state)
{
    (void)state;
    struct upload upload;
    upload_init(&upload);
    assert_int_equal(upload_set(&upload, "commit", "ABCDEF0123", noon(), NULL), ERR_OK);
    assert_int_equal(upload_settle(&upload, NULL), ERR_OK);
    assert_string_equal(upload.commit, "abcdef0123");
    assert_string_equal(upload.build, "abcdef0123");
    assert_string_equal(upload.job, "default");
    assert_string_equal(upload.shard, "");
    assert_int_equal(upload.attempt, 1);
    assert_false(upload.has_exit_code);
    assert_null(upload.branch);
    upload_free(&upload);
}

static void test_refuses_what_cannot_be(void **state)
{
    (void)state;
    char long_branch[5001];
    memset(long_branch, 'b', sizeof long_branch - 1);
    long_branch[sizeof long_branch - 1] = '\0';
    assert_refused("commit", "main", "hash of the commit");
    assert_refused("commit", "abcdef", "7 to 64");
    assert_refused("commit", "", "7 to 64");
    assert_refused("branch", long_branch, "at most 255");
    assert_refused("job", "unit\ntests", "control character");
    assert_refused("variant", "caf\xE9", "UTF-8");
    assert_refused("attempt", "0", "from 1");
    assert_refused("attempt", "first", "from 1");
    assert_refused("exit_code", "256", "0 to 255");
    assert_refused("exit_code", "-1", "0 to 255");
    assert_refused("exit_code", "99999999999999999999", "0 to 255");
    assert_refused("complete", "maybe", "yes");
    assert_refused("started_at", "yesterday", "a time such as");
    assert_refused("started_at", "2026-12-24T00:00:00Z", "future");
    assert_refused("started_at", "1980-01-01T00:00:00Z", "2000");
    assert_refused("commit", "0000000000000000000000000000000000000000", "zeros");
    assert_refused("attempt", "2147483648", "from 1");
    assert_refused("attempt", "", "leave the parameter out");
    assert_refused("exit_code", "", "leave the parameter out");
    assert_refused("job", "unit ", "blank");
    assert_refused("tree", "HEAD^{tree}", "hash of the tree");
    assert_refused("tree", "0000000000", "zeros");
    assert_refused("pull_request", "1\n2", "control character");
    assert_refused("target_branch", long_branch, "at most 255");
    assert_refused("host", long_branch, "at most 255");
    assert_refused("host", "runner\t1", "control character");
}

static void test_what_came_later_is_in_the_key_only_when_given(void **state)
{
    (void)state;
    static const unsigned char content[SHA256_SIZE] = {0};
    static const char *const names[] = {"target_branch", "pull_request", "tree", "host"};
    unsigned char plain[SHA256_SIZE], with[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    struct upload upload;
    upload_init(&upload);
    assert_int_equal(upload_set(&upload, "commit", "abcdef0123", noon(), NULL), ERR_OK);
    assert_int_equal(upload_settle(&upload, NULL), ERR_OK);
    upload_key(&upload, content, false, plain);
    crypto_hex(plain, sizeof plain, hex);
    assert_string_equal(hex, "0d52731a3e09b44d2f6b255a11f499e0ff31ba20c3e0e832bffed258c461cf5f");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(upload_set(&upload, names[i], "ABCDEF01", noon(), NULL), ERR_OK);
        upload_key(&upload, content, false, with);
        assert_memory_not_equal(with, plain, sizeof with);
        memcpy(plain, with, sizeof plain);
    }
    assert_string_equal(upload.tree, "abcdef01");
    assert_string_equal(upload.host, "ABCDEF01");
    assert_string_equal(upload.pull_request, "ABCDEF01");
    upload_free(&upload);
}

static void test_shows_and_keeps_no_secret(void **state)
{
    (void)state;
    struct upload upload;
    struct err err = {0};
    upload_init(&upload);
    assert_int_equal(
        upload_set(&upload, "url", "https://ci.example/1?access_token=abc123&x=1", noon(), &err),
        ERR_OK);
    assert_string_equal(upload.url, "https://ci.example/1?access_token=<masked:assignment>&x=1");
    assert_int_equal(upload_set(&upload, "commit", "token=abc123", noon(), &err), ERR_INVALID);
    assert_null(strstr(err.message, "abc123"));
    upload_free(&upload);
}

static void test_refuses_names_that_look_like_others(void **state)
{
    (void)state;
    assert_refused("job", "unit\xE2\x80\xAEtinu", "direction");
    assert_refused("job", "unit\xE2\x81\xA6", "direction");
    assert_refused("branch", "ma\xE2\x80\x8Bin", "nobody sees");
    assert_refused("branch", "main\xEF\xBB\xBF", "nobody sees");
    assert_refused("variant",
                   "a\xE2\x80\xA8"
                   "b",
                   "line break");
    assert_refused("variant", "a\xC2\x85", "control");
    struct upload upload;
    upload_init(&upload);
    static const char *const fine[] = {
        "caf\xC3\xA9", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB", "test (a, b)", "100%"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        assert_int_equal(upload_set(&upload, "job", fine[i], noon(), NULL), ERR_OK);
    upload_free(&upload);
}

static void test_needs_a_commit(void **state)
{
    (void)state;
    struct upload upload;
    struct err err = {0};
    upload_init(&upload);
    assert_int_equal(upload_settle(&upload, &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "commit is missing"));
    assert_int_equal(upload_set(&upload, "colour", "red", noon(), NULL), ERR_NOT_FOUND);
    upload_free(&upload);
}

static void test_takes_real_addresses_and_no_secrets(void **state)
{
    (void)state;
    assert_refused("url", "javascript:alert(1)", "http://");
    assert_refused("url", "ftp://ci.example/1", "http://");
    assert_refused("url", "https://", "no address");
    assert_refused("url", "https://user:word@/1", "no address");
    assert_refused("url", "https://ci.example/a b", "no address");
    assert_refused("url", "https://ci.example/\n", "line break");
    static const char *const given[][2] = {
        {"https://ci.example/4711?a=b@c", "https://ci.example/4711?a=b@c"},
        {"https://bob:secret@ci.example:8443/1", "https://ci.example:8443/1"},
        {"HTTP://a@b@ci.example", "HTTP://ci.example"},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        struct upload upload;
        upload_init(&upload);
        assert_int_equal(upload_set(&upload, "url", given[i][0], noon(), NULL), ERR_OK);
        assert_string_equal(upload.url, given[i][1]);
        upload_free(&upload);
    }
}

static void key_of(const char *job, const char *shard, const char *exit_code,
                   unsigned char key[SHA256_SIZE])
{
    static const unsigned char content[SHA256_SIZE] = {1};
    struct upload upload;
    upload_init(&upload);
    assert_int_equal(upload_set(&upload, "commit", "abcdef0", noon(), NULL), ERR_OK);
    assert_int_equal(upload_set(&upload, "job", job, noon(), NULL), ERR_OK);
    assert_int_equal(upload_set(&upload, "shard", shard, noon(), NULL), ERR_OK);
    if (exit_code)
        assert_int_equal(upload_set(&upload, "exit_code", exit_code, noon(), NULL), ERR_OK);
    assert_int_equal(upload_settle(&upload, NULL), ERR_OK);
    upload_key(&upload, content, false, key);
    upload_free(&upload);
}

static void test_knows_the_same_upload_again(void **state)
{
    (void)state;
    unsigned char one[SHA256_SIZE], other[SHA256_SIZE];
    key_of("a", "b", "0", one);
    key_of("a", "b", "0", other);
    assert_memory_equal(one, other, SHA256_SIZE);
    key_of("a", "b", NULL, other);
    assert_memory_not_equal(one, other, SHA256_SIZE);
    key_of("a:1:b", "", "0", other); /* fields do not run into each other */
    assert_memory_not_equal(one, other, SHA256_SIZE);
}

static void test_only_a_runner_s_own_code_is_explained(void **state)
{
    (void)state;
    static const int explained[] = {1, 2, 3, 100},
                     not_explained[] = {0, 124, 126, 127, 130, 137, 143};
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
        assert_true(complete_explained(explained[i]));
    for (size_t i = 0; i < sizeof not_explained / sizeof *not_explained; i++)
        assert_false(complete_explained(not_explained[i]));
}

static void labelled_key(const char *layer, const char *population, unsigned char key[SHA256_SIZE])
{
    struct upload upload;
    unsigned char content[SHA256_SIZE] = {7};
    upload_init(&upload);
    assert_int_equal(upload_set(&upload, "commit", "abcdef0123", noon(), NULL), ERR_OK);
    assert_int_equal(upload_set(&upload, "layer", layer, noon(), NULL), ERR_OK);
    assert_int_equal(upload_set(&upload, "population", population, noon(), NULL), ERR_OK);
    assert_int_equal(upload_settle(&upload, NULL), ERR_OK);
    upload_key(&upload, content, false, key);
    upload_free(&upload);
}

static void test_labels_are_checked_and_part_of_the_key_when_given(void **state)
{
    (void)state;
    unsigned char plain[SHA256_SIZE], layer[SHA256_SIZE], population[SHA256_SIZE];
    /* of before there were labels */
    static const unsigned char start[] = {0x96, 0x34, 0x1C, 0xDE, 0x75, 0x84, 0x02, 0x48};
    assert_refused("layer", "manual", "static, unit, integration");
    assert_refused("layer", "Unit", "static, unit, integration");
    assert_refused("population", "All", "1 to 64");
    assert_refused("population", "a b", "1 to 64");
    labelled_key("", "", plain);
    labelled_key("unit", "", layer);
    labelled_key("unit", "guests", population);
    assert_memory_equal(plain, start, sizeof start);
    assert_memory_not_equal(plain, layer, SHA256_SIZE);
    assert_memory_not_equal(layer, population, SHA256_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills_what_was_not_given),
        cmocka_unit_test(test_refuses_what_cannot_be),
        cmocka_unit_test(test_what_came_later_is_in_the_key_only_when_given),
        cmocka_unit_test(test_shows_and_keeps_no_secret),
        cmocka_unit_test(test_refuses_names_that_look_like_others),
        cmocka_unit_test(test_needs_a_commit),
        cmocka_unit_test(test_takes_real_addresses_and_no_secrets),
        cmocka_unit_test(test_knows_the_same_upload_again),
        cmocka_unit_test(test_only_a_runner_s_own_code_is_explained),
        cmocka_unit_test(test_labels_are_checked_and_part_of_the_key_when_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
