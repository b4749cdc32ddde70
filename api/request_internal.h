/* The inside of a request, for the server and its own routes. */
#ifndef API_REQUEST_INTERNAL_H
#define API_REQUEST_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/reply_internal.h"
#include "api/request.h"
#include "api/route.h"
#include "common/crypto.h"
#include "common/text.h"

struct MHD_Connection;
struct oidc_match;
struct report_body;
struct server;

enum {
    REQUEST_ID_MAX = 64,
    QUERY_PAIRS_MAX = 64,
    JSON_BODY_MAX = 1 << 20,
    TEXT_BODY_MAX = 3 << 20,
    BODY_DISCARD_MAX = 1 << 20 /* read and dropped so that an early answer gets through */
};

/* Where a request stands. The worker's steps are those in which its connection is suspended. */
enum request_step {
    STEP_HEAD,    /* its head has arrived */
    STEP_LOOKUP,  /* suspended: whose token it is is looked up */
    STEP_BODY,    /* its body arrives; suspended while what came is unpacked */
    STEP_HANDLER, /* suspended: the handler runs */
    STEP_SENT     /* the answer was handed over */
};

struct query_pair {
    const char *name, *value;
};

struct request {
    struct arena arena;
    struct server *server;
    struct MHD_Connection *connection;
    enum request_step step;
    bool counted, uploads; /* as under way; as one that brings a report */

    /* From the head. */
    const char *method;
    const char *path;       /* as sent, without the query */
    const char *query_text; /* as sent, without the question mark; NULL: none */
    const struct route *route;
    const char *allowed; /* the methods of the path when it has others */
    char id[REQUEST_ID_MAX + 1];
    struct route_segment segments[ROUTE_SEGMENTS_MAX];
    int segment_count;
    const char *if_none_match, *content_type, *content_encoding, *accept; /* NULL: not given */
    int64_t content_length; /* -1: not told beforehand */
    bool has_body, expects_continue, has_token;
    bool is_public;                   /* shows no token, where a project may take that */
    unsigned char token[SHA256_SIZE]; /* its digest */
    const char *id_token;             /* when it is one of a CI service; NULL: one of ours */
    struct oidc_match *match;         /* what that says, before it is believed */

    /* From the checks. */
    struct query_pair *query;
    size_t query_count;
    struct caller caller;
    int32_t project_id;
    const char *project;

    /* The body. */
    int64_t bytes_in, held; /* held: of them in memory, as a report */
    int64_t grown;          /* what they were unpacked to */
    int64_t body_max;       /* past it the connection is dropped */
    bool body_ended;
    struct text text; /* of a BODY_JSON */
    json_t *json;
    struct report_body *report;

    struct db *db; /* while the handler runs */
    int64_t now;
    double started;

    struct reply reply;
    struct err err;       /* why there is no answer but a problem */
    enum problem problem; /* PROBLEM__MAX: as err says */
    const char *detail;   /* for the client, in place of the words of err */
    json_t *problem_more; /* members of the problem document; NULL: none */
    bool unreadable;      /* it is about the report itself, not about what was said of it */
};

/* A request for @uri as sent; NULL when memory ran out. */
struct request *request_new(const char *uri);
void request_free(struct request *request); /* accepts NULL */

/* Reads what the server needs of the head, from libmicrohttpd, and finds the route. */
enum err_code request_read_head(struct request *request, struct MHD_Connection *connection,
                                const char *method, struct err *err) must_check;

/* Takes the query apart. ERR_INVALID: not text, a name that @route does not take, given twice. */
enum err_code query_read(struct request *request, struct err *err) must_check;

/* Adds a member to the problem document, if there will be one; takes @value over. */
void request_problem_member(struct request *request, const char *name, json_t *value);

/* The problem document, and the headers that go with it, for the failure in @request->err. */
void request_problem(struct request *request);

#endif
