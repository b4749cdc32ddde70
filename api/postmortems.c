/* Post-mortems: the document as it stands, its versions, and what people write into it. */
#include "analyzer/escape/postmortem.h"

#include "analyzer/escape/render.h"
#include "api/page.h"
#include "api/resources.h"
#include "common/text.h"

/* Answers with @document, whose reference is taken over, in the format that the query names. */
static enum err_code answer(struct request *request, int status, json_t *document,
                            struct reply *reply, struct err *err)
{
    static const char *const formats[] = {"json", "markdown", "html", NULL};
    int format = 0;
    auto_text struct text out = {0};
    if (status == 200 && request_query_choice(request, "format", formats, &format, err) != ERR_OK) {
        json_decref(document);
        return ERR_INVALID;
    }
    if (format <= 0)
        return reply_json(reply, status, document, err);
    if (format == 1)
        render_markdown(document, &out);
    else
        render_html(document, &out);
    json_decref(document);
    if (out.failed)
        return err_nomem(err);
    return reply_bytes(reply, 200,
                       format == 1 ? "text/markdown; charset=utf-8" : "text/html; charset=utf-8",
                       out.data, out.len, err);
}

enum err_code postmortems_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id, version;
    json_t *document = NULL;
    try_(request_path_id(request, "escape", &id, err));
    try_(request_query_int(request, "version", 1, INT32_MAX, 0, &version, err));
    enum err_code code = version
                             ? postmortem_read(request_db(request), request_project_id(request), id,
                                               version, &document, err)
                             : postmortem_build(request_db(request), request_project_id(request),
                                                id, request_now(request), &document, err);
    if (code != ERR_OK) {
        json_decref(document);
        return code;
    }
    return answer(request, 200, document, reply, err);
}

static enum err_code change_of(struct request *request, struct postmortem_change *change,
                               struct err *err)
{
    *change = (struct postmortem_change){.project_id = request_project_id(request),
                                         .actor = request_caller(request)->name,
                                         .now = request_now(request)};
    return request_path_id(request, "escape", &change->defect_id, err);
}

/* What people write has several lines. */
static enum err_code read_words(const json_t *body, const char **words, struct err *err)
{
    const json_t *field = json_object_get(body, "words");
    const char *text = json_string_value(field);
    *words = NULL;
    if (json_is_null(field))
        return ERR_OK;
    if (!text || !*text || !text_is_utf8(text, json_string_length(field)))
        return err_set(err, ERR_INVALID, "field \"words\": text, or null to take it away");
    for (const char *c = text; *c; c++)
        if (((unsigned char)*c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7F)
            return err_set(err, ERR_INVALID, "field \"words\": it has a control character");
    *words = text;
    return ERR_OK;
}

enum err_code postmortems_write(struct request *request, struct reply *reply, struct err *err)
{
    struct postmortem_change change;
    json_t *body;
    try_(change_of(request, &change, err));
    change.field = request_path(request, "field");
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"words", NULL}, err));
    try_(read_words(body, &change.words, err));
    enum err_code code = postmortem_write(request_db(request), &change, err);
    if (code != ERR_OK) {
        json_decref(change.document);
        return code;
    }
    return reply_json(reply, 200, change.document, err);
}

enum err_code postmortems_keep(struct request *request, struct reply *reply, struct err *err)
{
    struct postmortem_change change;
    json_t *body;
    try_(change_of(request, &change, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"state", NULL}, err));
    try_(field_choice(body, "state", postmortem_states, &change.state, err));
    if (!change.state)
        return err_set(err, ERR_INVALID,
                       "field \"state\": needed: draft, in_review, reviewed or closed");
    enum err_code code = postmortem_keep(request_db(request), &change, err);
    if (code != ERR_OK) {
        json_decref(change.document);
        return code;
    }
    return reply_json(reply, 201, change.document, err);
}

/* Columns of postmortem_list. */
enum { VERSION, STATE, FIELDS, FILLED, PROPOSED, WRITTEN, MADE_AT };

static json_t *pack_version(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version",
                     value_int(rows, row, VERSION), "state", value_text(rows, row, STATE), "fields",
                     value_int(rows, row, FIELDS), "filled", value_int(rows, row, FILLED),
                     "proposed", value_int(rows, row, PROPOSED), "written",
                     value_int(rows, row, WRITTEN), "made_at", value_time(rows, row, MADE_AT));
}

enum err_code postmortems_list(struct request *request, struct reply *reply, struct err *err)
{
    struct page page;
    int64_t id;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(request_path_id(request, "escape", &id, err));
    try_(page_read(request, "postmortems", id, (const char *const[]){NULL}, &page, err));
    params_int(&params, request_project_id(request));
    params_int(&params, id);
    page_params_id(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_POSTMORTEM_LIST, &params, &rows, err));
    struct page_place place = {.number = -1, .word = -1, .id = VERSION};
    return page_answer(reply, &page, rows, pack_version, place, err);
}
