/* C, C++ and what builds them. */
#include <string.h>

#include "ingest/dialect_rows.h"

static bool is_named_as_its_class(const struct dialect_marks *marks)
{
    return marks->name[0] && strcmp(marks->name, marks->classname) == 0;
}

const struct dialect dialect_rows_native[] = {
    {.name = "googletest",
     .looks = LOOKS({.root = LOOK_SUITES, .case_words = "status result"}),
     .flags = PATH,
     .retries = "none",
     .retries_how = "--gtest_repeat overwrites its file; give each repetition its own, "
                    "attempt-2.xml"},
    {.name = "bazel",
     .looks = LOOKS({.root = LOOK_SUITES, .case_words = "status duration"}),
     .flags = PATH,
     .retries = "files in test_attempts/",
     .retries_how = "upload test_attempts/ along with test.xml"},
    {.name = "ctest",
     .looks = LOOKS({.root = LOOK_SUITE, .case_words = "status", .also = is_named_as_its_class}),
     .flags = DIALECT_SKIPS_MAY_FAIL,
     .retries = "hidden",
     .retries_how = "--repeat until-pass hides the attempts that failed; run `ctest --rerun-failed "
                    "--output-junit attempt-2.xml` and upload both files"},
    {.name = "catch2",
     .looks = LOOKS({.root = LOOK_SUITES, .root_words = "=", .suite_host = "tbd"}),
     .flags = PATH,
     .retries = "none"},
    {.name = "doctest",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=",
                     .suite_words = "=name errors failures tests",
                     .case_words = "classname name status"}),
     .flags = PATH | DIALECT_CLASS_IS_FILE,
     .retries = "none"},
    {.name = NULL},
};
