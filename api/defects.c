/* Bugs: what got away, and what was caught. */
#include "api/defects.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/escape/facts.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/resources.h"
#include "api/values.h"

struct filter {
    const char *kind, *state;                   /* NULL: any */
    int64_t defect, from, before, duplicate_of; /* 0: any */
    const char *category, *trigger, *stage, *layer, *source, *service, *team, *words;
};

/* ---- One bug as JSON ------------------------------------------------------------------------- */

static json_t *show_field(const struct rows *rows, size_t row, int field)
{
    switch (defect_rows[field].type) {
    case DEFECT_NUMBER:
        return value_int(rows, row, field);
    case DEFECT_TRUTH:
        return value_bool(rows, row, field);
    case DEFECT_TIME:
        return value_time(rows, row, field);
    case DEFECT_LINE:
    case DEFECT_LINES:
    case DEFECT_ADDRESS:
    case DEFECT_WORD:
    case DEFECT_CHOICE:
    case DEFECT_DECIMAL:
    case DEFECT_SHA:
    default:
        return value_text(rows, row, field);
    }
}

json_t *defect_show(const struct rows *rows, size_t row)
{
    json_t *defect = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        value_int(rows, row, DEFECT_ID), "kind", value_text(rows, row, DEFECT_KIND), "source",
        value_text(rows, row, DEFECT_SOURCE), "key", value_text(rows, row, DEFECT_KEY),
        "service_id", value_int(rows, row, DEFECT_SERVICE_ID), "team",
        value_text(rows, row, DEFECT_TEAM), "layer_settled", value_bool(rows, row, DEFECT_SETTLED),
        "introduced_how", value_text(rows, row, DEFECT_INTRODUCED_HOW), "released_how",
        value_text(rows, row, DEFECT_RELEASED_HOW), "duplicate_of",
        value_int(rows, row, DEFECT_DUPLICATE_OF), "added_at",
        value_time(rows, row, DEFECT_ADDED_AT), "changed_at",
        value_time(rows, row, DEFECT_CHANGED_AT));
    for (int i = 0; defect && i < DEFECT_STORED; i++)
        if (json_object_set_new(defect, defect_rows[i].name, show_field(rows, row, i)) != 0) {
            json_decref(defect);
            return NULL;
        }
    return defect;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, filter->defect);
    params_text(&params, filter->kind);
    params_text(&params, filter->category);
    params_text(&params, filter->trigger);
    params_text(&params, filter->stage);
    params_text(&params, filter->layer);
    params_text(&params, filter->state);
    params_text(&params, filter->source);
    params_text(&params, filter->service);
    params_text(&params, filter->team);
    params_time(&params, filter->from);
    params_time(&params, filter->before);
    params_text(&params, filter->words);
    filter_params_id(&params, filter->duplicate_of);
    page_params_number(page, &params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_DEFECT_PAGE, &params, rows, err);
}

/* A word of a vocabulary, or @none. */
static enum err_code filter_word(const struct request *request, const struct defect_words *words,
                                 const char *name, const char *field, const char *none,
                                 const char **value, struct err *err)
{
    *value = request_query(request, name);
    if (!*value || (none && strcmp(*value, none) == 0) || defect_word_find(words, field, *value))
        return ERR_OK;
    return err_set(err, ERR_INVALID,
                   "query parameter \"%s\": \"%.60s\" is not known; GET /api/v1/vocabulary and the "
                   "project's own lists have the words",
                   name, *value);
}

static enum err_code read_filter(struct request *request, struct filter *filter, struct err *err)
{
    static const char *const kinds[] = {"escape", "catch", "known", "all", NULL};
    static const char *const states[] = {"open", "fixed", "closed", "invalid", "duplicate", NULL};
    struct defect_words words;
    int kind, state;
    *filter = (struct filter){.source = request_query(request, "source"),
                              .team = request_query(request, "team"),
                              .words = request_query(request, "q")};
    try_(request_query_choice(request, "kind", kinds, &kind, err));
    try_(request_query_choice(request, "state", states, &state, err));
    try_(request_query_int(request, "duplicate_of", 1, INT64_MAX, 0, &filter->duplicate_of, err));
    try_(filter_time(request, "from", &filter->from, err));
    try_(filter_time(request, "to", &filter->before, err));
    try_(defect_words_load(request_db(request), request_project_id(request), request_arena(request),
                           &words, err));
    try_(filter_word(request, &words, "category", "category", "unclassified", &filter->category,
                     err));
    try_(filter_word(request, &words, "trigger", "trigger", NULL, &filter->trigger, err));
    try_(filter_word(request, &words, "stage", "stage", NULL, &filter->stage, err));
    try_(filter_word(request, &words, "layer", "layer", NULL, &filter->layer, err));
    try_(filter_word(request, &words, "service", "service", NULL, &filter->service, err));
    filter->kind = kind < 0 || kind == 3 ? NULL : kinds[kind];
    filter->state = state < 0 ? NULL : states[state];
    return ERR_OK;
}

/* GET /api/v1/projects/{project}/defects */
enum err_code defects_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"kind",  "category", "trigger",      "stage", "layer",
                                          "state", "source",   "service",      "team",  "from",
                                          "to",    "q",        "duplicate_of", NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "defects", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    struct page_place place = {.number = DEFECT_PLACE, .word = -1, .id = DEFECT_ID};
    return page_answer(reply, &page, rows, defect_show, place, err);
}

