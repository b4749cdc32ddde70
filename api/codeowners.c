/* The CODEOWNERS file of a project: what is in force, where it came from, and what of it can't be
 * used. One that was put here by hand is not replaced by uploads. */
#include "api/resources.h"

#include <string.h>

#include "analyzer/audit.h"
#include "api/values.h"
#include "common/text.h"
#include "ingest/owners.h"
#include "ingest/store_labels.h"

enum { NAME_MAX_BYTES = 255 };

/* Columns of code_owners_get. */
enum { NAME, TEXT, COMMIT, PUT_BY, TAKEN_AT };

struct change {
    struct request *request;
    const char *name, *text; /* text NULL: taken away */
};

static enum err_code read_row(struct request *request, struct db *db, struct rows **rows,
                              struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    return db_run(db, QUERY_CODE_OWNERS_GET, &params, rows, err);
}

static json_t *pack_problems(const struct owners *owners)
{
    json_t *list = json_array();
    for (size_t i = 0; i < owners->problem_count && i < OWNERS_PROBLEMS_MAX; i++)
        json_array_append_new(list,
                              json_pack("{s:I, s:s}", "line", (json_int_t)owners->problems[i].line,
                                        "detail", owners->problems[i].what));
    return list;
}

static enum err_code pack(const struct rows *rows, json_t **document, struct err *err)
{
    struct owners owners;
    const char *text = rows_text(rows, 0, TEXT);
    enum err_code code = owners_read(&owners, rows_text(rows, 0, NAME), text, strlen(text), err);
    if (code == ERR_OK) {
        *document = json_pack("{s:o, s:o, s:s, s:I, s:I, s:o, s:o, s:o, s:o}", "name",
                              value_text(rows, 0, NAME), "text", value_text(rows, 0, TEXT),
                              "syntax", owners.syntax == PATH_GITLAB ? "gitlab" : "github", "rules",
                              (json_int_t)owners.rule_count, "problems_total",
                              (json_int_t)owners.problem_count, "problems", pack_problems(&owners),
                              "commit", value_text(rows, 0, COMMIT), "put_by",
                              value_text(rows, 0, PUT_BY), "since", value_time(rows, 0, TAKEN_AT));
        code = *document ? ERR_OK : err_nomem(err);
    }
    owners_free(&owners);
    return code;
}

enum err_code codeowners_show(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    json_t *document = NULL;
    try_(read_row(request, request_db(request), &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "no CODEOWNERS file has come with an upload, and none was put here");
    try_(pack(rows, &document, err));
    return reply_json(reply, 200, document, err);
}

/* What the audit keeps of the file: not its text, which may be large. */
static json_t *pack_audit(const struct rows *rows)
{
    if (rows_count(rows) == 0)
        return NULL;
    return json_pack("{s:o, s:I, s:o, s:o, s:o}", "name", value_text(rows, 0, NAME), "bytes",
                     (json_int_t)strlen(rows_text(rows, 0, TEXT)), "commit",
                     value_text(rows, 0, COMMIT), "put_by", value_text(rows, 0, PUT_BY), "since",
                     value_time(rows, 0, TAKEN_AT));
}

static enum err_code write_row(struct db *db, const struct change *change, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(change->request));
    if (!change->text)
        return db_run(db, QUERY_CODE_OWNERS_REMOVE, &params, NULL, err);
    unsigned char digest[16];
    labels_digest(change->name, change->text, digest);
    params_text(&params, change->name);
    params_text(&params, change->text);
    params_uuid(&params, digest);
    params_text(&params, request_caller(change->request)->name);
    params_time(&params, request_now(change->request));
    return db_run(db, QUERY_CODE_OWNERS_PUT, &params, NULL, err);
}

static enum err_code work(struct db *db, void *context, struct err *err)
{
    const struct change *change = context;
    auto_rows struct rows *was = NULL, *is = NULL;
    try_(read_row(change->request, db, &was, err));
    if (!change->text && rows_count(was) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no CODEOWNERS file");
    try_(write_row(db, change, err));
    try_(read_row(change->request, db, &is, err));
    json_t *before = pack_audit(was), *after = pack_audit(is);
    enum err_code code =
        audit_add(db,
                  &(struct audit){
                      .project_id = request_project_id(change->request),
                      .now = request_now(change->request),
                      .actor = request_caller(change->request)->name,
                      .action = change->text ? "codeowners.put" : "codeowners.remove",
                      .subject_kind = "project",
                      .subject_id = request_project_id(change->request),
                      .before = before,
                      .after = after,
                  },
                  err);
    json_decref(before);
    json_decref(after);
    return code;
}

static enum err_code read_put(struct request *request, struct change *change, struct err *err)
{
    struct owners owners;
    size_t len;
    change->text = request_text(request, &len);
    change->name = request_query(request, "name");
    if (!change->name)
        change->name = "CODEOWNERS";
    if (!*change->name || strlen(change->name) > NAME_MAX_BYTES ||
        !text_is_utf8(change->name, strlen(change->name)))
        return err_set(err, ERR_INVALID,
                       "query parameter \"name\": the path of the file, 1 to %d bytes",
                       NAME_MAX_BYTES);
    enum err_code code = owners_read(&owners, change->name, change->text, len, err);
    size_t rules = owners.rule_count, problems = owners.problem_count;
    owners_free(&owners);
    if (code == ERR_OK && rules == 0)
        return err_set(err, ERR_INVALID,
                       "body: it is no CODEOWNERS file, none of its lines (%zu "
                       "of them not understood) gives owners to a path",
                       problems);
    return code == ERR_LIMIT ? err_set(err, ERR_INVALID, "body: it is too large") : code;
}

enum err_code codeowners_put(struct request *request, struct reply *reply, struct err *err)
{
    struct change change = {.request = request};
    try_(read_put(request, &change, err));
    try_(db_transaction(request_db(request), work, &change, err));
    return codeowners_show(request, reply, err);
}

/* Answers with what was in force. */
enum err_code codeowners_remove(struct request *request, struct reply *reply, struct err *err)
{
    struct change change = {.request = request};
    auto_rows struct rows *rows = NULL;
    json_t *document = NULL;
    try_(read_row(request, request_db(request), &rows, err));
    try_(db_transaction(request_db(request), work, &change, err));
    try_(pack(rows, &document, err));
    return reply_json(reply, 200, document, err);
}
