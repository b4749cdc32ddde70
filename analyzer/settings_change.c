#include "analyzer/settings_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/flake/turns.h"
#include "common/clock.h"

static const struct settings_row *row_of(const char *name)
{
    for (size_t i = 0; i < settings_count; i++)
        if (strcmp(settings_rows[i].name, name) == 0)
            return &settings_rows[i];
    return NULL;
}

/* ---- As JSON --------------------------------------------------------------------------------- */

/* What is written, as JSON of the setting's type; a value that no longer fits is its default. */
static json_t *value_of(const struct settings_row *row, const char *text)
{
    struct settings scratch;
    settings_default(&scratch);
    struct err ignored = {0};
    if (settings_set(&scratch, row->name, text, &ignored) != ERR_OK)
        text = row->fallback;
    settings_free(&scratch);
    if (row->type == SETTINGS_TEXT)
        return json_string(text);
    if (row->type == SETTINGS_BOOL)
        return json_boolean(strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
    double number = strtod(text, NULL);
    return row->type == SETTINGS_INT ? json_integer((json_int_t)number) : json_real(number);
}

static const char *type_word(enum settings_type type)
{
    switch (type) {
    case SETTINGS_REAL:
        return "number";
    case SETTINGS_INT:
        return "integer";
    case SETTINGS_BOOL:
        return "boolean";
    case SETTINGS_TEXT:
        break;
    }
    return "text";
}

/* The row of what is stored, or -1. */
static long find(const struct rows *stored, const char *name)
{
    for (size_t i = 0; i < rows_count(stored); i++)
        if (strcmp(rows_text(stored, i, 0), name) == 0)
            return (long)i;
    return -1;
}

static json_t *time_of(const struct rows *rows, size_t row, int column)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t at;
    if (!clock_parse(rows_text(rows, row, column), &at))
        return json_null();
    clock_format(at, text);
    return json_string(text);
}

static json_t *pack(const struct settings_row *row, const struct rows *stored)
{
    long at = find(stored, row->name);
    bool number = row->type == SETTINGS_REAL || row->type == SETTINGS_INT;
    const char *text = at < 0 ? row->fallback : rows_text(stored, (size_t)at, 1);
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:s?, s:o}", "name", row->name, "type",
                     type_word(row->type), "value", value_of(row, text), "default",
                     value_of(row, row->fallback), "min",
                     number ? json_real(row->min) : json_null(), "max",
                     row->type == SETTINGS_BOOL ? json_null() : json_real(row->max), "help",
                     row->help, "changed_by", at < 0 ? NULL : rows_text(stored, (size_t)at, 2),
                     "changed_at", at < 0 ? json_null() : time_of(stored, (size_t)at, 3));
}

static enum err_code read_stored(struct db *db, int32_t project_id, struct rows **stored,
                                 struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    return db_run(db, QUERY_PROJECT_SETTING_LIST, &params, stored, err);
}

enum err_code settings_pack(struct db *db, int32_t project_id, json_t **list, struct err *err)
{
    auto_rows struct rows *stored = NULL;
    try_(read_stored(db, project_id, &stored, err));
    *list = json_array();
    for (size_t i = 0; i < settings_count; i++) {
        if (json_array_append_new(*list, pack(&settings_rows[i], stored)) != 0) {
            json_decref(*list);
            return err_nomem(err);
        }
    }
    return ERR_OK;
}

