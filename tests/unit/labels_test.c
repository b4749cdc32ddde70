/* What a report says of whose its cases are, and where they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/junit.h"
#include "ingest/labels.h"
#include "ingest/retries.h"
#include "ingest/test_place.h"

/* ---- places -------------------------------------------------------------------------------- */

struct row {
    const char *what, *dialect, *report, *file, *classname;
    const char *path; /* the first one; NULL: nothing is known */
    size_t count;
    bool within, no_name;
};

static const struct row rows[] = {
    {"a file is where it says", "jest-junit", "body", "src/a.test.js", "c", "src/a.test.js", 1, 0,
     0},
    {"backslashes are slashes", "generic", "body", "src\\a.cs", "c", "src/a.cs", 1, 0, 0},
    {"a checkout of GitHub is the root", "mocha", "body", "/home/runner/work/shop/shop/test/a.js",
     "c", "test/a.js", 1, 0, 0},
    {"on Windows too", "mocha", "body", "D:\\a\\shop\\shop\\test\\a.js", "c", "test/a.js", 1, 0, 0},
    {"another absolute path has no known root", "mocha", "body", "/srv/ci/test/a.js", "c",
     "srv/ci/test/a.js", 1, true, 0},
    {"a path out of the root is none", "mocha", "body", "../other/a.js", "c", NULL, 0, 0, 0},
    {"pytest names the module", "pytest", "body", NULL, "tests.unit.test_cart.TestCart",
     "tests/unit/test_cart.py", 1, 0, 0},
    {"a module may end in _test", "pytest", "body", NULL, "shop.cart_test", "shop/cart_test.py", 1,
     0, 0},
    {"a class alone names no module", "pytest", "body", NULL, "Cart", NULL, 0, 0, 0},
    {"a Go package is a folder", "gotestsum", "body", NULL, "github.com/acme/shop/cart/price",
     "cart/price/?_test.go", 1, 0, true},
    {"the package of the root", "gotestsum", "body", NULL, "github.com/acme/shop", "?_test.go", 1,
     0, true},
    {"v2 may be a folder or not", "go-junit-report", "body", NULL, "github.com/acme/shop/v2/cart",
     "v2/cart/?_test.go", 2, 0, true},
    {"a package of elsewhere is nowhere", "gotestsum", "body", NULL, "acme.example/shop/cart", NULL,
     0, 0, 0},
    {"vitest names the file", "vitest", "body", NULL, "src/cart.test.ts", "src/cart.test.ts", 1, 0,
     0},
    {"Playwright names it within a folder", "playwright", "body", NULL, "cart.spec.ts",
     "cart.spec.ts", 1, true, 0},
    {"a Java class in a known module", "surefire",
     "services/pay/target/surefire-reports/TEST-org.shop.PayTest.xml", NULL, "org.shop.PayTest",
     "services/pay/src/test/java/org/shop/PayTest.java", 7, 0, 0},
    {"a class within a class is in the same file", "gradle",
     "./pay/build/test-results/test/TEST-org.shop.PayTest.xml", NULL, "org.shop.PayTest$Refunds",
     "pay/src/test/java/org/shop/PayTest.java", 7, 0, 0},
    {"an archive is no folder", "surefire", "out/a.tar.gz/pay/target/surefire-reports/TEST-A.xml",
     NULL, "org.shop.PayTest", "pay/src/test/java/org/shop/PayTest.java", 7, 0, 0},
    {"the module in front of nothing is not known", "surefire",
     "target/surefire-reports/TEST-A.xml", NULL, "org.shop.PayTest",
     "src/test/java/org/shop/PayTest.java", 7, true, 0},
    {"a report of a class is of Java, whoever wrote it", "generic",
     "pay/build/test-results/test/TEST-org.shop.PayTest.xml", NULL, "org.shop.PayTest",
     "pay/src/test/java/org/shop/PayTest.java", 7, 0, 0},
    {"what is no name of a class is nowhere", "surefire", "body", NULL, "pays with a card", NULL, 0,
     0, 0},
    {"a class name alone says nothing", "generic", "body", NULL, "Cart", NULL, 0, 0, 0},
};

