#include "analyzer/escape/named.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"

enum field_type { FIELD_TEXT, FIELD_REAL, FIELD_INT, FIELD_BOOL, FIELD_NAMES };

struct field {
    const char *name;
    enum field_type type;
    double min, max; /* of a number; of a text: its bytes */
    bool needed;
};

enum { FIELDS_MAX = 6 };

static const struct kind {
    enum query put, remove;
    const char *refused; /* when the statement took nothing */
    struct field fields[FIELDS_MAX + 1];
} kinds[NAMED__MAX] = {
    [NAMED_TEAM] = {.put = QUERY_TEAM_PUT,
                    .remove = QUERY_TEAM_REMOVE,
                    .fields = {{"contact", FIELD_TEXT, 1, NAMED_NAME_MAX, false}}},
    [NAMED_SERVICE] = {.put = QUERY_SERVICE_PUT,
                       .remove = QUERY_SERVICE_REMOVE,
                       .refused = "field \"team\": there is no such team in this project",
                       .fields = {{"team", FIELD_TEXT, 1, NAMED_NAME_MAX, false}}},
    [NAMED_POPULATION] = {.put = QUERY_POPULATION_PUT,
                          .remove = QUERY_POPULATION_REMOVE,
                          .refused =
                              "field \"services\": one of them is no service of this project",
                          .fields = {{"definition", FIELD_TEXT, 1, NAMED_TEXT_MAX, false},
                                     {"share", FIELD_REAL, 0, 1, false},
                                     {"seed_account", FIELD_TEXT, 1, NAMED_NAME_MAX, false},
                                     {"services", FIELD_NAMES, 0, NAMED_LIST_MAX, false}}},
    [NAMED_GATE] = {.put = QUERY_GATE_PUT,
                    .remove = QUERY_GATE_REMOVE,
                    .refused = "field \"stage\": there is no such stage; /api/v1/vocabulary lists "
                               "them as detection_stage",
                    .fields = {{"stage", FIELD_TEXT, 1, NAMED_NAME_MAX, true},
                               {"budget_seconds", FIELD_REAL, 0.001, 604800, true},
                               {"rank", FIELD_INT, 1, 10000, false},
                               {"blocking", FIELD_BOOL, 0, 1, false},
                               {"consequence", FIELD_TEXT, 0, NAMED_TEXT_MAX, false},
                               {"retries_allowed", FIELD_INT, 0, 100, false}}},
};

const struct named_row named_rows[NAMED__MAX] = {
    [NAMED_TEAM] = {"team", QUERY_TEAM_PAGE},
    [NAMED_SERVICE] = {"service", QUERY_SERVICE_PAGE},
    [NAMED_POPULATION] = {"population", QUERY_POPULATION_PAGE},
    [NAMED_GATE] = {"gate", QUERY_GATE_PAGE},
};

/* Printable text of @min to @max bytes. */
static bool is_text(const json_t *value, double min, double max)
{
    const char *text = json_string_value(value);
    if (!text || strlen(text) != json_string_length(value) ||
        (double)json_string_length(value) < min || (double)json_string_length(value) > max)
        return false;
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return false;
    return true;
}

static bool are_names(const json_t *value, double max)
{
    size_t i;
    const json_t *name;
    if (!json_is_array(value) || (double)json_array_size(value) > max)
        return false;
    json_array_foreach(value, i, name)
    {
        if (!is_text(name, 1, NAMED_NAME_MAX))
            return false;
    }
    return true;
}

