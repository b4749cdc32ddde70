/* Which elements are plain enough to be read without a parser, and which are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/plain.h"

/* Reads @text, which has other bytes behind it; where it ended, or -1. */
static long end_of(const char *text, struct attributes *attributes)
{
    char bytes[512];
    size_t len = strlen(text);
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, text, len);
    const char *end = plain_case(bytes, bytes + len, attributes);
    return end ? end - bytes : -1;
}

static void assert_length(const struct attributes *attributes, enum attribute which, size_t len)
{
    assert_true(attributes->present & (UINT32_C(1) << which));
    assert_int_equal(attributes->values[which].len, len);
}

static void test_takes_plain_elements(void **state)
{
    (void)state;
    static const char *const taken[] = {
        "<testcase name=\"a\"/>",
        "<testcase name='a \"quoted\" one' />",
        "<testcase  classname=\"shop.Cart\" name=\"t\"  time=\"0.5\"/>",
        "<testcase file=\"a.py\" name=\"sixteen bytes and more > than that\" time=\"\"/>",
        "<testcase />",
    };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        struct attributes attributes;
        assert_int_equal(end_of(taken[i], &attributes), strlen(taken[i]));
    }
}

static void test_fills_what_it_saw(void **state)
{
    (void)state;
    struct attributes attributes;
    assert_true(end_of("<testcase name=\"adds\" classname=\"shop.Cart\"/>", &attributes) > 0);
    assert_int_equal(attributes.count, 2);
    assert_length(&attributes, ATTRIBUTE_NAME, strlen("adds"));
    assert_length(&attributes, ATTRIBUTE_CLASSNAME, strlen("shop.Cart"));
    assert_false(attributes.present & (UINT32_C(1) << ATTRIBUTE_TIME));
}

static void test_leaves_the_rest_to_the_parser(void **state)
{
    (void)state;
    static const char *const left[] = {
        "<testcase name=\"a\">",             /* has content */
        "<testcase name=\"a\"",              /* not complete */
        "<testcase name=\"a",                /* nor this */
        "<testcase name=\"a\"/",             /* nor this */
        "<testcase name=\"a\" name=\"b\"/>", /* twice */
        "<testcase name=\"a\"time=\"1\"/>",  /* no blank between */
        "<testcase name=\"a &amp; b\"/>",    /* a reference */
        "<testcase name=\"a < b\"/>",        /* markup */
        "<testcase name=\"tab\there\"/>",    /* would be normalised */
        "<testcase name=\"bell\x07\"/>",     /* not allowed in XML */
        "<testcase name=\"caf\xC3\xA9\"/>",  /* not ASCII */
        "<testcase name=\"a long one, then a \xFF byte\"/>",
        "<testcase status=\"run\" name=\"a\"/>", /* what a dialect wants to see */
        "<testcase name = \"a\"/>",              /* allowed, but seldom */
        "<testcase name=a/>",                    /* not XML */
        "<testcase \n name=\"a\"/>",
    };
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        struct attributes attributes;
        if (end_of(left[i], &attributes) != -1)
            fail_msg("taken: %s", left[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_plain_elements),
        cmocka_unit_test(test_fills_what_it_saw),
        cmocka_unit_test(test_leaves_the_rest_to_the_parser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
