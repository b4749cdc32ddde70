/* A new report becomes evidence: flips are recorded as events, the ledger learns which failures a
 * retry turned green, and tests with events are proposed for quarantine. */
#ifndef ANALYZER_FLAKE_FOLD_H
#define ANALYZER_FLAKE_FOLD_H

#include "common/db.h"

/* Folds a report that was just stored, in the same transaction; the caller holds the lock of the
 * report's commit. Folding a report again changes nothing but the count of failing runs. That may
 * still be outstanding. */
enum err_code fold_report(struct db *db, int32_t project_id, int64_t report_id, int64_t now,
                          struct err *err) must_check;

#endif
