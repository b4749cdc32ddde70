/* JSON bodies and their fields. */
#include "api/request_internal.h"

#include <string.h>

enum err_code request_json(struct request *request, json_t **object, struct err *err)
{
    if (!request->json) {
        json_error_t where;
        request->json = json_loadb(request->text.data ? request->text.data : "", request->text.len,
                                   JSON_REJECT_DUPLICATES, &where);
        if (!request->json)
            return err_set(err, ERR_INVALID, "body: no JSON at line %d, column %d: %.200s",
                           where.line, where.column, where.text);
    }
    if (!json_is_object(request->json))
        return err_set(err, ERR_INVALID, "body: it has to be a JSON object");
    *object = request->json;
    return ERR_OK;
}

const char *request_text(const struct request *request, size_t *len)
{
    *len = request->text.len;
    return request->text.data ? request->text.data : "";
}

static bool is_known(const char *name, const char *const *known)
{
    for (; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

enum err_code request_fields(const json_t *object, const char *const *known, struct err *err)
{
    /* jansson's iterator takes a plain pointer and changes nothing */
    union {
        const json_t *read;
        json_t *plain;
    } fields = {.read = object};
    const char *name;
    json_t *value;
    json_object_foreach(fields.plain, name, value)
    {
        if (!is_known(name, known))
            return err_set(err, ERR_INVALID, "field \"%.100s\": there is none of that name here",
                           name);
    }
    return ERR_OK;
}

enum err_code request_field_text(const json_t *object, const char *name, size_t max,
                                 const char **value, struct err *err)
{
    const json_t *field = json_object_get(object, name);
    *value = NULL;
    if (!field || json_is_null(field))
        return ERR_OK;
    if (!json_is_string(field))
        return err_set(err, ERR_INVALID, "field \"%s\": it has to be text", name);
    const char *text = json_string_value(field);
    if (json_string_length(field) > max)
        return err_set(err, ERR_INVALID, "field \"%s\": it is longer than %zu bytes", name, max);
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return err_set(err, ERR_INVALID, "field \"%s\": it has a control character", name);
    *value = text;
    return ERR_OK;
}
