/* Matching. Patterns and paths are compared segment by segment, so that an encoded slash stays
 * inside its segment. */
#include "api/route.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "api/percent.h"

/* Takes the next segment off *@cursor, which stands on a slash. */
static const char *next_segment(const char **cursor, size_t *len)
{
    const char *start = *cursor + 1;
    *len = (size_t)(strchrnul(start, '/') - start);
    *cursor = start + *len;
    return start;
}

static bool is_placeholder(const char *segment, size_t len)
{
    return len > 2 && segment[0] == '{' && segment[len - 1] == '}';
}

static bool ends_segment(char c)
{
    return c == '/' || c == '\0';
}

/* What most routes are told apart by without a look at their patterns: every request asks all. */
struct shape {
    unsigned char segments;
    char last; /* letter */
};
static struct shape shapes[ROUTES_MAX];

static struct shape shape_of(const char *path)
{
    struct shape shape = {.segments = 0};
    for (; *path; path++) {
        shape.last = *path;
        if (*path == '/' && shape.segments < UINT8_MAX)
            shape.segments++;
    }
    return shape;
}

static void fill_shapes(void)
{
    assert(route_count <= ROUTES_MAX);
    for (size_t i = 0; i < route_count; i++)
        shapes[i] = shape_of(routes[i].pattern);
}

static bool may_fit(struct shape pattern, struct shape path)
{
    return pattern.segments == path.segments && (pattern.last == path.last || pattern.last == '}');
}

/* How many literal segments of @pattern @path has, -1 when it does not fit. What stands for a
 * placeholder is looked at by is_sound() when a route is found. */
static int fit(const char *pattern, const char *path)
{
    int literal = 0;
    while (*pattern == '/' && *path == '/') {
        size_t wanted, given, same = 1;
        while (pattern[same] == path[same] && !ends_segment(pattern[same]))
            same++;
        if (ends_segment(pattern[same]) && ends_segment(path[same])) {
            pattern += same;
            path += same;
            literal++;
            continue;
        }
        if (pattern[1] != '{')
            return -1;
        const char *name = next_segment(&pattern, &wanted);
        (void)next_segment(&path, &given);
        if (!is_placeholder(name, wanted) || given == 0)
            return -1;
    }
    return *pattern || *path ? -1 : literal;
}

/* Whether what @path has in place of the placeholders of @pattern is text. */
static bool is_sound(const char *pattern, const char *path)
{
    while (*pattern == '/' && *path == '/') {
        size_t wanted, given;
        const char *name = next_segment(&pattern, &wanted);
        const char *segment = next_segment(&path, &given);
        if (is_placeholder(name, wanted) && !percent_valid(segment, given))
            return false;
    }
    return true;
}

static bool takes(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

/* The methods of all routes of @pattern, each once. */
static const char *methods_of(const char *pattern)
{
    static _Thread_local char list[64];
    list[0] = '\0';
    for (size_t i = 0; i < route_count; i++) {
        const char *method = routes[i].method;
        if (strcmp(routes[i].pattern, pattern) != 0 || strstr(list, method))
            continue;
        const char *added = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", len ? ", " : "", added);
    }
    return list;
}

const struct route *route_find(const char *method, const char *path, const char **allowed)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill_shapes);
    const struct route *nearest = NULL;
    int most = -1;
    const struct shape shape = shape_of(path);
    for (size_t i = 0; i < route_count; i++) {
        if (!may_fit(shapes[i], shape))
            continue;
        int literal = fit(routes[i].pattern, path);
        bool better =
            literal > most || (literal >= 0 && literal == most && !takes(nearest, method) &&
                               strcmp(nearest->pattern, routes[i].pattern) == 0);
        if (better) {
            nearest = &routes[i];
            most = literal;
        }
    }
    *allowed = NULL;
    if (!nearest || !is_sound(nearest->pattern, path))
        return NULL;
    if (takes(nearest, method))
        return nearest;
    *allowed = methods_of(nearest->pattern);
    return NULL;
}

int route_segments(const struct route *route, const char *path,
                   struct route_segment segments[ROUTE_SEGMENTS_MAX], struct arena *arena)
{
    const char *pattern = route->pattern;
    int count = 0;
    while (*pattern == '/' && *path == '/') {
        size_t wanted, given;
        const char *name = next_segment(&pattern, &wanted);
        const char *segment = next_segment(&path, &given);
        if (!is_placeholder(name, wanted))
            continue;
        assert(count < ROUTE_SEGMENTS_MAX);
        segments[count].name = arena_text(arena, name + 1, wanted - 2);
        segments[count].text = percent_decode(segment, given, false, arena);
        if (!segments[count].name || !segments[count].text)
            return -1;
        count++;
    }
    return count;
}
