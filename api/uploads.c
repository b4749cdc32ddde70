/* Uploads: what became of each, stored or refused. */
#include "api/resources.h"

#include <stdio.h>
#include <string.h>

#include "api/filters.h"
#include "api/page.h"
#include "api/values.h"

/* Columns of upload_page. */
enum {
    KIND,
    ID,
    RECEIVED_AT,
    BYTES,
    JOB,
    BRANCH,
    SHA,
    REPORT,
    BUILD,
    BUILD_KEY,
    SHARD,
    VARIANT,
    ATTEMPT,
    VERDICT,
    COUNTS,
    FILES = COUNTS + 6,
    SECONDS,
    DAMAGED,
    CAUSES,
    MISSING,
    LEFT_OUT,
    WARNINGS,
    ACTOR,
    PROBLEM,
    DETAIL,
    FILE_NAME,
    LINE,
    PARAMETERS,
    UNNOTED,
    NUMBER
};

struct filter {
    const char *kind; /* NULL: both */
    int64_t id;       /* 0: all */
    int damaged;      /* 1, 0; -1: not asked */
    const char *job, *branch;
    int64_t since, until;
    bool warnings;
};

/* ---- One upload as JSON ---------------------------------------------------------------------- */

static json_t *pack_counts(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "tests", value_int(rows, row, COUNTS),
                     "passed", value_int(rows, row, COUNTS + 1), "failed",
                     value_int(rows, row, COUNTS + 2), "errors", value_int(rows, row, COUNTS + 3),
                     "skipped", value_int(rows, row, COUNTS + 4), "flaky",
                     value_int(rows, row, COUNTS + 5));
}

static json_t *pack_stored(const struct rows *rows, size_t row)
{
    if (rows_null(rows, row, REPORT))
        return json_null();
    json_t *causes = value_json(rows, row, CAUSES);
    bool complete = json_array_size(causes) == 0;
    return json_pack("{s:o, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, "
                     "s:o, s:o}",
                     "report", value_int(rows, row, REPORT), "build", "id",
                     value_int(rows, row, BUILD), "key", value_text(rows, row, BUILD_KEY), "shard",
                     value_text(rows, row, SHARD), "variant", value_text(rows, row, VARIANT),
                     "attempt", value_int(rows, row, ATTEMPT), "verdict",
                     value_text(rows, row, VERDICT), "counts", pack_counts(rows, row), "files",
                     value_int(rows, row, FILES), "seconds", value_real(rows, row, SECONDS),
                     "damaged", value_bool(rows, row, DAMAGED), "complete", complete, "causes",
                     causes, "missing", value_json(rows, row, MISSING), "left_out_files",
                     value_int(rows, row, LEFT_OUT), "warnings", value_json(rows, row, WARNINGS));
}

static json_t *pack_refused(const struct rows *rows, size_t row)
{
    if (!rows_null(rows, row, REPORT))
        return json_null();
    json_t *parameters = value_json(rows, row, PARAMETERS);
    json_t *refused = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:O, s:O, s:o}", "actor", value_text(rows, row, ACTOR),
        "problem", value_text(rows, row, PROBLEM), "detail", value_text(rows, row, DETAIL), "file",
        value_text(rows, row, FILE_NAME), "line", value_int(rows, row, LINE), "parameters",
        json_object_get(parameters, "given"), "parameters_more",
        json_object_get(parameters, "more"), "unnoted", value_int(rows, row, UNNOTED));
    json_decref(parameters);
    return refused;
}

static json_t *pack_upload(const struct rows *rows, size_t row)
{
    bool stored = !rows_null(rows, row, REPORT);
    char id[32];
    snprintf(id, sizeof id, "%s%s", rows_text(rows, row, KIND), rows_text(rows, row, ID));
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "outcome",
                     stored ? "stored" : "refused", "received_at",
                     value_time(rows, row, RECEIVED_AT), "bytes", value_int(rows, row, BYTES),
                     "job", value_text(rows, row, JOB), "branch", value_text(rows, row, BRANCH),
                     "commit", value_text(rows, row, SHA), "stored", pack_stored(rows, row),
                     "refused", pack_refused(rows, row));
}

