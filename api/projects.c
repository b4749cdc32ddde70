/* Projects: a body of tests with its own policy, tokens and history. */
#include "api/resources.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/policy.h"
#include "api/page.h"
#include "api/values.h"
#include "ingest/path_rules.h"

enum { NAME_MAX_BYTES = 64 };

/* Columns of project_page. */
enum {
    PROJECT_ID,
    NAME,
    AUTO_ACTIVATE,
    REVIEW_DAYS,
    MIN_SHARE,
    CREATED_AT,
    DEFAULT_BRANCH,
    PATH_RULES,
    PUBLIC_UPLOAD
};

/* The policy of three columns from @first. */
static json_t *pack_policy(const struct rows *rows, size_t row, int first)
{
    /* a real has six digits that mean something; 0.75 is not to become 0.7500000001 */
    double share = round(rows_real(rows, row, first + 2) * 1e6) / 1e6;
    return json_pack("{s:o, s:o, s:f}", "auto_activate", value_bool(rows, row, first),
                     "review_days", value_int(rows, row, first + 1), "min_share", share);
}

/* Packs row @row of project_page, with what the project holds. */
static enum err_code pack_project(struct db *db, const struct rows *projects, size_t row,
                                  json_t **packed, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *counts = NULL;
    params_int(&params, rows_int(projects, row, PROJECT_ID));
    try_(db_run(db, QUERY_PROJECT_COUNTS, &params, &counts, err));
    *packed = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
                        value_text(projects, row, NAME), "policy",
                        pack_policy(projects, row, AUTO_ACTIVATE), "default_branch",
                        value_text(projects, row, DEFAULT_BRANCH), "path_rules",
                        value_json(projects, row, PATH_RULES), "public_upload",
                        value_bool(projects, row, PUBLIC_UPLOAD), "created_at",
                        value_time(projects, row, CREATED_AT), "tests", value_int(counts, 0, 0),
                        "builds", value_int(counts, 0, 1), "flaky", value_int(counts, 0, 2),
                        "quarantined", value_int(counts, 0, 3));
    return *packed ? ERR_OK : err_nomem(err);
}

/* Answers with one project. */
static enum err_code answer_project(struct db *db, int32_t project_id, int status,
                                    struct reply *reply, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_null(&params);
    params_int(&params, 1);
    try_(db_run(db, QUERY_PROJECT_PAGE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such project");
    json_t *project = NULL;
    try_(pack_project(db, rows, 0, &project, err));
    return reply_json(reply, status, project, err);
}

/* What a project holds is counted one project at a time: a statement stays in its project. */
enum err_code projects_list(struct request *request, struct reply *reply, struct err *err)
{
    const struct caller *caller = request_caller(request);
    struct page page;
    try_(page_read(request, "projects", caller->project_id, (const char *const[]){NULL}, &page,
                   err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    if (caller->project_id)
        params_int(&params, caller->project_id);
    else
        params_null(&params);
    page_params_word(&page, &params);
    params_int(&params, page_fetch(&page));
    try_(db_run(request_db(request), QUERY_PROJECT_PAGE, &params, &rows, err));
    json_t *items = json_array();
    for (size_t row = 0; row < rows_count(rows) && row < (size_t)page.limit; row++) {
        json_t *item = NULL;
        enum err_code code = pack_project(request_db(request), rows, row, &item, err);
        if (code != ERR_OK || json_array_append_new(items, item) != 0) {
            json_decref(items);
            return code != ERR_OK ? code : err_nomem(err);
        }
    }
    struct page_place place = {.number = -1, .word = NAME, .id = -1};
    return page_answer_items(reply, &page, rows, items, place, err);
}

enum err_code projects_show(struct request *request, struct reply *reply, struct err *err)
{
    return answer_project(request_db(request), request_project_id(request), 200, reply, err);
}

/* Lower-case letters, digits, dot, dash and underscore, not led by a mark: what the schema holds
 * names to, told in words. */
static bool name_ok(const char *name)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(name);
    return len >= 1 && len <= NAME_MAX_BYTES && strchr(first, name[0]) && strspn(name, all) == len;
}

enum err_code projects_create(struct request *request, struct reply *reply, struct err *err)
{
    if (request_caller(request)->project_id)
        return err_set(err, ERR_FORBIDDEN,
                       "a token of one project makes no others; use one that is good for all");
    json_t *body;
    const char *name;
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"name", NULL}, err));
    try_(request_field_text(body, "name", NAME_MAX_BYTES, &name, err));
    if (!name || !name_ok(name))
        return err_set(
            err, ERR_INVALID,
            "field \"name\": 1 to %d of a-z, 0-9, dot, dash and underscore, led by a letter or "
            "digit",
            NAME_MAX_BYTES);
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_text(&params, name);
    params_time(&params, request_now(request));
    try_(db_run(request_db(request), QUERY_PROJECT_CREATE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "there is a project %s already", name);
    char address[sizeof "/api/v1/projects/" + NAME_MAX_BYTES];
    snprintf(address, sizeof address, "/api/v1/projects/%s", name);
    try_(reply_header(reply, "Location", address, err));
    return answer_project(request_db(request), (int32_t)rows_int(rows, 0, 0), 201, reply, err);
}

static enum err_code read_policy(const json_t *body, struct policy_change *change, struct err *err)
{
    static const char *const fields[] = {"auto_activate", "review_days", "min_share", NULL};
    bool given, auto_activate = false;
    const json_t *policy = json_object_get(body, "policy");
    if (!policy)
        return ERR_OK;
    if (!json_is_object(policy) || json_object_size(policy) == 0)
        return err_set(err, ERR_INVALID,
                       "policy: an object with auto_activate, review_days or min_share");
    try_(request_fields(policy, fields, err));
    try_(field_bool(policy, "auto_activate", &given, &auto_activate, err));
    if (given)
        change->auto_activate = auto_activate;
    try_(field_int(policy, "review_days", 1, POLICY_REVIEW_DAYS_MAX, &given, &change->review_days,
                   err));
    return field_real(policy, "min_share", 0, 1, &given, &change->min_share, err);
}

static enum err_code read_change(struct request *request, struct policy_change *change,
                                 struct err *err)
{
    static const char *const fields[] = {"policy", "default_branch", "path_rules", "public_upload",
                                         NULL};
    json_t *body;
    bool given, public_upload = false;
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    if (json_object_size(body) == 0)
        return err_set(err, ERR_INVALID,
                       "body: policy, default_branch, path_rules or public_upload");
    try_(read_policy(body, change, err));
    try_(request_field_text(body, "default_branch", POLICY_BRANCH_MAX, &change->default_branch,
                            err));
    try_(field_bool(body, "public_upload", &given, &public_upload, err));
    if (given)
        change->public_upload = public_upload;
    change->path_rules = json_object_get(body, "path_rules");
    if (!change->path_rules)
        return ERR_OK;
    struct path_rules rules;
    enum err_code code = path_rules_read(&rules, change->path_rules, err);
    path_rules_free(&rules);
    return code;
}

enum err_code projects_change(struct request *request, struct reply *reply, struct err *err)
{
    struct policy_change change = {.project_id = request_project_id(request),
                                   .actor = request_caller(request)->name,
                                   .now = request_now(request),
                                   .auto_activate = -1,
                                   .public_upload = -1,
                                   .review_days = -1,
                                   .min_share = -1};
    try_(read_change(request, &change, err));
    try_(policy_change(request_db(request), &change, err));
    return answer_project(request_db(request), request_project_id(request), 200, reply, err);
}
