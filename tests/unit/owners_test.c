#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/owners.h"

static void read_text(struct owners *owners, const char *name, const char *text)
{
    struct err err = {0};
    assert_int_equal(owners_read(owners, name, text, strlen(text), &err), ERR_OK);
}

static const char *owner_of(const struct owners *owners, const char *path)
{
    static char owner[OWNERS_OWNER_MAX + 1];
    struct place place = {.count = 1};
    path_text_set(&place.paths[0], path, strlen(path));
    owners_of(owners, &place, owner);
    return owner;
}

struct row {
    const char *what, *text, *path, *owner;
};

static void check(const struct row *row, const char *name)
{
    struct owners owners;
    read_text(&owners, name, row->text);
    const char *owner = owner_of(&owners, row->path);
    if (strcmp(owner, row->owner) != 0)
        fail_msg("%s: %s is owned by \"%s\", not by \"%s\"", row->what, row->path, owner,
                 row->owner);
    owners_free(&owners);
}

static const struct row github[] = {
    {"a star is everything", "* @a", "x/y/z.c", "@a"},
    {"the last pattern that fits counts", "* @a\n*.c @b\n", "x/z.c", "@b"},
    {"the order of the file counts, not the length", "/x/ @b\n* @a", "x/z.c", "@a"},
    {"an extension fits in every folder", "*.js @js", "a/b/c.js", "@js"},
    {"an extension fits only at the end", "*.js @js", "a/b/c.json", ""},
    {"several owners stay in the order of the file", "*.go docs@example.com @b @a/x", "m.go",
     "docs@example.com @b @a/x"},
    {"a folder from the root has all in it", "/build/logs/ @d", "build/logs/a/b.log", "@d"},
    {"a folder from the root is not a folder further down", "/build/logs/ @d", "x/build/logs/b.log",
     ""},
    {"a star as last segment takes files of the folder", "docs/* @d", "docs/start.md", "@d"},
    {"a star as last segment takes nothing below", "docs/* @d", "docs/build/start.md", ""},
    {"a slash and a star take files of the root", "/* @d", "start.md", "@d"},
    {"a slash and a star take nothing below", "/* @d", "docs/start.md", ""},
    {"a slash in the middle means from the root", "docs/api @d", "x/docs/api/a.md", ""},
    {"a folder name fits at any depth", "apps/ @o", "x/apps/y/z.c", "@o"},
    {"a folder name fits at the root", "apps/ @o", "apps/z.c", "@o"},
    {"a trailing slash means no file", "apps/ @o", "x/apps", ""},
    {"a folder with a leading slash is at the root only", "/docs/ @d", "x/docs/a", ""},
    {"a bare name is a file", "LICENSE @l", "x/LICENSE", "@l"},
    {"a bare name is a folder too", "docs @l", "x/docs/y/a.md", "@l"},
    {"a bare name is a whole segment", "docs @l", "x/mydocs/a.md", ""},
    {"two stars in front fit at any depth", "**/logs @o", "build/deep/logs/a", "@o"},
    {"two stars in front fit at the root", "**/logs @o", "logs/a", "@o"},
    {"two stars in the middle are no folder", "/a/**/b @o", "a/b", "@o"},
    {"two stars in the middle are one folder", "/a/**/b @o", "a/x/b", "@o"},
    {"two stars in the middle are many folders", "/a/**/b @o", "a/x/y/z/b/c", "@o"},
    {"two stars in the middle end at a slash", "/a/**/b @o", "a/xb", ""},
    {"two stars at the end are all below", "/a/** @o", "a/x/y", "@o"},
    {"two stars at the end are not the folder", "/a/** @o", "a", ""},
    {"two stars go back as often as it takes", "a/**/b/**/c.py @o", "a/b/x/b/y/d/c.py", "@o"},
    {"two stars within a name are one", "/a/x**y @o", "a/x12y", "@o"},
    {"a star stops at a slash", "/src/*/test.c @o", "src/a/b/test.c", ""},
    {"a star within a name", "/src/test_*.py @o", "src/test_cart.py", "@o"},
    {"two stars of a segment go back", "/src/*a*b.c @o", "src/xaabab.c", "@o"},
    {"a question mark is one character", "/src/?.c @o", "src/a.c", "@o"},
    {"a question mark is not a slash", "/src?a.c @o", "src/a.c", ""},
    {"a question mark is a character of several bytes", "/?.c @o", "\xC3\xA9.c", "@o"},
    {"a pattern without owner takes the owner away", "/apps/ @o\n/apps/github\n", "apps/github/x.c",
     ""},
    {"what is beside it keeps the owner", "/apps/ @o\n/apps/github\n", "apps/gitlab/x.c", "@o"},
    {"a comment behind the owners is none of them", "*.c @o # ask @b first", "a.c", "@o"},
    {"a sign within a word is no comment", "*.c @o#b", "a.c", "@o#b"},
    {"a line of a comment says nothing", "# *.c @o", "a.c", ""},
    {"a blank behind a backslash is of the path", "/my\\ docs/ @o", "my docs/a", "@o"},
    {"case counts", "/Docs/ @o", "docs/a", ""},
    {"lines may end as on Windows", "/a/ @o\r\n/b/ @p\r\n", "a/x", "@o"},
    {"tabs part words", "/a/\t@o\t\t@p", "a/x", "@o @p"},
    {"a mark of UTF-8 in front is no part of the pattern", "\xEF\xBB\xBF* @o", "a", "@o"},
    {"no range, and the rest counts", "* @o\n[ab].c @p", "a.c", "@o"},
    {"no negation, and the rest counts", "* @o\n/!a.c @p\n", "b.c", "@o"},
    {"no escaped sign, and the rest counts", "* @o\n\\#a @p", "#a", "@o"},
    {"a word that is no owner spoils its line", "* @o\n*.c bob", "a.c", "@o"},
    {"an owner named twice is named once", "* @o @p @o", "a", "@o @p"},
    {"an owner that begins like another is another", "* @team @tea", "a", "@team @tea"},
    {"a dot is a dot", "a.c @o", "abc", ""},
};

