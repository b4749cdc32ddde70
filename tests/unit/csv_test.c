/* Comma-separated values, as they are written and as they should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/csv.h"

/* What is read, as "cell|cell/cell|cell/"; a faulty record as "!LINE:CELL/". */
static void expect(const char *text, size_t len, const char *wanted)
{
    struct csv csv;
    struct csv_record record;
    struct err err = {0};
    auto_text struct text got = {0};
    bool more;
    csv_open(&csv, text, len);
    for (;;) {
        assert_int_equal(csv_next(&csv, &record, &more, &err), ERR_OK);
        if (!more)
            break;
        if (record.fault)
            text_printf(&got, "!%zu:%zu", record.line, record.fault_cell);
        for (size_t i = 0; !record.fault && i < record.count; i++)
            text_printf(&got, "%s%s", i ? "|" : "", csv_cell(&csv, i));
        text_putc(&got, '/');
    }
    csv_close(&csv);
    assert_string_equal(text_get(&got), wanted);
}

static void says(const char *text, const char *wanted)
{
    expect(text, strlen(text), wanted);
}

static void cells_and_records(void **state)
{
    (void)state;
    says("", "");
    says("a", "a/");
    says("a,b\nc,d\n", "a|b/c|d/");
    says("a,b\nc,d", "a|b/c|d/");
    says("a,\n,b\n,", "a|/|b/|/");
}

static void every_line_end(void **state)
{
    (void)state;
    says("a,b\r\nc,d\r\n", "a|b/c|d/");
    says("a,b\rc,d\r", "a|b/c|d/");
    says("a\n\n\r\n\nb\n", "a/b/");
}

static void quotes(void **state)
{
    (void)state;
    says("\"a\",\"b, c\"\n", "a|b, c/");
    says("\"say \"\"no\"\"\"\n", "say \"no\"/");
    says("\"two\nlines\",b\nc,d\n", "two\nlines|b/c|d/");
    says("\"two\r\nlines\",b\r\n", "two\r\nlines|b/");
    says("\"\",\"\"", "|/");
}

static void a_mark_at_the_front_is_no_part_of_the_name(void **state)
{
    (void)state;
    says("\xEF\xBB\xBFkey,title\n", "key|title/");
    says("\xEF\xBB\xBF\"key\",title\n", "key|title/");
}

static void semicolons_and_tabs_where_the_first_record_has_them(void **state)
{
    (void)state;
    says("a;b\n1,5;2\n", "a|b/1,5|2/");
    says("a\tb\n1,5\t2\n", "a|b/1,5|2/");
    says("\"a;;;\",b\n", "a;;;|b/");
}

static void a_broken_record_is_told_and_the_next_is_read(void **state)
{
    (void)state;
    says("a,b\"c\nd,e\n", "!1:1/d|e/");
    says("\"a\"b,c\nd,e\n", "!1:0/d|e/");
    says("a,\"b\nc,d\ne,f\n", "!1:1/c|d/e|f/");
    says("a,\"b\nc,\"d\ne,f\n", "!1:1/!2:1/e|f/");
    expect("a\0b,c\nd,e\n", 10, "!1:0/d|e/");
}

static void records_are_counted_as_a_spreadsheet_does(void **state)
{
    (void)state;
    static const char text[] = "h\n\n\"1\n2\"\n3\n";
    struct csv csv;
    struct csv_record record;
    struct err err = {0};
    bool more;
    csv_open(&csv, text, strlen(text));
    static const size_t numbers[] = {1, 3, 4};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(csv_next(&csv, &record, &more, &err), ERR_OK);
        assert_true(more);
        assert_int_equal(record.number, numbers[i]);
    }
    assert_int_equal(record.line, 5);
    csv_close(&csv);
}

/* Each line opens a quote that the whole rest is behind: not read as often as there are lines. */
static void patience_ends(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    struct csv csv;
    struct csv_record record;
    struct err err = {0};
    size_t records = 0;
    bool more = true;
    for (int i = 0; i < 100000; i++)
        text_puts(&text, "a,\"b\"c\n\"\n");
    csv_open(&csv, text_get(&text), text.len);
    while (more) {
        assert_int_equal(csv_next(&csv, &record, &more, &err), ERR_OK);
        records += more;
    }
    csv_close(&csv);
    assert_true(records > 0 && records <= 200000);
}

static void a_long_cell_and_a_wide_record_are_bounded(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    text_puts(&text, "a,\"");
    for (int i = 0; i <= CSV_CELL_MAX; i++)
        text_putc(&text, 'x');
    text_puts(&text, "\"\nb,c\n");
    says(text_get(&text), "!1:1/b|c/");
    text_clear(&text);
    for (int i = 0; i < CSV_CELLS_MAX + 5; i++)
        text_putc(&text, ',');
    text_puts(&text, "\nb,c\n");
    says(text_get(&text), "!1:999/b|c/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_and_records),
        cmocka_unit_test(every_line_end),
        cmocka_unit_test(quotes),
        cmocka_unit_test(a_mark_at_the_front_is_no_part_of_the_name),
        cmocka_unit_test(semicolons_and_tabs_where_the_first_record_has_them),
        cmocka_unit_test(a_broken_record_is_told_and_the_next_is_read),
        cmocka_unit_test(records_are_counted_as_a_spreadsheet_does),
        cmocka_unit_test(patience_ends),
        cmocka_unit_test(a_long_cell_and_a_wide_record_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
