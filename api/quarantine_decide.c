/* What people decide about a quarantine: a fix, what the review asks for, and the same for many. */
#include "analyzer/flake/quarantine_bulk.h"

#include <string.h>

#include "api/quarantine.h"
#include "api/resources.h"
#include "api/values.h"

enum { GAP_MAX = 2000 };

static struct quarantine_decision decision_of(struct request *request)
{
    return (struct quarantine_decision){.project_id = request_project_id(request),
                                        .actor = request_caller(request)->name,
                                        .now = request_now(request)};
}

enum err_code quarantine_mend(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"commit", "reason", NULL};
    struct quarantine_decision fix = decision_of(request);
    json_t *body;
    try_(request_path_id(request, "quarantine", &fix.quarantine_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "commit", QUARANTINE_COMMIT_MAX, &fix.commit, err));
    try_(quarantine_read_reason(body, &fix.reason, err));
    try_(quarantine_fix(request_db(request), &fix, err));
    quarantine_note_change(request);
    return quarantine_answer(request, fix.quarantine_id, 200, reply, err);
}

enum err_code quarantine_review(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"decision",  "reason",      "gap",
                                         "review_at", "review_days", NULL};
    struct quarantine_decision decided = decision_of(request);
    json_t *body;
    try_(request_path_id(request, "quarantine", &decided.quarantine_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "decision", 20, &decided.decision, err));
    if (!decided.decision)
        return err_set(err, ERR_INVALID, "field \"decision\": fixed, deleted or extended");
    try_(request_field_text(body, "gap", GAP_MAX, &decided.gap, err));
    try_(quarantine_read_reason(body, &decided.reason, err));
    try_(quarantine_read_review(body, decided.now, &decided.review_at, err));
    try_(quarantine_decide(request_db(request), &decided, err));
    quarantine_note_change(request);
    return quarantine_answer(request, decided.quarantine_id, 200, reply, err);
}

/* ---- Many ------------------------------------------------------------------------------------ */

struct bulk {
    struct quarantine_bulk order;
    int64_t *ids;
    size_t count;
};

static enum err_code read_ids(struct request *request, const json_t *given, struct bulk *bulk,
                              struct err *err)
{
    bulk->count = json_array_size(given);
    if (bulk->count < 1 || bulk->count > QUARANTINE_BULK_MAX)
        return err_set(err, ERR_INVALID, "field \"ids\": 1 to %d ids", QUARANTINE_BULK_MAX);
    bulk->ids = arena_zalloc(request_arena(request), bulk->count, sizeof *bulk->ids);
    if (!bulk->ids)
        return err_nomem(err);
    for (size_t i = 0; i < bulk->count; i++) {
        bulk->ids[i] = json_integer_value(json_array_get(given, i));
        if (bulk->ids[i] < 1)
            return err_set(err, ERR_INVALID, "field \"ids\": ids are integers from 1");
    }
    return ERR_OK;
}

static enum err_code read_filter(struct request *request, const json_t *given, struct bulk *bulk,
                                 struct err *err)
{
    static const char *const fields[] = {"state", "owner", "q", NULL};
    struct quarantine_filter filter = {.limit = QUARANTINE_BULK_MAX + 1};
    if (!json_is_object(given))
        return err_set(err, ERR_INVALID, "field \"filter\": an object with state, owner or q");
    try_(request_fields(given, fields, err));
    try_(request_field_text(given, "state", 20, &filter.state, err));
    try_(request_field_text(given, "owner", 200, &filter.owner, err));
    try_(request_field_text(given, "q", 200, &filter.words, err));
    if (!filter.state)
        filter.state = "open";
    if (!quarantine_state_known(filter.state) || strcmp(filter.state, "closed") == 0)
        return err_set(err, ERR_INVALID,
                       "field \"filter\": state is open, proposed, active, "
                       "proving or expired");
    auto_rows struct rows *rows = NULL;
    try_(quarantine_find(request, &filter, &rows, err));
    bulk->count = rows_count(rows);
    if (bulk->count > QUARANTINE_BULK_MAX)
        return err_set(err, ERR_INVALID, "field \"filter\": more than %d quarantines are like that",
                       QUARANTINE_BULK_MAX);
    bulk->ids = arena_zalloc(request_arena(request), bulk->count + 1, sizeof *bulk->ids);
    if (!bulk->ids)
        return err_nomem(err);
    for (size_t i = 0; i < bulk->count; i++)
        bulk->ids[i] = rows_int(rows, i, 0);
    return ERR_OK;
}

static enum err_code read_bulk(struct request *request, struct bulk *bulk, struct err *err)
{
    static const char *const fields[] = {"action", "ids",         "filter",    "reason",
                                         "commit", "review_days", "review_at", NULL};
    struct quarantine_decision *decision = &bulk->order.decision;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "action", 20, &bulk->order.action, err));
    const char *const *known = quarantine_actions;
    while (*known && (!bulk->order.action || strcmp(*known, bulk->order.action) != 0))
        known++;
    if (!*known)
        return err_set(err, ERR_INVALID, "field \"action\": activate, release, extend or fix");
    try_(quarantine_read_reason(body, &decision->reason, err));
    try_(request_field_text(body, "commit", QUARANTINE_COMMIT_MAX, &decision->commit, err));
    if (strcmp(bulk->order.action, "fix") == 0 && !decision->commit)
        return err_set(err, ERR_INVALID, "field \"commit\": a fix is a commit");
    try_(quarantine_read_review(body, decision->now, &decision->review_at, err));
    const json_t *ids = json_object_get(body, "ids"), *filter = json_object_get(body, "filter");
    if (!ids == !filter)
        return err_set(err, ERR_INVALID, "body: give either ids or filter");
    return ids ? read_ids(request, ids, bulk, err) : read_filter(request, filter, bulk, err);
}

/* Failures of one row are told with it; what concerns all of them ends the request. */
static bool concerns_all(enum err_code code)
{
    return code == ERR_RETRY || code == ERR_UNAVAILABLE || code == ERR_NOMEM ||
           code == ERR_INTERNAL;
}

enum err_code quarantine_many(struct request *request, struct reply *reply, struct err *err)
{
    struct bulk bulk = {.order.decision = decision_of(request)};
    try_(read_bulk(request, &bulk, err));
    json_t *items = json_array();
    json_int_t done = 0;
    for (size_t i = 0; i < bulk.count; i++) {
        struct err why = {0};
        enum err_code code =
            quarantine_bulk_one(request_db(request), &bulk.order, bulk.ids[i], &why);
        if (concerns_all(code)) {
            quarantine_note_change(request);
            json_decref(items);
            return err_set(err, code, "%s", why.message);
        }
        done += code == ERR_OK;
        json_array_append_new(items, json_pack("{s:I, s:b, s:s?, s:s?}", "id",
                                               (json_int_t)bulk.ids[i], "done", code == ERR_OK,
                                               "problem", code == ERR_OK ? NULL : err_name(code),
                                               "detail", code == ERR_OK ? NULL : why.message));
    }
    quarantine_note_change(request);
    return reply_json(reply, 200,
                      json_pack("{s:s, s:I, s:I, s:o}", "action", bulk.order.action, "done", done,
                                "of", (json_int_t)bulk.count, "items", items),
                      err);
}