static const struct row gitlab[] = {
    {"a star is everything", "* @a", "x/y.c", "@a"},
    {"the last entry of a section counts", "[A]\n*.md @a\nx/*.md @b", "x/y.md", "@b"},
    {"sections are joined", "* @admin\n[README]\nREADME.md @u1 @u2\n[other]\nREADME.md @u3",
     "README.md", "@admin @u1 @u2 @u3"},
    {"only the last of each section is joined",
     "* @admin\n[README]\nREADME.md @u1\ninternal/README.md @u4\n[other]\nREADME.md @u3",
     "internal/README.md", "@admin @u4 @u3"},
    {"an owner of two sections is named once", "[A]\n* @a\n[B]\n* @a @b", "x", "@a @b"},
    {"a section lends its owners", "[Docs] @docs\ndocs/\nREADME.md", "docs/a", "@docs"},
    {"an entry's own owners come first", "[Db] @db\nconfig/setup.md @docs", "config/setup.md",
     "@docs"},
    {"approvals are no owners", "[Docs][2] @docs\ndocs/", "docs/a", "@docs"},
    {"an optional section has owners", "^[Go]\n*.go @g", "a.go", "@g"},
    {"an optional section with approvals and owners", "^[Go][3] @g\n*.go", "a.go", "@g"},
    {"sections of one name are one, whatever the case", "[Docs]\n* @a\n[DOCS]\n*.md @b", "x.md",
     "@b"},
    {"a heading without a name is an entry", "[] @x\n* @a", "b", "@a"},
    {"a relative path fits at any depth", "internal/README.md @a", "docs/internal/README.md", "@a"},
    {"an absolute path fits at the root", "/README.md @a", "docs/README.md", ""},
    {"a bare name is no folder", "docs @a", "docs/x", ""},
    {"a folder has all in it, at any depth", "lib/ @a", "x/lib/y/z", "@a"},
    {"a folder at the root", "/config/ @a", "x/config/a", ""},
    {"two stars in the middle", "/docs/**/index.md @a", "docs/api/graphql/index.md", "@a"},
    {"two stars in the middle are no folder", "/docs/**/index.md @a", "docs/index.md", "@a"},
    {"two stars at the end are one", "/docs/** @a", "docs/api/x.md", ""},
    {"a star at the end takes nothing below", "/docs/* @a", "docs/api/x.md", ""},
    {"an exclusion takes the path out of its section", "* @a\n!*.rb", "x/y.rb", ""},
    {"an exclusion leaves other sections alone", "* @a\n[R]\n*.rb @r\n!/config/**/*.rb",
     "config/x/y.rb", "@a"},
    {"what is excluded is not taken in again", "[R]\n*.rb @r\n!/config/**/*.rb\n/config/a.rb @o",
     "config/a.rb", ""},
    {"an exclusion with a comment", "* @a\n!pom.xml # not this", "pom.xml", ""},
    {"a role is an owner", "/config/ @@maintainer", "config/a", "@@maintainer"},
    {"a word that is no owner is left out alone", "* @a bob @b", "x", "@a @b"},
    {"an escaped sign begins a path", "\\#file @a", "#file", "@a"},
    {"an escaped blank is of the path", "path\\ with\\ spaces/ @a", "path with spaces/x", "@a"},
    {"a set of characters", "/[ab]*.c @a", "bx.c", "@a"},
    {"a range of characters", "/v[0-9].c @a", "v7.c", "@a"},
    {"a set turned round", "/v[!0-9].c @a", "v7.c", ""},
    {"an escaped bracket is a bracket", "/app/\\[slug\\]/ @a", "app/[slug]/page.tsx", "@a"},
    {"hidden files are files", "* @a", ".x/.y", "@a"},
    {"a comment behind owners is none of them", "*.md @a # and @b", "x.md", "@a"},
};

