/* The life of a request, on the threads of libmicrohttpd but for the two steps in brackets, which
 * run on a worker while the connection is suspended:
 *
 *   head ──▶ [token and project] ──▶ checks ──▶ body ──▶ [handler] ──▶ answer
 *
 * Nothing of the body is read, and no "100 Continue" is sent, before the checks are through, so
 * that a large upload that has no chance is never sent. libmicrohttpd takes an answer only before
 * the body or after it: a body that fails half-way is read and dropped, up to a bound.
 * The body of a bundle is read by a thread of its own (ingest/bundle): while that has to catch up,
 * the connection is suspended, too, with what is left of the body in its buffer.
 * A request belongs to its connection and is freed only in on_completed(), which is not called
 * while the connection is suspended: a client that vanishes takes nothing away from a worker. */
#include "api/server.h"

#include <inttypes.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "api/auth.h"
#include "api/listener.h"
#include "api/lookup.h"
#include "api/metrics.h"
#include "api/quarantine.h"
#include "api/quarantine_memory.h"
#include "api/refusal_queue.h"
#include "api/reports.h"
#include "api/record.h"
#include "api/resources.h"
#include "api/server_internal.h"
#include "api/token.h"
#include "api/workers.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/config.h"

enum {
    WORK_QUEUE_MAX = 256,         /* requests that wait for a worker */
    PUBLIC_WAIT_MS = 1000,        /* how long /readyz waits for a connection */
    CONNECTION_MEMORY = 64 << 10, /* head and read buffer of one connection */
};

static int64_t monotonic_ms(void)
{
    return (int64_t)(clock_monotonic() * 1000);
}

/* ---- On a worker --------------------------------------------------------------------------- */

static enum err_code borrow(struct request *request, struct db **db)
{
    struct server *server = request->server;
    bool is_public = request->route->scopes == SCOPE_NONE;
    int wait_ms = is_public ? PUBLIC_WAIT_MS : (int)config.db_wait_ms;
    if (atomic_load(&server->hurrying))
        return err_set(&request->err, ERR_UNAVAILABLE, "the service is being stopped");
    enum err_code code = db_pool_get(server->pool, wait_ms, db, &request->err);
    if (code == ERR_OK)
        metrics_db_lent(1);
    return code;
}

static void give_back(struct request *request, struct db *db)
{
    metrics_db_lent(-1);
    db_pool_put(request->server->pool, db);
}

/* @db: NULL for a route that needs none. */
static enum err_code unpack(struct db *db, void *context, struct err *err)
{
    const struct request *request = context;
    auto_params struct params params = {0};
    params_int(&params, request->project_id);
    return db_run(db, QUERY_TEST_UNPACK, &params, NULL, err);
}

/* The tests of a project's first report may still have to become rows. An upload sees to that where
 * it needs them. */
static enum err_code unpack_tests(struct request *request, struct db *db)
{
    if (!db || !request->project_id || request->route->body == BODY_REPORT)
        return ERR_OK;
    return db_repeat(db, unpack, request, &request->err);
}

static enum err_code do_handler(struct request *request, struct db *db)
{
    request->db = db;
    enum err_code code = unpack_tests(request, db);
    if (code == ERR_OK)
        code = request->route->handler(request, &request->reply, &request->err);
    request->db = NULL;
    if (code == ERR_OK && request->reply.status != 0)
        err_clear(&request->err); /* of what the handler got over */
    else if (request->err.code == ERR_OK)
        return err_set(&request->err, ERR_INTERNAL,
                       "the handler of %s says neither yes nor why not", request->route->pattern);
    return code;
}

/* What changes nothing may be done again when a connection broke under it; what changes something
 * runs in a transaction, which does so by itself. */
static bool is_repeatable(const struct request *request)
{
    return request->step == STEP_LOOKUP || strcmp(request->route->method, "GET") == 0;
}

/* Without a database: what is no report is told so all the same. */
static void refuse_unread(struct request *request)
{
    struct err why = {.code = ERR_OK};
    if (request->report && report_body_look(request->report, &why) != ERR_OK)
        request->err = why;
}

/* A database that was restarted leaves a dead connection for each place of the pool: the second
 * try gets a new one, because a dead one is not given back. */
static void work(void *argument)
{
    struct request *request = argument;
    bool looks = request->step == STEP_LOOKUP;
    for (int attempt = 0; attempt < 2; attempt++) {
        struct db *db = NULL;
        if (borrow(request, &db) != ERR_OK) {
            refuse_unread(request);
            break;
        }
        enum err_code code =
            looks ? lookup_find(request, request->server->memory, db) : do_handler(request, db);
        give_back(request, db);
        if (looks && code == ERR_OK) /* with the connection given back: it may take its time */
            code = lookup_verify(request, request->server->memory);
        if (code != ERR_RETRY || !is_repeatable(request) || attempt > 0)
            break;
        err_clear(&request->err);
        reply_reset(&request->reply);
    }
    MHD_resume_connection(request->connection); /* from here on the request is not ours */
}

