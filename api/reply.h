/* What a handler answers. It fills one reply; sending it is the server's business. */
#ifndef API_REPLY_H
#define API_REPLY_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct reply;

/* Answers @status with @body, whose reference is taken over. ERR_NOMEM when @body is NULL, so that
 * a failed json_pack() needs no check of its own. A GET gets an ETag of the body and is answered
 * 304 when the client has it. */
enum err_code reply_json(struct reply *reply, int status, json_t *body, struct err *err) must_check;

/* Answers @status with @len bytes (copied) of @type. */
enum err_code reply_bytes(struct reply *reply, int status, const char *type, const char *bytes,
                          size_t len, struct err *err) must_check;

/* Adds a header (both copied) to the answer. */
enum err_code reply_header(struct reply *reply, const char *name, const char *value,
                           struct err *err) must_check;

/* The value of a header that was added; "" when there is none. */
const char *reply_header_get(const struct reply *reply, const char *name);

/* Fills the answer with the RFC 9457 problem document of @err: type, title, status, detail,
 * instance (the request id). Used by the server for every handler that failed. */
void reply_problem(struct reply *reply, const struct err *err, const char *request_id);

#endif
