/* Runners that take names as they are: pytest, Maven, Gradle, dotnet, googletest, nextest. */
#include "api/runner_internal.h"

#include <string.h>

/* ---- pytest: path::Class::name[parameters] ------------------------------------------------- */

static bool is_test_module(const char *part, size_t len)
{
    return (len > 5 && memcmp(part, "test_", 5) == 0) ||
           (len > 5 && memcmp(part + len - 5, "_test", 5) == 0);
}

/* Where in a dotted class name the module ends: after the last part that is called as test modules
 * are, or else before the parts with a capital, which are classes. */
static size_t module_end(const char *classname)
{
    size_t named = 0, small = 0;
    for (const char *part = classname;;) {
        size_t len = strcspn(part, ".");
        size_t end = (size_t)(part - classname) + len;
        if (is_test_module(part, len))
            named = end;
        if (*part < 'A' || *part > 'Z')
            small = end;
        if (!part[len])
            return named ? named : small;
        part += len + 1;
    }
}

/* The classes within the module that is written in @file; NULL: @classname is not of it. */
static const char *classes_of(const char *classname, const char *file)
{
    const char *slash = strrchr(file, '/'), *stem = slash ? slash + 1 : file;
    size_t len = strlen(stem);
    len = len > 3 ? len - 3 : 0;
    const char *found = NULL;
    for (const char *part = classname; len > 0;) {
        size_t part_len = strcspn(part, ".");
        if (part_len == len && memcmp(part, stem, len) == 0)
            found = part + len;
        if (!part[part_len])
            break;
        part += part_len + 1;
    }
    return found;
}

static bool is_python(const char *file)
{
    size_t len = file ? strlen(file) : 0;
    return len > 3 && strcmp(file + len - 3, ".py") == 0;
}

const char *runner_check_pytest(const struct runner_test *test)
{
    /* a module that could not be read is a case without a class, named after the module */
    const char *module = test->classname[0] ? test->classname : test->name;
    if (!runner_is_path(module, "."))
        return "its class name is no module";
    if (is_python(test->file) && test->classname[0])
        return test->file[0] == '-'                       ? "its file would be taken for an option"
               : !classes_of(test->classname, test->file) ? "its class name is not of its file"
                                                          : NULL;
    return module_end(module) ? NULL : "its class name has no module";
}

static void put_dotted(struct text *out, const char *text, size_t len, const char *joint)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '.')
            text_puts(out, joint);
        else
            text_putc(out, text[i]);
    }
}

void runner_say_pytest(struct runner_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        const char *module = test->classname[0] ? test->classname : test->name;
        const char *classes;
        if (is_python(test->file) && test->classname[0]) {
            text_puts(&line->word, test->file);
            classes = classes_of(module, test->file);
        } else {
            size_t end = test->classname[0] ? module_end(module) : strlen(module);
            put_dotted(&line->word, module, end, "/");
            text_puts(&line->word, ".py");
            classes = module + end;
        }
        if (test->classname[0] && classes) {
            put_dotted(&line->word, classes, strlen(classes), "::");
            if (test->name[0]) {
                text_puts(&line->word, "::");
                text_puts(&line->word, test->name);
            }
        }
        runner_put_word(line);
    }
}

/* ---- Maven, Gradle: classes and methods ---------------------------------------------------- */

const char *runner_check_class(const struct runner_test *test)
{
    return runner_is_path(test->classname, ".") ? NULL : "its class name is a title";
}

enum method {
    METHOD_NONE, /* the name is a title: only the class can be told */
    METHOD_PLAIN,
    METHOD_ROWS /* of parameters: all of them are selected */
};

