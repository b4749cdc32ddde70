/* Matching: the route table as requests meet it, the real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/handlers.h"
#include "api/percent.h"
#include "api/request_internal.h"
#include "ingest/upload.h"

static const struct route *find(const char *method, const char *path)
{
    const char *allowed;
    return route_find(method, path, &allowed);
}

static const char *allowed_of(const char *method, const char *path)
{
    const char *allowed;
    assert_null(route_find(method, path, &allowed));
    return allowed;
}

static void test_a_literal_path_is_found(void **state)
{
    (void)state;
    const struct route *route = find("GET", "/healthz");
    assert_non_null(route);
    assert_true(route->handler == healthz);
    assert_non_null(find("GET", "/"));
}

static void test_head_is_a_get(void **state)
{
    (void)state;
    assert_ptr_equal(find("HEAD", "/healthz"), find("GET", "/healthz"));
    assert_string_equal(allowed_of("HEAD", "/api/v1/projects/shop/reports"), "POST");
}

static void test_another_method_names_those_there_are(void **state)
{
    (void)state;
    assert_string_equal(allowed_of("DELETE", "/healthz"), "GET, HEAD");
    assert_string_equal(allowed_of("get", "/healthz"), "GET, HEAD");
    const char *several = allowed_of("PUT", "/api/v1/projects/shop");
    assert_non_null(strstr(several, "GET, HEAD"));
    assert_non_null(strstr(several, "PATCH"));
}

static void test_an_unknown_path_has_no_methods(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/nope",
        "/healthz/",
        "//healthz",
        "",
        "healthz",
        "/healthz/more",
        "/api/v1",
        "/api/v1/",
        "/api/v1/projects//reports",
        "/HEALTHZ",
        "*",
        "/api/v1/projects/shop/reports/1/2",
        "/api/v2/projects",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_null(allowed_of("GET", paths[i]));
}

static void test_an_encoded_slash_stays_in_its_segment(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct route_segment segments[ROUTE_SEGMENTS_MAX];
    const char *path = "/api/v1/projects/a%2Fb%20%c3%a4/reports/7";
    const struct route *route = find("GET", path);
    assert_non_null(route);
    assert_true(route->handler == reports_show);
    assert_int_equal(route_segments(route, path, segments, &arena), 2);
    assert_string_equal(segments[0].name, "project");
    assert_string_equal(segments[0].text, "a/b \xC3\xA4");
    assert_string_equal(segments[1].name, "report");
    assert_string_equal(segments[1].text, "7");
    arena_free(&arena);
}

static void test_a_plus_in_a_path_is_a_plus(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_string_equal(percent_decode("a+b", 3, false, &arena), "a+b");
    assert_string_equal(percent_decode("a+b", 3, true, &arena), "a b");
    arena_free(&arena);
}

static void test_a_segment_that_is_no_text_has_no_address(void **state)
{
    (void)state;
    static const char *const segments[] = {
        "%",      "%4",        "%zz",          "%00",    "a%00b", "%ff",  "%c3",
        "%c0%af", "%ed%a0%80", "%f5%80%80%80", "%e2%82", "%80",   "\xff",
    };
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        char path[64];
        snprintf(path, sizeof path, "/assets/%s", segments[i]);
        assert_null(find("GET", path));
        assert_false(percent_valid(segments[i], strlen(segments[i])));
    }
    assert_true(percent_valid("%F0%9F%98%80", 12));
}

static void test_the_more_literal_pattern_wins(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        if (strchr(routes[i].pattern, '{') || strcmp(routes[i].method, "GET") != 0)
            continue;
        assert_ptr_equal(find("GET", routes[i].pattern), &routes[i]);
    }
}

static void test_no_two_rows_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++)
        for (size_t j = i + 1; j < route_count; j++)
            assert_false(strcmp(routes[i].method, routes[j].method) == 0 &&
                         strcmp(routes[i].pattern, routes[j].pattern) == 0);
}

/* A webhook is signed instead. */
static void test_what_changes_something_needs_a_token(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++)
        if (strcmp(routes[i].method, "GET") != 0 || routes[i].body != BODY_NONE)
            assert_true(routes[i].scopes != SCOPE_NONE ||
                        strcmp(routes[i].pattern, "/hooks/{hook}") == 0);
}