/* ---- The list -------------------------------------------------------------------------------- */

static enum err_code read_filter(const struct request *request, struct filter *filter,
                                 struct err *err)
{
    static const char *const outcomes[] = {"stored", "refused", NULL};
    static const char *const truths[] = {"false", "true", NULL};
    static const char *const withs[] = {"warnings", NULL};
    static const char *const kinds[] = {"s", "r"};
    int outcome, with;
    *filter = (struct filter){.job = request_query(request, "job"),
                              .branch = request_query(request, "branch")};
    try_(request_query_choice(request, "outcome", outcomes, &outcome, err));
    try_(request_query_choice(request, "damaged", truths, &filter->damaged, err));
    try_(request_query_choice(request, "with", withs, &with, err));
    try_(filter_time(request, "since", &filter->since, err));
    try_(filter_time(request, "until", &filter->until, err));
    filter->kind = outcome < 0 ? NULL : kinds[outcome];
    filter->warnings = with == 0;
    return ERR_OK;
}

static enum err_code find(struct request *request, const struct filter *filter,
                          const struct page *page, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_text(&params, filter->kind);
    if (filter->id)
        params_int(&params, filter->id);
    else
        params_null(&params);
    if (filter->damaged < 0)
        params_null(&params);
    else
        params_bool(&params, filter->damaged == 1);
    params_text(&params, filter->job);
    params_text(&params, filter->branch);
    params_time(&params, filter->since);
    params_time(&params, filter->until);
    params_bool(&params, filter->warnings);
    page_params_number(page, &params);
    page_params_word(page, &params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), QUERY_UPLOAD_PAGE, &params, rows, err);
}

enum err_code uploads_list(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const filters[] = {"outcome", "damaged", "job",  "branch",
                                          "since",   "until",   "with", NULL};
    struct page page;
    struct filter filter;
    try_(page_read(request, "uploads", request_project_id(request), filters, &page, err));
    try_(read_filter(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    struct page_place place = {.number = NUMBER, .word = KIND, .id = ID};
    return page_answer(reply, &page, rows, pack_upload, place, err);
}

/* ---- One of them ----------------------------------------------------------------------------- */

/* "s902" or "r17". */
static enum err_code read_id(const struct request *request, struct filter *filter, struct err *err)
{
    const char *text = request_path(request, "upload");
    *filter = (struct filter){.damaged = -1};
    size_t digits = *text ? strspn(text + 1, "0123456789") : 0;
    if ((*text != 's' && *text != 'r') || digits == 0 || digits > 18 || text[1] == '0' ||
        text[1 + digits])
        return err_set(err, ERR_NOT_FOUND,
                       "there is no upload \"%.100s\": s and the id of its report, or r and the "
                       "id of its refusal",
                       text);
    filter->kind = *text == 's' ? "s" : "r";
    for (size_t i = 1; i <= digits; i++)
        filter->id = filter->id * 10 + (text[i] - '0');
    return ERR_OK;
}

static enum err_code add_notes(struct request *request, const struct filter *filter, json_t *upload,
                               struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, *filter->kind == 's' ? filter->id : 0);
    try_(db_run(request_db(request), QUERY_UPLOAD_NOTES, &params, &rows, err));
    bool any = rows_count(rows) > 0;
    json_t *warnings = any ? value_json(rows, 0, 0) : json_array();
    json_t *left_out = any ? value_json(rows, 0, 1) : json_array();
    if (json_object_set_new(upload, "warnings", warnings) |
        json_object_set_new(upload, "left_out", left_out))
        return err_nomem(err);
    return ERR_OK;
}

enum err_code uploads_show(struct request *request, struct reply *reply, struct err *err)
{
    struct filter filter;
    struct page page = {.limit = 1};
    try_(read_id(request, &filter, err));
    auto_rows struct rows *rows = NULL;
    try_(find(request, &filter, &page, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such upload");
    json_t *upload = pack_upload(rows, 0);
    enum err_code code = upload ? add_notes(request, &filter, upload, err) : err_nomem(err);
    if (code != ERR_OK) {
        json_decref(upload);
        return code;
    }
    return reply_json(reply, 200, upload, err);
}
