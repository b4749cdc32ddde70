/* Times as text and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"

enum { SECOND = 1000000 };

static void assert_formats(int64_t microseconds, const char *want)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(microseconds, text);
    assert_string_equal(text, want);
}

static void assert_parses(const char *text, int64_t want)
{
    int64_t got;
    if (!clock_parse(text, &got))
        fail_msg("not understood: %s", text);
    assert_int_equal(got, want);
}

static void assert_refuses(const char *text)
{
    int64_t got;
    if (clock_parse(text, &got))
        fail_msg("understood: %s", text);
}

static void test_format(void **state)
{
    (void)state;
    assert_formats(0, "1970-01-01T00:00:00Z");
    assert_formats(1, "1970-01-01T00:00:00.000001Z");
    assert_formats(-1, "1969-12-31T23:59:59.999999Z");
    assert_formats(-SECOND, "1969-12-31T23:59:59Z");
    assert_formats(INT64_C(1795228860) * SECOND + 123456, "2026-11-21T02:41:00.123456Z");
}

static void test_parse_zones(void **state)
{
    (void)state;
    int64_t noon = INT64_C(1795262400) * SECOND; /* 2026-11-21T12:00:00Z */
    assert_parses("2026-11-21T12:00:00Z", noon);
    assert_parses("2026-11-21t12:00:00z", noon);
    assert_parses("2026-11-21T12:00:00", noon);
    assert_parses("2026-11-21 12:00:00", noon);
    assert_parses("2026-11-21T12:00", noon);
    assert_parses("2026-11-21T14:00:00+02:00", noon);
    assert_parses("2026-11-21T14:00:00+0200", noon);
    assert_parses("2026-11-21T02:30:00-09:30", noon);
    assert_parses("2026-11-21", noon - INT64_C(43200) * SECOND);
}

static void test_parse_fractions(void **state)
{
    (void)state;
    assert_parses("1970-01-01T00:00:00.5Z", SECOND / 2);
    assert_parses("1970-01-01T00:00:00.123456Z", 123456);
    assert_parses("1970-01-01T00:00:00.123456999Z", 123456);
    assert_parses("1970-01-01T00:00:00.000000000000000001", 0);
    assert_parses("1969-12-31T23:59:59.5Z", -SECOND / 2);
}

static void test_leap_years(void **state)
{
    (void)state;
    assert_parses("2000-02-29", INT64_C(951782400) * SECOND);
    assert_parses("2024-02-29", INT64_C(1709164800) * SECOND);
    assert_refuses("1900-02-29");
    assert_refuses("2026-02-29");
}

static void test_leap_second_is_the_next_second(void **state)
{
    (void)state;
    assert_parses("2016-12-31T23:59:60Z", INT64_C(1483228800) * SECOND);
}

static void test_refuses_what_is_no_time(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "now",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-00-01",
        "2026-04-31",
        "2026-04-00",
        "0000-01-01",
        "2026-11-21T",
        "2026-11-21T1:00:00",
        "2026-11-21T24:00:00",
        "2026-11-21T12:60:00",
        "2026-11-21T12:00:61",
        "2026-11-21T12:00:00.",
        "2026-11-21T12:00:00.Z",
        "2026-11-21T12:00:00ZZ",
        "2026-11-21T12:00:00+2",
        "2026-11-21T12:00:00+24:00",
        "2026-11-21T12:00:00 UTC",
        " 2026-11-21",
        "2026-11-21 ",
        "-2026-11-21",
        "12026-11-21",
        "21/11/2026",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refuses(wrong[i]);
}

static void test_years_1_to_9999_are_read(void **state)
{
    (void)state;
    assert_parses("0001-01-01", INT64_C(-62135596800) * SECOND);
    assert_parses("9999-12-31T23:59:59.999999Z", INT64_C(253402300799) * SECOND + 999999);
}

static void test_format_and_parse_agree(void **state)
{
    (void)state;
    const int64_t last = INT64_C(253402300799) * SECOND;                        /* year 9999 */
    const int64_t step = INT64_C(3196800259004551);                             /* some 101 years */
    for (int64_t at = INT64_C(-30610224000) * SECOND; at <= last; at += step) { /* year 1000 */
        char text[CLOCK_TEXT_SIZE];
        clock_format(at, text);
        assert_parses(text, at);
    }
}

static void test_clocks_go_forward(void **state)
{
    (void)state;
    double before = clock_monotonic();
    assert_true(clock_monotonic() >= before);
    assert_true(clock_now() > INT64_C(1700000000) * SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_parse_zones),
        cmocka_unit_test(test_parse_fractions),
        cmocka_unit_test(test_leap_years),
        cmocka_unit_test(test_leap_second_is_the_next_second),
        cmocka_unit_test(test_refuses_what_is_no_time),
        cmocka_unit_test(test_years_1_to_9999_are_read),
        cmocka_unit_test(test_format_and_parse_agree),
        cmocka_unit_test(test_clocks_go_forward),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
