/* Whatever is uploaded becomes the files of one report, however it was packed, cut and ordered; and
 * nothing that is missing from it goes unsaid. */
#include "tests/unit/bundles.h"

#include "ingest/left_out.h"

static void test_every_way_to_pack_reads_alike(void **state)
{
    (void)state;
    static packing *const formats[] = {archive_write_set_format_ustar, archive_write_set_format_pax,
                                       archive_write_set_format_gnutar};
    static packing *const filters[] = {NULL, archive_write_add_filter_gzip,
                                       archive_write_add_filter_bzip2, archive_write_add_filter_xz,
                                       archive_write_add_filter_zstd};
    static const size_t pieces[] = {1, 7, 512, 1 << 20};
    struct report report;
    for (size_t i = 0; i < 3 * 5 * 4; i++) {
        read_good(&report, pack(formats[i % 3], filters[i / 3 % 5], two), pieces[i / 15]);
        assert_told(&report, two_told);
        report_free(&report);
    }
    for (size_t i = 0; i < 4; i++) {
        read_good(&report, pack_zip(two), pieces[i]);
        assert_told(&report, two_told);
        report_free(&report);
    }
}

static void test_one_packed_file_is_the_body(void **state)
{
    (void)state;
    const struct file one[] = {{"x", SUITE("s", CASE("a")), 0}, {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack(archive_write_set_format_raw, archive_write_add_filter_gzip, one), 3);
    assert_told(&report, "body a:p:0 ");
    report_free(&report);
}

static void test_members_one_after_the_other_are_one(void **state)
{
    (void)state;
    const struct file halves[2][2] = {{{"x", "<testsuite>" CASE("a"), 0}, {NULL, NULL, 0}},
                                      {{"x", CASE("b") "</testsuite>", 0}, {NULL, NULL, 0}}};
    static packing *const filters[] = {archive_write_add_filter_gzip,
                                       archive_write_add_filter_bzip2, archive_write_add_filter_xz,
                                       archive_write_add_filter_zstd};
    for (size_t i = 0; i < 4; i++) {
        struct packed first = pack(archive_write_set_format_raw, filters[i], halves[0]);
        struct packed second = pack(archive_write_set_format_raw, filters[i], halves[1]);
        memcpy(first.bytes + first.len, second.bytes, second.len);
        first.len += second.len;
        free(second.bytes);
        struct report report;
        read_good(&report, first, 11);
        assert_told(&report, "body a:p:0 b:p:0 ");
        report_free(&report);
    }
}

static void test_what_is_no_report_is_left_out_and_listed(void **state)
{
    (void)state;
    const struct file files[] = {{"a.xml", SUITE("s", CASE("a")), 0},
                                 {"pom.xml", "<?xml version='1.0'?><!-- x --><m:project/>", 0},
                                 {"cov.xml", "<!DOCTYPE coverage SYSTEM 'c.dtd'><coverage/>", 0},
                                 {"shot.png", "x", 0},
                                 {"__MACOSX/._a.xml", "x", 0},
                                 {"inner.tgz", "\x1f\x8b", 0},
                                 {"link.xml", "a.xml", AE_IFLNK},
                                 {"pipe.xml", "", AE_IFIFO},
                                 {"data", "x", 0},
                                 {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack_tar(files), 100);
    assert_told(&report, "a.xml a:p:0 ");
    assert_int_equal(report.left_out_files, 8);
    assert_int_equal(report.left_out_count, 6);
    static const char *const whys[] = {"<project>", "<coverage>", "archive in the archive",
                                       "a link",    "a device",   "not called *.xml"};
    for (size_t i = 0; i < 6; i++)
        assert_non_null(strstr(report.left_out[i].why, whys[i]));
    assert_false(report.damaged);
    report_free(&report);
}

static void test_results_in_another_format_are_told(void **state)
{
    (void)state;
    const struct file files[] = {{"a.xml", SUITE("s", CASE("a")), 0},
                                 {"n.xml", "<test-run><test-case result='Failed'/></test-run>", 0},
                                 {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack_tar(files), 100);
    assert_non_null(strstr(report.left_out[0].why, "test results of NUnit"));
    assert_int_equal(report.warning_count, 1);
    assert_string_equal(report.warnings[0].code, "other_results");
    report_free(&report);
}

static void test_what_should_be_a_report_and_is_none_is_never_green(void **state)
{
    (void)state;
    static const char *const contents[] = {
        "",        "Internal Server Error", "<!DOCTYPE html><html/>",
        "<html/>", "<?xml version='1.0'?>", "\x1f\x8b"};
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        const struct file files[] = {
            {"z.xml", contents[i], 0}, {"a.xml", SUITE("s", CASE("a")), 0}, {NULL, NULL, 0}};
        struct report report;
        read_good(&report, pack_zip(files), 100);
        assert_told(&report, "a.xml z.xml! a:p:0 ");
        assert_true(report.damaged);
        assert_string_equal(report.warnings[0].code, "unread");
        assert_int_equal(report.warnings[0].file_index, 1);
        report_free(&report);
    }
}

static void test_a_link_in_a_zip_is_left_out(void **state)
{
    (void)state;
    const struct file files[] = {
        {"a.xml", SUITE("s", CASE("a")), 0}, {"latest.xml", "a.xml", AE_IFLNK}, {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack_zip(files), 100);
    assert_told(&report, "a.xml a:p:0 ");
    assert_int_equal(report.left_out_files, 1);
    report_free(&report);
}

static void test_a_doctype_of_a_report_refuses_all(void **state)
{
    (void)state;
    static const char *const contents[] = {
        "<!DOCTYPE testsuite><testsuite/>", "<!DOCTYPE coverage [<!ENTITY a '>'>]><testsuites/>",
        "<testsuite><!DOCTYPE coverage></testsuite>",
        "INFO <main>\n<?xml version='1.0'?>\n<!DOCTYPE testsuite><testsuite/>"};
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        const struct file files[] = {
            {"a.xml", SUITE("s", CASE("a")), 0}, {"b.xml", contents[i], 0}, {NULL, NULL, 0}};
        read_bad(pack_tar(files), ERR_INVALID, "b.xml:");
    }
}

static void test_no_report_at_all_is_refused(void **state)
{
    (void)state;
    const struct file files[] = {{"pom.xml", "<project/>", 0}, {"x.png", "x", 0}, {NULL, NULL, 0}};
    const struct file empty[] = {{NULL, NULL, 0}};
    read_bad(pack_tar(files), ERR_INVALID, "2 files were left out");
    read_bad(pack_zip(files), ERR_INVALID, "pom.xml: its root element is <project>");
    read_bad(pack_zip(empty), ERR_INVALID, "no JUnit report");
}

static void test_one_path_twice_is_refused(void **state)
{
    (void)state;
    const struct file files[] = {{"a.xml", SUITE("s", FAILED("a")), 0},
                                 {"./a.xml", SUITE("s", CASE("a")), 0},
                                 {NULL, NULL, 0}};
    read_bad(pack_tar(files), ERR_INVALID, "a.xml: it stands in the archive twice");
}

/* Wherever an archive is cut, the report is refused or says that something is missing. */
static void cut_everywhere(struct packed packed, const char *whole)
{
    for (size_t len = 1; len < packed.len; len++) {
        struct report report;
        struct err err = {0};
        if (read_bytes(&report, packed.bytes, len, 4096, &err) == ERR_OK && !report.damaged)
            assert_told(&report, whole); /* only the padding was cut */
        else if (err.code != ERR_OK)
            assert_int_equal(err.code, ERR_INVALID);
        if (err.code == ERR_OK && !report.damaged && len + 1024 < packed.len)
            fail_msg("cut at %zu of %zu, and nobody knows", len, packed.len);
        report_free(&report);
    }
    free(packed.bytes);
}

static void test_a_cut_is_never_green(void **state)
{
    (void)state;
    cut_everywhere(pack_tar(two), two_told);
    cut_everywhere(pack_zip(two), "");
    cut_everywhere(pack(archive_write_set_format_ustar, archive_write_add_filter_gzip, two), "");
    cut_everywhere(pack(archive_write_set_format_ustar, archive_write_add_filter_bzip2, two), "");
    cut_everywhere(pack(archive_write_set_format_ustar, archive_write_add_filter_xz, two), "");
    cut_everywhere(pack(archive_write_set_format_ustar, archive_write_add_filter_zstd, two), "");
}

/* Whatever byte is wrong, it is refused, marked, or makes no difference to what is read. */
static void test_a_wrong_byte_is_never_believed(void **state)
{
    (void)state;
    static packing *const filters[] = {archive_write_add_filter_gzip,
                                       archive_write_add_filter_bzip2, archive_write_add_filter_xz};
    for (size_t i = 0; i < 3; i++) {
        struct packed packed = pack(archive_write_set_format_ustar, filters[i], two);
        for (size_t at = 0; at < packed.len; at++) {
            struct report report;
            struct err err = {0};
            packed.bytes[at] = (char)(packed.bytes[at] ^ 0x10);
            if (read_bytes(&report, packed.bytes, packed.len, 4096, &err) == ERR_OK &&
                !report.damaged)
                assert_told(&report, two_told);
            packed.bytes[at] = (char)(packed.bytes[at] ^ 0x10);
            report_free(&report);
        }
        free(packed.bytes);
    }
}

static void test_what_was_whole_before_a_break_is_kept(void **state)
{
    (void)state;
    struct packed packed = pack_zip(two);
    struct report report;
    packed.len -= 30;
    read_good(&report, packed, 100);
    assert_told(&report, "a.xml b.xml body! a:p:0 b:p:1 c:f:1 ");
    assert_true(report.damaged);
    assert_string_equal(report.warnings[0].code, "truncated");
    report_free(&report);
}

static void test_a_zip_that_hides_files_is_refused(void **state)
{
    (void)state;
    struct packed packed = pack_zip(two), other = pack_zip(two + 1);
    char *mark = memmem(other.bytes, other.len, "PK\1\2", 4);
    char *own = memmem(packed.bytes, packed.len, "PK\1\2", 4);
    size_t rest = other.len - (size_t)(mark - other.bytes);
    memcpy(own, mark, rest); /* two files, and a directory of one */
    packed.len = (size_t)(own - packed.bytes) + rest;
    free(other.bytes);
    read_bad(packed, ERR_INVALID, "directory lists 1 files, but it holds 2");
}

/* ---- what else comes with it ------------------------------------------------------------------
 */

static void test_codeowners_come_with_the_report(void **state)
{
    (void)state;
    const struct file files[] = {
        {"docs/CODEOWNERS", "* @docs\n", 0}, {"./CODEOWNERS", "* @root\n", 0},
        {"deep/CODEOWNERS", "* @deep\n", 0}, {".github/CODEOWNERS", "* @github\n", 0},
        {"a.xml", SUITE("s", CASE("a")), 0}, {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack_tar(files), 5);
    assert_string_equal(report.codeowners->name, "CODEOWNERS");
    assert_string_equal(report.codeowners->text, "* @root\n");
    assert_int_equal(report.left_out_files, 3);
    report_free(&report);
}

static void test_folders_of_attempts_are_attempts(void **state)
{
    (void)state;
    const struct file files[] = {{"run-2/r.xml", SUITE("s", CASE("a")), 0},
                                 {"run-1/r.xml", SUITE("s", FAILED("a")), 0},
                                 {"b/test.xml", SUITE("s", CASE("b")), 0},
                                 {"b/test_attempts/attempt_1.xml", SUITE("s", FAILED("b")), 0},
                                 {NULL, NULL, 0}};
    struct report report;
    read_good(&report, pack_tar(files), 100);
    assert_int_equal(report.counts.tests, 2);
    assert_int_equal(report.counts.flaky, 2);
    report_free(&report);
}

static void test_an_upload_that_is_given_up_leaves_nothing_behind(void **state)
{
    (void)state;
    struct packed packed = pack(archive_write_set_format_ustar, archive_write_add_filter_gzip, two);
    for (size_t len = 0; len < packed.len; len += 13) {
        struct report report;
        struct bundle *bundle;
        struct err err = {0};
        report_init(&report);
        assert_int_equal(bundle_new(&report, &bundle, &err), ERR_OK);
        assert_int_equal(bundle_begin(bundle, "body", BUNDLE_GIVEN, &err), ERR_OK);
        assert_int_equal(bundle_put(bundle, packed.bytes, len, &err), ERR_OK);
        bundle_free(bundle);
        report_free(&report);
    }
    free(packed.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_to_pack_reads_alike),
        cmocka_unit_test(test_one_packed_file_is_the_body),
        cmocka_unit_test(test_members_one_after_the_other_are_one),
        cmocka_unit_test(test_what_is_no_report_is_left_out_and_listed),
        cmocka_unit_test(test_results_in_another_format_are_told),
        cmocka_unit_test(test_what_should_be_a_report_and_is_none_is_never_green),
        cmocka_unit_test(test_a_link_in_a_zip_is_left_out),
        cmocka_unit_test(test_a_doctype_of_a_report_refuses_all),
        cmocka_unit_test(test_no_report_at_all_is_refused),
        cmocka_unit_test(test_one_path_twice_is_refused),
        cmocka_unit_test(test_a_cut_is_never_green),
        cmocka_unit_test(test_a_wrong_byte_is_never_believed),
        cmocka_unit_test(test_what_was_whole_before_a_break_is_kept),
        cmocka_unit_test(test_a_zip_that_hides_files_is_refused),
        cmocka_unit_test(test_codeowners_come_with_the_report),
        cmocka_unit_test(test_folders_of_attempts_are_attempts),
        cmocka_unit_test(test_an_upload_that_is_given_up_leaves_nothing_behind),
    };
    return cmocka_run_group_tests_name("bundle", tests, NULL, NULL);
}
