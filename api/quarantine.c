/* Quarantine: who is excused, since when, why and until when; and its opening and end by hand. */
#include "api/quarantine.h"

#include <string.h>

#include "analyzer/flake/quarantine.h"
#include "api/filters.h"
#include "api/resources.h"
#include "api/values.h"
#include "common/text.h"

enum { NAME_BYTES_MAX = 8192, OWNER_MAX = 200, TICKET_MAX = 500, BRANCH_MAX = 255 };

/* Columns of quarantine_page. */
enum {
    ID,
    TEST,
    STATE = TEST + TEST_COLUMNS,
    REASON,
    OPENED_BY,
    OPENED_AT,
    ACTIVATED_AT,
    REVIEW_AT,
    EXPIRED,
    OWNER,
    TICKET,
    SIGNATURES,
    EVIDENCE,
    CLOSED_AT,
    CLOSED_BY,
    CLOSE_REASON,
    BRANCHES,
    RETURNS,
    HELD_BY,
    HELD_WHY,
    PROVING_AT,
    FIX_COMMIT,
    BROKEN_AT,
    DECISION,
    GAP
};

const char *const quarantine_states[] = {"open",    "proposed", "active", "proving",
                                         "expired", "closed",   "all",    NULL};

bool quarantine_state_known(const char *state)
{
    const char *const *known = quarantine_states;
    while (*known && strcmp(*known, state) != 0)
        known++;
    return *known != NULL;
}

json_t *quarantine_pack(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "id", value_int(rows, row, ID), "test", value_test(rows, row, TEST), "state",
        value_text(rows, row, STATE), "reason", value_text(rows, row, REASON), "opened_by",
        value_text(rows, row, OPENED_BY), "opened_at", value_time(rows, row, OPENED_AT),
        "activated_at", value_time(rows, row, ACTIVATED_AT), "review_at",
        value_time(rows, row, REVIEW_AT), "expired", rows_bool(rows, row, EXPIRED), "owner",
        value_text(rows, row, OWNER), "ticket", value_text(rows, row, TICKET), "signatures",
        value_json(rows, row, SIGNATURES), "evidence", value_json(rows, row, EVIDENCE), "closed_at",
        value_time(rows, row, CLOSED_AT), "closed_by", value_text(rows, row, CLOSED_BY),
        "close_reason", value_text(rows, row, CLOSE_REASON), "branches",
        value_json(rows, row, BRANCHES), "returns", value_int(rows, row, RETURNS), "held_by",
        value_text(rows, row, HELD_BY), "held_why", value_text(rows, row, HELD_WHY), "proving_at",
        value_time(rows, row, PROVING_AT), "fix_commit", value_text(rows, row, FIX_COMMIT),
        "broken_at", value_time(rows, row, BROKEN_AT), "decision", value_text(rows, row, DECISION),
        "gap", value_text(rows, row, GAP));
}

enum err_code quarantine_find(struct request *request, const struct quarantine_filter *filter,
                              struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_text(&params, filter->state);
    filter_params_id(&params, filter->id);
    filter_params_id(&params, filter->test_id);
    filter_params_id(&params, filter->page && filter->page->after ? filter->page->id : 0);
    params_int(&params, filter->limit);
    params_time(&params, request_now(request));
    params_text(&params, filter->owner);
    params_text(&params, filter->words);
    return db_run(request_db(request), QUERY_QUARANTINE_PAGE, &params, rows, err);
}

