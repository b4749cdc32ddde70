/* What a settled report holds: its counts, its suites, and where the cases are that have attempts.
 */
#ifndef INGEST_TALLY_H
#define INGEST_TALLY_H

#include "ingest/report.h"

/* Takes out rows that were folded into others (they have no name any more), then fills counts, told
 * and the cases of each suite; suites of one name become one, and empty ones go. ERR_NOMEM. */
enum err_code tally_report(struct report *report, struct err *err) must_check;

#endif