/* Suspends the connection until a worker has done @step; the server is called again then. */
static enum MHD_Result suspend_for(struct request *request, enum request_step step)
{
    request->step = step;
    MHD_suspend_connection(request->connection);
    if (!workers_push(request->server->workers, work, request)) {
        err_set(&request->err, ERR_UNAVAILABLE, "%d requests wait for the database already",
                WORK_QUEUE_MAX);
        MHD_resume_connection(request->connection);
    }
    return MHD_YES;
}

/* ---- The answer ---------------------------------------------------------------------------- */

static enum MHD_Result send_answer(struct request *request, bool closing)
{
    bool reads = request->method &&
                 (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0);
    if (request->err.code != ERR_OK)
        request_problem(request);
    request->reply.tagged &= reads;
    struct reply_head head = {.request_id = request->id,
                              .if_none_match = reads ? request->if_none_match : NULL,
                              .closing = closing || atomic_load(&request->server->leaving)};
    if (!reply_send(&request->reply, request->connection, &head))
        return MHD_NO;
    request->step = STEP_SENT;
    return MHD_YES;
}

/* ---- The checks, in their order ------------------------------------------------------------ */

static enum err_code check_route(struct request *request)
{
    if (request->route)
        return ERR_OK;
    if (!request->allowed)
        return err_set(&request->err, ERR_NOT_FOUND, "nothing has this address");
    request->problem = PROBLEM_METHOD;
    return err_set(&request->err, ERR_INVALID, "this address has the methods %s", request->allowed);
}

static enum err_code check_scope(struct request *request)
{
    int scopes = request->route->scopes;
    if (scopes == SCOPE_NONE || auth_check_scope(&request->caller, scopes, &request->err) == ERR_OK)
        return ERR_OK;
    json_t *enough = json_array();
    static const enum scope all[] = {SCOPE_UPLOAD, SCOPE_READ, SCOPE_TRIAGE, SCOPE_ADMIN};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (scopes & (int)all[i])
            json_array_append_new(enough, json_string(scope_name(all[i])));
    request_problem_member(request, "scopes", enough);
    return request->err.code;
}

/* What can be said once it is known who asks, without the body. */
static enum err_code check_rest(struct request *request)
{
    struct err *err = &request->err;
    try_(check_scope(request));
    if (request->route->body != BODY_NONE && request->content_length > body_limit(request))
        return body_too_large(request);
    try_(query_read(request, err));
    if (request->route->body == BODY_REPORT)
        return report_body_open(request, &request->report, err);
    if (request->route->body == BODY_JSON || request->route->body == BODY_TEXT)
        request->text.limit = (size_t)body_limit(request);
    return ERR_OK;
}

/* Whether a body that nobody wants is read all the same: a small one that is under way already
 * would, unread, make the kernel reset the connection before the answer is through. */
static bool swallows(const struct request *request)
{
    if (!request->has_body)
        return true;
    return !request->expects_continue && request->content_length <= BODY_DISCARD_MAX;
}

static enum MHD_Result after_lookup(struct request *request)
{
    if (request->err.code == ERR_OK && check_rest(request) == ERR_OK) {
        request->uploads = request->route->body == BODY_REPORT;
        atomic_fetch_add(&request->server->uploads, request->uploads);
        request->body_max = body_limit(request) + BODY_DISCARD_MAX;
    } else if (swallows(request))
        request->body_max = BODY_DISCARD_MAX;
    else
        return send_answer(request, true);
    request->step = STEP_BODY;
    return MHD_YES;
}

static enum MHD_Result on_head(struct request *request, const char *method,
                               struct MHD_Connection *connection)
{
    request->counted = true;
    atomic_fetch_add(&request->server->under_way, 1);
    metrics_under_way(1);
    struct err *err = &request->err;
    if (request_read_head(request, connection, method, err) != ERR_OK ||
        check_route(request) != ERR_OK || request->route->scopes == SCOPE_NONE)
        return after_lookup(request);
    if (request->is_public)
        return suspend_for(request, STEP_LOOKUP);
    if (!request->has_token) {
        err_set(err, ERR_UNAUTHORIZED,
                "send \"Authorization: Bearer TOKEN\", with a token as \"escapement token "
                "create\" prints it");
        return after_lookup(request);
    }
    struct auth_question question = lookup_question(request);
    request->project = question.project;
    if (auth_recall(request->server->memory, &question, &request->arena, &request->caller,
                    &request->project_id))
        return after_lookup(request);
    return suspend_for(request, STEP_LOOKUP);
}