/* "name", "name()", "name[1]", "name(int, String)[1]", "name{int}[1]" */
static enum method method_of(const char *name, size_t *len)
{
    *len = runner_identifier(name);
    const char *rest = name + *len;
    if (*len == 0)
        return METHOD_NONE;
    if (!*rest || strcmp(rest, "()") == 0)
        return METHOD_PLAIN;
    if (*rest == '(' || *rest == '{') {
        size_t types = strspn(rest + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_$.<>, ");
        if (rest[1 + types] != (*rest == '(' ? ')' : '}'))
            return METHOD_NONE;
        rest += types + 2;
    }
    return *rest == '[' ? METHOD_ROWS : METHOD_NONE;
}

static bool is_same_class(const struct runner_test *a, const struct runner_test *b)
{
    return strcmp(a->classname, b->classname) == 0;
}

/* Whether all of the class of test @index has to be selected, and whether it was put already. */
static bool needs_class(const struct runner_line *line, size_t index, bool *before)
{
    bool whole = false;
    *before = false;
    for (size_t i = 0; i < line->count; i++) {
        size_t len;
        if (!is_same_class(&line->tests[i], &line->tests[index]))
            continue;
        *before |= i < index;
        whole |= method_of(line->tests[i].name, &len) == METHOD_NONE;
    }
    return whole;
}

/* The method of test @index, with an asterisk for its rows; false when an earlier test of its
 * class has said the same. */
static bool put_method(struct runner_line *line, size_t index, const char *before)
{
    const struct runner_test *test = &line->tests[index];
    size_t len, other;
    enum method method = method_of(test->name, &len);
    for (size_t i = 0; i < index; i++)
        if (is_same_class(&line->tests[i], test) &&
            method_of(line->tests[i].name, &other) == method && other == len &&
            memcmp(line->tests[i].name, test->name, len) == 0)
            return false;
    text_puts(&line->word, before);
    text_append(&line->word, test->name, len);
    if (method == METHOD_ROWS)
        text_putc(&line->word, '*');
    return true;
}

void runner_say_maven(struct runner_line *line)
{
    text_puts(&line->word, "-Dtest=");
    for (size_t i = 0; i < line->count; i++) {
        bool before, whole = needs_class(line, i, &before);
        if (before)
            continue;
        if (i > 0)
            text_putc(&line->word, ',');
        text_puts(&line->word, line->tests[i].classname);
        for (size_t k = i; k < line->count && !whole; k++)
            if (is_same_class(&line->tests[k], &line->tests[i]))
                (void)put_method(line, k, k == i ? "#" : "+");
    }
    runner_put_word(line);
}

void runner_say_gradle(struct runner_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        bool before, whole = needs_class(line, i, &before);
        if (whole && before)
            continue;
        text_puts(&line->word, line->tests[i].classname);
        if (whole || put_method(line, i, ".")) {
            runner_put(line, "--tests");
            runner_put_word(line);
        }
        text_clear(&line->word);
    }
}

/* ---- dotnet test: FullyQualifiedName ------------------------------------------------------- */

const char *runner_check_dotnet(const struct runner_test *test)
{
    if (!runner_is_path(test->classname, ".+"))
        return "its class name is a title";
    size_t len = runner_identifier(test->name);
    return len > 0 && (test->name[len] == '\0' || test->name[len] == '(') ? NULL
                                                                          : "its name is a title";
}

void runner_say_dotnet(struct runner_line *line)
{
    runner_put(line, "--filter");
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        size_t len = runner_identifier(test->name);
        /* some adapters count the arguments in, others do not: a name with them is looked for */
        text_printf(&line->word, "%sFullyQualifiedName%s%s.%.*s", i ? "|" : "",
                    test->name[len] ? "~" : "=", test->classname, (int)len, test->name);
    }
    runner_put_word(line);
}

/* ---- googletest: Suite.Name:Suite.Name ----------------------------------------------------- */

static bool is_gtest_name(const char *text)
{
    return *text &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/")] ==
               '\0';
}

const char *runner_check_googletest(const struct runner_test *test)
{
    return is_gtest_name(test->classname) && is_gtest_name(test->name)
               ? NULL
               : "names of googletest have letters, digits, _ and / only";
}

void runner_say_googletest(struct runner_line *line)
{
    text_puts(&line->word, "--gtest_filter=");
    for (size_t i = 0; i < line->count; i++)
        text_printf(&line->word, "%s%s.%s", i ? ":" : "", line->tests[i].classname,
                    line->tests[i].name);
    runner_put_word(line);
}

/* ---- cargo nextest: a filter expression ---------------------------------------------------- */

static bool has_outer_blank(const char *text)
{
    return *text == ' ' || (*text && text[strlen(text) - 1] == ' ');
}

const char *runner_check_nextest(const struct runner_test *test)
{
    return has_outer_blank(test->name) || has_outer_blank(test->classname)
               ? "its name begins or ends with a blank"
               : runner_check_named(test);
}

void runner_say_nextest(struct runner_line *line)
{
    runner_put(line, "-E");
    for (size_t i = 0; i < line->count; i++) {
        const struct runner_test *test = &line->tests[i];
        text_puts(&line->word, i ? " | (" : "(");
        if (test->classname[0]) {
            text_puts(&line->word, "binary_id(=");
            runner_escape(&line->word, test->classname, "\\),");
            text_puts(&line->word, ") & ");
        }
        text_puts(&line->word, "test(=");
        runner_escape(&line->word, test->name, "\\),");
        text_puts(&line->word, "))");
    }
    runner_put_word(line);
}
