/* Deliveries: what was told to whom, what waits, and what was given up. Tickets: what came of it.
 */
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/notify/webhook.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of delivery_page. */
enum {
    ID,
    DESTINATION,
    DESTINATION_NAME,
    DESTINATION_KIND,
    KEY,
    OUTBOX_ID,
    EVENT,
    SUBJECT_KIND,
    SUBJECT_ID,
    SUBJECT_NAME,
    STATE,
    ATTEMPTS,
    ADDED_AT,
    DUE_AT,
    DONE_AT,
    STATUS,
    ERROR
};

static const char *const subject_kinds[] = {"test",   "cluster", "incident",
                                            "triage", "project", NULL};

/* What lists are narrowed by: a destination, and a subject as kind:id. */
struct filter {
    const char *state; /* NULL: all */
    int64_t destination;
    const char *kind; /* NULL: all */
    int64_t subject;  /* 0: all of the kind */
};

static enum err_code read_subject(const struct request *request, struct filter *filter,
                                  struct err *err)
{
    const char *given = request_query(request, "subject");
    if (!given)
        return ERR_OK;
    size_t len = strcspn(given, ":"), digits = 0;
    for (size_t i = 0; subject_kinds[i]; i++)
        if (strlen(subject_kinds[i]) == len && memcmp(subject_kinds[i], given, len) == 0)
            filter->kind = subject_kinds[i];
    if (given[len] == ':')
        digits = strspn(given + len + 1, "0123456789");
    for (size_t i = 0; i < digits && digits <= 18; i++)
        filter->subject = filter->subject * 10 + (given[len + 1 + i] - '0');
    if (!filter->kind || (given[len] && (!digits || digits > 18 || given[len + 1 + digits])))
        return err_set(err, ERR_INVALID,
                       "query parameter \"subject\": \"%.60s\" is not as test:17; kinds are test, "
                       "cluster, incident, triage, project",
                       given);
    return ERR_OK;
}

static enum err_code read_filter(const struct request *request, const char *const *states,
                                 struct filter *filter, struct err *err)
{
    int state;
    *filter = (struct filter){.state = NULL};
    try_(request_query_choice(request, "state", states, &state, err));
    if (state >= 0)
        filter->state = states[state];
    try_(request_query_int(request, "destination", 1, INT64_MAX, 0, &filter->destination, err));
    return read_subject(request, filter, err);
}

static void params_filter(struct params *params, const struct filter *filter)
{
    params_text(params, filter->state);
    if (filter->destination)
        params_int(params, filter->destination);
    else
        params_null(params);
    params_text(params, filter->kind);
    if (filter->subject)
        params_int(params, filter->subject);
    else
        params_null(params);
}

/* ---- Deliveries ---------------------------------------------------------------------------- */

static json_t *pack_delivery(const struct rows *rows, size_t row)
{
    char message[WEBHOOK_ID_SIZE];
    webhook_id(rows_text(rows, row, KEY), rows_int(rows, row, OUTBOX_ID), message);
    return json_pack(
        "{s:o, s:s, s:{s:o, s:o, s:o}, s:o, s:{s:o, s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "id", value_int(rows, row, ID), "message", message, "destination", "id",
        value_int(rows, row, DESTINATION), "name", value_text(rows, row, DESTINATION_NAME), "kind",
        value_text(rows, row, DESTINATION_KIND), "event", value_text(rows, row, EVENT), "subject",
        "kind", value_text(rows, row, SUBJECT_KIND), "id", value_int(rows, row, SUBJECT_ID), "name",
        value_text(rows, row, SUBJECT_NAME), "state", value_text(rows, row, STATE), "attempts",
        value_int(rows, row, ATTEMPTS), "added_at", value_time(rows, row, ADDED_AT), "due_at",
        value_time(rows, row, DUE_AT), "done_at", value_time(rows, row, DONE_AT), "status",
        value_int(rows, row, STATUS), "error", value_text(rows, row, ERROR));
}

static enum err_code find(struct request *request, const struct filter *filter, int64_t id,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    if (id)
        params_int(&params, id);
    else
        params_null(&params);
    params_filter(&params, filter);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_DELIVERY_PAGE, &params, rows, err);
}

