/* A suite that was renamed is missing under its old name, so that the report falls short: it may
 * link all the same when everything that is gone has come back under another name. */
#include "ingest/renames.h"

#include <string.h>

/* Looking takes some 25 microseconds a test: past this it could take the time of a statement. */
enum { LOOKED_AT_MAX = 300000 };

static bool may_link(const struct store *store)
{
    const struct completeness *complete = &store->complete;
    if (!store->is_new_list || store->report->damaged || store->report->case_count == 0 ||
        store->report->case_count > LOOKED_AT_MAX)
        return false;
    for (size_t i = 0; i < complete->cause_count; i++)
        if (strcmp(complete->causes[i], "suite_missing") != 0 &&
            strcmp(complete->causes[i], "tests_missing") != 0)
            return false;
    return true;
}

enum err_code renames_link(struct db *db, const struct store *store, struct err *err)
{
    if (!may_link(store))
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, store->list_id);
    params_int(&params, store->report_id);
    params_time(&params, store->now);
    params_text(&params, store->upload->job);
    params_text(&params, store->upload->shard);
    params_text(&params, store->upload->variant);
    params_bool(&params, store->complete.is_short);
    return db_send(db, QUERY_LINK_FIND, &params, err);
}
