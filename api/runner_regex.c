/* Runners that take a regular expression: go, jest, vitest, Playwright, mocha, PHPUnit, CTest,
 * bats; and RSpec, which takes a part of the description. */
#include "api/runner_internal.h"

#include <ctype.h>
#include <string.h>

static void escape(struct text *out, const char *words)
{
    runner_escape(out, words, runner_regex_special);
}

/* ---- go test: a level of names after the other --------------------------------------------- */

static const char *package_of(const struct runner_test *test)
{
    return test->classname[0] ? test->classname : test->suite;
}

const char *runner_check_go(const struct runner_test *test)
{
    static const char *const kinds[] = {"Test", "Example", "Fuzz", "Benchmark"};
    const char *package = package_of(test), *why = "it is no test function";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_starts(test->name, kinds[i]) && strcmp(test->name, "TestMain") != 0)
            why = NULL;
    if (!why && (!*package || *package == '-' || strchr(package, ' ')))
        why = "its class name is no package";
    return why;
}

/* The part of a name at @level, from 0; NULL: it is not so deep. */
static const char *go_part(const char *name, size_t level, size_t *len)
{
    *len = 0;
    for (; level > 0; level--) {
        name = strchr(name, '/');
        if (!name)
            return NULL;
        name++;
    }
    *len = strcspn(name, "/");
    return name;
}

/* A test that another of the list lies within fails with that one. */
static bool has_inner(const struct runner_line *line, size_t index)
{
    const struct runner_test *test = &line->tests[index];
    size_t len = strlen(test->name);
    for (size_t i = 0; i < line->count; i++)
        if (strcmp(package_of(&line->tests[i]), package_of(test)) == 0 &&
            text_starts(line->tests[i].name, test->name) && line->tests[i].name[len] == '/')
            return true;
    return false;
}

/* Every different name that the tests have at @level, as one expression. False when one of them is
 * not so deep: then what lies below must not be narrowed. */
static bool put_level(struct runner_line *line, size_t level)
{
    struct text *word = &line->word;
    size_t len = 0, other = 0;
    for (size_t i = 0; i < line->count; i++)
        if (!has_inner(line, i) && !go_part(line->tests[i].name, level, &len))
            return false;
    text_puts(word, level ? "/^(" : "^(");
    bool first = true;
    for (size_t i = 0; i < line->count; i++) {
        if (has_inner(line, i))
            continue;
        const char *part = go_part(line->tests[i].name, level, &len), *same = NULL;
        for (size_t k = 0; k < i && !same; k++) {
            const char *earlier =
                has_inner(line, k) ? NULL : go_part(line->tests[k].name, level, &other);
            if (earlier && other == len && memcmp(earlier, part, len) == 0)
                same = earlier;
        }
        if (same)
            continue;
        if (!first)
            text_putc(word, '|');
        first = false;
        for (size_t k = 0; k < len; k++)
            escape(word, (char[]){part[k], '\0'});
    }
    text_puts(word, ")$");
    return true;
}

void runner_say_go(struct runner_line *line)
{
    runner_put(line, "-run");
    for (size_t level = 0; put_level(line, level); level++)
        ;
    runner_put_word(line);
    for (size_t i = 0; i < line->count; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before |= strcmp(package_of(&line->tests[k]), package_of(&line->tests[i])) == 0;
        if (!before)
            runner_put(line, package_of(&line->tests[i]));
    }
}

/* ---- Titles -------------------------------------------------------------------------------- */

/* @name with each " JOINT " standing for the blank that the runner has there; a title may have the
 * joint in itself too, so that it may be there. */
static void put_titles(struct text *out, const char *name, const char *joint)
{
    size_t len = strlen(joint);
    while (*name) {
        if (name[0] == ' ' && strncmp(name + 1, joint, len) == 0 && name[1 + len] == ' ') {
            text_puts(out, "(?: ");
            escape(out, joint);
            text_puts(out, ")? ");
            name += len + 2;
        } else {
            escape(out, (char[]){*name++, '\0'});
        }
    }
}

const char *runner_check_jest(const struct runner_test *test)
{
    return strstr(test->name, " › ") ? "its titles are joined by \"›\", which jest does not match"
                                     : runner_check_named(test);
}

/* By default the reporter writes all titles into name and class name alike; another template may
 * leave the last title alone in the name. */
void runner_say_jest(struct runner_line *line)
{
    runner_put(line, "-t");
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        const char *name = test->name + strspn(test->name, " ");
        bool whole = !test->classname[0] || strcmp(test->classname, test->name) == 0;
        text_puts(&line->word, i ? "|" : "");
        text_puts(&line->word, whole ? "^" : "(?:^| )");
        escape(&line->word, name);
        text_putc(&line->word, '$');
    }
    runner_put_word(line);
}