/* The project is looked up with the token, so a project's route without one would have none. */
static void test_what_is_below_a_project_needs_a_token(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++)
        if (strncmp(routes[i].pattern, "/api/v1/projects", 16) == 0)
            assert_int_not_equal(routes[i].scopes, SCOPE_NONE);
}

static void test_an_upload_takes_the_parameters_of_uploads(void **state)
{
    (void)state;
    const struct route *route = find("POST", "/api/v1/projects/shop/reports");
    assert_non_null(route);
    size_t count = 0;
    while (upload_parameters[count]) {
        bool listed = false;
        for (size_t i = 0; i < ROUTE_QUERY_MAX && route->query[i]; i++)
            listed |= strcmp(route->query[i], upload_parameters[count]) == 0;
        assert_true(listed);
        count++;
    }
    assert_true(count == ROUTE_QUERY_MAX || route->query[count] == NULL);
}

/* ---- The query ----------------------------------------------------------------------------- */

static enum err_code read_query(const char *uri, struct request **request, struct err *err)
{
    *request = request_new(uri);
    assert_non_null(*request);
    (*request)->route = find("POST", (*request)->path);
    assert_non_null((*request)->route);
    return query_read(*request, err);
}

static void test_a_query_is_taken_apart(void **state)
{
    (void)state;
    struct err err = {0};
    struct request *request;
    assert_int_equal(read_query("/api/v1/projects/p/reports?commit=abc&&branch=a%2Bb+c&job&url=",
                                &request, &err),
                     ERR_OK);
    assert_string_equal(request_query(request, "commit"), "abc");
    assert_string_equal(request_query(request, "branch"), "a+b c");
    assert_string_equal(request_query(request, "job"), "");
    assert_string_equal(request_query(request, "url"), "");
    assert_null(request_query(request, "shard"));
    request_free(request);
}

static void test_a_query_that_does_not_fit_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *query, *named;
    } cases[] = {
        {"?zork=1", "zork"},
        {"?commit=a&commit=b", "commit"},
        {"?%63ommit=a&commit=b", "commit"},
        {"?branch=%ff", "branch"},
        {"?%ff=1", "name of a parameter"},
        {"?job=%00", "job"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        struct request *request;
        char uri[128];
        snprintf(uri, sizeof uri, "/api/v1/projects/p/reports%s", cases[i].query);
        assert_int_equal(read_query(uri, &request, &err), ERR_INVALID);
        assert_non_null(strstr(err.message, cases[i].named));
        request_free(request);
    }
}

static void test_an_absolute_address_is_its_path(void **state)
{
    (void)state;
    struct request *request = request_new("http://host:8460/healthz?a=1");
    assert_string_equal(request->path, "/healthz");
    assert_string_equal(request->query_text, "a=1");
    request_free(request);
    request = request_new("http://host");
    assert_string_equal(request->path, "");
    request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_literal_path_is_found),
        cmocka_unit_test(test_head_is_a_get),
        cmocka_unit_test(test_another_method_names_those_there_are),
        cmocka_unit_test(test_an_unknown_path_has_no_methods),
        cmocka_unit_test(test_an_encoded_slash_stays_in_its_segment),
        cmocka_unit_test(test_a_plus_in_a_path_is_a_plus),
        cmocka_unit_test(test_a_segment_that_is_no_text_has_no_address),
        cmocka_unit_test(test_the_more_literal_pattern_wins),
        cmocka_unit_test(test_no_two_rows_are_the_same),
        cmocka_unit_test(test_what_changes_something_needs_a_token),
        cmocka_unit_test(test_what_is_below_a_project_needs_a_token),
        cmocka_unit_test(test_an_upload_takes_the_parameters_of_uploads),
        cmocka_unit_test(test_a_query_is_taken_apart),
        cmocka_unit_test(test_a_query_that_does_not_fit_is_named),
        cmocka_unit_test(test_an_absolute_address_is_its_path),
    };
    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
