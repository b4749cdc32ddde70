/* Rows streamed into a table by COPY, in its binary form: the fastest way to add many. The
 * statement is a file of sql/queries like any other, `copy ... from stdin (format binary)`. */
#ifndef COMMON_DB_COPY_H
#define COMMON_DB_COPY_H

#include "common/db.h"

struct db_copy;

/* Begins; nothing else may be done on @db until the end. Failures as those of db_run(). */
enum err_code db_copy_begin(struct db *db, enum query query, struct db_copy **copy,
                            struct err *err) must_check;

/* A row: its start, and then its @columns values in the order of the statement. A failure sticks
 * and is told at the end. */
void db_copy_row(struct db_copy *copy, int columns);
void db_copy_null(struct db_copy *copy);
void db_copy_int(struct db_copy *copy, int32_t value);
void db_copy_text(struct db_copy *copy, const char *value);    /* NULL is null */
void db_copy_time(struct db_copy *copy, int64_t microseconds); /* since 1970 */
void db_copy_uuid(struct db_copy *copy, const unsigned char bytes[16]);

/* Ends and frees it: all rows are stored (as far as the transaction is), or none. ERR_CONFLICT and
 * the like as db_run(). Accepts NULL: ERR_OK. */
enum err_code db_copy_end(struct db_copy *copy, struct err *err) must_check;

#endif
