/* The query of a request: taken apart once, checked against what the route takes. */
#include "api/request_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/percent.h"

enum {
    NAME_MAX_BYTES = 32, /* of a parameter that may be meant */
    MISTYPED_MAX = 2     /* letters */
};

static bool takes(const struct route *route, const char *name)
{
    for (size_t i = 0; i < ROUTE_QUERY_MAX && route->query[i]; i++)
        if (strcmp(route->query[i], name) == 0)
            return true;
    return false;
}

/* How many letters have to be put in, taken out or replaced to make @a of @b. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_BYTES + 1], len = strlen(b);
    for (size_t j = 0; j <= len; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= len; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t other = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
            row[j] = replaced < other ? replaced : other;
        }
    }
    return row[len];
}

/* The parameter that was probably meant; NULL: none is near. */
static const char *nearest(const struct route *route, const char *name)
{
    const char *best = NULL;
    size_t least = MISTYPED_MAX + 1;
    for (size_t i = 0; i < ROUTE_QUERY_MAX && route->query[i]; i++) {
        if (strlen(name) > NAME_MAX_BYTES || strlen(route->query[i]) > NAME_MAX_BYTES)
            continue;
        size_t far = distance(name, route->query[i]);
        if (far < least && far < strlen(route->query[i])) {
            least = far;
            best = route->query[i];
        }
    }
    return best;
}

static enum err_code refuse_name(const struct route *route, const char *name, struct err *err)
{
    const char *meant = nearest(route, name);
    if (meant)
        return err_set(err, ERR_INVALID,
                       "query parameter \"%.100s\": there is none of that name here; did you mean "
                       "\"%s\"?",
                       name, meant);
    char list[256] = "";
    for (size_t i = 0; i < ROUTE_QUERY_MAX && route->query[i]; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", i ? ", " : "; there are ", route->query[i]);
    }
    return err_set(err, ERR_INVALID,
                   "query parameter \"%.100s\": there is none of that name here%s", name, list);
}

static enum err_code check_name(const struct request *request, const char *name, struct err *err)
{
    if (!takes(request->route, name))
        return refuse_name(request->route, name, err);
    for (size_t i = 0; i < request->query_count; i++)
        if (strcmp(request->query[i].name, name) == 0)
            return err_set(err, ERR_INVALID, "query parameter \"%s\": it is given twice", name);
    return ERR_OK;
}

/* Reads name=value of @len bytes at @text. */
static enum err_code read_pair(struct request *request, const char *text, size_t len,
                               struct err *err)
{
    const char *equals = memchr(text, '=', len);
    size_t name_len = equals ? (size_t)(equals - text) : len;
    const char *start = equals ? equals + 1 : text + len;
    const char *name = percent_decode(text, name_len, true, &request->arena);
    if (!name)
        return err_set(err, ERR_INVALID, "query: the name of a parameter %s",
                       percent_fault(text, name_len));
    try_(check_name(request, name, err));
    const char *value = percent_decode(start, (size_t)(text + len - start), true, &request->arena);
    if (!value)
        return err_set(err, ERR_INVALID, "query parameter \"%s\": the value %s", name,
                       percent_fault(start, (size_t)(text + len - start)));
    if (request->query_count == QUERY_PAIRS_MAX)
        return err_set(err, ERR_INVALID, "query: more than %d parameters", QUERY_PAIRS_MAX);
    request->query[request->query_count++] = (struct query_pair){name, value};
    return ERR_OK;
}

enum err_code query_read(struct request *request, struct err *err)
{
    const char *text = request->query_text;
    const char *first = request->route->query[0];
    if (!text || (first && strcmp(first, ROUTE_ANY_QUERY) == 0))
        return ERR_OK;
    request->query = arena_zalloc(&request->arena, QUERY_PAIRS_MAX, sizeof *request->query);
    if (!request->query)
        return err_nomem(err);
    while (*text) {
        size_t len = strcspn(text, "&");
        if (len)
            try_(read_pair(request, text, len, err));
        text += len + (text[len] == '&');
    }
    return ERR_OK;
}

const char *request_query(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->query_count; i++)
        if (strcmp(request->query[i].name, name) == 0)
            return request->query[i].value;
    return NULL;
}

enum err_code request_query_int(const struct request *request, const char *name, int64_t min,
                                int64_t max, int64_t fallback, int64_t *value, struct err *err)
{
    const char *text = request_query(request, name);
    if (!text) {
        *value = fallback;
        return ERR_OK;
    }
    char *end;
    errno = 0;
    intmax_t number = strtoimax(text, &end, 10);
    bool digits = (*text >= '0' && *text <= '9') || *text == '-';
    if (!digits || *end || errno || number < min || number > max)
        return err_set(err, ERR_INVALID,
                       "query parameter \"%s\": \"%.100s\" is no number from %" PRId64
                       " to %" PRId64,
                       name, text, min, max);
    *value = number;
    return ERR_OK;
}

enum err_code request_query_choice(const struct request *request, const char *name,
                                   const char *const *choices, int *index, struct err *err)
{
    const char *text = request_query(request, name);
    *index = -1;
    if (!text)
        return ERR_OK;
    for (int i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *index = i;
            return ERR_OK;
        }
    }
    char list[256] = "";
    for (int i = 0; choices[i]; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", i ? ", " : "", choices[i]);
    }
    return err_set(err, ERR_INVALID, "query parameter \"%s\": \"%.100s\" is none of %s", name, text,
                   list);
}
