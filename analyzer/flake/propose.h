/* The rule that opens quarantines. In its first form: one event proposes a test, and where the
 * project's policy lets rules act, two events in distinct runs put the quarantine in force. */
#ifndef ANALYZER_FLAKE_PROPOSE_H
#define ANALYZER_FLAKE_PROPOSE_H

#include "common/db.h"

enum { PROPOSE_EVENTS_TO_ACTIVATE = 2 };

/* Proposes @tests, which have new events, or adds the events to their open quarantines. */
enum err_code propose_tests(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                            int64_t now, struct err *err) must_check;

#endif
