/* The route table. 404, 405, scopes, query parameters, the OpenAPI check and metrics follow from
 * it: a route that is not in the table does not exist. */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/reply.h"
#include "api/request.h"

/* Answers @reply or returns why not (and then @reply is dropped and a problem document sent). */
typedef enum err_code route_handler(struct request *request, struct reply *reply, struct err *err);

enum route_body {
    BODY_NONE,
    BODY_JSON,   /* collected, bounded by 1 MiB */
    BODY_TEXT,   /* the same, bounded by 3 MiB */
    BODY_REPORT, /* streamed into the JUnit reader while it arrives */
};

enum { ROUTE_QUERY_MAX = 24 };
#define ROUTE_ANY_QUERY "*" /* as the first name: the query is not looked at */

struct route {
    const char *method;  /* GET answers HEAD too */
    const char *pattern; /* "/api/v1/projects/{project}/tests/{test}" */
    int scopes;          /* who may (enum scope bits); SCOPE_NONE: everybody */
    enum route_body body;
    bool database;          /* needs a connection: runs on the pool, connection suspended */
    route_handler *handler; /* of the resource's own file */
    const char *query[ROUTE_QUERY_MAX]; /* names of the parameters it takes */
};

enum { ROUTES_MAX = 256 };
extern const struct route routes[];
extern const size_t route_count; /* at most ROUTES_MAX */

/* Finds the route of @method and @path, which is as the client sent it (percent-encoded, without
 * the query). Where two patterns fit, the one with more literal segments is taken. NULL: none;
 * then *@allowed (a comma list in a static buffer of the thread, or NULL) names the methods that
 * the path has: 405 or 404. */
const struct route *route_find(const char *method, const char *path, const char **allowed);

/* The {segments} of @path, which @route was found for, decoded into @arena, in order. Their number;
 * -1 when memory ran out. */
enum { ROUTE_SEGMENTS_MAX = 4 };
struct route_segment {
    const char *name, *text;
};
int route_segments(const struct route *route, const char *path,
                   struct route_segment segments[ROUTE_SEGMENTS_MAX], struct arena *arena);

#endif
