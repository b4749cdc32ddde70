/* What the files of db share: a struct rows is a PGresult under another name. */
#ifndef COMMON_DB_INTERNAL_H
#define COMMON_DB_INTERNAL_H

#include <libpq-fe.h>

#include "common/db.h"

static inline PGresult *rows_result(const struct rows *rows)
{
    /* libpq's accessors take a plain pointer and do not change what they read */
    return (PGresult *)(uintptr_t)rows;
}

/* For COPY, which no statement of db.c does. */
PGconn *db_connection(struct db *db);
/* Begins the transaction that waits for its first statement, if one does. */
enum err_code db_begin_now(struct db *db, struct err *err) must_check;
/* What went wrong, by the words and the state of @result (NULL: of the connection). */
enum err_code db_fail(struct db *db, const PGresult *result, struct err *err);
/* Runs the embedded migration number @index (of sql/migrations, by file name) as one script in the
 * current transaction. Only for migrate.c. */
enum err_code db_run_migration(struct db *db, size_t index, struct err *err) must_check;

#endif
