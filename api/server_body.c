/* The body of a request, while it arrives on a thread of libmicrohttpd. */
#include <inttypes.h>
#include <time.h>

#include "api/reports.h"
#include "api/server_internal.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/config.h"

enum {
    HELD_BODIES_MAX = 4,    /* uploads of the largest size that may be in memory at once */
    BODY_TIME_MAX_S = 1800, /* from the first byte of a request to the last of its body */
};

int64_t body_limit(const struct request *request)
{
    if (!request->route || request->route->body == BODY_NONE)
        return 0;
    if (request->route->body == BODY_JSON)
        return JSON_BODY_MAX;
    if (request->route->body == BODY_TEXT)
        return TEXT_BODY_MAX;
    bool small = request->caller.is_public && config.public_max_body_bytes < config.max_body_bytes;
    return small ? config.public_max_body_bytes : config.max_body_bytes;
}

enum err_code body_too_large(struct request *request)
{
    request_problem_member(request, "limit", json_integer(body_limit(request)));
    request->unreadable = request->route->body == BODY_REPORT;
    return err_set(&request->err, ERR_LIMIT, "body: it is larger than %" PRId64 " bytes%s",
                   body_limit(request),
                   request->caller.is_public
                       ? ", and without a token that is too large (public_max_body_bytes)"
                   : request->route->body == BODY_REPORT ? " (max_body_bytes)"
                                                         : "");
}

/* A report in memory is about as large as its text: many large ones at once would take all. What
 * bundles unpack to has a bound of its own: that of two of the largest. */
static enum err_code hold(struct request *request, int64_t len)
{
    struct server *server = request->server;
    int64_t grown = report_body_expanded(request->report) - request->grown;
    request->held += len;
    request->grown += grown;
    int64_t held = atomic_fetch_add(&server->held, len) + len;
    int64_t all_grown = atomic_fetch_add(&server->grown, grown) + grown;
    if (held / HELD_BODIES_MAX <= config.max_body_bytes &&
        all_grown / 2 <= config.max_expanded_bytes)
        return ERR_OK;
    return err_set(&request->err, ERR_UNAVAILABLE,
                   "uploads of %" PRId64 " bytes, %" PRId64 " unpacked, are under way", held,
                   all_grown);
}

static enum err_code feed(struct request *request, const char *bytes, size_t len, size_t *taken)
{
    if (request->route->body == BODY_NONE)
        return ERR_OK;
    if (request->bytes_in + (int64_t)len > body_limit(request))
        return body_too_large(request);
    if (request->route->body == BODY_REPORT) {
        try_(report_body_feed(request->report, bytes, len, taken, &request->err));
        return hold(request, (int64_t)*taken);
    }
    text_append(&request->text, bytes, len);
    return request->text.failed ? err_nomem(&request->err) : ERR_OK;
}

void body_drop(struct request *request)
{
    atomic_fetch_sub(&request->server->held, request->held);
    atomic_fetch_sub(&request->server->grown, request->grown);
    request->held = request->grown = 0;
    report_body_free(take(request->report));
    text_free(&request->text);
}

/* What is packed is read by a thread of its own, and no thread of ours waits for it. */
static void go_on(void *context)
{
    struct request *request = context;
    struct server *server = request->server;
    MHD_resume_connection(request->connection); /* from here on the request is not ours */
    atomic_fetch_sub(&server->unpacking, 1);
}

/* False when the service is being stopped: then nothing is suspended any more. */
static bool suspend_for_unpacking(struct request *request)
{
    atomic_fetch_add(&request->server->unpacking, 1);
    if (atomic_load(&request->server->hurrying)) {
        atomic_fetch_sub(&request->server->unpacking, 1);
        err_set(&request->err, ERR_UNAVAILABLE, "the service is being stopped");
        body_drop(request);
        return false;
    }
    MHD_suspend_connection(request->connection);
    report_body_when_ready(request->report, go_on, request);
    return true;
}

/* *@len bytes have come; so many of them as it says in the end are left for the next call. */
enum MHD_Result body_take(struct request *request, const char *bytes, size_t *len)
{
    size_t taken = *len;
    if (request->bytes_in + (int64_t)*len > request->body_max ||
        clock_monotonic() - request->started > BODY_TIME_MAX_S)
        return MHD_NO;
    if (request->err.code == ERR_OK && feed(request, bytes, *len, &taken) != ERR_OK) {
        body_drop(request);
        taken = *len;
    }
    request->bytes_in += (int64_t)taken;
    *len -= taken;
    if (*len > 0 && !suspend_for_unpacking(request)) {
        request->bytes_in += (int64_t)*len;
        *len = 0;
    }
    return MHD_YES;
}

bool body_end(struct request *request)
{
    struct err *err = &request->err;
    if (err->code != ERR_OK || !request->report)
        return true;
    if (!request->body_ended)
        report_body_end(request->report);
    request->body_ended = true;
    if (!report_body_is_ready(request->report) && suspend_for_unpacking(request))
        return false;
    if (err->code == ERR_OK && report_body_close(request->report, err) != ERR_OK)
        body_drop(request);
    return true;
}

void body_settle(struct server *server)
{
    while (atomic_load(&server->unpacking) > 0)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}
