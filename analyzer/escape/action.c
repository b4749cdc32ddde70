#include "analyzer/escape/action.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/escape/kept.h"
#include "analyzer/escape/vocabulary.h"
#include "common/clock.h"

const char *const action_aims[] = {"fix", "prevention", "detection", NULL};

/* ---- Checks ---------------------------------------------------------------------------------- */

static bool is_line(const json_t *value, size_t max)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (!text || strlen(text) != len || len > max || !text[strspn(text, " ")])
        return false;
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return false;
    return true;
}

static bool is_evidence(const json_t *value)
{
    size_t i;
    const json_t *item;
    if (json_array_size(value) == 0 || json_array_size(value) > ACTION_EVIDENCE_MAX)
        return false;
    json_array_foreach(value, i, item)
    {
        if (!is_line(item, KEPT_URL_MAX))
            return false;
    }
    return true;
}

/* "2026-01-31" */
static bool is_day(const json_t *value)
{
    int64_t day;
    return is_line(value, 10) && json_string_length(value) == 10 &&
           clock_parse(json_string_value(value), &day);
}

static bool is_id(const json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) > 0;
}

static bool is_aim(const json_t *value)
{
    for (int i = 0; i < ACTION_AIM__MAX; i++)
        if (json_is_string(value) && strcmp(json_string_value(value), action_aims[i]) == 0)
            return true;
    return false;
}

static bool is_title(const json_t *value)
{
    return is_line(value, KEPT_LINE_MAX);
}

static bool is_reason(const json_t *value)
{
    return is_line(value, KEPT_REASON_MAX);
}

static const struct field {
    const char *name;
    bool (*fits)(const json_t *value);
    const char *takes;
    bool needed; /* never null, and given for a new one */
} fields[] = {
    {"defect", is_id, "the id of the bug", true},
    {"aim", is_aim, "fix, prevention or detection", true},
    {"title", is_title, "one line of at most 500 bytes", true},
    {"state", is_title, "a word of action_state", false},
    {"owner", is_title, "one line of at most 500 bytes", false},
    {"due", is_day, "a day such as 2026-01-31", false},
    {"ticket", is_reason, "one line of at most 2000 bytes", false},
    {"reason", is_reason, "one line of at most 2000 bytes", false},
    {"evidence", is_evidence, "a list of 1 to 20 texts: addresses, ids of runs or guards", false},
    {"change", is_id, "the id of the change that it brings about", false},
};

static enum err_code check(const struct action_edit *edit, struct err *err)
{
    size_t known = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *field = &fields[i];
        const json_t *value = json_object_get(edit->body, field->name);
        known += value != NULL;
        if (!value && field->needed && !edit->action_id)
            return err_set(err, ERR_INVALID, "field \"%s\": needed", field->name);
        if (value && !(json_is_null(value) && !field->needed) && !field->fits(value))
            return err_set(err, ERR_INVALID, "field \"%s\": %s", field->name, field->takes);
    }
    if (edit->action_id && json_object_get(edit->body, "defect"))
        return err_set(err, ERR_INVALID, "field \"defect\": it stays what it is");
    return known == json_object_size(edit->body)
               ? ERR_OK
               : err_set(err, ERR_INVALID, "one of the fields is none of an action item");
}

/* ---- Changes --------------------------------------------------------------------------------- */

/* What is @field once the body is taken: given there, or as it was. */
static bool will_have(const json_t *body, const json_t *before, const char *field)
{
    const json_t *value = json_object_get(body, field);
    value = value ? value : json_object_get(before, field);
    return value && !json_is_null(value);
}

static enum err_code check_state(struct db *db, const json_t *body, const json_t *before,
                                 struct err *err)
{
    const char *state = json_string_value(json_object_get(body, "state"));
    state = state ? state : json_string_value(json_object_get(before, "state"));
    try_(vocabulary_check(db, "action_state", "state", state, err));
    if (state && strcmp(state, "verified") == 0 && !will_have(body, before, "evidence"))
        return err_set(err, ERR_INVALID,
                       "field \"evidence\": verified needs what shows that it works");
    if (state && strcmp(state, "not_doing") == 0 && !will_have(body, before, "reason"))
        return err_set(err, ERR_INVALID, "field \"reason\": say why it is not done");
    return ERR_OK;
}

/* The item as it is, locked; NULL for a new one. */
static enum err_code hold(struct db *db, const struct action_edit *edit, json_t **before,
                          struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    *before = NULL;
    if (!edit->action_id)
        return ERR_OK;
    params_int(&params, edit->project_id);
    params_int(&params, edit->action_id);
    try_(db_run(db, QUERY_ACTION_HOLD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such action item in this project");
    *before = json_loads(rows_text(rows, 0, 0), 0, NULL);
    return *before ? ERR_OK : err_nomem(err);
}

static enum err_code put_work(struct db *db, void *context, struct err *err)
{
    struct action_edit *edit = context;
    const struct kept kept = {.project_id = edit->project_id,
                              .now = edit->now,
                              .actor = edit->actor,
                              .action = edit->action_id ? "action.change" : "action.create",
                              .reason = json_string_value(json_object_get(edit->body, "reason"))};
    auto_params struct params params = {0};
    json_t *before;
    int64_t id;
    try_(hold(db, edit, &before, err));
    enum err_code code = check_state(db, edit->body, before, err);
    json_decref(before);
    try_(code);
    char *body = json_dumps(edit->body, JSON_COMPACT);
    if (!body)
        return err_nomem(err);
    params_int(&params, edit->project_id);
    if (edit->action_id)
        params_int(&params, edit->action_id);
    params_text(&params, body);
    params_time(&params, edit->now);
    free(body);
    try_(kept_run(db, edit->action_id ? QUERY_ACTION_SET : QUERY_ACTION_ADD, &params, &kept, &id,
                  err));
    if (!id)
        return err_set(err, ERR_INVALID,
                       "fields \"defect\" and \"change\": one of them is none of this project");
    edit->action_id = id;
    return ERR_OK;
}

enum err_code action_put(struct db *db, struct action_edit *edit, struct err *err)
{
    int64_t action_id = edit->action_id;
    try_(check(edit, err));
    enum err_code code = db_transaction(db, put_work, edit, err);
    if (code != ERR_OK)
        edit->action_id = action_id;
    return code;
}

/* ---- Before review ---------------------------------------------------------------------------
 */

enum err_code action_plan_read(struct db *db, int32_t project_id, int64_t defect_id,
                               struct action_plan *plan, struct err *err)
{
    enum { ESCAPED, CHANGES, SYSTEMIC, AIMS };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, defect_id);
    try_(db_run(db, QUERY_ACTION_PLAN, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such bug in this project");
    *plan = (struct action_plan){.escaped = rows_bool(rows, 0, ESCAPED),
                                 .changes = rows_int(rows, 0, CHANGES),
                                 .systemic = rows_int(rows, 0, SYSTEMIC)};
    for (int i = 0; i < ACTION_AIM__MAX; i++)
        plan->missing[i] = rows_int(rows, 0, AIMS + i) == 0;
    return ERR_OK;
}

json_t *action_missing(const struct action_plan *plan)
{
    json_t *list = json_array();
    for (int i = 0; list && i < ACTION_AIM__MAX; i++)
        if (plan->missing[i] && json_array_append_new(list, json_string(action_aims[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

bool action_is_one_off(const struct action_plan *plan)
{
    return plan->changes > 0 && plan->systemic == 0;
}
