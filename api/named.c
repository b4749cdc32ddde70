/* What a project calls by name: teams, services, populations, gates. Four resources of one form: a
 * list by name, PUT to make or change one, DELETE while nothing names it. */
#include "analyzer/escape/named.h"

#include "api/page.h"
#include "api/resources.h"

/* Columns of the pages. */
enum { ID, PLACE, ITEM };

static json_t *pack_item(const struct rows *rows, size_t row)
{
    return value_json(rows, row, ITEM);
}

static enum err_code find(struct request *request, enum named_kind kind, const char *name,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_text(&params, name);
    page_params_word(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), named_rows[kind].page, &params, rows, err);
}

static enum err_code list(struct request *request, enum named_kind kind, struct reply *reply,
                          struct err *err)
{
    struct page page;
    auto_rows struct rows *rows = NULL;
    try_(page_read(request, named_rows[kind].word, request_project_id(request),
                   (const char *const[]){NULL}, &page, err));
    try_(find(request, kind, NULL, &page, &rows, err));
    struct page_place place = {.number = -1, .word = PLACE, .id = ID};
    return page_answer(reply, &page, rows, pack_item, place, err);
}

static enum err_code show(struct request *request, enum named_kind kind, int status,
                          struct reply *reply, struct err *err)
{
    struct page one = {.limit = 1};
    auto_rows struct rows *rows = NULL;
    try_(find(request, kind, request_path(request, named_rows[kind].word), &one, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such %s in this project",
                       named_rows[kind].word);
    return reply_json(reply, status, pack_item(rows, 0), err);
}

static struct named_change change_of(struct request *request, enum named_kind kind)
{
    return (struct named_change){.project_id = request_project_id(request),
                                 .now = request_now(request),
                                 .actor = request_caller(request)->name,
                                 .kind = kind,
                                 .name = request_path(request, named_rows[kind].word)};
}

static enum err_code put(struct request *request, enum named_kind kind, struct reply *reply,
                         struct err *err)
{
    struct named_change change = change_of(request, kind);
    json_t *body;
    try_(request_json(request, &body, err));
    change.body = body;
    try_(named_put(request_db(request), &change, err));
    return show(request, kind, change.created ? 201 : 200, reply, err);
}

static enum err_code drop(struct request *request, enum named_kind kind, struct reply *reply,
                          struct err *err)
{
    struct named_change change = change_of(request, kind);
    try_(named_remove(request_db(request), &change, err));
    return reply_json(reply, 200, json_pack("{s:s, s:b}", "name", change.name, "removed", 1), err);
}

/* The four handlers of a kind: no more than its name told to those above. */
#define HANDLERS(resource, kind)                                                                   \
    enum err_code resource##_list(struct request *request, struct reply *reply, struct err *err)   \
    {                                                                                              \
        return list(request, kind, reply, err);                                                    \
    }                                                                                              \
    enum err_code resource##_show(struct request *request, struct reply *reply, struct err *err)   \
    {                                                                                              \
        return show(request, kind, 200, reply, err);                                               \
    }                                                                                              \
    enum err_code resource##_put(struct request *request, struct reply *reply, struct err *err)    \
    {                                                                                              \
        return put(request, kind, reply, err);                                                     \
    }                                                                                              \
    enum err_code resource##_remove(struct request *request, struct reply *reply, struct err *err) \
    {                                                                                              \
        return drop(request, kind, reply, err);                                                    \
    }

HANDLERS(teams, NAMED_TEAM)
HANDLERS(services, NAMED_SERVICE)
HANDLERS(populations, NAMED_POPULATION)
HANDLERS(gates, NAMED_GATE)