void runner_say_vitest(struct runner_line *line)
{
    runner_put_files(line, NULL);
    runner_put(line, "-t");
    text_puts(&line->word, "^ *(?:");
    for (size_t i = 0; i < line->count; i++) {
        text_puts(&line->word, i ? "|" : "");
        put_titles(&line->word, line->tests[i].name, ">");
    }
    text_puts(&line->word, ")$");
    runner_put_word(line);
}

/* The title that Playwright matches has the project and the file before it, and tags after it. */
void runner_say_playwright(struct runner_line *line)
{
    runner_put_files(line, escape);
    for (size_t i = 0; i < line->count; i++) {
        bool before = !line->tests[i].variant[0];
        for (size_t k = 0; k < i; k++)
            before |= strcmp(line->tests[k].variant, line->tests[i].variant) == 0;
        if (before)
            continue;
        text_printf(&line->word, "--project=%s", line->tests[i].variant);
        runner_put_word(line);
    }
    runner_put(line, "--grep");
    text_puts(&line->word, "(?:^| )(?:");
    for (size_t i = 0; i < line->count; i++) {
        text_puts(&line->word, i ? "|" : "");
        put_titles(&line->word, line->tests[i].name, "›");
    }
    text_puts(&line->word, ")(?: @|$)");
    runner_put_word(line);
}

const char *runner_check_mocha(const struct runner_test *test)
{
    return strstr(test->name, "\" hook") ? "it is a hook, no test" : runner_check_named(test);
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return end_len > 0 && len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Reporters differ in which of the two attributes has all titles, and which the last. */
void runner_say_mocha(struct runner_line *line)
{
    runner_put(line, "--grep");
    text_puts(&line->word, "^(?:");
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        text_puts(&line->word, i ? "|" : "");
        if (test->classname[0] && !ends_in(test->name, test->classname)) {
            escape(&line->word, test->classname);
            text_puts(&line->word, ends_in(test->classname, test->name) ? "(?: " : " ");
            escape(&line->word, test->name);
            text_puts(&line->word, ends_in(test->classname, test->name) ? ")?" : "");
        } else {
            escape(&line->word, test->name);
        }
    }
    text_puts(&line->word, ")$");
    runner_put_word(line);
}

void runner_say_rspec(struct runner_line *line)
{
    runner_put_files(line, NULL);
    for (size_t i = 0; i < line->count; i++) {
        runner_put(line, "-e");
        runner_put(line, line->tests[i].name);
    }
}

/* ---- Others -------------------------------------------------------------------------------- */

/* "Shop.Till.TillTest" of the report is Shop\Till\TillTest; where there is no class any will do. */
void runner_say_phpunit(struct runner_line *line)
{
    runner_put(line, "--filter");
    text_puts(&line->word, "/(?:");
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        text_puts(&line->word, i ? "|" : "");
        text_puts(&line->word, test->classname[0] ? "^" : "");
        for (const char *p = test->classname; *p; p++)
            runner_escape(&line->word, *p == '.' ? "\\" : (char[]){*p, '\0'}, "\\^$.*+?()[]{}|/");
        text_puts(&line->word, "::");
        runner_escape(&line->word, test->name, "\\^$.*+?()[]{}|/");
    }
    text_puts(&line->word, ")$/");
    runner_put_word(line);
}

void runner_say_ctest(struct runner_line *line)
{
    runner_put(line, "--no-tests=error");
    runner_put(line, "-R");
    text_puts(&line->word, "^(");
    for (size_t i = 0; i < line->count; i++) {
        text_puts(&line->word, i ? "|" : "");
        runner_escape(&line->word, line->tests[i].name, "\\^$.*+?()[]|");
    }
    text_puts(&line->word, ")$");
    runner_put_word(line);
}

/* bats matches the description as it is written in the file, where a shell's own signs may have a
 * backslash before them. */
void runner_say_bats(struct runner_line *line)
{
    runner_put_files(line, NULL);
    runner_put(line, "--filter");
    text_puts(&line->word, "^(");
    for (size_t i = 0; i < line->count; i++) {
        text_puts(&line->word, i ? "|" : "");
        for (const char *p = line->tests[i].name; *p; p++) {
            text_puts(&line->word, strchr("\"$`\\", *p) ? "\\\\?" : "");
            escape(&line->word, (char[]){*p, '\0'});
        }
    }
    text_puts(&line->word, ")$");
    runner_put_word(line);
}
