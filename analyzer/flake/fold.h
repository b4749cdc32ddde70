/* A new report becomes evidence: flips are recorded as events, the ledger learns which failures a
 * retry turned green, and tests with events are proposed for quarantine. */
#ifndef ANALYZER_FLAKE_FOLD_H
#define ANALYZER_FLAKE_FOLD_H

#include "analyzer/settings.h"
#include "common/db.h"

/* What a report is, of which no test passed after it failed, and whose commit has no other report
 * of its job and variant: there is nothing to look for in it but an incident. */
struct fold_facts {
    int64_t failed, ran; /* how many tests did */
    bool infrastructure; /* one failed in a way that a person marked as that */
};

/* True when it is no incident, either, where runs of fewer tests than @small_run are looked at
 * together: then there is nothing to fold at once. */
bool fold_is_plain(double small_run, const struct fold_facts *facts);

/* Folds a report that was just stored, received @now, in the same transaction; the caller holds the
 * lock of the report's commit. Folding a report again changes nothing. */
enum err_code fold_report(struct db *db, int32_t project_id, int64_t report_id, int64_t now,
                          struct err *err) must_check;

#endif
