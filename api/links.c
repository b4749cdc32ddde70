/* Links between tests: what was renamed, as the service saw it or a person says; and their undoing.
 */
#include "api/links.h"

#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/watch.h"
#include "analyzer/flake/quarantine.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/quarantine.h"
#include "api/resources.h"
#include "api/values.h"

enum { REASON_MAX = 2000 };

/* Columns of link_page. */
enum {
    ID,
    OLD,
    NEW = OLD + TEST_COLUMNS,
    KIND = NEW + TEST_COLUMNS,
    REPORT,
    SHA,
    OPENED_BY,
    OPENED_AT,
    UNDONE_BY,
    UNDONE_AT,
    UNDO_REASON
};

static json_t *pack_link(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID),
        "old_test", value_test(rows, row, OLD), "new_test", value_test(rows, row, NEW), "kind",
        value_text(rows, row, KIND), "report", value_int(rows, row, REPORT), "commit",
        value_text(rows, row, SHA), "opened_by", value_text(rows, row, OPENED_BY), "opened_at",
        value_time(rows, row, OPENED_AT), "undone_by", value_text(rows, row, UNDONE_BY),
        "undone_at", value_time(rows, row, UNDONE_AT), "undo_reason",
        value_text(rows, row, UNDO_REASON));
}

/* ---- Reading them ---------------------------------------------------------------------------- */

/* @undone: 1, 0, or -1 for both. */
static enum err_code find(struct db *db, int32_t project_id, int64_t link_id, int undone,
                          int64_t test_id, const struct page *page, struct rows **rows,
                          struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    filter_params_id(&params, link_id);
    if (undone < 0)
        params_null(&params);
    else
        params_bool(&params, undone == 1);
    filter_params_id(&params, test_id);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(db, QUERY_LINK_PAGE, &params, rows, err);
}

enum err_code links_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"state", "test", NULL};
    static const char *const states[] = {"held", "undone", "all", NULL};
    struct page page;
    int state;
    int64_t test_id;
    try_(page_read(request, "links", request_project_id(request), filters, &page, err));
    try_(request_query_choice(request, "state", states, &state, err));
    try_(request_query_int(request, "test", 1, INT32_MAX, 0, &test_id, err));
    auto_rows struct rows *rows = NULL;
    int undone = state == 2 ? -1 : state == 1;
    try_(find(request_db(request), request_project_id(request), 0, undone, test_id, &page, &rows,
              err));
    struct page_place place = {.number = -1, .word = -1, .id = ID};
    return page_answer(reply, &page, rows, pack_link, place, err);
}

/* ---- Making and undoing one ------------------------------------------------------------------ */

struct change {
    struct request *request;
    int64_t link_id;
    int64_t old_test, new_test; /* of a new one */
    const char *reason;         /* or NULL */
    json_t *before, *link;      /* as it stood and stands; owned by the caller */
};

