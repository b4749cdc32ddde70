/* GET over HTTPS, bounded in time and size: the only module that knows libcurl. No redirect is
 * followed, no proxy of the environment is used, certificates are always verified. */
#ifndef COMMON_HTTP_CLIENT_H
#define COMMON_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/text.h"

/* True when @url is one that http_get() takes: https, or http on 127.0.0.1 when @loopback. It has
 * no user, query or fragment. */
bool http_url_ok(const char *url, bool loopback);

/* Gets @url into @body, at most @max bytes within @timeout_ms. Blocks: not for the threads that
 * move bytes of clients. ERR_UNAVAILABLE for everything but a whole answer with status 200. */
enum err_code http_get(const char *url, bool loopback, long timeout_ms, size_t max,
                       struct text *body, struct err *err) must_check;

#endif
