/* Incidents of a run that was just stored: its failures are told to be of one before they can
 * become evidence. What is decided at an upload stays; small runs of the same minute are decided
 * together, and events that one of them gave before are taken back. */
#ifndef ANALYZER_FLAKE_INCIDENT_H
#define ANALYZER_FLAKE_INCIDENT_H

#include <stdbool.h>

#include "analyzer/settings.h"
#include "common/db.h"

struct incident_question {
    int32_t project_id;
    int64_t report_id;   /* in it tests failed */
    int64_t ran, failed; /* how many tests ran in it, and failed */
    int64_t now;
};

/* Looks at a report, in the transaction that stored it. *@found: failures were told to be of an
 * incident. ERR_NOMEM; those of the database. */
enum err_code incident_look(struct db *db, const struct incident_question *question,
                            const struct settings *settings, bool *found,
                            struct err *err) must_check;

#endif
