/* HTTP as a client, bounded in time and size: the only module that knows libcurl. No redirect is
 * followed, no proxy of the environment is used, certificates are always verified. */
#ifndef COMMON_HTTP_CLIENT_H
#define COMMON_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/text.h"

/* True when @url is one that http_get() takes: https, or http on 127.0.0.1 when @loopback. It has
 * no user, query or fragment. */
bool http_url_ok(const char *url, bool loopback);

/* Gets @url into @body, at most @max bytes within @timeout_ms. Blocks: not for the threads that
 * move bytes of clients. ERR_UNAVAILABLE for everything but a whole answer with status 200. */
enum err_code http_get(const char *url, bool loopback, long timeout_ms, size_t max,
                       struct text *body, struct err *err) must_check;

/* A call of somebody whom a person named, and who is not trusted with our network. */
struct http_call {
    const char *method;
    const char *url;
    const char *const *headers; /* "name: value", ends in NULL */
    const char *body;           /* or NULL */
    size_t body_len;
    long timeout_ms;
    size_t max;                /* bytes of the answer */
    bool loopback;             /* http on 127.0.0.1 too */
    const char *private_hosts; /* globs, joined by commas: these may be at private addresses */
};

struct http_answer {
    long status;
    struct text body;
    int64_t pause_s; /* what it asks for with Retry-After or X-RateLimit-Reset; 0: nothing */
};

/* Calls, and waits for the whole answer, whatever its status. The address that the name resolves to
 * is looked at when the connection is made. ERR_UNAVAILABLE otherwise; the words name the host and
 * nothing else of the URL. @answer->body is to be freed, also after a failure. */
enum err_code http_send(const struct http_call *call, struct http_answer *answer,
                        struct err *err) must_check;

/* True when @host is one of @globs, joined by commas. */
bool http_host_listed(const char *host, const char *globs);

/* True when @address, as inet_ntop() writes it, is of the public network. *@never: nobody may be
 * called there, whatever is set (loopback, link-local, multicast). */
bool http_address_public(const char *address, bool *never);

/* The host of @url, without brackets and port. */
void http_host(const char *url, char *host, size_t size);

#endif
