/* Tests that fail because a test within them does. */
#ifndef INGEST_SUBTESTS_H
#define INGEST_SUBTESTS_H

#include "ingest/report.h"

/* Marks, in a settled report, the failing attempts of tests that have nothing of their own to say
 * and a failing test within them ("Test" of "Test/case", where the dialect has subtests): they are
 * the echo of a failure, neither evidence nor a reason of their own. */
enum err_code subtests_mark(struct report *report, struct err *err) must_check;

#endif