enum err_code deliveries_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const states[] = {"pending", "delivered", "dead", NULL};
    static const char *const filters[] = {"state", "destination", "subject", NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "deliveries", request_project_id(request), filters, &page, err));
    try_(read_filter(request, states, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, 0, &page, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_delivery, place, err);
}

struct replay {
    struct request *request;
    int64_t delivery, destination; /* 0: all */
    int64_t count;
};

static enum err_code replay(struct db *db, void *context, struct err *err)
{
    struct replay *replay = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(replay->request));
    if (replay->delivery)
        params_int(&params, replay->delivery);
    else
        params_null(&params);
    if (replay->destination)
        params_int(&params, replay->destination);
    else
        params_null(&params);
    params_time(&params, request_now(replay->request));
    try_(db_run(db, QUERY_DELIVERY_REPLAY, &params, &rows, err));
    replay->count = rows_int(rows, 0, 0);
    if (replay->count == 0)
        return ERR_OK;
    json_t *after = json_pack("{s:I}", "replayed", (json_int_t)replay->count);
    struct audit audit = {.project_id = request_project_id(replay->request),
                          .now = request_now(replay->request),
                          .actor = request_caller(replay->request)->name,
                          .action = "delivery.replay",
                          .subject_kind = replay->delivery ? "delivery" : "destination",
                          .subject_id = replay->delivery ? replay->delivery : replay->destination,
                          .after = after};
    enum err_code code = after ? audit_add(db, &audit, err) : err_nomem(err);
    json_decref(after);
    return code;
}

enum err_code deliveries_replay(struct request *request, struct reply *reply, struct err *err)
{
    struct replay one = {.request = request};
    struct page page = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(request_path_id(request, "delivery", &one.delivery, err));
    try_(db_transaction(request_db(request), replay, &one, err));
    try_(find(request, &(struct filter){.state = NULL}, one.delivery, &page, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such delivery in this project");
    if (one.count == 0)
        return err_set(err, ERR_CONFLICT, "it is on its way already");
    return reply_json(reply, 200, pack_delivery(rows, 0), err);
}

enum err_code deliveries_replay_all(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"destination", NULL};
    struct replay all = {.request = request};
    bool given;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_int(body, "destination", 1, INT64_MAX, &given, &all.destination, err));
    try_(db_transaction(request_db(request), replay, &all, err));
    return reply_json(reply, 200, json_pack("{s:I}", "replayed", (json_int_t)all.count), err);
}

/* ---- Tickets ------------------------------------------------------------------------------- */

/* Columns of ticket_page. */
enum {
    OF,
    OF_NAME,
    OF_KIND,
    ABOUT_KIND,
    ABOUT_ID,
    ABOUT_NAME,
    TICKET_STATE,
    EXTERNAL_ID,
    URL,
    CHANGED_AT,
    PLACE_NUMBER,
    PLACE_WORD
};

static json_t *pack_ticket(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:{s:o, s:o, s:o}, s:{s:o, s:o, s:o}, s:o, s:o, s:o, s:o}", "destination", "id",
        value_int(rows, row, OF), "name", value_text(rows, row, OF_NAME), "kind",
        value_text(rows, row, OF_KIND), "subject", "kind", value_text(rows, row, ABOUT_KIND), "id",
        value_int(rows, row, ABOUT_ID), "name", value_text(rows, row, ABOUT_NAME), "state",
        value_text(rows, row, TICKET_STATE), "external_id", value_text(rows, row, EXTERNAL_ID),
        "url", value_text(rows, row, URL), "changed_at", value_time(rows, row, CHANGED_AT));
}

enum err_code tickets_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const states[] = {"making", "open", "closed", NULL};
    static const char *const filters[] = {"state", "destination", "subject", NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "tickets", request_project_id(request), filters, &page, err));
    try_(read_filter(request, states, &filter, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_filter(&params, &filter);
    page_params_number(&page, &params);
    page_params_word(&page, &params);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_TICKET_PAGE, &params, &rows, err));
    struct page_place place = {.number = PLACE_NUMBER, .word = PLACE_WORD, .id = OF};
    return page_answer(reply, &page, rows, pack_ticket, place, err);
}
