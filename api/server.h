/* The HTTP server: takes requests from the wire, checks them in a fixed order, lets their handler
 * answer, and logs and counts each once.
 * It reads the settings in force (config) when it starts. */
#ifndef API_SERVER_H
#define API_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/db_pool.h"
#include "common/err.h"
#include "ingest/identity_map.h"

struct server;

/* Listens on config.listen and config.port and serves from then on, with connections of @pool,
 * which has to outlive it. ERR_UNAVAILABLE when the address cannot be had. */
enum err_code server_start(struct db_pool *pool, struct server **server,
                           struct err *err) must_check;

/* The port that it listens on. */
uint16_t server_port(const struct server *server);

/* What handlers may use besides their own connection: what is remembered. */
struct identity_map *server_known(const struct server *server);
struct quarantine_memory *server_quarantine(const struct server *server);

/* Takes no new connection from now on; answers end the connections that there are. */
void server_close_door(struct server *server);

/* How many requests were begun and are not answered yet. */
int server_under_way(const struct server *server);

/* How long no report has been coming in, in milliseconds; 0 while one is. */
int64_t server_quiet_ms(const struct server *server);

/* Ends it. What still waits for a worker is answered 503; what a worker does is waited for.
 * Accepts NULL. */
void server_stop(struct server *server);

#endif
