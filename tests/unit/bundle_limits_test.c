/* What a bundle may cost: each limit refuses it before more is spent, and says its name. */
#include "tests/unit/bundles.h"

#include "common/config.h"
#include "ingest/bundle_path.h"

static struct packed pack_bomb(packing *format, packing *filter)
{
    char *zeros = malloc((3 << 20) + 1);
    assert_non_null(zeros);
    memset(zeros, ' ', 3 << 20);
    zeros[3 << 20] = '\0';
    const struct file files[] = {{"a.bin", zeros, 0}, {NULL, NULL, 0}};
    struct packed packed = pack(format, filter, files);
    free(zeros);
    return packed;
}

static void test_bombs_are_refused(void **state)
{
    (void)state;
    read_bad(pack_bomb(archive_write_set_format_ustar, archive_write_add_filter_gzip), ERR_LIMIT,
             "max_expansion_ratio");
    read_bad(pack_bomb(archive_write_set_format_raw, archive_write_add_filter_bzip2), ERR_LIMIT,
             "max_expansion_ratio");
    read_bad(pack_bomb(archive_write_set_format_raw, archive_write_add_filter_zstd), ERR_LIMIT,
             "max_expansion_ratio");
    read_bad(pack_bomb(archive_write_set_format_zip, NULL), ERR_LIMIT, "max_expansion_ratio");
    config.max_expanded_bytes = 2 << 20;
    read_bad(pack_bomb(archive_write_set_format_ustar, NULL), ERR_LIMIT, "max_expanded_bytes");
    config.max_expanded_bytes = 1 << 30;
}

static void test_a_large_dictionary_is_refused(void **state)
{
    (void)state;
    struct packed packed = pack(archive_write_set_format_raw, archive_write_add_filter_xz, two + 1);
    config.max_window_bytes = 1 << 20;
    read_bad(packed, ERR_LIMIT, "max_window_bytes");
    config.max_window_bytes = 128 << 20;
}

static void test_too_many_files_are_refused(void **state)
{
    (void)state;
    struct file files[12];
    char paths[11][8];
    for (size_t i = 0; i < 11; i++) {
        snprintf(paths[i], sizeof paths[i], "%zu.bin", i);
        files[i] = (struct file){paths[i], "x", 0};
    }
    files[11] = (struct file){NULL, NULL, 0};
    config.max_entries = 10;
    read_bad(pack_tar(files), ERR_LIMIT, "max_entries");
    read_bad(pack_zip(files), ERR_LIMIT, "max_entries");
    config.max_entries = 50000;
}

static void test_paths_stay_in_the_bundle(void **state)
{
    (void)state;
    static const struct {
        const char *path, *clean;
    } rows[] = {{"a/b.xml", "a/b.xml"},
                {"./a//b.xml", "a/b.xml"},
                {"/etc/b.xml", "etc/b.xml"},
                {"../../b.xml", "b.xml"},
                {"a/../../b.xml", "b.xml"},
                {"a/x/../b.xml", "a/b.xml"},
                {"C:\\out\\b.xml", "out/b.xml"},
                {"a\\..\\..\\b.xml", "b.xml"},
                {"b\xff\x1b.xml", "b\xEF\xBF\xBD\xEF\xBF\xBD.xml"},
                {"\xC3\xA9.xml", "\xC3\xA9.xml"},
                {"..", "?"},
                {"", "?"}};
    struct text out = {0};
    struct err err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(bundle_path_clean(rows[i].path, &out, &err), ERR_OK);
        assert_string_equal(text_get(&out), rows[i].clean);
    }
    char path[3000] = "";
    memset(path, 'a', 1025);
    assert_int_equal(bundle_path_clean(path, &out, &err), ERR_LIMIT);
    for (size_t i = 0; i < 65; i++)
        memcpy(path + 2 * i, "a/", 3);
    err_clear(&err);
    assert_int_equal(bundle_path_clean(path, &out, &err), ERR_LIMIT);
    text_free(&out);
}

static void test_more_bundles_than_there_may_be_are_turned_away(void **state)
{
    (void)state;
    struct packed packed = pack_tar(two);
    struct report report;
    struct bundle *bundle;
    struct err err = {0};
    report_init(&report);
    config.max_bundles = 1;
    assert_int_equal(bundle_new(&report, &bundle, &err), ERR_OK);
    assert_int_equal(bundle_begin(bundle, "body", BUNDLE_GIVEN, &err), ERR_OK);
    assert_int_equal(bundle_put(bundle, packed.bytes, 1000, &err), ERR_OK);
    struct packed second = pack_tar(two);
    read_bad(second, ERR_UNAVAILABLE, "max_bundles");
    bundle_free(bundle);
    report_free(&report);
    read_good(&report, packed, 1000);
    report_free(&report);
    config.max_bundles = 64;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bombs_are_refused),
        cmocka_unit_test(test_a_large_dictionary_is_refused),
        cmocka_unit_test(test_too_many_files_are_refused),
        cmocka_unit_test(test_paths_stay_in_the_bundle),
        cmocka_unit_test(test_more_bundles_than_there_may_be_are_turned_away),
    };
    return cmocka_run_group_tests_name("bundle_limits", tests, NULL, NULL);
}
