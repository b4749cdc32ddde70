/* The rule that opens quarantines: one event proposes a test, at once and visibly. Whether it comes
 * in force is for the rules of the analyzer to say (rules.h). */
#ifndef ANALYZER_FLAKE_PROPOSE_H
#define ANALYZER_FLAKE_PROPOSE_H

#include "common/db.h"

/* Proposes @tests, which have new events, or adds the events to their open quarantines. */
enum err_code propose_tests(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                            int64_t now, struct err *err) must_check;

#endif
