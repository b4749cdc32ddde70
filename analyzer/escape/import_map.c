#include "analyzer/escape/import_map.h"

#include <string.h>

/* A file can't know the numbers that tests have here. */
static int find_target(const char *name)
{
    enum defect_field field;
    if (strcmp(name, "key") == 0)
        return IMPORT_KEY;
    return defect_field_find(name, &field) && field != DEFECT_TEST ? (int)field : IMPORT_UNKNOWN;
}

/* jansson's iterator takes a plain pointer and changes nothing. */
static json_t *plain(const json_t *object)
{
    union {
        const json_t *read;
        json_t *plain;
    } both = {.read = object};
    return both.plain;
}

static enum err_code unknown_field(const char *part, const char *name, struct err *err)
{
    return err_set(
        err, ERR_INVALID,
        "mapping: %s: \"%.60s\" is no field of a bug; escapement import --help lists them", part,
        name);
}

static enum err_code check_columns(const json_t *columns, struct err *err)
{
    const char *name;
    const json_t *target;
    json_object_foreach(plain(columns), name, target)
    {
        if (json_is_null(target))
            continue;
        if (!json_is_string(target))
            return err_set(err, ERR_INVALID, "mapping: columns: \"%.60s\" is a field, or null",
                           name);
        if (find_target(json_string_value(target)) == IMPORT_UNKNOWN)
            return unknown_field("columns", json_string_value(target), err);
    }
    return ERR_OK;
}

static enum err_code check_texts(const char *part, const json_t *texts, bool may_be_null,
                                 struct err *err)
{
    const char *name;
    const json_t *text;
    json_object_foreach(plain(texts), name, text)
    {
        if (!json_is_string(text) && !(may_be_null && json_is_null(text)))
            return err_set(err, ERR_INVALID, "mapping: %s: \"%.60s\" has to be text%s", part, name,
                           may_be_null ? ", or null" : "");
    }
    return ERR_OK;
}

static enum err_code check_values(const json_t *values, struct err *err)
{
    const char *name;
    const json_t *words;
    json_object_foreach(plain(values), name, words)
    {
        if (find_target(name) == IMPORT_UNKNOWN)
            return unknown_field("values", name, err);
        if (!json_is_object(words))
            return err_set(err, ERR_INVALID,
                           "mapping: values: \"%.60s\" is an object of their words and ours", name);
        try_(check_texts("values", words, true, err));
    }
    return ERR_OK;
}

static enum err_code check_defaults(const json_t *defaults, struct err *err)
{
    const char *name;
    const json_t *text;
    json_object_foreach(plain(defaults), name, text)
    {
        int target = find_target(name);
        if (target == IMPORT_UNKNOWN || target == IMPORT_KEY)
            return unknown_field("defaults", name, err);
    }
    return check_texts("defaults", defaults, false, err);
}

enum err_code import_map_read(const json_t *document, struct import_map *map, struct err *err)
{
    const char *name;
    const json_t *part;
    *map = (struct import_map){.columns = NULL};
    if (!document)
        return ERR_OK;
    if (!json_is_object(document))
        return err_set(err, ERR_INVALID, "mapping: a JSON object with columns, values, defaults");
    json_object_foreach(plain(document), name, part)
    {
        const json_t **place = strcmp(name, "columns") == 0    ? &map->columns
                               : strcmp(name, "values") == 0   ? &map->values
                               : strcmp(name, "defaults") == 0 ? &map->defaults
                                                               : NULL;
        if (!place || !json_is_object(part))
            return err_set(err, ERR_INVALID,
                           "mapping: \"%.60s\" is none of the objects columns, values, defaults",
                           name);
        *place = part;
    }
    try_(check_columns(map->columns, err));
    try_(check_values(map->values, err));
    return check_defaults(map->defaults, err);
}

int import_map_column(const struct import_map *map, const char *column)
{
    const json_t *mapped = json_object_get(map->columns, column);
    if (json_is_null(mapped))
        return IMPORT_LEFT_OUT;
    return find_target(mapped ? json_string_value(mapped) : column);
}

const char *import_map_name(int target)
{
    return target < DEFECT_FIELDS ? defect_rows[target].name : "key";
}

const char *import_map_value(const struct import_map *map, int target, const char *text)
{
    const json_t *words = json_object_get(map->values, import_map_name(target));
    const json_t *word = json_object_get(words, text);
    if (!word)
        word = json_object_get(words, "*");
    return word ? json_string_value(word) : text;
}

void import_map_defaults(const struct import_map *map, struct defect_fields *fields)
{
    for (int i = 0; i < DEFECT_FIELDS; i++) {
        const json_t *text =
            fields->text[i] ? NULL : json_object_get(map->defaults, defect_rows[i].name);
        if (text)
            defect_give(fields, (enum defect_field)i, json_string_value(text));
    }
}
