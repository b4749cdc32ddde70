#include "api/runner_internal.h"

#include <string.h>

static const struct runner runners[] = {
    {"pytest", runner_check_pytest, runner_say_pytest},
    {"go", runner_check_go, runner_say_go},
    {"maven", runner_check_class, runner_say_maven},
    {"gradle", runner_check_class, runner_say_gradle},
    {"jest", runner_check_jest, runner_say_jest},
    {"vitest", runner_check_files, runner_say_vitest},
    {"playwright", runner_check_files, runner_say_playwright},
    {"mocha", runner_check_mocha, runner_say_mocha},
    {"rspec", runner_check_files, runner_say_rspec},
    {"phpunit", runner_check_named, runner_say_phpunit},
    {"ctest", runner_check_named, runner_say_ctest},
    {"googletest", runner_check_googletest, runner_say_googletest},
    {"bats", runner_check_files, runner_say_bats},
    {"nextest", runner_check_nextest, runner_say_nextest},
    {"dotnet", runner_check_dotnet, runner_say_dotnet},
};
enum { COUNT = sizeof runners / sizeof *runners };

const char runner_regex_special[] = "\\^$.*+?()[]{}|";

const struct runner *runner_find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(runners[i].name, name) == 0)
            return &runners[i];
    return NULL;
}

const char *runner_name(size_t index)
{
    return index < COUNT ? runners[index].name : NULL;
}

const char *runner_names(void)
{
    return "pytest, go, maven, gradle, jest, vitest, playwright, mocha, rspec, phpunit, ctest, "
           "googletest, bats, nextest, dotnet";
}

/* ---- What all of them share ---------------------------------------------------------------- */

void runner_put(struct runner_line *line, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,+@%";
    if (line->out->len > 0)
        text_putc(line->out, ' ');
    if (*word && word[strspn(word, plain)] == '\0') {
        text_puts(line->out, word);
        return;
    }
    text_putc(line->out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            text_puts(line->out, "'\\''");
        else
            text_putc(line->out, *word);
    }
    text_putc(line->out, '\'');
}

void runner_put_word(struct runner_line *line)
{
    const char *word = text_get(&line->word);
    if (word)
        runner_put(line, word);
    else
        line->out->failed = true;
    text_clear(&line->word);
}

static bool has_file_before(const struct runner_line *line, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (line->tests[i].file && strcmp(line->tests[i].file, line->tests[index].file) == 0)
            return true;
    return false;
}

void runner_put_files(struct runner_line *line, void (*change)(struct text *, const char *))
{
    /* one without a file could lie in any */
    for (size_t i = 0; i < line->count; i++)
        if (!line->tests[i].file || !line->tests[i].file[0])
            return;
    for (size_t i = 0; i < line->count; i++) {
        if (has_file_before(line, i))
            continue;
        if (change)
            change(&line->word, line->tests[i].file);
        else
            text_puts(&line->word, line->tests[i].file);
        runner_put_word(line);
    }
}

void runner_escape(struct text *out, const char *words, const char *special)
{
    for (; *words; words++) {
        if (strchr(special, *words))
            text_putc(out, '\\');
        text_putc(out, *words);
    }
}

size_t runner_identifier(const char *text)
{
    size_t len = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++, len++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_' ||
                      *p == '$' || *p >= 0x80;
        if (!letter && (len == 0 || *p < '0' || *p > '9'))
            break;
    }
    return len;
}

bool runner_is_path(const char *text, const char *joints)
{
    for (;;) {
        size_t len = runner_identifier(text);
        if (len == 0)
            return false;
        text += len;
        if (*text == '\0')
            return true;
        if (!strchr(joints, *text++))
            return false;
    }
}

/* ---- Checks -------------------------------------------------------------------------------- */

/* What fits on no line, or was lost when the report was read. */
static const char *check_text(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7F)
            return "there is a control character in its name";
    return strstr(text, "\uFFFD") ? "a part of its name could not be read" : NULL;
}

const char *runner_check_named(const struct runner_test *test)
{
    return test->name[0] ? NULL : "it has no name";
}

/* Files come as arguments of their own: none may look like an option. */
const char *runner_check_files(const struct runner_test *test)
{
    if (test->file && test->file[0] == '-')
        return "its file would be taken for an option";
    return runner_check_named(test);
}

enum err_code runner_can(const struct runner *runner, const struct runner_test *test,
                         struct err *err)
{
    const char *const texts[] = {test->classname, test->name, test->variant,
                                 test->file ? test->file : ""};
    const char *why = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !why; i++)
        why = check_text(texts[i]);
    if (!why)
        why = runner->check(test);
    if (!why)
        return ERR_OK;
    return err_set(err, ERR_INVALID, "%s can't be told to run \"%.80s%s%.120s\" alone: %s",
                   runner->name, test->classname, test->classname[0] ? " " : "", test->name, why);
}

enum err_code runner_say(const struct runner *runner, const struct runner_test *tests, size_t count,
                         struct text *out, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        try_(runner_can(runner, &tests[i], err));
    struct runner_line line = {.tests = tests, .count = count, .out = out};
    runner->say(&line);
    text_free(&line.word);
    if (out->failed)
        return err_nomem(err);
    if (out->len > RUNNER_LINE_MAX)
        return err_set(err, ERR_LIMIT, "the names of %zu tests are %zu bytes, over %d", count,
                       out->len, RUNNER_LINE_MAX);
    return ERR_OK;
}
