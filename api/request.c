/* A request: its head as libmicrohttpd gives it, and what handlers may ask of it. */
#include "api/request_internal.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/accept.h"
#include "api/public.h"
#include "api/reports.h"
#include "api/token.h"
#include "common/clock.h"
#include "common/jwt.h"

/* ---- Its life ------------------------------------------------------------------------------ */

struct request *request_new(const char *uri)
{
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return NULL;
    request->started = clock_monotonic();
    request->now = clock_now();
    request->problem = PROBLEM__MAX;
    request->content_length = -1;
    reply_init(&request->reply, &request->arena);
    if (strncasecmp(uri, "http://", 7) == 0) /* the absolute form: as sent to a proxy */
        uri += 7 + strcspn(uri + 7, "/");
    size_t len = strcspn(uri, "?");
    request->path = arena_text(&request->arena, uri, len);
    if (uri[len] == '?')
        request->query_text = arena_text(&request->arena, uri + len + 1, strlen(uri + len + 1));
    if (!request->path || (uri[len] == '?' && !request->query_text)) {
        request_free(request);
        return NULL;
    }
    return request;
}

void request_free(struct request *request)
{
    if (!request)
        return;
    report_body_free(request->report);
    reply_reset(&request->reply);
    json_decref(request->json);
    json_decref(request->problem_more);
    text_free(&request->text);
    arena_free(&request->arena);
    free(request);
}

/* ---- Its head ------------------------------------------------------------------------------ */

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool is_sane_id(const char *id)
{
    size_t len = strlen(id);
    return len > 0 && len <= REQUEST_ID_MAX &&
           strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

/* The id that the client gave when it is harmless in logs and headers, else a random one. */
static void read_id(struct request *request, const char *given)
{
    if (given && is_sane_id(given)) {
        memcpy(request->id, given, strlen(given) + 1);
        return;
    }
    static _Thread_local unsigned char bytes[64][8]; /* drawn together: that takes as long as one */
    static _Thread_local unsigned left;
    struct err err = {0};
    if (left == 0 && crypto_random(bytes, sizeof bytes, &err) == ERR_OK)
        left = sizeof bytes / sizeof *bytes;
    crypto_hex(left ? bytes[--left] : (unsigned char *)&request->now, sizeof *bytes, request->id);
}

static void read_token(struct request *request, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return;
    const char *token = authorization + sizeof scheme - 1;
    token += strspn(token, " ");
    request->has_token = token_digest(token, request->token);
    size_t len = strnlen(token, JWT_MAX + 1);
    if (request->has_token || len > JWT_MAX || !jwt_has_form(token))
        return;
    request->id_token = arena_text(&request->arena, token, len);
    request->has_token = request->id_token != NULL;
    sha256_of(token, len, request->token);
}

static void read_length(struct request *request, const char *length, const char *encoding)
{
    request->has_body = encoding != NULL;
    if (encoding || !length)
        return;
    errno = 0;
    long long value = strtoll(length, NULL, 10);
    request->content_length = errno || value < 0 ? INT64_MAX : value;
    request->has_body = value != 0;
}

/* A header's text that outlives the connection's buffers. */
static const char *kept_header(struct request *request, const char *name)
{
    const char *value = header(request->connection, name);
    return value ? arena_text(&request->arena, value, strlen(value)) : NULL;
}

enum err_code request_read_head(struct request *request, struct MHD_Connection *connection,
                                const char *method, struct err *err)
{
    request->connection = connection;
    read_id(request, header(connection, "X-Request-Id"));
    const char *authorization = header(connection, MHD_HTTP_HEADER_AUTHORIZATION);
    read_token(request, authorization);
    read_length(request, header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH),
                header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING));
    const char *expect = header(connection, MHD_HTTP_HEADER_EXPECT);
    request->expects_continue = expect && strcasecmp(expect, "100-continue") == 0;
    request->if_none_match = kept_header(request, MHD_HTTP_HEADER_IF_NONE_MATCH);
    request->content_type = kept_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);
    request->content_encoding = kept_header(request, MHD_HTTP_HEADER_CONTENT_ENCODING);
    request->accept = kept_header(request, MHD_HTTP_HEADER_ACCEPT);
    request->method = arena_text(&request->arena, method, strlen(method));
    if (!request->method)
        return err_nomem(err);
    request->route = route_find(request->method, request->path, &request->allowed);
    if (!request->route)
        return ERR_OK;
    request->is_public = !authorization && request->route->body == BODY_REPORT;
    request->segment_count =
        route_segments(request->route, request->path, request->segments, &request->arena);
    return request->segment_count < 0 ? err_nomem(err) : ERR_OK;
}