static enum MHD_Result on_body_end(struct request *request)
{
    if (!body_end(request))
        return MHD_YES;
    if (request->err.code != ERR_OK)
        return send_answer(request, false);
    if (request->route->handler == quarantine_list && quarantine_recall(request, &request->reply))
        return send_answer(request, false);
    if (request->route->database)
        return suspend_for(request, STEP_HANDLER);
    if (do_handler(request, NULL) != ERR_OK)
        reply_reset(&request->reply);
    return send_answer(request, false);
}

/* ---- What libmicrohttpd calls -------------------------------------------------------------- */

static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct request *request = request_new(uri);
    if (!request)
        return NULL;
    request->server = context;
    request->connection = connection;
    return request;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *len, void **place)
{
    (void)context, (void)url, (void)version;
    struct request *request = *place;
    if (!request)
        return MHD_NO;
    switch (request->step) {
    case STEP_HEAD:
        return on_head(request, method, connection);
    case STEP_LOOKUP:
        return after_lookup(request);
    case STEP_BODY:
        if (*len == 0)
            return on_body_end(request);
        return body_take(request, bytes, len);
    case STEP_HANDLER:
        return send_answer(request, false);
    case STEP_SENT:
        *len = 0;
        return MHD_YES;
    default:
        return MHD_NO;
    }
}

static void on_completed(void *context, struct MHD_Connection *connection, void **place,
                         enum MHD_RequestTerminationCode how)
{
    (void)connection, (void)how;
    struct server *server = context;
    struct request *request = take(*place);
    if (!request)
        return;
    body_drop(request);
    if (request->uploads) {
        atomic_store(&server->uploaded_ms, monotonic_ms());
        atomic_fetch_sub(&server->uploads, 1);
    }
    if (request->counted) {
        record_request(request);
        refusal_queue_note(server->refusals, request);
        atomic_fetch_sub(&server->under_way, 1);
        metrics_under_way(-1);
    }
    request_free(request);
}

/* Paths and queries are decoded by ourselves, segment by segment. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

/* ---- Start and end ------------------------------------------------------------------------- */

static enum err_code start_daemon(struct server *server, struct err *err)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server,
        MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)config.http_threads, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)config.http_connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)config.http_timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
        on_uri, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_END);
    if (!server->daemon)
        return err_set(err, ERR_UNAVAILABLE,
                       "libmicrohttpd does not start; is http_connections below http_threads, or "
                       "the limit on open files too low?");
    return ERR_OK;
}

enum err_code server_start(struct db_pool *pool, struct server **out, struct err *err)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        return err_nomem(err);
    server->pool = pool;
    server->listener = -1;
    enum err_code code =
        listener_open(config.listen, (uint16_t)config.port, &server->listener, err);
    if (code == ERR_OK)
        code = auth_memory_new(&server->memory, err);
    if (code == ERR_OK)
        code = identity_map_new((size_t)config.known_tests, &server->known, err);
    if (code == ERR_OK)
        code = quarantine_memory_new((size_t)config.max_quarantine_memory_bytes,
                                     &server->quarantine, err);
    if (code == ERR_OK)
        code = workers_start((size_t)config.db_connections, WORK_QUEUE_MAX, &server->workers, err);
    if (code == ERR_OK)
        code = refusal_queue_new(server->workers, pool, &server->refusals, err);
    if (code == ERR_OK)
        code = start_daemon(server, err);
    if (code == ERR_OK)
        *out = server;
    else
        server_stop(server);
    return code;
}

uint16_t server_port(const struct server *server)
{
    return listener_port(server->listener);
}

struct identity_map *server_known(const struct server *server)
{
    return server->known;
}

struct quarantine_memory *server_quarantine(const struct server *server)
{
    return server->quarantine;
}

void server_close_door(struct server *server)
{
    if (atomic_exchange(&server->leaving, true))
        return;
    if (server->daemon)
        MHD_quiesce_daemon(server->daemon);
    if (server->listener >= 0)
        close(server->listener);
    server->listener = -1;
}

int server_under_way(const struct server *server)
{
    return atomic_load(&server->under_way);
}

int64_t server_quiet_ms(const struct server *server)
{
    return atomic_load(&server->uploads) ? 0 : monotonic_ms() - atomic_load(&server->uploaded_ms);
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    server_close_door(server);
    atomic_store(&server->hurrying, true);
    workers_stop(server->workers); /* resumes every suspended connection, as MHD demands */
    body_settle(server);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    workers_free(server->workers);
    refusal_queue_free(server->refusals);
    auth_memory_free(server->memory);
    quarantine_memory_free(server->quarantine);
    identity_map_free(server->known);
    free(server);
}