static void patterns_of_github_fit_as_they_do_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof github / sizeof *github; i++)
        check(&github[i], ".github/CODEOWNERS");
}

static void patterns_of_gitlab_fit_as_they_do_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof gitlab / sizeof *gitlab; i++)
        check(&gitlab[i], ".gitlab/CODEOWNERS");
}

static void the_syntax_is_told_by_folder_and_else_by_its_marks(void **state)
{
    static const struct {
        const char *name, *text;
        enum path_syntax syntax;
    } rows[] = {
        {"CODEOWNERS", "* @a\n", PATH_GITHUB},
        {"docs/CODEOWNERS", "# [Not a section]\n* @a\n", PATH_GITHUB},
        {"CODEOWNERS", "* @a\n^[Docs][2] @b\n", PATH_GITLAB},
        {"CODEOWNERS", "* @a\n!*.rb\n", PATH_GITLAB},
        {"CODEOWNERS", "* @@developer\n", PATH_GITLAB},
        {".gitlab/CODEOWNERS", "* @a\n", PATH_GITLAB},
        {".github/CODEOWNERS", "[Docs]\n* @a\n", PATH_GITHUB},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct owners owners;
        read_text(&owners, rows[i].name, rows[i].text);
        assert_int_equal(owners.syntax, rows[i].syntax);
        owners_free(&owners);
    }
}

static void lines_that_can_not_be_used_are_told_by_their_number(void **state)
{
    struct owners owners;
    (void)state;
    read_text(&owners, ".github/CODEOWNERS", "* @a\n\n[x].c @b\n*.c bob\n/ @a\n!x @a\n/ok/ @c\n");
    assert_int_equal(owners.problem_count, 4);
    assert_int_equal(owners.problems[0].line, 3);
    assert_int_equal(owners.problems[1].line, 4);
    assert_int_equal(owners.problems[2].line, 5);
    assert_int_equal(owners.problems[3].line, 6);
    assert_string_equal(owner_of(&owners, "ok/x"), "@c");
    owners_free(&owners);
}

static void what_is_no_text_or_too_much_is_refused(void **state)
{
    struct owners owners;
    struct err err = {0};
    (void)state;
    assert_int_equal(owners_read(&owners, "CODEOWNERS", "* @a\0", 5, &err), ERR_INVALID);
    owners_free(&owners);
    assert_int_equal(owners_read(&owners, "CODEOWNERS", "* \xFF@a", 5, &err), ERR_INVALID);
    owners_free(&owners);
    struct text many = {0};
    for (int i = 0; i <= OWNERS_RULES_MAX; i++)
        text_puts(&many, "a @b\n");
    err_clear(&err);
    assert_int_equal(owners_read(&owners, "CODEOWNERS", many.data, many.len, &err), ERR_LIMIT);
    owners_free(&owners);
    text_free(&many);
}

static void owners_past_the_bound_end_in_dots(void **state)
{
    struct owners owners;
    struct text text = {0};
    (void)state;
    text_puts(&text, "*");
    for (int i = 0; i < 100; i++)
        text_printf(&text, " @organisation/team-%d", i);
    read_text(&owners, "CODEOWNERS", text_get(&text));
    const char *owner = owner_of(&owners, "a");
    assert_true(strlen(owner) <= OWNERS_OWNER_MAX);
    assert_string_equal(owner + strlen(owner) - 4, " ...");
    owners_free(&owners);
    text_free(&text);
}

