/* Exposure: on which days an escape could have shown itself, and how much went out on each. */
#include "analyzer/audit.h"
#include "analyzer/escape/named.h"
#include "analyzer/escape/watch.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"
#include "common/clock.h"

enum { DAYS_MAX = 3700, DAYS_USUAL = 90, REASON_MAX = 2000 };
static const int64_t DAY = INT64_C(86400) * 1000000;

/* Columns of exposure_days. */
enum { DAY_OF, DEPLOYMENTS, RUNS, OBSERVED };

static json_t *pack_day(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "day", value_text(rows, row, DAY_OF), "deployments",
                     value_int(rows, row, DEPLOYMENTS), "runs", value_int(rows, row, RUNS),
                     "observed", value_bool(rows, row, OBSERVED));
}

/* All days together. */
static json_t *pack_sum(const struct rows *rows)
{
    int64_t days = 0, deployments = 0, runs = 0;
    for (size_t row = 0; row < rows_count(rows); row++)
        if (rows_bool(rows, row, OBSERVED)) {
            days++;
            deployments += rows_int(rows, row, DEPLOYMENTS);
            runs += rows_int(rows, row, RUNS);
        }
    return json_pack("{s:I, s:I, s:I}", "days", (json_int_t)days, "deployments",
                     (json_int_t)deployments, "runs", (json_int_t)runs);
}

enum err_code exposure_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t service, from, to;
    try_(filter_service(request, &service, err));
    try_(filter_time(request, "from", &from, err));
    try_(filter_time(request, "to", &to, err));
    if (!to)
        to = request_now(request);
    if (!from)
        from = to - (DAYS_USUAL - 1) * DAY;
    if (from > to || to - from > DAYS_MAX * DAY)
        return err_set(err, ERR_INVALID,
                       "query parameters \"from\" and \"to\": in this order, and at most %d days",
                       DAYS_MAX);
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    if (service)
        params_int(&params, service);
    else
        params_null(&params);
    params_time(&params, from);
    params_time(&params, to);
    try_(db_run(request_db(request), QUERY_EXPOSURE_DAYS, &params, &rows, err));
    return reply_json(
        reply, 200,
        json_pack("{s:o, s:o}", "observed", pack_sum(rows), "days", value_list(rows, pack_day)),
        err);
}

/* ---- Days without observation -----------------------------------------------------------------
 */

/* Columns of unobserved_page. */
enum { ID, SERVICE, FROM_DAY, TO_DAY, REASON };

static json_t *pack_stretch(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID), "service",
                     value_text(rows, row, SERVICE), "from", value_text(rows, row, FROM_DAY), "to",
                     value_text(rows, row, TO_DAY), "reason", value_text(rows, row, REASON));
}

enum err_code unobserved_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, "unobserved", request_project_id(request),
                   (const char *const[]){"service", NULL}, &page, err));
    params_int(&params, request_project_id(request));
    params_text(&params, request_query(request, "service"));
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_UNOBSERVED_PAGE, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_stretch, place, err);
}

struct stretch {
    struct request *request;
    const char *service, *reason;
    int64_t from, to;
    int64_t id;
};

static enum err_code note(struct db *db, const struct stretch *stretch, const struct rows *rows,
                          bool added, struct err *err)
{
    json_t *row = json_loads(rows_text(rows, 0, 1), 0, NULL);
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = request_project_id(stretch->request),
                                       .now = request_now(stretch->request),
                                       .actor = request_caller(stretch->request)->name,
                                       .action = added ? "unobserved.create" : "unobserved.remove",
                                       .subject_kind = "unobserved",
                                       .subject_id = rows_int(rows, 0, 0),
                                       .reason = stretch->reason,
                                       .before = added ? NULL : row,
                                       .after = added ? row : NULL,
                                   },
                                   err);
    json_decref(row);
    return code;
}

/* Days without observation are no exposure: what rests on exposure may be otherwise now. */
static enum err_code look_again(struct db *db, const struct stretch *stretch, struct err *err)
{
    return watch_evaluate(db, request_project_id(stretch->request), NULL, stretch->service,
                          request_now(stretch->request), err);
}

static enum err_code add(struct db *db, void *context, struct err *err)
{
    struct stretch *stretch = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(stretch->request));
    params_text(&params, stretch->service);
    params_time(&params, stretch->from);
    params_time(&params, stretch->to);
    params_text(&params, stretch->reason);
    try_(db_run(db, QUERY_UNOBSERVED_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INVALID,
                       "field \"service\": there is no such service in this project");
    stretch->id = rows_int(rows, 0, 0);
    try_(note(db, stretch, rows, true, err));
    return look_again(db, stretch, err);
}

static enum err_code drop(struct db *db, void *context, struct err *err)
{
    const struct stretch *stretch = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(stretch->request));
    params_int(&params, stretch->id);
    try_(db_run(db, QUERY_UNOBSERVED_REMOVE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there are no such days in this project");
    try_(note(db, stretch, rows, false, err));
    return look_again(db, stretch, err);
}

enum err_code unobserved_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"service", "from", "to", "reason", NULL};
    struct stretch stretch = {.request = request};
    const char *from, *to;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(request_field_text(body, "service", NAMED_NAME_MAX, &stretch.service, err));
    try_(request_field_text(body, "from", CLOCK_TEXT_SIZE, &from, err));
    try_(request_field_text(body, "to", CLOCK_TEXT_SIZE, &to, err));
    try_(request_field_text(body, "reason", REASON_MAX, &stretch.reason, err));
    if (!from || !to || !clock_parse(from, &stretch.from) || !clock_parse(to, &stretch.to) ||
        stretch.from > stretch.to)
        return err_set(err, ERR_INVALID, "fields \"from\" and \"to\": two days, in this order");
    if (!stretch.reason || !*stretch.reason)
        return err_set(err, ERR_INVALID, "field \"reason\": needed");
    try_(db_transaction(request_db(request), add, &stretch, err));
    return reply_json(reply, 201, json_pack("{s:I}", "id", (json_int_t)stretch.id), err);
}

enum err_code unobserved_remove(struct request *request, struct reply *reply, struct err *err)
{
    struct stretch stretch = {.request = request};
    try_(request_path_id(request, "unobserved", &stretch.id, err));
    try_(db_transaction(request_db(request), drop, &stretch, err));
    return reply_json(reply, 200,
                      json_pack("{s:I, s:b}", "id", (json_int_t)stretch.id, "removed", 1), err);
}
