#include "ingest/dialect.h"

#include <string.h>

#include "common/text.h"

static bool equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool ends(const char *string, const char *suffix)
{
    size_t len = strlen(string), suffix_len = strlen(suffix);
    return len >= suffix_len && equal(string + len - suffix_len, suffix);
}

static bool is_surefire(const struct dialect_marks *marks)
{
    return strstr(marks->schema, "surefire") || marks->surefire_property;
}

/* Both name the Go version; go-junit-report also gives its suites an id and a host, or, in its
 * first version, no time stamp. */
static bool is_gotestsum(const struct dialect_marks *marks)
{
    return marks->go_version && marks->suite_time_stamp && !marks->suite_id &&
           !marks->suite_host[0];
}

static bool is_go_junit_report(const struct dialect_marks *marks)
{
    return marks->go_version && !is_gotestsum(marks);
}

static bool is_pytest(const struct dialect_marks *marks)
{
    return equal(marks->root_name, "pytest tests") || equal(marks->suite_name, "pytest");
}

static bool is_jest(const struct dialect_marks *marks)
{
    return equal(marks->root_name, "jest tests");
}

static bool is_vitest(const struct dialect_marks *marks)
{
    return equal(marks->root_name, "vitest tests");
}

static bool is_mocha(const struct dialect_marks *marks)
{
    return equal(marks->root_name, "Mocha Tests");
}

/* The id of its root is mostly empty, but always there; the class name is the file, as is the
 * suite's name; and the suite has a host, also an empty one. */
static bool is_playwright(const struct dialect_marks *marks)
{
    return marks->root_suites && marks->root_id && !marks->suite_id && marks->suite_time_stamp &&
           marks->suite_name[0] && equal(marks->suite_name, marks->classname);
}

static bool is_nextest(const struct dialect_marks *marks)
{
    return marks->root_uuid && marks->root_suites && strstr(marks->root_name, "nextest");
}

static bool is_googletest(const struct dialect_marks *marks)
{
    return marks->root_suites && marks->case_status && marks->case_result;
}

static bool is_ctest(const struct dialect_marks *marks)
{
    return !marks->root_suites && marks->case_status && marks->name[0] &&
           equal(marks->name, marks->classname);
}

static bool is_node_test(const struct dialect_marks *marks)
{
    return marks->root_suites && marks->root_bare && equal(marks->classname, "test");
}

static bool is_bats(const struct dialect_marks *marks)
{
    return ends(marks->suite_name, ".bats") && ends(marks->classname, ".bats");
}

static bool is_rspec(const struct dialect_marks *marks)
{
    return !marks->root_suites && text_starts(marks->suite_name, "rspec");
}

static bool is_bazel(const struct dialect_marks *marks)
{
    return marks->root_suites && marks->case_status && marks->case_duration;
}

static bool is_phpunit(const struct dialect_marks *marks)
{
    return marks->root_suites && marks->case_class && marks->case_assertions;
}

static bool never(const struct dialect_marks *marks)
{
    (void)marks;
    return false;
}

enum { PATH = DIALECT_SUITE_IN_IDENTITY };

static const struct dialect table[] = {
    {"surefire", is_surefire, 0, NULL},
    {"gotestsum", is_gotestsum, DIALECT_REPEATS | DIALECT_SUBTESTS, NULL},
    {"go-junit-report", is_go_junit_report, DIALECT_SUBTESTS,
     "gotestsum --rerun-fails --junitfile writes every attempt of a test"},
    {"pytest", is_pytest, DIALECT_PHASES_ARE_ROWS,
     "pytest-rerunfailures hides its attempts; run `pytest --last-failed "
     "--junitxml=attempt-2.xml` after a failure and upload both files"},
    {"jest-junit", is_jest, PATH,
     "jest.retryTimes hides its attempts; run `jest --onlyFailures` after a failure with "
     "JEST_JUNIT_OUTPUT_NAME=attempt-2.xml and upload both files"},
    {"vitest", is_vitest, DIALECT_FAILURES_ARE_ATTEMPTS,
     "a test that passes on `retry` shows no earlier attempt; run vitest again on what failed with "
     "--outputFile=attempt-2.xml and upload both files"},
    {"mocha", is_mocha, 0,
     "`retries` hides the attempts that failed; run mocha again on what failed with "
     "mochaFile=attempt-2.xml and upload both files"},
    {"playwright", is_playwright, DIALECT_HOST_IS_VARIANT,
     "set includeRetries of the junit reporter (Playwright 1.59 or newer), or "
     "PLAYWRIGHT_JUNIT_INCLUDE_RETRIES=1"},
    {"nextest", is_nextest, 0, NULL},
    {"googletest", is_googletest, PATH,
     "--gtest_repeat overwrites its file; give each repetition its own, attempt-2.xml"},
    {"bazel", is_bazel, PATH, "upload test_attempts/ along with test.xml"},
    {"ctest", is_ctest, 0,
     "--repeat until-pass hides the attempts that failed; run `ctest --rerun-failed "
     "--output-junit attempt-2.xml` and upload both files"},
    {"node-test", is_node_test, PATH | DIALECT_TODO, NULL},
    {"bats", is_bats, 0,
     "`BATS_TEST_RETRIES` hides the attempts that failed; upload a file of each"},
    {"rspec", is_rspec, 0,
     "rspec-retry hides its attempts; run `rspec --only-failures` with --out attempt-2.xml and "
     "upload both files"},
    {"phpunit", is_phpunit, PATH, NULL},
    {"generic", never, PATH, NULL},
};

enum { ROWS = sizeof table / sizeof *table };

const struct dialect *dialect_find(const struct dialect_marks *marks)
{
    for (size_t i = 0; i < ROWS; i++)
        if (table[i].recognise(marks))
            return &table[i];
    return NULL;
}

const struct dialect *dialect_generic(void)
{
    return &table[ROWS - 1];
}

const struct dialect *dialect_named(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (equal(table[i].name, name))
            return &table[i];
    return dialect_generic();
}

const struct dialect *dialect_at(size_t index)
{
    return index < ROWS ? &table[index] : NULL;
}