static void many_wildcards_are_refused_and_few_stay_fast(void **state)
{
    struct owners owners;
    struct text text = {0};
    (void)state;
    text_puts(&text, "* @a\n/");
    for (int i = 0; i < 20; i++)
        text_puts(&text, "a*");
    text_puts(&text, "b @b\n**/a*/*a*/*a*/*a*/*a*/b @c\n");
    read_text(&owners, "CODEOWNERS", text_get(&text));
    assert_int_equal(owners.problem_count, 1);
    text_clear(&text);
    for (int i = 0; i < 400; i++)
        text_puts(&text, "aaaaaaaaa/");
    for (int i = 0; i < 50; i++)
        assert_string_equal(owner_of(&owners, text_get(&text)), "@a");
    owners_free(&owners);
    text_free(&text);
}

/* ---- places of which not all is known ------------------------------------------------------- */

static const char *owner_at(const struct owners *owners, const struct place *place)
{
    static char owner[OWNERS_OWNER_MAX + 1];
    owners_of(owners, place, owner);
    return owner;
}

static void a_test_whose_folder_is_not_known_has_an_owner_only_where_all_agree(void **state)
{
    struct owners owners;
    struct place place = {.count = 1, .within = true};
    (void)state;
    path_text_set(&place.paths[0], "org/shop/CartTest.java", strlen("org/shop/CartTest.java"));
    read_text(&owners, "CODEOWNERS", "* @all\n*.js @web\n");
    assert_string_equal(owner_at(&owners, &place), "@all");
    owners_free(&owners);
    read_text(&owners, "CODEOWNERS", "* @all\n/services/pay/ @pay\n");
    assert_string_equal(owner_at(&owners, &place), "");
    owners_free(&owners);
    read_text(&owners, "CODEOWNERS", "* @all\n/services/pay/ @all\n");
    assert_string_equal(owner_at(&owners, &place), "@all");
    owners_free(&owners);
    read_text(&owners, "CODEOWNERS", "/services/pay/ @pay\n**/org/shop/ @shop\n");
    assert_string_equal(owner_at(&owners, &place), "@shop");
    owners_free(&owners);
}

static void of_several_possible_paths_all_have_to_agree(void **state)
{
    struct owners owners;
    struct place place = {.count = 2};
    (void)state;
    path_text_set(&place.paths[0], "pay/src/test/java/A.java", strlen("pay/src/test/java/A.java"));
    path_text_set(&place.paths[1], "pay/src/test/kotlin/A.kt", strlen("pay/src/test/kotlin/A.kt"));
    read_text(&owners, "CODEOWNERS", "* @all\n/pay/ @pay\n");
    assert_string_equal(owner_at(&owners, &place), "@pay");
    owners_free(&owners);
    read_text(&owners, "CODEOWNERS", "* @all\n*.kt @kotlin\n");
    assert_string_equal(owner_at(&owners, &place), "");
    owners_free(&owners);
}

static void a_pattern_for_one_file_leaves_a_known_folder_open(void **state)
{
    struct owners owners;
    struct place place = {.count = 1, .no_name = true};
    (void)state;
    path_text_set(&place.paths[0], "cart/?_test.go", strlen("cart/?_test.go"));
    read_text(&owners, "CODEOWNERS", "/cart/ @cart\n/pay/pay_test.go @pay\n");
    assert_string_equal(owner_at(&owners, &place), "@cart");
    owners_free(&owners);
    read_text(&owners, "CODEOWNERS", "/cart/ @cart\n/cart/price_test.go @pay\n");
    assert_string_equal(owner_at(&owners, &place), "");
    owners_free(&owners);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_of_github_fit_as_they_do_there),
        cmocka_unit_test(patterns_of_gitlab_fit_as_they_do_there),
        cmocka_unit_test(the_syntax_is_told_by_folder_and_else_by_its_marks),
        cmocka_unit_test(lines_that_can_not_be_used_are_told_by_their_number),
        cmocka_unit_test(what_is_no_text_or_too_much_is_refused),
        cmocka_unit_test(owners_past_the_bound_end_in_dots),
        cmocka_unit_test(many_wildcards_are_refused_and_few_stay_fast),
        cmocka_unit_test(a_test_whose_folder_is_not_known_has_an_owner_only_where_all_agree),
        cmocka_unit_test(of_several_possible_paths_all_have_to_agree),
        cmocka_unit_test(a_pattern_for_one_file_leaves_a_known_folder_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
