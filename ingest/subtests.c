/* Failing cases are sorted by class and name; what lies within a test then follows it directly. */
#include "ingest/subtests.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/text.h"
#include "ingest/dialect.h"

static bool failing(const struct attempt *attempt)
{
    return attempt->outcome == OUTCOME_FAILED || attempt->outcome == OUTCOME_ERROR;
}

static bool has_subtests(const struct report *report, const struct report_case *one)
{
    const char *dialect = report->files[one->file_index].dialect;
    return (dialect_named(dialect)->flags & DIALECT_SUBTESTS) != 0;
}

static int by_name(const void *a, const void *b)
{
    const struct report_case *const *left = a, *const *right = b;
    int order = strcmp((*left)->classname, (*right)->classname);
    return order ? order : strcmp((*left)->name, (*right)->name);
}

/* True for "Test/case" within "Test". */
static bool within(const struct report_case *inner, const struct report_case *outer)
{
    size_t len = strlen(outer->name);
    return strcmp(inner->classname, outer->classname) == 0 &&
           strncmp(inner->name, outer->name, len) == 0 && inner->name[len] == '/';
}

/* True when the text is only the frame that go test puts around each test: "=== RUN  Test",
 * "--- FAIL: Test (0.05s)". */
static bool says_nothing(const char *details)
{
    while (*details) {
        size_t len = strcspn(details, "\n");
        const char *line = details;
        while (isspace((unsigned char)*line) && line < details + len)
            line++;
        if (line < details + len && !text_starts(line, "=== ") && !text_starts(line, "--- "))
            return false;
        details += len + (details[len] == '\n');
    }
    return true;
}

static void mark(const struct report_case *one)
{
    for (struct attempt *a = one->attempts; a; a = a->next)
        a->derived = failing(a) && says_nothing(a->details);
}

/* Fills @cases with those that failed at some attempt where the dialect has subtests. */
static size_t collect(const struct report *report, const struct report_case **cases)
{
    size_t count = 0;
    for (size_t i = 0; i < report->told_count; i++) {
        const struct report_case *one = &report->cases[report->told[i]];
        const struct attempt *a = one->attempts;
        while (a && !failing(a))
            a = a->next;
        if (a && has_subtests(report, one))
            cases[count++] = one;
    }
    return count;
}

/* Names such as "Test-x" may sort between "Test" and "Test/case". */
static bool inner_fails(const struct report_case *const *cases, size_t count, size_t outer)
{
    size_t next = outer + 1;
    while (next < count && strcmp(cases[next]->classname, cases[outer]->classname) == 0 &&
           text_starts(cases[next]->name, cases[outer]->name) && !within(cases[next], cases[outer]))
        next++;
    return next < count && within(cases[next], cases[outer]);
}

enum err_code subtests_mark(struct report *report, struct err *err)
{
    if (report->told_count == 0)
        return ERR_OK;
    auto_free const struct report_case **cases = calloc(report->told_count, sizeof *cases);
    if (!cases)
        return err_nomem(err);
    size_t count = collect(report, cases);
    qsort(cases, count, sizeof *cases, by_name);
    for (size_t i = 0; i < count; i++) {
        if (inner_fails(cases, count, i))
            mark(cases[i]);
    }
    return ERR_OK;
}
