/* Calls of one delivery: the kind's way to show its secret, a deadline over all of them, and
 * answers that are JSON. */
#ifndef ANALYZER_NOTIFY_CALL_H
#define ANALYZER_NOTIFY_CALL_H

#include <jansson.h>

#include "analyzer/notify/destination.h"
#include "common/text.h"

enum { CALLS_MAX = 8 /* of deliver_timeout_ms each: what all calls of a delivery may take */ };

struct calls {
    const struct destination *destination;
    struct text secret; /* empty: it has none */
    double deadline;    /* of clock_monotonic() */
    bool answered;      /* one of them was answered with 2xx */
    /* of the last answer */
    struct text answer; /* without the secret */
    long status;        /* 0: there was none */
    int64_t pause_s;    /* that it asks for */
};

/* Reads the secret. ERR_UNAVAILABLE when it cannot be had. Close it also after a failure. */
enum err_code calls_open(const struct destination *destination, struct calls *calls,
                         struct err *err) must_check;
void calls_close(struct calls *calls);

struct call {
    const char *method;
    const char *url;            /* NULL: the address of the destination */
    const char *const *headers; /* more of them, ends in NULL; or NULL */
    const char *body;           /* or NULL */
};

/* ERR_OK for a status of 2xx. Else: ERR_NOT_FOUND for 404 and 410, ERR_INVALID for what it will
 * never take (400, 413, 422), ERR_LIMIT when it wants a pause, ERR_UNAVAILABLE for the rest. */
enum err_code call_send(struct calls *calls, const struct call *call, struct err *err) must_check;

/* The same below the address, "" or "/issues/7", with JSON both ways. @body's reference is taken
 * over (NULL: none). *@answer may be NULL when it is not wanted; the caller frees it. */
enum err_code call_json(struct calls *calls, const char *method, const char *url, json_t *body,
                        json_t **answer, struct err *err) must_check;

/* The start of the last answer, fit for a line. */
void call_excerpt(const struct calls *calls, size_t max, struct text *out);

#endif
