#include "analyzer/escape/watch.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/named.h"
#include "analyzer/escape/watch_finding.h"
#include "analyzer/escape/watch_state.h"
#include "analyzer/outbox.h"
#include "common/auto.h"

struct watch {
    struct watch_of of;
    int64_t watch_id;
    enum watch_state was;
    char service[NAMED_NAME_MAX + 1];
};

/* ---- What is told of a change of state ------------------------------------------------------- */

static enum err_code tell(struct db *db, const struct watch *watch,
                          const struct watch_finding *finding, const char *event, struct err *err)
{
    char name[NAMED_NAME_MAX + 64];
    snprintf(name, sizeof name, "%s in %s", watch->of.category, watch->service);
    json_t *payload = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:O}", "name", name, "category",
                                watch->of.category, "service", watch->service, "state",
                                watch_word(finding->state), "was", watch_word(watch->was), "reason",
                                finding->sentence, "finding", finding->json);
    if (!payload)
        return err_nomem(err);
    enum err_code code = outbox_add(db,
                                    &(struct outbox_event){.project_id = watch->of.project_id,
                                                           .now = watch->of.now,
                                                           .subject_kind = "watch",
                                                           .subject_id = watch->watch_id,
                                                           .event = event,
                                                           .payload = payload},
                                    err);
    json_decref(payload);
    return code;
}

static enum err_code note(struct db *db, const struct watch *watch,
                          const struct watch_finding *finding, struct err *err)
{
    json_t *before = json_pack("{s:s}", "state", watch_word(watch->was));
    json_t *after = json_pack("{s:s}", "state", watch_word(finding->state));
    enum err_code code = before && after
                             ? audit_add(db,
                                         &(struct audit){.project_id = watch->of.project_id,
                                                         .now = watch->of.now,
                                                         .actor = "rule",
                                                         .action = "watch.state",
                                                         .subject_kind = "watch",
                                                         .subject_id = watch->watch_id,
                                                         .reason = finding->sentence,
                                                         .before = before,
                                                         .after = after},
                                         err)
                             : err_nomem(err);
    json_decref(before);
    json_decref(after);
    return code;
}

static enum err_code announce(struct db *db, const struct watch *watch,
                              const struct watch_finding *finding, struct err *err)
{
    enum watch_state is = finding->state;
    if (is == watch->was)
        return ERR_OK;
    try_(note(db, watch, finding, err));
    if (is == WATCH_GUARD_DOWN)
        try_(tell(db, watch, finding, "watch.guard_down", err));
    if (is == WATCH_REOPENED || watch->was == WATCH_CLOSED)
        try_(tell(db, watch, finding, "watch.reopened", err));
    if (is == WATCH_CLOSED)
        try_(tell(db, watch, finding, "watch.closed", err));
    return ERR_OK;
}

/* ---- One watch ------------------------------------------------------------------------------- */

static enum err_code hold(struct db *db, struct watch *watch, struct err *err)
{
    enum { ID, STATE, SERVICE };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, watch->of.project_id);
    params_text(&params, watch->of.category);
    params_int(&params, watch->of.service_id);
    params_time(&params, watch->of.now);
    try_(db_run(db, QUERY_WATCH_HOLD, &params, &rows, err));
    watch->watch_id = rows_int(rows, 0, ID);
    snprintf(watch->service, sizeof watch->service, "%s", rows_text(rows, 0, SERVICE));
    if (!watch_find(rows_text(rows, 0, STATE), &watch->was))
        return err_set(err, ERR_INTERNAL, "a watch is in no state that there is");
    return ERR_OK;
}

static enum err_code store(struct db *db, const struct watch *watch,
                           const struct watch_finding *finding, struct err *err)
{
    auto_params struct params params = {0};
    auto_free char *text = json_dumps(finding->json, JSON_COMPACT);
    if (!text)
        return err_nomem(err);
    params_int(&params, watch->of.project_id);
    params_int(&params, watch->watch_id);
    params_text(&params, watch_word(finding->state));
    params_text(&params, text);
    params_time(&params, watch->of.now);
    return db_run(db, QUERY_WATCH_SET, &params, NULL, err);
}

static enum err_code evaluate(struct db *db, void *context, struct err *err)
{
    struct watch *watch = context;
    struct watch_finding finding auto_(watch_finding_free) = {.json = NULL};
    try_(hold(db, watch, err));
    try_(watch_find_out(db, &watch->of, &finding, err));
    try_(store(db, watch, &finding, err));
    return announce(db, watch, &finding, err);
}

/* ---- Those that a fact concerns -------------------------------------------------------------- */

struct wanted {
    int32_t project_id;
    const char *category;
    const char *service;
    int32_t test_id;
    bool guarded; /* only those with guards */
    int64_t now;
    bool apart; /* each in a transaction of its own */
};

static enum err_code evaluate_wanted(struct db *db, const struct wanted *wanted, struct err *err)
{
    enum { CATEGORY, SERVICE };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, wanted->project_id);
    params_text(&params, wanted->category);
    params_text(&params, wanted->service);
    if (wanted->test_id)
        params_int(&params, wanted->test_id);
    else
        params_null(&params);
    params_bool(&params, wanted->guarded);
    try_(db_run(db, QUERY_WATCH_PAIRS, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct watch watch = {.of = {.project_id = wanted->project_id,
                                     .category = rows_text(rows, row, CATEGORY),
                                     .service_id = rows_int(rows, row, SERVICE),
                                     .now = wanted->now}};
        try_(wanted->apart ? db_transaction(db, evaluate, &watch, err) : evaluate(db, &watch, err));
    }
    return ERR_OK;
}

enum err_code watch_evaluate(struct db *db, int32_t project_id, const char *category,
                             const char *service, int64_t now, struct err *err)
{
    return evaluate_wanted(
        db,
        &(struct wanted){
            .project_id = project_id, .category = category, .service = service, .now = now},
        err);
}

enum err_code watch_evaluate_test(struct db *db, int32_t project_id, int32_t test_id, int64_t now,
                                  struct err *err)
{
    return evaluate_wanted(
        db, &(struct wanted){.project_id = project_id, .test_id = test_id, .now = now}, err);
}

enum err_code watch_daily(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    return watch_evaluate(db, project_id, NULL, NULL, now, err);
}

enum err_code watch_guards(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    return evaluate_wanted(
        db, &(struct wanted){.project_id = project_id, .guarded = true, .apart = true, .now = now},
        err);
}
