/* Signatures: what is masked, what stays, and that they are bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/signature.h"

static const struct {
    const char *kind, *message, *details, *text;
} rows[] = {
    {"", "", "", ""},
    {"AssertionError", "", "", "AssertionError"},
    {"AssertionError", "expected 3 but was 4", "", "AssertionError: expected <n> but was <n>"},
    {"E", "E: boom", "", "E: boom"},
    {"", "first\nsecond", "", "first"},
    {"", "", "\n\n  in the details\nmore", "in the details"},
    {"", "Failed", "=== RUN   TestA\n    a_test.go:12: total is -3.5, want 4e10\n",
     "a_test.go:<n>: total is <n>, want <n>"},
    {"", "Failed", "=== RUN   TestA\n--- FAIL: TestA (0.00s)", "Failed"},
    {"", "", "(in test file ./a.bats, line 27)\n  `[ x = y ]' failed\nlate", "`[ x = y ]' failed"},
    {"", "./cart_test.cc:25\nExpected equality of these values:\n  total(7)\n    Which is: 3", "",
     "Expected equality of these values: total(<n>)"},
    {"", "", "CartTest::testTotal with data set #0 (1, 2)\nFailed asserting that 1 is 2.",
     "Failed asserting that <n> is <n>."},
    {"", "thread 'a' panicked at src/a.rs:1:2:\nno rate 7", "", "no rate <n>"},
    {"", "test failure",
     "ValueError: x\nTraceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'vat'",
     "ValueError: x"},
    {"", "", "Traceback (most recent call last):\n  File \"a.py\", line 1\n    f(\nKeyError: 'vat'",
     "KeyError: 'vat'"},
    {"", "shop/cart.cc:12:", "", "<path>cart.cc:"},
    {"", "order 550e8400-e29b-41d4-a716-446655440000 lost", "", "order <uuid> lost"},
    {"", "at 2026-11-21T02:30:00.123Z and 2026-11-21 02:30:00,5 +0100 or 2026-11-21", "",
     "at <time> and <time> <n> or <time>"},
    {"", "at 02:30:00 sharp", "", "at <time> sharp"},
    {"", "connect to 127.0.0.1:5432 refused", "", "connect to <addr> refused"},
    {"", "connect to localhost:8080 refused", "", "connect to localhost:<n> refused"},
    {"", "GET http://localhost:8080/api/users/42 gave 500", "",
     "GET http://localhost:<n>/api/users/<n> gave <n>"},
    {"", "pointer 0x7ffe1234 and commit deadbeef01", "", "pointer <hex> and commit <hex>"},
    {"", "the facade is effaced", "", "the facade is effaced"},
    {"", "open /tmp/x1/cart.go:12:3: no such file", "", "open <path>cart.go: no such file"},
    {"", "in C:\\a\\b\\cart.cs:line 12", "", "in <path>cart.cs:line <n>"},
    {"", "see src/shop/cart.py.", "", "see <path>cart.py."},
    {"", "and/or, application/json, n/a", "", "and/or, application/json, n/a"},
    {"", "took 12ms, 3.5s, 1m30s, 250 milliseconds, 5 seconds", "",
     "took <time>, <time>, <time>, <time>, <time>"},
    {"", "timed out after 5 m", "", "timed out after <n> m"},
    {"", "int64 utf8 sha256 user_1234 R-1001 v2", "", "int64 utf8 sha256 user_<n> R-<n> v2"},
    {"", "a   lot\tof  space", "", "a lot of space"},
    {"", "got \"id 17 of a quotation that is really quite long, 4711\" here 17", "",
     "got \"id 17 of a quotation that is really quite long, 4711\" here <n>"},
    {"", "got \"id 17\"", "", "got \"id <n>\""},
    {"", "caf\xC3\xA9 1 \xE2\x80\xBA 2", "", "caf\xC3\xA9 <n> \xE2\x80\xBA <n>"},
};

static void test_masks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct signature signature;
        signature_make(rows[i].kind, rows[i].message, rows[i].details, &signature);
        assert_string_equal(signature.text, rows[i].text);
    }
}

static void test_what_differs_by_run_is_one_signature(void **state)
{
    (void)state;
    struct signature a, b, c;
    signature_make("E", "timeout after 5001 ms on 10.0.0.1:80", "x", &a);
    signature_make("E", "timeout after 4999 ms on 10.0.0.22:81", "y", &b);
    signature_make("E", "refused after 4999 ms on 10.0.0.22:81", "y", &c);
    assert_memory_equal(&a.hash, &b.hash, sizeof a.hash);
    assert_memory_not_equal(&a.hash, &c.hash, sizeof a.hash);
}

static struct signature with_trace(const char *message, const char *trace)
{
    struct signature signature;
    signature_make("E", message, trace, &signature);
    return signature;
}

static void test_frames_tell_troubles_of_one_line_apart(void **state)
{
    (void)state;
    struct signature a = with_trace("took 5 s",
                                    "E: took 5 s\n\tat a.Cart.lambda$f$1(Cart.java:1)\n"),
                     b = with_trace("took 7 s",
                                    "E: took 7 s\n\tat a.Cart.lambda$f$22(Cart.java:9)\n"),
                     c = with_trace("took 7 s", "E: took 7 s\n\tat a.Till.f(Till.java:9)\n"),
                     bare = with_trace("took 9 s", "");
    assert_memory_equal(&a.hash, &b.hash, sizeof a.hash);
    assert_memory_not_equal(&a.hash, &c.hash, sizeof a.hash);
    assert_memory_equal(&a.parent, &c.parent, sizeof a.parent);
    assert_memory_equal(&bare.hash, &a.parent, sizeof a.parent);
    assert_memory_equal(&bare.hash, &bare.parent, sizeof a.parent);
}

static void test_is_bounded_and_whole_utf8(void **state)
{
    (void)state;
    char message[1001];
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(message + i, "\xC3\xA9", 2);
    message[1000] = '\0';
    for (size_t shift = 0; shift < 2; shift++) {
        struct signature signature;
        signature_make(shift ? "k" : "", message, "", &signature);
        size_t len = strlen(signature.text);
        assert_in_range(len, SIGNATURE_TEXT_MAX - 1, SIGNATURE_TEXT_MAX);
        assert_true(text_is_utf8(signature.text, len));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_what_differs_by_run_is_one_signature),
        cmocka_unit_test(test_frames_tell_troubles_of_one_line_apart),
        cmocka_unit_test(test_is_bounded_and_whole_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
