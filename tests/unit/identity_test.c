/* Identities: a stored format, so its values are pinned. A change here loses every history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/identity.h"

static void format(const struct identity_name *name, char text[IDENTITY_TEXT_SIZE])
{
    struct identity identity;
    struct err err = {0};
    assert_int_equal(identity_make(name, &identity, &err), ERR_OK);
    identity_format(&identity, text);
}

static void test_version_1_is_pinned(void **state)
{
    (void)state;
    static const struct {
        struct identity_name name;
        const char *hash;
    } rows[] = {
        {{"", 0, "", "", "", 1}, "f663387f-6d27-bdc6-e6c3-0f2ec0715fcb"},
        {{"", 0, "com.example.CartTest", "adds", "", 1}, "c9efd0fc-d1fd-925a-8837-6bd2fe137ee4"},
        {{"", 0, "com.example.CartTest", "adds", "", 2}, "967cba7e-7a71-b173-b6d6-c56bbdd475f1"},
        {{"", 0, "cart.spec.js", "cart \xE2\x80\xBA adds", "firefox", 1},
         "5758edc3-415e-1905-49e9-4413ed8239c9"},
        {{"outer > inner", 13, "Cart", "adds", "", 1}, "7b0477e6-8199-5acd-8b63-27926cce27d7"},
        {{"outer > inner", 13, "Cart", "adds", "", 12345}, "ea53ad77-e605-37c7-940a-30ca90306db3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[IDENTITY_TEXT_SIZE];
        format(&rows[i].name, text);
        assert_string_equal(text, rows[i].hash);
    }
}

static void test_fields_do_not_run_into_each_other(void **state)
{
    (void)state;
    static const struct identity_name names[] = {
        {"", 0, "ab", "c", "", 1},  {"", 0, "a", "bc", "", 1}, {"", 0, "abc", "", "", 1},
        {"", 0, "", "abc", "", 1},  {"", 0, "", "", "abc", 1}, {"abc", 3, "", "", "", 1},
        {"", 0, "ab", "c", "1", 1}, {"", 0, "ab", "c", "", 11}};
    enum { COUNT = sizeof names / sizeof *names };
    char texts[COUNT][IDENTITY_TEXT_SIZE];
    for (size_t i = 0; i < COUNT; i++) {
        format(&names[i], texts[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(texts[i], texts[j]);
    }
}

static void test_long_names_hash_like_short_ones(void **state)
{
    (void)state;
    enum { LONG = 100000 };
    char *name = malloc(LONG + 1);
    assert_non_null(name);
    memset(name, 'x', LONG);
    name[LONG] = '\0';
    char a[IDENTITY_TEXT_SIZE], b[IDENTITY_TEXT_SIZE];
    format(&(struct identity_name){"", 0, "", name, "", 1}, a);
    name[LONG / 2] = 'y';
    format(&(struct identity_name){"", 0, "", name, "", 1}, b);
    assert_string_not_equal(a, b);
    free(name);
}

static void test_suites_are_stable_without_stamps(void **state)
{
    (void)state;
    static const struct {
        const char *suite, *stable;
    } rows[] = {
        {"tests.Cart", "tests.Cart"},
        {"tests.Cart-20261121023000", "tests.Cart"},
        {"tests.Cart 2026-11-21T02:30:00.123Z", "tests.Cart"},
        {"tests.Cart_2026-11-21", "tests.Cart"},
        {"run 550e8400-e29b-41d4-a716-446655440000", "run"},
        {"550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"},
        {"20261121023000", "20261121023000"},
        {"Tax/0", "Tax/0"},
        {"port 20990000", "port 20990000"},
        {"article 12345678", "article 12345678"},
        {"v2.10", "v2.10"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = identity_suite_length(rows[i].suite);
        if (len != strlen(rows[i].stable))
            print_message("%s\n", rows[i].suite);
        assert_int_equal(len, strlen(rows[i].stable));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_1_is_pinned),
        cmocka_unit_test(test_fields_do_not_run_into_each_other),
        cmocka_unit_test(test_long_names_hash_like_short_ones),
        cmocka_unit_test(test_suites_are_stable_without_stamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
