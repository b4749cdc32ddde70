#include "analyzer/outbox.h"

#include <stdlib.h>

enum err_code outbox_add(struct db *db, const struct outbox_event *event, struct err *err)
{
    char *payload = json_dumps(event->payload, JSON_COMPACT);
    if (!payload)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, event->project_id);
    params_time(&params, event->now);
    params_text(&params, event->subject_kind);
    params_int(&params, event->subject_id);
    params_text(&params, event->event);
    params_text(&params, payload);
    free(payload);
    return db_run(db, QUERY_OUTBOX_ADD, &params, NULL, err);
}
