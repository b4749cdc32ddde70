/* Incidents of a run that was just stored: its failures are told to be of one before they can
 * become evidence. What is decided at an upload stays; small runs of the same minute are decided
 * together, and events that one of them gave before are taken back. */
#ifndef ANALYZER_FLAKE_INCIDENT_H
#define ANALYZER_FLAKE_INCIDENT_H

#include <stdbool.h>

#include "common/db.h"

/* Looks at a report in which tests failed, in the transaction that stored it. @ran: how many tests
 * ran in it, @failed: how many of them failed. *@found: failures were told to be of an incident. */
enum err_code incident_look(struct db *db, int32_t project_id, int64_t report_id, int64_t ran,
                            int64_t failed, int64_t now, bool *found, struct err *err) must_check;

#endif