enum err_code quarantine_answer(struct request *request, int64_t quarantine_id, int status,
                                struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    struct quarantine_filter filter = {.state = "all", .id = quarantine_id, .limit = 1};
    try_(quarantine_find(request, &filter, &rows, err));
    if (quarantine_id == 0 || rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such quarantine");
    return reply_json(reply, status, quarantine_pack(rows, 0), err);
}

enum err_code quarantine_show(struct request *request, struct reply *reply, struct err *err)
{
    int64_t quarantine_id;
    try_(request_path_id(request, "quarantine", &quarantine_id, err));
    return quarantine_answer(request, quarantine_id, 200, reply, err);
}

/* The test that a body names by its name. */
static enum err_code find_test(struct request *request, const json_t *names, int32_t *test_id,
                               struct err *err)
{
    static const char *const fields[] = {"classname", "name", "suite", "variant", NULL};
    const char *classname, *name, *suite, *variant;
    try_(request_fields(names, fields, err));
    try_(request_field_text(names, "classname", NAME_BYTES_MAX, &classname, err));
    try_(request_field_text(names, "name", NAME_BYTES_MAX, &name, err));
    try_(request_field_text(names, "suite", NAME_BYTES_MAX, &suite, err));
    try_(request_field_text(names, "variant", NAME_BYTES_MAX, &variant, err));
    if (!classname || !name)
        return err_set(err, ERR_INVALID,
                       "field \"test\": classname and name are needed, or the id");
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_text(&params, classname);
    params_text(&params, name);
    params_text(&params, suite);
    params_text(&params, variant);
    try_(db_run(request_db(request), QUERY_TEST_FIND, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no test of that name was ever reported");
    if (rows_count(rows) > 1)
        return err_set(
            err, ERR_INVALID,
            "field \"test\": several tests have that name; add suite or variant, or give the id");
    *test_id = (int32_t)rows_int(rows, 0, 0);
    return ERR_OK;
}

enum err_code quarantine_read_test(struct request *request, const json_t *body, int32_t *test_id,
                                   struct err *err)
{
    const json_t *test = json_object_get(body, "test");
    if (json_is_object(test))
        return find_test(request, test, test_id, err);
    if (!json_is_integer(test))
        return err_set(err, ERR_INVALID,
                       "field \"test\": needed; the id, or an object with classname and name");
    if (json_integer_value(test) < 1 || json_integer_value(test) > INT32_MAX)
        return err_set(err, ERR_NOT_FOUND, "no such test");
    *test_id = (int32_t)json_integer_value(test);
    return ERR_OK;
}

static enum err_code read_signatures(struct request *request, const json_t *body,
                                     struct quarantine_request *open, struct err *err)
{
    const json_t *given = json_object_get(body, "signatures");
    if (!given || json_is_null(given))
        return ERR_OK;
    size_t count = json_array_size(given);
    if (count < 1 || count > QUARANTINE_SIGNATURES_MAX)
        return err_set(
            err, ERR_INVALID,
            "field \"signatures\": 1 to %d ids; leave it out to cover what was seen lately",
            QUARANTINE_SIGNATURES_MAX);
    int64_t *ids = arena_zalloc(request_arena(request), count, sizeof *ids);
    if (!ids)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        ids[i] = json_integer_value(json_array_get(given, i));
        if (ids[i] < 1)
            return err_set(err, ERR_INVALID, "field \"signatures\": ids are integers from 1");
    }
    open->signatures = ids;
    open->signature_count = count;
    return ERR_OK;
}

enum err_code quarantine_read_review(const json_t *body, int64_t now, int64_t *review_at,
                                     struct err *err)
{
    bool given;
    int64_t days;
    try_(field_time(body, "review_at", now, QUARANTINE_REVIEW_MAX_DAYS, review_at, err));
    try_(field_int(body, "review_days", 1, QUARANTINE_REVIEW_MAX_DAYS, &given, &days, err));
    if (given && *review_at)
        return err_set(err, ERR_INVALID, "field \"review_days\": give it or review_at, not both");
    if (given)
        *review_at = now + days * INT64_C(86400) * 1000000;
    return ERR_OK;
}

enum err_code quarantine_read_reason(const json_t *body, const char **reason, struct err *err)
{
    try_(request_field_text(body, "reason", QUARANTINE_REASON_MAX, reason, err));
    if (!*reason || !(*reason)[strspn(*reason, " ")])
        return err_set(err, ERR_INVALID,
                       "field \"reason\": needed; say why, for whoever reads it later");
    return ERR_OK;
}

static enum err_code read_branches(struct request *request, const json_t *body,
                                   struct quarantine_request *open, struct err *err)
{
    const json_t *given = json_object_get(body, "branches");
    if (!given)
        return ERR_OK;
    size_t count = json_array_size(given);
    if ((!json_is_array(given) && !json_is_null(given)) || count > QUARANTINE_BRANCHES_MAX)
        return err_set(err, ERR_INVALID,
                       "field \"branches\": up to %d globs; null or none: on all branches",
                       QUARANTINE_BRANCHES_MAX);
    const char **globs = arena_zalloc(request_arena(request), count + 1, sizeof *globs);
    if (!globs)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        globs[i] = json_string_value(json_array_get(given, i));
        if (!globs[i] || !*globs[i] || strlen(globs[i]) > BRANCH_MAX)
            return err_set(err, ERR_INVALID, "field \"branches\": globs of 1 to %d bytes",
                           BRANCH_MAX);
    }
    open->branches = globs;
    open->branch_count = count;
    return ERR_OK;
}

static enum err_code read_open(struct request *request, struct quarantine_request *open,
                               struct err *err)
{
    static const char *const fields[] = {"test",      "reason",      "owner",      "ticket",
                                         "review_at", "review_days", "signatures", "branches",
                                         "force",     NULL};
    json_t *body;
    bool given;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(quarantine_read_reason(body, &open->reason, err));
    try_(request_field_text(body, "owner", OWNER_MAX, &open->owner, err));
    try_(request_field_text(body, "ticket", TICKET_MAX, &open->ticket, err));
    try_(quarantine_read_review(body, open->now, &open->review_at, err));
    try_(field_bool(body, "force", &given, &open->force, err));
    try_(read_signatures(request, body, open, err));
    try_(read_branches(request, body, open, err));
    return quarantine_read_test(request, body, &open->test_id, err);
}

enum err_code quarantine_create(struct request *request, struct reply *reply, struct err *err)
{
    struct quarantine_request open = {.project_id = request_project_id(request),
                                      .actor = request_caller(request)->name,
                                      .now = request_now(request)};
    int64_t quarantine_id;
    bool created;
    try_(read_open(request, &open, err));
    try_(quarantine_open(request_db(request), &open, &quarantine_id, &created, err));
    quarantine_note_change(request);
    return quarantine_answer(request, quarantine_id, created ? 201 : 200, reply, err);
}

enum err_code quarantine_end(struct request *request, struct reply *reply, struct err *err)
{
    int64_t quarantine_id;
    json_t *body;
    const char *reason;
    try_(request_path_id(request, "quarantine", &quarantine_id, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"reason", NULL}, err));
    try_(quarantine_read_reason(body, &reason, err));
    try_(quarantine_release(request_db(request), request_project_id(request), quarantine_id, reason,
                            request_caller(request)->name, request_now(request), err));
    quarantine_note_change(request);
    return quarantine_answer(request, quarantine_id, 200, reply, err);
}
