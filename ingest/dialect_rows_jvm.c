/* The Java machine and Android. */
#include <ctype.h>
#include <string.h>

#include "ingest/dialect_rows.h"

/* "26 Jun 2018 13:51:32 GMT" */
static bool has_gmt_stamp(const struct dialect_marks *marks)
{
    return isdigit((unsigned char)marks->suite_time[0]) && strstr(marks->suite_time, " GMT");
}

const struct dialect dialect_rows_jvm[] = {
    {.name = "testng",
     .looks = LOOKS({.root = LOOK_SUITE, .properties = DIALECT_TESTNG, .schema = "*surefire*"},
                    {.root = LOOK_SUITE, .suite_name = "TestSuite", .schema = "*surefire*"},
                    {.root = LOOK_SUITE, .suite_time = "* GMT", .also = has_gmt_stamp}),
     .flags = DIALECT_SKIPS_ARE_TRIES | HINTS,
     .retries = "skipped rows beside the last try",
     .retries_how = "TestNG's own files show a failed try as a row among others, in no order; "
                    "those of Surefire show it as skipped"},
    {.name = "surefire",
     .looks = LOOKS({.root = LOOK_ANY, .schema = "*surefire*"},
                    {.root = LOOK_ANY, .properties = DIALECT_SUREFIRE}),
     .flags = HINTS,
     .retries = "children of a case"},
    {.name = "ant",
     .looks = LOOKS({.root = LOOK_SUITE,
                     .properties = DIALECT_ANT,
                     .suite_words = "=errors failures hostname name skipped tests time timestamp"},
                    {.root = LOOK_SUITE,
                     .suite_words = "=errors failures hostname name tests time timestamp",
                     .case_words = "=classname name time",
                     .properties = DIALECT_ANT}),
     .flags = PATH,
     .retries = "none"},
    {.name = "junitreport",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=",
                     .suite_words = "id package hostname",
                     .properties = DIALECT_ANT}),
     .flags = PATH,
     .retries = "none"},
    {.name = "gradle",
     .looks = LOOKS({.root = LOOK_SUITE,
                     .suite_words = "=name tests skipped failures errors timestamp hostname time",
                     .case_words = "=name classname time"}),
     .flags = PATH | DIALECT_REPEATS_APART | HINTS,
     .retries = "rows apart; children with mergeReruns"},
    {.name = "junit-console",
     .looks = LOOKS({.root = LOOK_SUITE,
                     .suite_name = "JUnit *",
                     .suite_words = "=name tests skipped failures errors time hostname timestamp"}),
     .flags = PATH,
     .retries = "none"},
    {.name = "marathon",
     .looks = LOOKS({.root = LOOK_SUITE,
                     .schema = "*jenkinsci/xunit-plugin*",
                     .suite_words = "errors failures name skipped tests time timestamp"},
                    {.root = LOOK_SUITE,
                     .suite_words = "=name tests failures errors skipped time timestamp",
                     .suite_name = "common",
                     .case_words = "=classname name time"}),
     .flags = PATH | HINTS,
     .retries = "children of a case"},
    {.name = "flank",
     .looks = LOOKS({.root = LOOK_SUITES, .suite_words = "flakes hostname"}),
     .flags = PATH | HINTS,
     .retries = "a folder a try, -rerun_1"},
    {.name = NULL},
};