static void a_place_is_told_only_as_far_as_it_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct report_file file = {.name = row->report, .dialect = row->dialect};
        struct report report = {.files = &file, .file_count = 1};
        struct report_case one = {.file = row->file, .classname = row->classname, .name = "n"};
        struct test_place at = {.made = false};
        bool moved;
        assert_int_equal(test_place_find(&at, &report, &one, &moved, NULL), ERR_OK);
        const char *path = at.place.count ? at.place.paths[0].text : NULL;
        if (at.place.count != row->count || at.place.within != row->within ||
            (path && at.place.no_name != row->no_name) || (path && strcmp(path, row->path) != 0))
            fail_msg("%s: %zu paths, the first %s, within %d", row->what, at.place.count,
                     path ? path : "(none)", at.place.within);
        assert_true(moved);
        assert_int_equal(test_place_find(&at, &report, &one, &moved, NULL), ERR_OK);
        assert_false(moved);
        test_place_free(&at);
    }
}

/* ---- properties ---------------------------------------------------------------------------- */

static void read_xml(struct report *report, const char *xml, size_t piece)
{
    struct junit *junit = NULL;
    report_init(report);
    assert_int_equal(junit_open(report, "a.xml", &junit, NULL), ERR_OK);
    for (size_t at = 0, len = strlen(xml); at < len; at += piece)
        assert_int_equal(junit_feed(junit, xml + at, len - at < piece ? len - at : piece, NULL),
                         ERR_OK);
    assert_int_equal(junit_close(junit, NULL), ERR_OK);
    junit_free(junit);
    assert_int_equal(retries_settle(report, NULL), ERR_OK);
}

static void assert_labels(const struct report *report, const char *wanted)
{
    char got[1024] = "";
    for (size_t i = 0; i < report->label_count; i++) {
        const struct report_label *label = &report->labels[i];
        size_t len = strlen(got);
        snprintf(got + len, sizeof got - len, "%s:%s,%s,%s;", report->cases[label->case_index].name,
                 label->labels->owner ? label->labels->owner : "",
                 label->labels->layer ? label->labels->layer : "",
                 label->labels->population ? label->labels->population : "");
    }
    assert_string_equal(got, wanted);
}

static void check(const char *xml, const char *wanted)
{
    for (size_t piece = 1; piece < 200; piece += 66) {
        struct report report;
        read_xml(&report, xml, piece);
        assert_labels(&report, wanted);
        report_free(&report);
    }
}

#define CASE(name, inner)                                                                          \
    "<testcase classname='c' name='" name "'><properties>" inner "</properties></testcase>"

static void values_stand_in_attributes_or_in_text(void **state)
{
    (void)state;
    check("<testsuite name='s'>" CASE(
              "a", "<property name='owner' value=' Team A '/><property name='layer'>\n unit\n"
                   "</property>") "<testcase classname='c' name='b'/></testsuite>",
          "a:Team A,unit,;");
}

static void the_most_particular_name_counts_wherever_it_stands(void **state)
{
    (void)state;
    check("<testsuite name='s'>" CASE("a", "<property name='escapement.owner' value='x'/>"
                                           "<property name='test.owner' value='y'/>"
                                           "<property name='owner' value='z'/>")
              CASE("b", "<property name='owner' value='z'/><property name='owner' value='w'/>")
                  CASE("d", "<property name='OWNER' value='z'/>") "</testsuite>",
          "a:x,,;b:w,,;");
}