const char *settings_value_text(const json_t *value, struct arena *arena)
{
    char number[64];
    if (json_is_string(value))
        return arena_text(arena, json_string_value(value), json_string_length(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (!json_is_number(value))
        return NULL;
    int len = snprintf(number, sizeof number, "%.15g", json_number_value(value));
    return arena_text(arena, number, (size_t)len);
}

enum err_code settings_wanted_read(const json_t *object, struct arena *arena,
                                   struct settings_wanted **wanted, size_t *count, struct err *err)
{
    const char *name;
    json_t *value;
    /* jansson's iterator takes a plain pointer and changes nothing */
    union {
        const json_t *read;
        json_t *plain;
    } fields = {.read = object};
    *count = 0;
    *wanted = arena_zalloc(arena, json_object_size(object) + 1, sizeof **wanted);
    if (!*wanted)
        return err_nomem(err);
    json_object_foreach(fields.plain, name, value)
    {
        struct settings_wanted *one = &(*wanted)[(*count)++];
        one->name = name;
        if (json_is_null(value))
            continue;
        one->value = settings_value_text(value, arena);
        if (!one->value)
            return err_set(err, ERR_INVALID, "%.60s: a number, true, false, a text, or null", name);
    }
    return ERR_OK;
}

/* ---- Changing -------------------------------------------------------------------------------- */

enum err_code settings_apply(struct settings *settings, const struct settings_wanted *wanted,
                             struct err *err)
{
    const struct settings_row *row = row_of(wanted->name);
    if (!row)
        return err_set(err, ERR_INVALID, "there is no setting \"%.60s\"", wanted->name);
    return settings_set(settings, row->name, wanted->value ? wanted->value : row->fallback, err);
}

static enum err_code check(const struct settings_change *change, struct err *err)
{
    struct settings scratch;
    settings_default(&scratch);
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < change->count && code == ERR_OK; i++)
        code = settings_apply(&scratch, &change->wanted[i], err);
    settings_free(&scratch);
    return code;
}

static enum err_code write_one(struct db *db, const struct settings_change *change,
                               const struct settings_wanted *wanted, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, change->project_id);
    params_text(&params, wanted->name);
    if (!wanted->value)
        return db_run(db, QUERY_PROJECT_SETTING_RESET, &params, NULL, err);
    params_text(&params, wanted->value);
    params_text(&params, change->actor);
    params_time(&params, change->now);
    return db_run(db, QUERY_PROJECT_SETTING_PUT, &params, NULL, err);
}

/* Writes those that differ, and collects what they were and are. */
static enum err_code write_all(struct db *db, const struct settings_change *change,
                               const struct rows *stored, json_t *before, json_t *after,
                               struct err *err)
{
    for (size_t i = 0; i < change->count; i++) {
        const struct settings_wanted *wanted = &change->wanted[i];
        const struct settings_row *row = row_of(wanted->name);
        long at = find(stored, wanted->name);
        const char *was = at < 0 ? NULL : rows_text(stored, (size_t)at, 1);
        if (was == wanted->value || (was && wanted->value && strcmp(was, wanted->value) == 0))
            continue;
        try_(write_one(db, change, wanted, err));
        if (json_object_set_new(before, row->name, value_of(row, was ? was : row->fallback)) != 0 ||
            json_object_set_new(after, row->name,
                                value_of(row, wanted->value ? wanted->value : row->fallback)) != 0)
            return err_nomem(err);
    }
    return ERR_OK;
}

static enum err_code change_work(struct db *db, void *context, struct err *err)
{
    const struct settings_change *change = context;
    auto_params struct params lock = {0};
    auto_rows struct rows *locked = NULL, *stored = NULL;
    params_int(&lock, change->project_id);
    try_(db_run(db, QUERY_PROJECT_POLICY_LOCK, &lock, &locked, err));
    if (rows_count(locked) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", change->project_id);
    try_(read_stored(db, change->project_id, &stored, err));
    json_t *before = json_object(), *after = json_object();
    enum err_code code =
        before && after ? write_all(db, change, stored, before, after, err) : err_nomem(err);
    if (code == ERR_OK && json_object_size(after) > 0)
        code = audit_add(db,
                         &(struct audit){
                             .project_id = change->project_id,
                             .now = change->now,
                             .actor = change->actor,
                             .action = "settings.change",
                             .subject_kind = "project",
                             .subject_id = change->project_id,
                             .reason = change->reason,
                             .before = before,
                             .after = after,
                         },
                         err);
    if (code == ERR_OK && json_object_size(after) > 0)
        code = turns_again(db, change->project_id, err);
    json_decref(before);
    json_decref(after);
    return code;
}

enum err_code settings_change(struct db *db, const struct settings_change *change, struct err *err)
{
    struct settings_change copy = *change;
    try_(check(&copy, err));
    return db_transaction(db, change_work, &copy, err);
}
