/* What is to be told follows from how things stand, not from what was changed: the quarantine is
 * compared with what was told last. It is done before the events of a change are spread, and after
 * each change that people make to clusters. What is told is an event, too: where more is new than
 * is told at once, the rest follows when that one is spread. */
#include "analyzer/flake/cluster_tell.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/outbox.h"
#include "common/text.h"

enum {
    NEWS_MAX = 20,        /* at once */
    DAYS = 30,            /* whose failures are counted */
    FAILURES_MAX = 10000, /* that are */
    TESTS_MAX = 20,       /* that are listed */
};

struct telling {
    int32_t project_id;
    int64_t now;
    const struct cluster_change *asked; /* what a person asks for, or NULL */
};

/* Columns of cluster_tell, and of cluster_told. */
enum { CLUSTER, EVENT, BEFORE, ROOT, OWN_TICKET };
enum { HELD, NAMES, CAME, DOCUMENT };

/* Why, when a rule tells it. */
static void put_reason(const struct rows *news, size_t row, const struct rows *told,
                       struct text *out)
{
    const char *event = rows_text(news, row, EVENT);
    int64_t came = rows_int(told, 0, CAME), more = came > 3 ? came - 3 : 0;
    if (strcmp(event, "cluster.opened") == 0)
        text_printf(out, "%" PRId64 " tests in quarantine fail so", rows_int(told, 0, HELD));
    else if (strcmp(event, "cluster.closed") != 0) {
        text_printf(out, "in quarantine now: %s", rows_text(told, 0, NAMES));
        if (more)
            text_printf(out, ", and %" PRId64 " more", more);
    } else if (!rows_null(news, row, ROOT))
        text_printf(out, "it was merged into signature %" PRId64, rows_int(news, row, ROOT));
    else if (!rows_null(news, row, OWN_TICKET))
        text_printf(out, "it is worked on in %s", rows_text(news, row, OWN_TICKET));
    else
        text_puts(out, "none of its tests is in quarantine any more");
}

/* Adds who and why to @payload, and writes it down. */
static enum err_code note(struct db *db, const struct telling *telling, const struct rows *news,
                          size_t row, const struct rows *told, json_t *payload, struct err *err)
{
    bool asked = telling->asked && telling->asked->cluster_id == rows_int(news, row, CLUSTER);
    auto_text struct text words = {0};
    if (!asked)
        put_reason(news, row, told, &words);
    const char *actor = asked ? telling->asked->actor : "rule",
               *event = rows_text(news, row, EVENT),
               *reason = asked ? telling->asked->reason : text_get(&words);
    if (!payload || json_object_set_new(payload, "actor", json_string(actor)) != 0 ||
        (!asked && json_object_set_new(payload, "rule", json_string("cluster")) != 0) ||
        (reason && json_object_set_new(payload, "reason", json_string(reason)) != 0))
        return err_nomem(err);
    try_(audit_add(db,
                   &(struct audit){.project_id = telling->project_id,
                                   .now = telling->now,
                                   .actor = actor,
                                   .action = event,
                                   .subject_kind = "cluster",
                                   .subject_id = rows_int(news, row, CLUSTER),
                                   .reason = reason,
                                   .after = payload},
                   err));
    return outbox_add(db,
                      &(struct outbox_event){.project_id = telling->project_id,
                                             .now = telling->now,
                                             .subject_kind = "cluster",
                                             .subject_id = rows_int(news, row, CLUSTER),
                                             .event = event,
                                             .payload = payload},
                      err);
}

static enum err_code tell_one(struct db *db, const struct telling *telling, const struct rows *news,
                              size_t row, struct err *err)
{
    const int64_t day = INT64_C(86400) * 1000000;
    auto_params struct params params = {0};
    auto_rows struct rows *told = NULL;
    params_int(&params, telling->project_id);
    params_int(&params, rows_int(news, row, CLUSTER));
    params_text(&params, rows_text(news, row, BEFORE));
    params_time(&params, telling->now - DAYS * day);
    params_int(&params, DAYS);
    params_int(&params, TESTS_MAX);
    params_int(&params, FAILURES_MAX);
    try_(db_run(db, QUERY_CLUSTER_TOLD, &params, &told, err));
    json_t *payload = json_loads(rows_text(told, 0, DOCUMENT), 0, NULL);
    enum err_code code = note(db, telling, news, row, told, payload, err);
    json_decref(payload);
    return code;
}

enum err_code cluster_tell_hold(struct db *db, int32_t project_id, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    return db_run(db, QUERY_CLUSTER_TELL_HOLD, &params, NULL, err);
}

static enum err_code tell(struct db *db, const struct telling *telling, struct rows **news,
                          struct err *err)
{
    auto_params struct params params = {0};
    try_(cluster_tell_hold(db, telling->project_id, err));
    params_int(&params, telling->project_id);
    if (telling->asked)
        params_int(&params, telling->asked->cluster_id);
    else
        params_null(&params);
    params_int(&params, NEWS_MAX);
    try_(db_run(db, QUERY_CLUSTER_TELL, &params, news, err));
    for (size_t row = 0; row < rows_count(*news); row++)
        try_(tell_one(db, telling, *news, row, err));
    return ERR_OK;
}

enum err_code cluster_tell(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    auto_rows struct rows *news = NULL;
    return tell(db, &(struct telling){project_id, now, NULL}, &news, err);
}

enum err_code cluster_tell_asked(struct db *db, const struct cluster_change *asked, bool *told,
                                 struct err *err)
{
    auto_rows struct rows *news = NULL;
    *told = false;
    try_(tell(db, &(struct telling){asked->project_id, asked->now, asked}, &news, err));
    for (size_t row = 0; row < rows_count(news); row++)
        *told |= rows_int(news, row, CLUSTER) == asked->cluster_id;
    return ERR_OK;
}
