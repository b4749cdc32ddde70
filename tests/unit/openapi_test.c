/* The route table and the OpenAPI document say the same: no route is left out of the document, and
 * the document promises nothing that is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "api/handlers.h"
#include "api/route.h"
#include "api/token.h"

static json_t *document;

static int load(void **state)
{
    (void)state;
    json_error_t where;
    document = json_load_file("api/openapi.json", JSON_REJECT_DUPLICATES, &where);
    if (!document)
        print_error("api/openapi.json:%d: %s\n", where.line, where.text);
    return document ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(document);
    return 0;
}

/* Pages and their files are no part of the API. */
static bool is_page(const struct route *route)
{
    return route->handler == page_show || route->handler == asset_show;
}

/* The method as the document writes it. */
static const char *method_key(const char *method)
{
    static const char *const names[][2] = {
        {"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"PATCH", "patch"}, {"DELETE", "delete"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], method) == 0)
            return names[i][1];
    fail_msg("no key for the method %s", method);
    return NULL;
}

static json_t *operation_of(const struct route *route)
{
    json_t *path = json_object_get(json_object_get(document, "paths"), route->pattern);
    json_t *operation = json_object_get(path, method_key(route->method));
    if (!operation)
        fail_msg("the document lacks %s %s", route->method, route->pattern);
    return operation;
}

/* A parameter, which may stand among those that operations share. */
static const json_t *resolve(const json_t *parameter)
{
    static const char shared[] = "#/components/parameters/";
    const char *at = json_string_value(json_object_get(parameter, "$ref"));
    if (!at)
        return parameter;
    assert_int_equal(strncmp(at, shared, sizeof shared - 1), 0);
    const json_t *components = json_object_get(document, "components");
    return json_object_get(json_object_get(components, "parameters"), at + sizeof shared - 1);
}

static bool takes(const struct route *route, const char *name)
{
    for (size_t i = 0; i < ROUTE_QUERY_MAX && route->query[i]; i++)
        if (strcmp(route->query[i], name) == 0)
            return true;
    return false;
}

/* How many parameters at @place ("query", "path") @list has; each must be known to the route. */
static size_t count_parameters(const struct route *route, const json_t *list, const char *place)
{
    size_t count = 0, i;
    const json_t *item;
    for (i = 0; i < json_array_size(list); i++) {
        item = resolve(json_array_get(list, i));
        const char *name = json_string_value(json_object_get(item, "name"));
        const char *in = json_string_value(json_object_get(item, "in"));
        assert_non_null(name);
        assert_non_null(in);
        if (strcmp(in, place) != 0)
            continue;
        count++;
        char segment[64];
        snprintf(segment, sizeof segment, "{%s}", name);
        if (strcmp(place, "query") == 0 ? !takes(route, name)
                                        : strstr(route->pattern, segment) == NULL)
            fail_msg("%s %s takes no %s parameter %s", route->method, route->pattern, place, name);
    }
    return count;
}

static void every_route_is_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++)
        if (!is_page(&routes[i]))
            assert_non_null(operation_of(&routes[i]));
}

static const struct route *find_route(const char *pattern, const char *key)
{
    for (size_t i = 0; i < route_count; i++)
        if (strcmp(routes[i].pattern, pattern) == 0 &&
            strcmp(method_key(routes[i].method), key) == 0)
            return &routes[i];
    return NULL;
}

static void every_described_operation_is_a_route(void **state)
{
    (void)state;
    const char *pattern, *key;
    json_t *path, *operation;
    json_object_foreach(json_object_get(document, "paths"), pattern, path)
    {
        json_object_foreach(path, key, operation)
        {
            if (strcmp(key, "parameters") != 0 && !find_route(pattern, key))
                fail_msg("there is no route for %s %s", key, pattern);
        }
    }
}

static void parameters_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        if (is_page(route))
            continue;
        json_t *path = json_object_get(json_object_get(document, "paths"), route->pattern);
        size_t taken = 0, segments = 0;
        while (taken < ROUTE_QUERY_MAX && route->query[taken])
            taken++;
        for (const char *c = route->pattern; *c; c++)
            segments += *c == '{';
        const json_t *own = json_object_get(operation_of(route), "parameters");
        const json_t *common = json_object_get(path, "parameters");
        if (count_parameters(route, own, "query") != taken)
            fail_msg("%s %s takes %zu query parameters", route->method, route->pattern, taken);
        if (count_parameters(route, own, "path") + count_parameters(route, common, "path") !=
            segments)
            fail_msg("%s %s has %zu segments", route->method, route->pattern, segments);
    }
}

static int scopes_of(const json_t *operation)
{
    int scopes = SCOPE_NONE;
    const json_t *names = json_object_get(operation, "x-scope");
    for (size_t i = 0; i < json_array_size(names); i++)
        scopes |= (int)scope_of(json_string_value(json_array_get(names, i)));
    return scopes;
}

static void scopes_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        if (is_page(&routes[i]))
            continue;
        const json_t *operation = operation_of(&routes[i]);
        if (scopes_of(operation) != routes[i].scopes)
            fail_msg("%s %s is for other scopes", routes[i].method, routes[i].pattern);
        bool asks = json_array_size(json_object_get(operation, "security")) > 0;
        assert_int_equal(asks, routes[i].scopes != SCOPE_NONE);
    }
}

static void bodies_are_the_same(void **state)
{
    (void)state;
    static const char *const types[] = {
        [BODY_JSON] = "application/json",
        [BODY_TEXT] = "text/plain",
        [BODY_REPORT] = "application/xml",
    };
    for (size_t i = 0; i < route_count; i++) {
        if (is_page(&routes[i]))
            continue;
        const json_t *body = json_object_get(operation_of(&routes[i]), "requestBody");
        if (routes[i].body == BODY_NONE) {
            assert_null(body);
            continue;
        }
        const json_t *content = json_object_get(body, "content");
        /* what is signed is taken as the text that it is, JSON too */
        bool text = routes[i].body == BODY_TEXT && json_object_get(content, "application/json");
        if (!text && !json_object_get(content, types[routes[i].body]))
            fail_msg("%s %s takes another body", routes[i].method, routes[i].pattern);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(every_described_operation_is_a_route),
        cmocka_unit_test(parameters_are_the_same),
        cmocka_unit_test(scopes_are_the_same),
        cmocka_unit_test(bodies_are_the_same),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
