/* The route table. Rows of one resource stand together. */
#include "api/route.h"

#include "api/handlers.h"

#define PUBLIC SCOPE_NONE, BODY_NONE
#define P "/api/v1/projects/{project}"

/* A row is read across. */
/* clang-format off */
const struct route routes[] = {
    {"GET", "/healthz", PUBLIC, false, healthz, {NULL}},
    {"GET", "/readyz", PUBLIC, true, readyz, {NULL}},
    {"GET", "/metrics", PUBLIC, false, metrics_show, {NULL}},
    {"GET", "/problems/{problem}", PUBLIC, false, problem_show, {NULL}},
    {"GET", "/api/v1/openapi.json", PUBLIC, false, openapi_show, {NULL}},

    /* Pages keep what they show (filters, tabs) in the query: the server does not look at it. */
    {"GET", "/", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/tests", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/tests/{test}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/builds", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/builds/{build}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/quarantine", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/tests", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/tests/{test}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/builds", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/builds/{build}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/quarantine", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/assets/{name}", PUBLIC, false, asset_show, {ROUTE_ANY_QUERY}},

    /* The names are upload_parameters[]; a unit test holds the two together. */
    {"POST", P "/reports", MAY_UPLOAD, BODY_REPORT, true, reports_create,
     {"commit", "branch", "build", "job", "shard", "variant", "gate", "url", "attempt",
      "exit_code", "complete", "started_at"}},
    {"GET", P "/reports/{report}", MAY_READ_VERDICT, BODY_NONE, true, reports_show, {NULL}},
};
/* clang-format on */

const size_t route_count = sizeof routes / sizeof *routes;
