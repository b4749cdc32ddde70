/* The inside of the server, for the files that it is made of. */
#ifndef API_SERVER_INTERNAL_H
#define API_SERVER_INTERNAL_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "api/request_internal.h"

struct server {
    struct MHD_Daemon *daemon;
    struct db_pool *pool;
    struct workers *workers;
    struct auth_memory *memory;
    struct identity_map *known;
    struct quarantine_memory *quarantine;
    struct refusal_queue *refusals;
    int listener;
    atomic_int under_way, uploads;   /* requests; those of them that bring a report */
    atomic_int_fast64_t uploaded_ms; /* when the last of these ended, by clock_monotonic() */
    atomic_int_fast64_t held;        /* bytes of uploads whose reports are in memory */
    atomic_int_fast64_t grown;       /* what those of them that are bundles unpacked to */
    atomic_int unpacking;            /* connections that wait for a bundle */
    atomic_bool leaving;             /* no new connections; answers end those that there are */
    atomic_bool hurrying;            /* what was not begun is not begun any more */
};

/* How many bytes the body of @request may have. */
int64_t body_limit(const struct request *request);

/* Fails the request: its body is past that. */
enum err_code body_too_large(struct request *request);

/* *@len bytes of the body have come; so many of them as it says in the end are left for the next
 * call, which comes when the connection is resumed. */
enum MHD_Result body_take(struct request *request, const char *bytes, size_t *len);

/* All of the body has come. True when all of it is read, or it failed; else the connection is
 * suspended until then. */
bool body_end(struct request *request);

/* Frees what was made of the body. */
void body_drop(struct request *request);

/* Before the daemon is stopped: waits until no connection waits for a bundle. */
void body_settle(struct server *server);

#endif
