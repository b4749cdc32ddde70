#include "ingest/dialect.h"

#include <assert.h>
#include <ctype.h>
#include <fnmatch.h>
#include <pthread.h>
#include <string.h>

#include "ingest/dialect_rows.h"

static const struct dialect generic_rows[] = {
    {.name = "generic", .flags = PATH, .retries = "children, marks of a case, folders"},
    {.name = NULL},
};

static const struct dialect *const tables[] = {
    dialect_rows_go_rust, dialect_rows_jvm,    dialect_rows_js,    dialect_rows_script,
    dialect_rows_apple,   dialect_rows_native, dialect_rows_other, generic_rows,
};

enum { TABLES = sizeof tables / sizeof *tables };

/* ---- marks --------------------------------------------------------------------------------- */

static bool has_word(const char *words, const char *word, size_t len)
{
    for (const char *at = words; *at;) {
        size_t span = (size_t)(strchrnul(at, ' ') - at);
        if (span == len && memcmp(at, word, len) == 0)
            return true;
        at += span + (at[span] == ' ');
    }
    return false;
}

static bool words_fit(const char *pattern, const char *words)
{
    if (!pattern)
        return true;
    if (*pattern == '=')
        return strcmp(words, pattern + 1) == 0;
    while (*pattern) {
        bool absent = *pattern == '!';
        pattern += absent;
        size_t len = (size_t)(strchrnul(pattern, ' ') - pattern);
        if (has_word(words, pattern, len) == absent)
            return false;
        pattern += len + (pattern[len] == ' ');
    }
    return true;
}

static bool name_fits(const char *pattern, const char *name)
{
    if (!pattern)
        return true;
    /* most differ in their first letter */
    if (isalpha((unsigned char)*pattern) && *pattern != *name)
        return false;
    return fnmatch(pattern, name, 0) == 0;
}

static bool shape_fits(const struct dialect_look *look, const struct dialect_marks *marks)
{
    if (look->root != LOOK_ANY && (look->root == LOOK_SUITES) != marks->root_suites)
        return false;
    if (look->properties && !(look->properties & marks->properties))
        return false;
    return words_fit(look->case_words, marks->case_words) &&
           words_fit(look->suite_words, marks->suite_words) &&
           words_fit(look->root_words, marks->root_words);
}

static bool names_fit(const struct dialect_look *look, const struct dialect_marks *marks)
{
    return name_fits(look->root_name, marks->root_name) &&
           name_fits(look->outer_name, marks->outer_name) &&
           name_fits(look->suite_name, marks->suite_name) &&
           name_fits(look->suite_host, marks->suite_host) &&
           name_fits(look->suite_time, marks->suite_time) &&
           name_fits(look->suite_file, marks->suite_file) &&
           name_fits(look->schema, marks->schema) && name_fits(look->classname, marks->classname) &&
           name_fits(look->name, marks->name) && name_fits(look->file, marks->file) &&
           name_fits(look->status, marks->status) && (!look->also || look->also(marks));
}

bool dialect_recognises(const struct dialect *row, const struct dialect_marks *marks)
{
    for (const struct dialect_look *look = row->looks; look && look->root != LOOK_END; look++) {
        if (shape_fits(look, marks) && names_fit(look, marks))
            return true;
    }
    return false;
}

/* @pattern is a name, or its beginning and "*". Not fnmatch(): a file of no known producer may
 * have properties in each of its cases. */
static bool property_fits(const char *pattern, const char *name)
{
    while (*pattern && *pattern == *name)
        pattern++, name++;
    return *pattern == '*' || (*pattern == '\0' && *name == '\0');
}

uint32_t dialect_property(const char *name, const char *value, size_t len)
{
    static const struct {
        const char *pattern;
        uint32_t mark;
    } known[] = {
        {"go.version", DIALECT_GO},
        {"surefire.*", DIALECT_SUREFIRE},
        {"ant.version", DIALECT_ANT},
        {"ant.file", DIALECT_ANT},
        {"ant.home", DIALECT_ANT},
        {"SuiteSucceeded", DIALECT_GINKGO},
        {"TestVersion", DIALECT_OPENSHIFT},
        {"QTestVersion", DIALECT_QT},
        {"cwd", DIALECT_KYUA},
        {"test.fileName", DIALECT_WTR},
        {"browser.fullName", DIALECT_KARMA},
        {"repetition", DIALECT_REPETITION},
        {"test_key", DIALECT_XRAY},
        {"requirements", DIALECT_XRAY},
        {"polarion-*", DIALECT_POLARION},
        {"testrail_*", DIALECT_TESTRAIL},
        {"testmo:*", DIALECT_TESTMO},
        {"sauce*", DIALECT_SAUCE},
    };
    static const char testng[] = "/testng";
    uint32_t mark = 0;
    /* Surefire runs all with TestNG where TestNG is among the libraries. */
    if (strcmp(name, "java.class.path") == 0 || strcmp(name, "surefire.test.class.path") == 0)
        mark |= memmem(value, len, testng, sizeof testng - 1) ? DIALECT_TESTNG : 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (property_fits(known[i].pattern, name))
            return mark | known[i].mark;
    }
    return mark;
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* All looks of all rows, in the order they are asked. */
struct numbered {
    const struct dialect *row;
    const struct dialect_look *look;
};

static struct numbered all_looks[DIALECT_LOOKS_MAX];
static size_t look_count;

static void number_looks(void)
{
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct dialect *row = tables[i]; row->name; row++) {
            for (const struct dialect_look *look = row->looks; look && look->root != LOOK_END;
                 look++) {
                assert(look_count < DIALECT_LOOKS_MAX);
                all_looks[look_count++] = (struct numbered){row, look};
            }
        }
    }
}

static void note_shape(struct dialect_memo *memo, const struct dialect_marks *marks)
{
    memo->filled = true;
    memcpy(memo->shape, marks, sizeof memo->shape);
    memo->count = 0;
    for (size_t i = 0; i < look_count; i++)
        if (shape_fits(all_looks[i].look, marks))
            memo->open[memo->count++] = (unsigned char)i;
}

const struct dialect *dialect_find(const struct dialect_marks *marks, struct dialect_memo *memo)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, number_looks);
    if (!memo->filled || memcmp(memo->shape, marks, sizeof memo->shape) != 0)
        note_shape(memo, marks);
    for (size_t i = 0; i < memo->count; i++) {
        const struct numbered *one = &all_looks[memo->open[i]];
        if (names_fit(one->look, marks))
            return one->row;
    }
    return NULL;
}

const struct dialect *dialect_generic(void)
{
    return generic_rows;
}

const struct dialect *dialect_named(const char *name)
{
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct dialect *row = tables[i]; row->name; row++) {
            if (strcmp(row->name, name) == 0)
                return row;
        }
    }
    return generic_rows;
}

const struct dialect *dialect_at(size_t index)
{
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct dialect *row = tables[i]; row->name; row++) {
            if (index-- == 0)
                return row;
        }
    }
    return NULL;
}
