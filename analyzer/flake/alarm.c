#include "analyzer/flake/alarm.h"

#include "analyzer/flake/notice.h"
#include "analyzer/flake/quarantine.h"

static struct notice notice_of(const struct alarm *alarm, int64_t quarantine_id)
{
    return (struct notice){.project_id = alarm->project_id,
                           .now = alarm->now,
                           .quarantine_id = quarantine_id,
                           .actor = "rule"};
}

enum err_code alarm_broken(struct db *db, const struct alarm *alarm, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, alarm->project_id);
    params_int_array(&params, alarm->tests, alarm->count, sizeof *alarm->tests);
    params_time(&params, alarm->now);
    if (alarm->report_id)
        params_int(&params, alarm->report_id);
    else
        params_null(&params);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_QUARANTINE_BROKEN, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct notice notice = notice_of(alarm, rows_int(rows, i, 0));
        notice.rule = "broken";
        notice.action = "quarantine.revoke";
        notice.event = "alarm.broken";
        notice.reason = "it fails always: a regression may be hiding behind its quarantine";
        try_(notice_add(db, &notice, err));
    }
    return rows_count(rows) ? quarantine_touch(db, alarm->project_id, err) : ERR_OK;
}

enum err_code alarm_signatures(struct db *db, const struct alarm *alarm, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, alarm->project_id);
    params_int(&params, alarm->report_id);
    params_int_array(&params, alarm->tests, alarm->count, sizeof *alarm->tests);
    params_time(&params, alarm->now);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_QUARANTINE_ALARM_ADD, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct notice notice = notice_of(alarm, rows_int(rows, i, 0));
        json_t *after =
            json_pack("{s:I, s:s, s:I}", "signature", (json_int_t)rows_int(rows, i, 1), "text",
                      rows_text(rows, i, 2), "report", (json_int_t)alarm->report_id);
        notice.rule = "new_signature";
        notice.action = "quarantine.new_signature";
        notice.event = "alarm.new_signature";
        notice.reason = "it failed in a way that its quarantine does not cover: it may be a "
                        "regression";
        notice.after = after;
        enum err_code code = after ? notice_add(db, &notice, err) : err_nomem(err);
        json_decref(after);
        try_(code);
    }
    return ERR_OK;
}
