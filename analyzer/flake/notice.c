#include "analyzer/flake/notice.h"

#include "analyzer/audit.h"
#include "analyzer/outbox.h"

static enum err_code tell(struct db *db, const struct notice *notice, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, notice->project_id);
    params_int(&params, notice->quarantine_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_QUARANTINE_TOLD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INTERNAL, "a quarantine is gone that was just changed");
    json_t *payload = json_loads(rows_text(rows, 0, 1), 0, NULL);
    if (!payload || json_object_set_new(payload, "actor", json_string(notice->actor)) != 0 ||
        (notice->rule && json_object_set_new(payload, "rule", json_string(notice->rule)) != 0) ||
        (notice->reason &&
         json_object_set_new(payload, "reason", json_string(notice->reason)) != 0)) {
        json_decref(payload);
        return err_nomem(err);
    }
    enum err_code code = outbox_add(db,
                                    &(struct outbox_event){.project_id = notice->project_id,
                                                           .now = notice->now,
                                                           .subject_kind = "test",
                                                           .subject_id = rows_int(rows, 0, 0),
                                                           .event = notice->event,
                                                           .payload = payload},
                                    err);
    json_decref(payload);
    return code;
}

enum err_code notice_add(struct db *db, const struct notice *notice, struct err *err)
{
    try_(audit_add(db,
                   &(struct audit){
                       .project_id = notice->project_id,
                       .now = notice->now,
                       .actor = notice->actor,
                       .action = notice->action,
                       .subject_kind = "quarantine",
                       .subject_id = notice->quarantine_id,
                       .reason = notice->reason,
                       .before = notice->before,
                       .after = notice->after,
                   },
                   err));
    return notice->event ? tell(db, notice, err) : ERR_OK;
}
