#include "analyzer/flake/quarantine_bulk.h"

#include <inttypes.h>
#include <string.h>

const char *const quarantine_actions[] = {"activate", "release", "extend", "fix", NULL};

static enum err_code activate(struct db *db, const struct quarantine_decision *decision,
                              struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, decision->project_id);
    params_int(&params, decision->quarantine_id);
    try_(db_run(db, QUERY_QUARANTINE_TEST_OF, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no quarantine %" PRId64,
                       decision->quarantine_id);
    if (strcmp(rows_text(rows, 0, 1), "proposed") != 0)
        return err_set(err, ERR_CONFLICT, "quarantine %" PRId64 " is %s, not proposed",
                       decision->quarantine_id, rows_text(rows, 0, 1));
    int64_t id;
    bool created;
    return quarantine_open(db,
                           &(struct quarantine_request){.project_id = decision->project_id,
                                                        .test_id = (int32_t)rows_int(rows, 0, 0),
                                                        .reason = decision->reason,
                                                        .actor = decision->actor,
                                                        .review_at = decision->review_at,
                                                        .now = decision->now},
                           &id, &created, err);
}

enum err_code quarantine_bulk_one(struct db *db, const struct quarantine_bulk *bulk,
                                  int64_t quarantine_id, struct err *err)
{
    struct quarantine_decision one = bulk->decision;
    one.quarantine_id = quarantine_id;
    if (strcmp(bulk->action, "activate") == 0)
        return activate(db, &one, err);
    if (strcmp(bulk->action, "release") == 0)
        return quarantine_release(db, one.project_id, quarantine_id, one.reason, one.actor, one.now,
                                  err);
    if (strcmp(bulk->action, "fix") == 0)
        return quarantine_fix(db, &one, err);
    one.decision = "extended";
    return quarantine_decide(db, &one, err);
}
