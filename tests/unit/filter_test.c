/* The byte filter: what it lets through, what it replaces, and that the cutting of its input into
 * calls makes no difference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/filter.h"

static enum err_code gather(void *context, const char *bytes, size_t len, struct err *err)
{
    (void)err;
    text_append(context, bytes, len);
    return ERR_OK;
}

static enum err_code run(const char *bytes, size_t len, size_t piece, struct text *out,
                         struct filter *filter)
{
    struct err err = {0};
    filter_init(filter, gather, out);
    for (size_t at = 0; at < len; at += piece) {
        enum err_code code =
            filter_feed(filter, bytes + at, len - at < piece ? len - at : piece, &err);
        if (code != ERR_OK)
            return code;
    }
    return filter_end(filter, &err);
}

#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *name, *in, *out;
    size_t len; /* 0: of the string */
    uint64_t replaced, escaped;
} rows[] = {
    {"clean", "<a b=\"c\" d='e'>f</a>", "<a b=\"c\" d='e'>f</a>", 0, 0, 0},
    {"control characters", "<a>\x01\x1B[0m\t\r\n\x7F</a>", "<a>" BAD BAD "[0m\t\r\n\x7F</a>", 0, 2,
     0},
    {"a NUL", "<a>\0</a>", "<a>" BAD "</a>", 8, 1, 0},
    {"illegal references", "<a>&#27;&#x0;&#xD800;&#xFFFE;</a>", "<a>" BAD BAD BAD BAD "</a>", 0, 4,
     0},
    {"legal references", "<a>&#9;&#x1F600;&amp;&lt;</a>", "<a>&#9;&#x1F600;&amp;&lt;</a>", 0, 0, 0},
    {"references in CDATA are text", "<a><![CDATA[&#27; & < ]] ]]></a>",
     "<a><![CDATA[&#27; & < ]] ]]></a>", 0, 0, 0},
    {"invalid UTF-8", "<a>\xFF\xC3\x28\xE2\x82</a>", "<a>" BAD BAD "(" BAD BAD "</a>", 0, 4, 0},
    {"overlong, surrogates, past the end", "<a>\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80</a>",
     "<a>" BAD BAD BAD BAD BAD BAD BAD BAD BAD "</a>", 0, 9, 0},
    {"good UTF-8", "<a>\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80</a>",
     "<a>\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80</a>", 0, 0, 0},
    {"noncharacters", "<a>\xEF\xBF\xBE</a>", "<a>" BAD BAD BAD "</a>", 0, 3, 0},
    {"raw & and unknown entities", "<a b=\"x & y\">&nbsp;&&#;</a>",
     "<a b=\"x &amp; y\">&amp;nbsp;&amp;&amp;#;</a>", 0, 0, 4},
    {"raw < in a value", "<a b=\"x<y></z\" c='\"<'/>", "<a b=\"x&lt;y>&lt;/z\" c='\"&lt;'/>", 0, 0,
     3},
    {"raw < in text", "<a>1 < 2 <= 3 <", "<a>1 &lt; 2 &lt;= 3 ", 0, 0, 2},
    {"comments go, but for their lines", "<!-- <a>&#27; \" -- x\n\n \xFF --><a/>", "\n\n<a/>", 0, 0,
     0},
    {"instructions go too", "<?pi \"<\n & ?><a/>", "\n<a/>", 0, 0, 0},
    {"the declaration, wherever", "\n<?xml version=\"1.0\"\n?><a/><?xml version='1.1'?>",
     "\n\n<a/>", 0, 0, 0},
    {"Latin-1", "<?xml encoding=\"ISO-8859-1\"?><a>\xE9\x80</a>", "<a>\xC3\xA9\xE2\x82\xAC</a>", 0,
     0, 0},
    {"invalid UTF-8 where a name begins", "<\xFF></\xFF>", "<" BAD "></" BAD ">", 0, 2, 0},
    {"an end inside a sequence", "<a>\xE2\x82", "<a>" BAD BAD, 0, 2, 0},
    {"an end inside a reference", "<a>&am", "<a>&amp;am", 0, 0, 0},
    {"a long reference", "<a>&#00000000000000000000000000000000000065;</a>",
     "<a>&amp;#00000000000000000000000000000000000065;</a>", 0, 0, 1},
};

