/* Tests as arguments of their runners: names as reports have them, nasty ones above all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/runner.h"

#define T(class_, name_)                                                                           \
    {                                                                                              \
        .suite = "", .classname = (class_), .name = (name_), .variant = ""                         \
    }
#define F(file_, class_, name_)                                                                    \
    {                                                                                              \
        .suite = "", .classname = (class_), .name = (name_), .variant = "", .file = (file_)        \
    }

enum { TESTS_MAX = 4 };

static const struct example {
    const char *what, *runner;
    struct runner_test tests[TESTS_MAX];
    const char *wanted;  /* the line, or */
    const char *refused; /* a part of why not */
} examples[] = {
    /* pytest */
    {"a module, a class and parameters",
     "pytest",
     {T("tests.unit.test_cart.TestCart", "test_total[EUR-10]")},
     "'tests/unit/test_cart.py::TestCart::test_total[EUR-10]'",
     NULL},
    {"nested classes, the file from the report",
     "pytest",
     {F("shop/test_till.py", "shop.test_till.TestTill.TestDrawer", "test_opens")},
     "shop/test_till.py::TestTill::TestDrawer::test_opens",
     NULL},
    {"quotes, blanks, :: and escapes in parameters",
     "pytest",
     {T("test_x", "test_a[it's a \"::b\" \\xe9 $HOME `id`]"), T("test_x", "test_b")},
     "'test_x.py::test_a[it'\\''s a \"::b\" \\xe9 $HOME `id`]' test_x.py::test_b",
     NULL},
    {"a module of another name, classes by their capital",
     "pytest",
     {T("checks.cart.Totals", "test_vat")},
     "checks/cart.py::Totals::test_vat",
     NULL},
    {"a module that could not be read",
     "pytest",
     {T("", "tests.test_broken")},
     "tests/test_broken.py",
     NULL},
    {"a title for a class", "pytest", {T("the till", "opens")}, NULL, "no module"},
    {"a class of another file",
     "pytest",
     {F("a/test_b.py", "test_c", "test_d")},
     NULL,
     "not of its file"},
    {"a line break", "pytest", {T("test_x", "test_a[one\ntwo]")}, NULL, "control character"},
    /* go */
    {"one function",
     "go",
     {T("example.org/shop", "TestA")},
     "-run '^(TestA)$' example.org/shop",
     NULL},
    {"subtests, levels apart, and their parent",
     "go",
     {T("example.org/shop", "TestA/x.y"), T("example.org/shop", "TestA/(b|c)"),
      T("example.org/shop", "TestA")},
     "-run '^(TestA)$/^(x\\.y|\\(b\\|c\\))$' example.org/shop",
     NULL},
    {"a shallow one beside a deep one widens to the functions",
     "go",
     {T("example.org/a", "TestA/x/y"), T("example.org/b", "TestB")},
     "-run '^(TestA|TestB)$' example.org/a example.org/b",
     NULL},
    {"quotes, numbers and letters",
     "go",
     {T("e.org/a", "TestA/<&>_\"q\"_'é'#01")},
     "-run '^(TestA)$/^(<&>_\"q\"_'\\''é'\\''#01)$' e.org/a",
     NULL},
    {"a package that did not build",
     "go",
     {T("e.org/a", "[build failed]")},
     NULL,
     "no test function"},
    {"what panicked outside of any test",
     "go",
     {T("e.org/a", "TestMain")},
     NULL,
     "no test function"},
    /* maven */
    {"methods of one class and of another",
     "maven",
     {T("org.shop.CartTest", "total"), T("org.shop.TillTest", "opens()"),
      T("org.shop.CartTest", "vat")},
     "'-Dtest=org.shop.CartTest#total+vat,org.shop.TillTest#opens'",
     NULL},
    {"rows of parameters select all of them, once",
     "maven",
     {T("CartTest", "total(int, String)[1]"), T("CartTest", "total(int, String)[2]")},
     "'-Dtest=CartTest#total*'",
     NULL},
    {"a nested class, a title selects the class",
     "maven",
     {T("org.CartTest$Inner", "adds it up")},
     "'-Dtest=org.CartTest$Inner'",
     NULL},
    {"a title for a class", "maven", {T("The cart", "total")}, NULL, "a title"},
    {"wildcards in a class", "maven", {T("org.*", "total")}, NULL, "a title"},
    /* gradle */
    {"a method, a row, a title",
     "gradle",
     {T("org.A", "opens()"), T("org.A", "total[0]"), T("org.B", "1st [teapot]"),
      T("org.B", "is()")},
     "--tests org.A.opens --tests 'org.A.total*' --tests org.B",
     NULL},
    {"letters beyond ASCII",
     "gradle",
     {T("org.Größe", "prüft()")},
     "--tests 'org.Größe.prüft'",
     NULL},
    /* jest */
    {"titles in both, and a leading blank",
     "jest",
     {T("cart adds (2.5 €)", "cart adds (2.5 €)"), T(" it's", " it's")},
     "-t '^cart adds \\(2\\.5 €\\)$|^it'\\''s$'",
     NULL},
    {"the last title alone", "jest", {T("cart", "adds")}, "-t '(?:^| )adds$'", NULL},
    {"all that means something in an expression",
     "jest",
     {T("", "a\\^$.*+?()[]{}|/-b")},
     "-t '^a\\\\\\^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|/-b$'",
     NULL},
    {"titles joined otherwise", "jest", {T("a", "a › b")}, NULL, "joined by"},
    {"a character that was lost", "jest", {T("", "a \uFFFD b")}, NULL, "could not be read"},
    /* vitest */
    {"titles, a file",
     "vitest",
     {F("test/a.test.js", "test/a.test.js", "cart > adds 10 %")},
     "test/a.test.js -t '^ *(?:cart(?: >)? adds 10 %)$'",
     NULL},
    {"two files, each once",
     "vitest",
     {F("a.js", "a.js", "x"), F("b's.js", "b.js", "y"), F("a.js", "a.js", "z")},
     "a.js 'b'\\''s.js' -t '^ *(?:x|y|z)$'",
     NULL},
    {"a file that looks like an option", "vitest", {F("--run", "a", "b")}, NULL, "option"},
    /* playwright */
    {"titles, file, project",
     "playwright",
     {{.suite = "",
       .classname = "a.spec.js",
       .name = "basket › takes thé <vert>",
       .variant = "Mobile Safari",
       .file = "a.spec.js"}},
     "'a\\.spec\\.js' '--project=Mobile Safari' --grep '(?:^| )(?:basket(?: ›)? takes thé "
     "<vert>)(?: @|$)'",
     NULL},
    /* mocha */
    {"all titles in the name", "mocha", {T("adds", "cart adds")}, "--grep '^(?:cart adds)$'", NULL},
    {"all titles over both",
     "mocha",
     {T("cart", "adds \"2\"")},
     "--grep '^(?:cart adds \"2\")$'",
     NULL},
    {"all titles in the class, or so it seems",
     "mocha",
     {T("cart adds", "adds")},
     "--grep '^(?:cart adds(?: adds)?)$'",
     NULL},
    {"a hook", "mocha", {T("till", "\"before all\" hook for \"opens\"")}, NULL, "hook"},
    /* rspec */
    {"descriptions and files",
     "rspec",
     {F("spec/a_spec.rb", "spec.a_spec", "Cart it's $5"), F("spec/a_spec.rb", "spec.a_spec", "-x")},
     "spec/a_spec.rb -e 'Cart it'\\''s $5' -e -x",
     NULL},
    /* phpunit */
    {"namespaces, data sets, slashes",
     "phpunit",
     {T("Shop.TillTest", "testTax with data set \"7/2 (%)\""), T("", "testA")},
     "--filter '/(?:^Shop\\\\TillTest::testTax with data set \"7\\/2 \\(%\\)\"|::testA)$/'",
     NULL},
    /* ctest */
    {"signs, colons and letters",
     "ctest",
     {T("till::öffnet+", "till::öffnet+"), T("b", "b{1}")},
     "--no-tests=error -R '^(till::öffnet\\+|b{1})$'",
     NULL},
    /* googletest */
    {"typed and parametrised",
     "googletest",
     {T("Tax/0", "OnRound"), T("A/Cart", "Adds/2")},
     "--gtest_filter=Tax/0.OnRound:A/Cart.Adds/2",
     NULL},
    {"a wildcard", "googletest", {T("Cart", "Adds*")}, NULL, "letters"},
    {"a negative pattern", "googletest", {T("Cart", "a-b")}, NULL, "letters"},
    /* bats */
    {"a description and its file",
     "bats",
     {F("a.bats", "./a.bats", "a quantity of <1 & \"none\" [x]"), F("a.bats", "./a.bats", "it's")},
     "a.bats --filter '^(a quantity of <1 & \\\\?\"none\\\\?\" \\[x\\]|it'\\''s)$'",
     NULL},
    /* nextest */
    {"a binary, a path, parentheses",
     "nextest",
     {T("shop::it", "cart::adds(1), b"), T("", "x")},
     "-E '(binary_id(=shop::it) & test(=cart::adds(1\\)\\, b)) | (test(=x))'",
     NULL},
    {"a blank at the end", "nextest", {T("", "x ")}, NULL, "blank"},
    /* dotnet */
    {"a method, and rows of one",
     "dotnet",
     {T("Shop.CartTests", "Adds"), T("Shop.CartTests+Inner", "Sums(a: \"x|y\")")},
     "--filter 'FullyQualifiedName=Shop.CartTests.Adds|FullyQualifiedName~Shop.CartTests+Inner."
     "Sums'",
     NULL},
    {"a title", "dotnet", {T("Shop.CartTests", "adds two numbers")}, NULL, "a title"},
};