static void what_a_suite_says_holds_in_it(void **state)
{
    (void)state;
    check("<testsuites><testsuite name='s'><properties><property name='owner' value='o'/>"
          "<property name='population' value='p'/></properties>" CASE(
              "a",
              "<property name='owner' value='own'/>") "<testsuite name='t'><properties>"
                                                      "<property name='layer' "
                                                      "value='e2e'/></properties>" CASE(
                                                          "b",
                                                          "") "</testsuite>" CASE("d",
                                                                                  "") "</"
                                                                                      "testsuite"
                                                                                      ">" CASE(
                                                                                          "e",
                                                                                          "") "<"
                                                                                              "/"
                                                                                              "t"
                                                                                              "e"
                                                                                              "s"
                                                                                              "t"
                                                                                              "s"
                                                                                              "u"
                                                                                              "i"
                                                                                              "t"
                                                                                              "e"
                                                                                              "s"
                                                                                              ">",
          "a:own,,p;b:o,e2e,p;d:o,,p;");
}

static void labels_stay_with_their_case_when_others_are_folded(void **state)
{
    (void)state;
    const char *go = "<testsuites><testsuite name='p' timestamp='2026-01-01T00:00:00Z'>"
                     "<properties><property name='go.version' value='go1'/></properties>"
                     "<testcase classname='p' name='A'><failure/></testcase>"
                     "<testcase classname='p' name='B'/>"
                     "<testcase classname='p' name='A'/>" CASE(
                         "C", "<property name='owner' value='c'/>") "</testsuite></testsuites>";
    check(go, "C:c,,;");
}

static void a_value_that_can_not_be_is_left_out_with_a_warning(void **state)
{
    (void)state;
    struct report report;
    read_xml(&report,
             "<testsuite name='s'>" CASE("a", "<property name='layer' value='big'/>")
                 CASE("b", "<property name='population' value='All'/>") "</testsuite>",
             1000);
    assert_labels(&report, "");
    assert_int_equal(report.warning_count, 1);
    assert_string_equal(report.warnings[0].code, "unknown_label");
    report_free(&report);
}

static void a_failure_within_a_property_is_still_a_failure(void **state)
{
    (void)state;
    struct report report;
    read_xml(&report,
             "<testsuite name='s'><testcase classname='c' name='a'><property name='owner'>x"
             "<failure message='m'>details</failure></property></testcase></testsuite>",
             1000);
    assert_int_equal(report.counts.failed, 1);
    assert_string_equal(report.cases[0].attempts->details, "details");
    report_free(&report);
}

/* ---- the labels of a report ---------------------------------------------------------------- */

static void equal_labels_are_one_row(void **state)
{
    (void)state;
    struct report report;
    struct label_table table;
    struct label_sources sources = {.layer = "unit"};
    read_xml(&report,
             "<testsuite name='s'><testcase classname='c' name='a'/>"
             "<testcase classname='c' name='b'/>" CASE("d", "<property name='owner' value='o'/>")
                 CASE("e", "<property name='owner' value='o'/>") "</testsuite>",
             1000);
    assert_int_equal(labels_find(&report, &sources, &table, NULL), ERR_OK);
    assert_int_equal(table.count, 2);
    assert_int_equal(table.of_case[0], table.of_case[1]);
    assert_int_equal(table.of_case[2], table.of_case[3]);
    assert_string_equal(table.rows[table.of_case[3] - 1].owner, "o");
    assert_string_equal(table.rows[table.of_case[3] - 1].layer, "unit");
    label_table_free(&table);
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_told_only_as_far_as_it_is_known),
        cmocka_unit_test(values_stand_in_attributes_or_in_text),
        cmocka_unit_test(the_most_particular_name_counts_wherever_it_stands),
        cmocka_unit_test(what_a_suite_says_holds_in_it),
        cmocka_unit_test(labels_stay_with_their_case_when_others_are_folded),
        cmocka_unit_test(a_value_that_can_not_be_is_left_out_with_a_warning),
        cmocka_unit_test(a_failure_within_a_property_is_still_a_failure),
        cmocka_unit_test(equal_labels_are_one_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
