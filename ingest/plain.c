#include "ingest/plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

const char plain_start[PLAIN_START + 1] = "<testcase ";

enum { WIDE = 16 };
typedef signed char vector __attribute__((vector_size(WIDE), may_alias, aligned(1)));

/* True when one of 16 bytes is not plain, or is the quote: then *@place says which comes first. */
static bool find_odd(const char *at, char quote, size_t *place)
{
    vector bytes = *(const vector *)at;
    /* as signed numbers, control characters and bytes past 127 are all below the blank */
    vector odd = (bytes < ' ') | (bytes == quote) | (bytes == '<') | (bytes == '&');
    uint64_t halves[2];
    memcpy(halves, &odd, sizeof odd);
    if (!(halves[0] | halves[1]))
        return false;
    *place = halves[0] ? (size_t)__builtin_ctzll(halves[0]) / 8
                       : 8 + (size_t)__builtin_ctzll(halves[1]) / 8;
    return true;
}

/* Where the quote is that ends a plain value; NULL when the value is not plain. */
static const char *value_end(const char *at, const char *end, char quote)
{
    size_t place = 0;
    for (; end - at >= WIDE; at += WIDE) {
        if (find_odd(at, quote, &place))
            return at[place] == quote ? at + place : NULL;
    }
    for (; at < end; at++) {
        if (*at == quote)
            return at;
        if ((signed char)*at < ' ' || *at == '<' || *at == '&')
            return NULL;
    }
    return NULL;
}

struct known {
    const char *name;
    size_t len;
    enum attribute attribute;
};

/* The attribute whose name begins here; NULL when it is none of these. */
static const struct known *known_at(const char *at, size_t left)
{
    static const struct known name = {"name", 4, ATTRIBUTE_NAME},
                              classname = {"classname", 9, ATTRIBUTE_CLASSNAME},
                              time = {"time", 4, ATTRIBUTE_TIME},
                              file = {"file", 4, ATTRIBUTE_FILE};
    /* each length is written out: then it takes no call to compare */
    switch (left > 0 ? *at : 0) {
    case 'n':
        return left > 4 && memcmp(at, "name", 4) == 0 ? &name : NULL;
    case 'c':
        return left > 9 && memcmp(at, "classname", 9) == 0 ? &classname : NULL;
    case 't':
        return left > 4 && memcmp(at, "time", 4) == 0 ? &time : NULL;
    case 'f':
        return left > 4 && memcmp(at, "file", 4) == 0 ? &file : NULL;
    default:
        return NULL;
    }
}

/* Reads name="value" and fills its place; returns where it ends, or NULL. */
static const char *read_attribute(const char *at, const char *end, struct attributes *attributes)
{
    const struct known *known = known_at(at, (size_t)(end - at));
    if (!known)
        return NULL;
    at += known->len;
    if (end - at < 3 || at[0] != '=' || (at[1] != '"' && at[1] != '\''))
        return NULL;
    uint32_t bit = UINT32_C(1) << known->attribute;
    const char *value = at + 2, *stop = value_end(value, end, at[1]);
    if (!stop || attributes->present & bit)
        return NULL;
    attributes->present |= bit;
    attributes->values[known->attribute] = (struct slice){value, (size_t)(stop - value)};
    attributes->names[attributes->count++] = known->name;
    return stop + 1;
}

const char *plain_case(const char *at, const char *end, struct attributes *attributes)
{
    attributes->present = 0;
    attributes->count = 0;
    at += PLAIN_START - 1; /* the blank stays */
    while (at) {
        const char *blank = at;
        while (at < end && *at == ' ')
            at++;
        if (end - at < 2)
            return NULL;
        if (at[0] == '/' && at[1] == '>')
            return at + 2;
        at = at > blank ? read_attribute(at, end, attributes) : NULL;
    }
    return NULL;
}