static void test_every_row_in_every_piece_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = rows[i].len ? rows[i].len : strlen(rows[i].in);
        for (size_t piece = 1; piece <= len; piece++) {
            auto_text struct text out = {0};
            struct filter filter;
            assert_int_equal(run(rows[i].in, len, piece, &out, &filter), ERR_OK);
            if (strcmp(text_get(&out), rows[i].out) != 0)
                print_message("%s, in pieces of %zu\n", rows[i].name, piece);
            assert_string_equal(text_get(&out), rows[i].out);
            assert_int_equal(filter.replaced.count, rows[i].replaced);
            assert_int_equal(filter.escaped.count, rows[i].escaped);
        }
    }
}

static void test_a_doctype_stops_it_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "<!DOCTYPE a><a/>", "<?xml version='1.0'?>\n<!doctype a [<!ENTITY b \"c\">]><a/>",
        "<!-- c --><!DOCTYPE a SYSTEM \"x\"><a/>", "<a/><!DOCTYPE a>"};
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (size_t piece = 1; piece < 20; piece++) {
            auto_text struct text out = {0};
            struct filter filter;
            assert_int_equal(run(documents[i], strlen(documents[i]), piece, &out, &filter),
                             ERR_INVALID);
            assert_true(filter.doctype);
            assert_null(strcasestr(text_get(&out), "doctype"));
        }
}

static void test_a_doctype_in_text_is_text(void **state)
{
    (void)state;
    static const char document[] =
        "<a b=\"<!DOCTYPE x>\"><![CDATA[<!DOCTYPE x>]]><!--<!DOCTYPE x>--></a>";
    auto_text struct text out = {0};
    struct filter filter;
    assert_int_equal(run(document, sizeof document - 1, 7, &out, &filter), ERR_OK);
}

static void test_the_first_place_is_told(void **state)
{
    (void)state;
    static const char document[] = "<a>\n<b>\n12\x01\x02</b></a>";
    for (size_t piece = 1; piece < 25; piece++) {
        auto_text struct text out = {0};
        struct filter filter;
        assert_int_equal(run(document, sizeof document - 1, piece, &out, &filter), ERR_OK);
        assert_int_equal(filter.replaced.line, 3);
        assert_int_equal(filter.replaced.column, 3);
        assert_int_equal(filter.line, 3);
    }
}

static void test_an_unknown_encoding_is_noted(void **state)
{
    (void)state;
    static const char document[] = "<?xml version=\"1.0\" encoding=\"x-till\"?><a/>";
    auto_text struct text out = {0};
    struct filter filter;
    assert_int_equal(run(document, sizeof document - 1, 3, &out, &filter), ERR_OK);
    assert_true(filter.unsure);
    assert_string_equal(filter.encoding, "x-till");
}

static void test_a_tag_has_bounds(void **state)
{
    (void)state;
    auto_text struct text document = {0}, out = {0};
    struct filter filter;
    text_puts(&document, "<a");
    for (int i = 0; i < FILTER_TAG_VALUES; i++)
        text_printf(&document, " a%d='b'", i);
    size_t len = document.len;
    text_puts(&document, "/>");
    assert_int_equal(run(document.data, document.len, 1000, &out, &filter), ERR_OK);
    document.len = len;
    text_puts(&document, " c='d'/>");
    assert_int_equal(run(document.data, document.len, 1000, &out, &filter), ERR_LIMIT);
    text_clear(&document);
    text_puts(&document, "<a b='");
    for (int i = 0; i < FILTER_TAG_BYTES / 8 + 1; i++)
        text_puts(&document, "12345678");
    assert_int_equal(run(document.data, document.len, 70000, &out, &filter), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_in_every_piece_size),
        cmocka_unit_test(test_a_doctype_stops_it_wherever_it_stands),
        cmocka_unit_test(test_a_doctype_in_text_is_text),
        cmocka_unit_test(test_the_first_place_is_told),
        cmocka_unit_test(test_a_tag_has_bounds),
        cmocka_unit_test(test_an_unknown_encoding_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