static void holds(void **state)
{
    const struct example *it = *state;
    size_t count = 0;
    while (count < TESTS_MAX && it->tests[count].name)
        count++;
    auto_text struct text line = {0};
    struct err err = {0};
    const struct runner *runner = runner_find(it->runner);
    assert_non_null(runner);
    enum err_code code = runner_say(runner, it->tests, count, &line, &err);
    if (it->refused) {
        assert_int_equal(code, ERR_INVALID);
        assert_non_null(strstr(err.message, it->refused));
        return;
    }
    assert_string_equal(err.message, "");
    assert_int_equal(code, ERR_OK);
    assert_string_equal(text_get(&line), it->wanted);
}

static void every_runner_refuses_a_line_break_and_a_lost_character(void **state)
{
    (void)state;
    static const struct runner_test bad[] = {T("A", "Test\nb"), T("A", "Test\x1b[0m"),
                                             T("A", "Test\uFFFD"), T("A\r", "Test")};
    for (size_t i = 0; runner_name(i); i++) {
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
            struct err err = {0};
            assert_int_equal(runner_can(runner_find(runner_name(i)), &bad[k], &err), ERR_INVALID);
        }
    }
}

static void there_are_fifteen_and_no_other(void **state)
{
    (void)state;
    size_t count = 0;
    while (runner_name(count))
        count++;
    assert_int_equal(count, 15);
    for (size_t i = 0; i < count; i++)
        assert_non_null(strstr(runner_names(), runner_name(i)));
    assert_null(runner_find("junit"));
    assert_null(runner_find(""));
}

static void a_line_that_is_too_long_is_refused(void **state)
{
    (void)state;
    static char name[RUNNER_LINE_MAX + 1];
    memset(name, 'a', RUNNER_LINE_MAX);
    struct runner_test test = T("", name);
    auto_text struct text line = {0};
    struct err err = {0};
    assert_int_equal(runner_say(runner_find("jest"), &test, 1, &line, &err), ERR_LIMIT);
}

int main(void)
{
    enum { EXAMPLES = sizeof examples / sizeof *examples };
    static struct CMUnitTest tests[EXAMPLES + 3] = {
        cmocka_unit_test(every_runner_refuses_a_line_break_and_a_lost_character),
        cmocka_unit_test(there_are_fifteen_and_no_other),
        cmocka_unit_test(a_line_that_is_too_long_is_refused),
    };
    static char names[EXAMPLES][120];
    static struct example copies[EXAMPLES];
    memcpy(copies, examples, sizeof copies);
    for (size_t i = 0; i < EXAMPLES; i++) {
        snprintf(names[i], sizeof names[i], "%s: %s", examples[i].runner, examples[i].what);
        tests[3 + i] =
            (struct CMUnitTest){.name = names[i], .test_func = holds, .initial_state = &copies[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
