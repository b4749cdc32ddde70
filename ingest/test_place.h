/* Where a test stands in its repository, as far as its report tells.
 *
 * The source file that the report names, from the root of the repository; one that is absolute is
 * cut where a CI service is known to check out, and else stands in a folder that is not known.
 * Without a file, only what cannot be wrong quietly:
 * - pytest writes the path of the module as class name, vitest, deno and bats the file itself;
 *   Playwright the file within a folder that it does not tell;
 * - a Go package of github.com or bitbucket.org is a folder, and not a file;
 * - a Java class stands in the module that its report file lies in (target/surefire-reports,
 *   build/test-results), under one of the usual source folders: what is asked of the place has to
 *   hold under each.
 * Of the rest nothing is known. */
#ifndef INGEST_TEST_PLACE_H
#define INGEST_TEST_PLACE_H

#include "common/text.h"
#include "ingest/path_list.h"
#include "ingest/report.h"

struct test_place {
    struct place place; /* its texts are below */
    struct text texts[PLACE_PATHS_MAX];
    const char *file, *classname; /* that it was made of */
    uint32_t file_index;
    bool made;
};

/* Fills @at, zeroed before its first use; the same names again cost nothing. *@moved tells whether
 * the place is another than that of the last call. ERR_NOMEM. */
enum err_code test_place_find(struct test_place *at, const struct report *report,
                              const struct report_case *row, bool *moved,
                              struct err *err) must_check;
void test_place_free(struct test_place *at);

/* The folder of the module in the name of a report file, *@len bytes: "services/pay/" of
 * "services/pay/target/surefire-reports/TEST-A.xml". NULL: it tells of none. */
const char *test_place_module(const char *file_name, size_t *len);

#endif
