/* JavaScript, in node and in browsers. */
#include <string.h>

#include "common/text.h"
#include "ingest/dialect_rows.h"

/* The id of its root is mostly empty, but always there; the class name is the file, as is the
 * suite's name; and the suite has a host, also an empty one. */
static bool is_playwright(const struct dialect_marks *marks)
{
    return marks->suite_name[0] && strcmp(marks->suite_name, marks->classname) == 0;
}

#define AND_BOTH "=attempt-2.xml and upload both files"

const struct dialect dialect_rows_js[] = {
    {.name = "jest-junit",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "jest tests"},
                    {.root = LOOK_SUITES,
                     .root_words = "=name tests failures errors time",
                     .suite_words = "name errors failures skipped timestamp time tests !hostname",
                     .case_words = "=classname name time"}),
     .flags = PATH,
     .retries = "hidden",
     .retries_how = "jest.retryTimes hides its attempts; run `jest --onlyFailures` after a failure "
                    "with JEST_JUNIT_OUTPUT_NAME" AND_BOTH},
    {.name = "vitest",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "vitest tests"}),
     .flags = DIALECT_FAILURES_ARE_ATTEMPTS | DIALECT_CLASS_IS_FILE,
     .retries = "several <failure> when none passed; hidden otherwise",
     .retries_how = "a test that passes on `retry` shows no earlier attempt; run vitest again on "
                    "what failed with --outputFile" AND_BOTH},
    {.name = "cypress",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "Mocha Tests", .suite_file = "*cypress/*"},
                    {.root = LOOK_SUITES, .root_name = "Mocha Tests", .suite_file = "*.cy.[jt]s*"}),
     .flags = DIALECT_SUITE_FILE | HINTS,
     .retries = "hidden",
     .retries_how = "`retries` hides the attempts that failed; run cypress again on what failed "
                    "with mochaFile" AND_BOTH},
    {.name = "mocha",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "Mocha Tests"},
                    {.root = LOOK_SUITES,
                     .root_words = "name time tests failures !errors",
                     .suite_words = "name timestamp tests time failures !errors !hostname",
                     .case_words = "=name time classname"}),
     .retries = "hidden",
     .retries_how = "`retries` hides the attempts that failed; run mocha again on what failed "
                    "with mochaFile" AND_BOTH},
    {.name = "mocha-xunit",
     .looks = LOOKS({.root = LOOK_SUITE,
                     .suite_time = "[A-Z][a-z][a-z], * GMT",
                     .suite_words = "=name tests failures errors skipped timestamp time"}),
     .flags = PATH,
     .retries = "hidden",
     .retries_how = "`retries` hides the attempts that failed; run mocha again on what failed "
                    "with --reporter-option output" AND_BOTH},
    {.name = "playwright",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "id",
                     .suite_words = "timestamp !id",
                     .also = is_playwright}),
     .flags = DIALECT_HOST_IS_VARIANT | DIALECT_CLASS_IS_FILE,
     .retries = "children of a case with includeRetries; hidden otherwise",
     .retries_how = "set includeRetries of the junit reporter (Playwright 1.59 or newer), or "
                    "PLAYWRIGHT_JUNIT_INCLUDE_RETRIES=1"},
    {.name = "node-test",
     .looks = LOOKS({.root = LOOK_SUITES, .root_words = "=", .classname = "test"}),
     .flags = PATH | DIALECT_TODO,
     .retries = "none"},
    {.name = "bun",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "bun test"}),
     .flags = PATH,
     .retries = "hidden",
     .retries_how = "`retry` hides the attempts that failed; run bun test again on what failed "
                    "with --reporter-outfile" AND_BOTH},
    {.name = "deno",
     .looks = LOOKS({.root = LOOK_SUITES, .root_name = "deno test"}),
     .flags = PATH | DIALECT_CLASS_IS_FILE,
     .retries = "none"},
    {.name = "cucumber",
     .looks = LOOKS({.root = LOOK_SUITE, .suite_name = "Cucumber"},
                    {.root = LOOK_SUITE, .suite_name = "cucumber-js"},
                    {.root = LOOK_SUITE, .suite_name = "*cucumber.*JUnitFormatter"}),
     .flags = PATH,
     .retries = "hidden",
     .retries_how = "--retry shows the last attempt only; run cucumber again on what failed (rerun "
                    "formatter) with --format junit:attempt-2.xml and upload both files"},
    {.name = "web-test-runner",
     .looks = LOOKS({.root = LOOK_SUITES, .properties = DIALECT_WTR}),
     .flags = PATH | DIALECT_PASSES_AFTER,
     .retries = "rows that failed before one that passed"},
    {.name = "karma",
     .looks = LOOKS({.root = LOOK_SUITE, .properties = DIALECT_KARMA}),
     .flags = DIALECT_SUITE_IS_BROWSER | DIALECT_SUITE_CHANGES,
     .retries = "none"},
    {.name = "jasmine-reporters",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=disabled errors failures tests time",
                     .suite_words = "=name timestamp hostname time errors tests skipped disabled "
                                    "failures",
                     .case_words = "=classname name time"}),
     .flags = PATH,
     .retries = "none"},
    {.name = "testcafe",
     .looks = LOOKS({.root = LOOK_SUITE, .suite_name = "TestCafe Tests: *"}),
     .flags =
         DIALECT_SUITE_IS_BROWSER | DIALECT_SUITE_CHANGES | DIALECT_HEADER_LOGS | DIALECT_UNSTABLE,
     .retries = "name ends in \"(unstable)\""},
    {.name = "tap-xunit",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=",
                     .suite_words = "tests failures errors name !time !hostname",
                     .name = "[#]*",
                     .case_words = "=name"}),
     .flags = PATH,
     .retries = "none"},
    {.name = NULL},
};