static enum err_code read_link(struct db *db, const struct change *change, json_t **link,
                               struct err *err)
{
    struct page page = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    json_decref(*link);
    *link = NULL;
    try_(find(db, request_project_id(change->request), change->link_id, -1, 0, &page, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such link");
    *link = pack_link(rows, 0);
    return *link ? ERR_OK : err_nomem(err);
}

static enum err_code note(struct db *db, const struct change *change, const char *action,
                          struct err *err)
{
    return audit_add(db,
                     &(struct audit){.project_id = request_project_id(change->request),
                                     .now = request_now(change->request),
                                     .actor = request_caller(change->request)->name,
                                     .action = action,
                                     .subject_kind = "link",
                                     .subject_id = change->link_id,
                                     .reason = change->reason,
                                     .before = change->before,
                                     .after = change->link},
                     err);
}

/* What the old test guards it guards by the name of the new one, or no longer. */
static enum err_code move_guards(struct db *db, const struct change *change, struct err *err)
{
    const json_t *old = json_object_get(json_object_get(change->link, "old_test"), "id");
    int32_t project_id = request_project_id(change->request);
    try_(quarantine_touch(db, project_id, err));
    return watch_evaluate_test(db, project_id, (int32_t)json_integer_value(old),
                               request_now(change->request), err);
}

static void params_ends(struct params *params, const struct change *change)
{
    params_int(params, request_project_id(change->request));
    params_int(params, change->old_test);
    params_int(params, change->new_test);
}

static enum err_code check_ends(struct db *db, const struct change *change, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_ends(&params, change);
    try_(db_run(db, QUERY_LINK_CHECK, &params, &rows, err));
    if (change->old_test == change->new_test)
        return err_set(err, ERR_INVALID, "field \"new_test\": it is the old test itself");
    if (rows_int(rows, 0, 0) < 2)
        return err_set(err, ERR_NOT_FOUND, "no such test");
    if (rows_bool(rows, 0, 1))
        return err_set(
            err, ERR_CONFLICT,
            "the old test goes on as the new one's predecessor already: undo that first");
    return ERR_OK;
}

static enum err_code add(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    try_(check_ends(db, change, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_ends(&params, change);
    params_text(&params, request_caller(change->request)->name);
    params_time(&params, request_now(change->request));
    try_(db_run(db, QUERY_LINK_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT,
                       "one of the two is linked already: undo that link first (links?test=ID)");
    change->link_id = rows_int(rows, 0, 0);
    try_(read_link(db, change, &change->link, err));
    try_(note(db, change, "link.open", err));
    return move_guards(db, change, err);
}

static enum err_code undo(struct db *db, void *context, struct err *err)
{
    struct change *change = context;
    try_(read_link(db, change, &change->before, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(change->request));
    params_int(&params, change->link_id);
    params_text(&params, request_caller(change->request)->name);
    params_time(&params, request_now(change->request));
    params_text(&params, change->reason);
    try_(db_run(db, QUERY_LINK_UNDO, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "the link was undone before");
    try_(read_link(db, change, &change->link, err));
    try_(note(db, change, "link.undo", err));
    return move_guards(db, change, err);
}

static enum err_code run(struct change *change, db_work *work, int status, struct reply *reply,
                         struct err *err)
{
    enum err_code code = db_transaction(request_db(change->request), work, change, err);
    json_decref(change->before);
    quarantine_note_change(change->request);
    if (code == ERR_OK)
        return reply_json(reply, status, change->link, err);
    json_decref(change->link);
    return code;
}

static enum err_code read_end(const json_t *body, const char *name, int64_t *test, struct err *err)
{
    bool given;
    try_(field_int(body, name, 1, INT32_MAX, &given, test, err));
    return given ? ERR_OK
                 : err_set(err, ERR_INVALID, "field \"%s\": needed; the id of a test", name);
}

enum err_code links_create(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"old_test", "new_test", "reason", NULL};
    struct change change = {.request = request};
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(read_end(body, "old_test", &change.old_test, err));
    try_(read_end(body, "new_test", &change.new_test, err));
    try_(request_field_text(body, "reason", REASON_MAX, &change.reason, err));
    return run(&change, add, 201, reply, err);
}

/* The reason stands in the query: what carries a DELETE may drop its body. */
enum err_code links_undo(struct request *request, struct reply *reply, struct err *err)
{
    struct change change = {.request = request, .reason = request_query(request, "reason")};
    try_(request_path_id(request, "link", &change.link_id, err));
    if (!change.reason || !change.reason[strspn(change.reason, " ")])
        return err_set(err, ERR_INVALID,
                       "query parameter \"reason\": needed; say why, for whoever reads it later");
    for (const char *c = change.reason; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            return err_set(err, ERR_INVALID,
                           "query parameter \"reason\": it has a control character");
    if (strlen(change.reason) > REASON_MAX)
        return err_set(err, ERR_INVALID, "query parameter \"reason\": it is longer than %d bytes",
                       REASON_MAX);
    return run(&change, undo, 200, reply, err);
}

/* ---- The other names of one test ------------------------------------------------------------- */

/* Columns of link_chain. */
enum {
    IS_LATER,
    TEST,
    LINK = TEST + TEST_COLUMNS,
    LINK_KIND,
    LINK_REPORT,
    LINK_SHA,
    LINK_BY,
    LINK_AT,
    EVENTS,
    QUARANTINE,
    BOTH_RUN
};

static json_t *pack_name(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "link",
                     value_int(rows, row, LINK), "test", value_test(rows, row, TEST), "kind",
                     value_text(rows, row, LINK_KIND), "report", value_int(rows, row, LINK_REPORT),
                     "commit", value_text(rows, row, LINK_SHA), "opened_by",
                     value_text(rows, row, LINK_BY), "opened_at", value_time(rows, row, LINK_AT),
                     "events", value_int(rows, row, EVENTS), "quarantine",
                     value_int(rows, row, QUARANTINE), "both_run", value_bool(rows, row, BOTH_RUN));
}

enum err_code links_add(struct request *request, int32_t test_id, json_t *test,
                        int32_t former[FORMER_MAX], size_t *count, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, test_id);
    params_int(&params, FORMER_MAX);
    try_(db_run(request_db(request), QUERY_LINK_CHAIN, &params, &rows, err));
    json_t *from = json_array(), *to = json_null();
    *count = 0;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (rows_bool(rows, row, IS_LATER)) {
            to = pack_name(rows, row);
        } else if (*count < FORMER_MAX) {
            former[(*count)++] = (int32_t)rows_int(rows, row, TEST);
            json_array_append_new(from, pack_name(rows, row));
        }
    }
    if (json_object_set_new(test, "renamed_from", from) |
        json_object_set_new(test, "renamed_to", to))
        return err_nomem(err);
    return json_array_size(from) == *count ? ERR_OK : err_nomem(err);
}