static enum err_code check_field(const struct field *field, const json_t *value, struct err *err)
{
    double number = json_number_value(value);
    bool within = number >= field->min && number <= field->max;
    switch (field->type) {
    case FIELD_TEXT:
        if (!is_text(value, field->min, field->max))
            return err_set(err, ERR_INVALID, "field \"%s\": one line of text, %.0f to %.0f bytes",
                           field->name, field->min, field->max);
        break;
    case FIELD_REAL:
        if (!json_is_number(value) || !within)
            return err_set(err, ERR_INVALID, "field \"%s\": a number from %g to %g", field->name,
                           field->min, field->max);
        break;
    case FIELD_INT:
        if (!json_is_integer(value) || !within)
            return err_set(err, ERR_INVALID, "field \"%s\": an integer from %g to %g", field->name,
                           field->min, field->max);
        break;
    case FIELD_BOOL:
        if (!json_is_boolean(value))
            return err_set(err, ERR_INVALID, "field \"%s\": true or false", field->name);
        break;
    case FIELD_NAMES:
        if (!are_names(value, field->max))
            return err_set(err, ERR_INVALID, "field \"%s\": a list of at most %.0f names",
                           field->name, field->max);
        break;
    }
    return ERR_OK;
}

static enum err_code check(const struct named_change *change, struct err *err)
{
    json_t *name = json_string(change->name);
    bool named = is_text(name, 1, NAMED_NAME_MAX);
    json_decref(name);
    if (!named)
        return err_set(err, ERR_INVALID, "the name of a %s is one line of 1 to %d bytes",
                       named_rows[change->kind].word, NAMED_NAME_MAX);
    size_t known = 0;
    for (const struct field *field = kinds[change->kind].fields; field->name; field++) {
        const json_t *value = json_object_get(change->body, field->name);
        known += value != NULL;
        if (value && !json_is_null(value))
            try_(check_field(field, value, err));
        else if (field->needed)
            return err_set(err, ERR_INVALID, "field \"%s\": needed", field->name);
    }
    if (known < json_object_size(change->body))
        return err_set(err, ERR_INVALID, "one of the fields is none of a %s",
                       named_rows[change->kind].word);
    return ERR_OK;
}

/* @rows: the id, what was, and for a put what is. */
static enum err_code note(struct db *db, const struct named_change *change, const char *verb,
                          const struct rows *rows, bool put, struct err *err)
{
    char action[64];
    snprintf(action, sizeof action, "%s.%s", named_rows[change->kind].word, verb);
    json_t *before = rows_null(rows, 0, 1) ? NULL : json_loads(rows_text(rows, 0, 1), 0, NULL);
    json_t *after = put ? json_loads(rows_text(rows, 0, 2), 0, NULL) : NULL;
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = change->project_id,
                                       .now = change->now,
                                       .actor = change->actor,
                                       .action = action,
                                       .subject_kind = named_rows[change->kind].word,
                                       .subject_id = rows_int(rows, 0, 0),
                                       .before = before,
                                       .after = after,
                                   },
                                   err);
    json_decref(before);
    json_decref(after);
    return code;
}

static enum err_code put(struct db *db, void *context, struct err *err)
{
    struct named_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    char *body = json_dumps(change->body, JSON_COMPACT);
    if (!body)
        return err_nomem(err);
    params_int(&params, change->project_id);
    params_text(&params, change->name);
    params_text(&params, body);
    params_time(&params, change->now);
    free(body);
    try_(db_run(db, kinds[change->kind].put, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INVALID, "%s", kinds[change->kind].refused);
    change->created = rows_null(rows, 0, 1);
    return note(db, change, change->created ? "create" : "change", rows, true, err);
}

enum err_code named_put(struct db *db, struct named_change *change, struct err *err)
{
    try_(check(change, err));
    return db_transaction(db, put, change, err);
}

static enum err_code drop(struct db *db, void *context, struct err *err)
{
    const struct named_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, change->project_id);
    params_text(&params, change->name);
    enum err_code code = db_run(db, kinds[change->kind].remove, &params, &rows, err);
    if (code == ERR_CONFLICT) {
        err_clear(err);
        return err_set(err, ERR_CONFLICT, "something names this %s: it can't go while that is so",
                       named_rows[change->kind].word);
    }
    try_(code);
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such %s in this project",
                       named_rows[change->kind].word);
    return note(db, change, "remove", rows, false, err);
}

enum err_code named_remove(struct db *db, struct named_change *change, struct err *err)
{
    return db_transaction(db, drop, change, err);
}
