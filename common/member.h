/* Members of a JSON object, for those who print one. */
#ifndef COMMON_MEMBER_H
#define COMMON_MEMBER_H

#include <jansson.h>

/* "" when it is not there or no text. */
static inline const char *member_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* 0 when it is not there or no whole number. */
static inline long long member_int(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

#endif