static enum err_code find_one(struct request *request, int64_t defect_id, const char *kind,
                              struct rows **rows, struct err *err)
{
    struct filter filter = {.defect = defect_id, .kind = kind};
    struct page page = {.limit = 1};
    try_(find(request, &filter, &page, rows, err));
    if (rows_count(*rows))
        return ERR_OK;
    return kind ? facts_no_escape(request_db(request), request_project_id(request), defect_id, err)
                : err_set(err, ERR_NOT_FOUND, "there is no such bug");
}

enum err_code defect_find(struct request *request, int64_t defect_id, struct rows **rows,
                          struct err *err)
{
    return find_one(request, defect_id, NULL, rows, err);
}

static enum err_code answer(struct request *request, int64_t defect_id, const char *kind,
                            int status, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find_one(request, defect_id, kind, &rows, err));
    return reply_json(reply, status, defect_show(rows, 0), err);
}

/* GET /api/v1/projects/{project}/defects/{defect} */
enum err_code defects_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "defect", &id, err));
    return answer(request, id, NULL, 200, reply, err);
}

/* GET /api/v1/projects/{project}/escapes/{escape} */
enum err_code escapes_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "escape", &id, err));
    return answer(request, id, "escape", 200, reply, err);
}

/* ---- Changes --------------------------------------------------------------------------------- */

enum err_code defect_begin(struct request *request, const char *segment,
                           struct defect_change *change, struct err *err)
{
    *change = (struct defect_change){.project_id = request_project_id(request),
                                     .by = DEFECT_BY_HAND,
                                     .actor = request_caller(request)->name,
                                     .now = request_now(request),
                                     .source = "hand",
                                     .arena = request_arena(request)};
    return segment ? request_path_id(request, segment, &change->defect_id, err) : ERR_OK;
}

/* Numbers come as such, or as text; decimals as text, so that they are kept as they are. */
static enum err_code read_value(const json_t *value, const char *name, struct arena *arena,
                                const char **text, struct err *err)
{
    char number[24];
    *text = json_string_value(value);
    if (json_is_null(value) || (*text && strlen(*text) == json_string_length(value)))
        return ERR_OK;
    if (json_is_boolean(value)) {
        *text = json_is_true(value) ? "true" : "false";
        return ERR_OK;
    }
    if (!json_is_integer(value))
        return err_set(err, ERR_INVALID,
                       "field \"%s\": text, a whole number, true or false; a decimal is given as "
                       "text, so that it is kept exactly",
                       name);
    snprintf(number, sizeof number, "%" PRId64, (int64_t)json_integer_value(value));
    *text = arena_text(arena, number, strlen(number));
    return *text ? ERR_OK : err_nomem(err);
}

/* The fields of a bug, and @more, a text of at most @max bytes. */
static enum err_code read_body(struct request *request, struct defect_change *change,
                               const char *more, size_t max, const char **more_value,
                               struct err *err)
{
    const char *known[DEFECT_FIELDS + 2] = {more};
    json_t *body;
    for (int i = 0; i < DEFECT_FIELDS; i++)
        known[i + 1] = defect_rows[i].name;
    try_(request_json(request, &body, err));
    try_(request_fields(body, known, err));
    try_(request_field_text(body, more, max, more_value, err));
    for (int i = 0; i < DEFECT_FIELDS; i++) {
        const json_t *value = json_object_get(body, defect_rows[i].name);
        const char *text;
        if (!value)
            continue;
        try_(read_value(value, defect_rows[i].name, change->arena, &text, err));
        defect_give(&change->fields, (enum defect_field)i, text);
    }
    return ERR_OK;
}

static enum err_code create(struct db *db, void *context, struct err *err)
{
    /* what a first try filled in is not what was asked for */
    struct defect_change change = *(struct defect_change *)context;
    try_(defect_create(db, &change, err));
    ((struct defect_change *)context)->defect_id = change.defect_id;
    return ERR_OK;
}

static enum err_code set(struct db *db, void *context, struct err *err)
{
    struct defect_change change = *(struct defect_change *)context;
    return defect_change(db, &change, err);
}

/* POST /api/v1/projects/{project}/defects */
enum err_code defects_create(struct request *request, struct reply *reply, struct err *err)
{
    struct defect_change change;
    try_(defect_begin(request, NULL, &change, err));
    try_(read_body(request, &change, "key", DEFECT_KEY_MAX, &change.key, err));
    try_(db_transaction(request_db(request), create, &change, err));
    return answer(request, change.defect_id, NULL, 201, reply, err);
}

/* PATCH /api/v1/projects/{project}/defects/{defect} */
enum err_code defects_change(struct request *request, struct reply *reply, struct err *err)
{
    struct defect_change change;
    try_(defect_begin(request, "defect", &change, err));
    try_(read_body(request, &change, "reason", DEFECT_REASON_MAX, &change.reason, err));
    try_(db_transaction(request_db(request), set, &change, err));
    return answer(request, change.defect_id, NULL, 200, reply, err);
}

struct merge {
    struct defect_change change;
    int64_t into;
};

static enum err_code merge(struct db *db, void *context, struct err *err)
{
    struct merge *wanted = context;
    return defect_merge(db, &wanted->change, wanted->into, err);
}

/* POST /api/v1/projects/{project}/defects/{defect}/merge */
enum err_code defects_merge(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"into", "reason", NULL};
    struct merge wanted;
    bool given;
    json_t *body;
    try_(defect_begin(request, "defect", &wanted.change, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_int(body, "into", 1, INT64_MAX, &given, &wanted.into, err));
    try_(request_field_text(body, "reason", DEFECT_REASON_MAX, &wanted.change.reason, err));
    if (!given)
        return err_set(err, ERR_INVALID, "field \"into\": the bug that it is one with");
    try_(db_transaction(request_db(request), merge, &wanted, err));
    return answer(request, wanted.change.defect_id, NULL, 200, reply, err);
}
