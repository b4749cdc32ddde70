#include "api/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/handlers.h"
#include "api/metrics.h"
#include "api/request_internal.h"
#include "api/resources.h"
#include "common/clock.h"
#include "common/log.h"

enum { STATUS_GONE = 499 }; /* the client went away unanswered */

/* Probes and polls come every few seconds: they are only worth a line when they fail. */
static enum log_level level_of(const struct request *request, int status)
{
    route_handler *handler = request->route ? request->route->handler : NULL;
    if (status >= 500)
        return status == 503 ? LOG_WARN : LOG_ERROR;
    bool probe = handler == healthz || handler == readyz || handler == metrics_show ||
                 handler == quarantine_list;
    return probe && status < 400 ? LOG_DEBUG : LOG_INFO;
}

static void log_request(const struct request *request, int status, double seconds, int64_t out)
{
    enum log_level level = level_of(request, status);
    if (!log_wants(level))
        return;
    char code[16], ms[32], in_text[32], out_text[32], token[32], at[128];
    const struct err *err = &request->err;
    snprintf(code, sizeof code, "%d", status);
    int tenths = (int)(seconds * 10000 + 0.5);
    snprintf(ms, sizeof ms, "%d.%d", tenths / 10, tenths % 10);
    snprintf(in_text, sizeof in_text, "%" PRId64, request->bytes_in);
    snprintf(out_text, sizeof out_text, "%" PRId64, out);
    snprintf(token, sizeof token, "%" PRId64, request->caller.token_id);
    snprintf(at, sizeof at, "%s:%d", err->file ? err->file : "", err->line);
    bool failed = err->code != ERR_OK;
    log_event(level, "request", "method", request->method, "path", request->path, "status", code,
              "ms", ms, "in", in_text, "out", out_text, "request", request->id, "token",
              request->caller.token_id ? token : NULL, "project",
              request->project_id ? request->project : NULL, "error", failed ? err->message : NULL,
              "sqlstate", err->sqlstate[0] ? err->sqlstate : NULL, "at",
              failed && status >= 500 ? at : NULL, (char *)NULL);
}

void record_request(const struct request *request)
{
    bool sent = request->step == STEP_SENT;
    bool whole = sent && strcmp(request->method, "HEAD") != 0 && request->reply.status != 304;
    int status = sent ? request->reply.status : STATUS_GONE;
    double seconds = clock_monotonic() - request->started;
    int64_t out = whole ? (int64_t)request->reply.len : 0;
    metrics_request(request->route, status, seconds, request->bytes_in, out);
    log_request(request, status, seconds, out);
}
