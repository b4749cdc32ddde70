/* The last step of reading a report: which rows are attempts of one test, and which only share
 * its name? */
#ifndef INGEST_RETRIES_H
#define INGEST_RETRIES_H

#include "ingest/namesakes.h"
#include "ingest/report.h"

/* To be called once, after the last file was closed. Rows become attempts of one case only where
 * the dialect retries by repeating, or where files are attempts of one another by their paths; a
 * case that came of several rows stands where the last of them stood. Other rows of one name get
 * occurrence 2, 3, ... and no flake is claimed. Fills identities, occurrences, counts and suites.
 * ERR_NOMEM leaves the report fit only for report_free(). */
enum err_code retries_settle(struct report *report, struct err *err) must_check;

/* The same, where some cases of the report may be in @names already; that is freed, also after a
 * failure. */
enum err_code retries_settle_named(struct report *report, struct namesakes *names,
                                   struct err *err) must_check;

#endif
