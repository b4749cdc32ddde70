/* A bounded pool of connections, shared by threads. */
#ifndef COMMON_DB_POOL_H
#define COMMON_DB_POOL_H

#include "common/db.h"

struct db_pool;

/* At most @size connections to @uri, opened when first needed. @uri is copied. */
enum err_code db_pool_open(const char *uri, int timeout_ms, unsigned size, struct db_pool **pool,
                           struct err *err) must_check;
void db_pool_close(struct db_pool *pool); /* all must have been given back; accepts NULL */

/* Lends a connection, waiting at most @wait_ms for one. ERR_UNAVAILABLE when all are in use or
 * the server does not answer. */
enum err_code db_pool_get(struct db_pool *pool, int wait_ms, struct db **db,
                          struct err *err) must_check;
/* Gives it back. One whose connection broke is closed. Accepts NULL. */
void db_pool_put(struct db_pool *pool, struct db *db);

#endif