/* ---- Its failure --------------------------------------------------------------------------- */

void request_problem_member(struct request *request, const char *name, json_t *value)
{
    if (!request->problem_more)
        request->problem_more = json_object();
    json_object_set_new(request->problem_more, name, value);
}

static void add_header(struct request *request, const char *name, const char *value)
{
    struct err err = {0};
    if (reply_header(&request->reply, name, value, &err) != ERR_OK)
        return; /* the document says the same in words */
}

void request_problem(struct request *request)
{
    const struct err *err = &request->err;
    enum problem problem =
        request->problem == PROBLEM__MAX ? problem_of(err->code) : request->problem;
    const char *detail = request->detail ? request->detail : problem_detail(problem, err);
    if (accept_read(request->accept) == ACCEPT_JSON ||
        !reply_problem_line(&request->reply, problem, detail))
        reply_problem_as(&request->reply, problem, detail, request->id, request->problem_more);
    if (request->unreadable)
        add_header(request, "Escapement-Unreadable", "1");
    if (problem == PROBLEM_UNAUTHORIZED)
        add_header(request, "WWW-Authenticate", "Bearer");
    if (problem == PROBLEM_METHOD && request->allowed)
        add_header(request, "Allow", request->allowed);
    if (problem == PROBLEM_TOO_MANY) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%d", public_wait_s(request->now));
        add_header(request, "Retry-After", seconds);
    }
    if (problem == PROBLEM_UNAVAILABLE)
        add_header(request, "Retry-After", "1");
}

/* ---- What handlers ask --------------------------------------------------------------------- */

struct arena *request_arena(struct request *request)
{
    return &request->arena;
}

struct db *request_db(struct request *request)
{
    assert(request->db);
    return request->db;
}

const struct caller *request_caller(const struct request *request)
{
    return &request->caller;
}

const char *request_id(const struct request *request)
{
    return request->id;
}

int64_t request_now(const struct request *request)
{
    return request->now;
}

int32_t request_project_id(const struct request *request)
{
    assert(request->project_id);
    return request->project_id;
}

const char *request_project(const struct request *request)
{
    return request->project;
}

const char *request_path(const struct request *request, const char *segment)
{
    int i = 0;
    while (i < request->segment_count && strcmp(request->segments[i].name, segment) != 0)
        i++;
    assert(i < request->segment_count); /* the pattern of the route has it */
    return request->segments[i].text;
}

enum err_code request_path_id(const struct request *request, const char *segment, int64_t *id,
                              struct err *err)
{
    const char *text = request_path(request, segment);
    size_t digits = strspn(text, "0123456789");
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (text[digits] || errno || value < 1 || *text == '0')
        return err_set(err, ERR_NOT_FOUND, "there is no %s \"%.100s\"", segment, text);
    *id = value;
    return ERR_OK;
}

enum err_code request_trusted(const struct request *request, struct err *err)
{
    if (request->caller.distrust)
        return err_set(err, ERR_FORBIDDEN,
                       "an ID token of a pull request or of a ref that is not protected may upload "
                       "reports, and no more");
    return ERR_OK;
}

const char *request_header(const struct request *request, const char *name)
{
    return header(request->connection, name);
}
