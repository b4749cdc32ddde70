#include "analyzer/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static enum err_code add_json(struct params *params, const json_t *value, struct err *err)
{
    if (!value) {
        params_null(params);
        return ERR_OK;
    }
    char *text = json_dumps(value, JSON_COMPACT);
    if (!text)
        return err_nomem(err);
    params_text(params, text);
    free(text);
    return ERR_OK;
}

enum err_code audit_add(struct db *db, const struct audit *audit, struct err *err)
{
    char subject[64];
    snprintf(subject, sizeof subject, "%s:%" PRId64, audit->subject_kind, audit->subject_id);
    auto_params struct params params = {0};
    params_int(&params, audit->project_id);
    params_time(&params, audit->now);
    params_text(&params, audit->actor);
    params_text(&params, audit->action);
    params_text(&params, subject);
    params_text(&params, audit->reason);
    try_(add_json(&params, audit->before, err));
    try_(add_json(&params, audit->after, err));
    return db_run(db, QUERY_AUDIT_INSERT, &params, NULL, err);
}
