/* PostgreSQL: the only module that knows libpq.
 * Statements are files in sql/queries, named by enum query (generated); no function here takes
 * SQL text. A connection is used by one thread at a time. */
#ifndef COMMON_DB_H
#define COMMON_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"
#include "queries.h" /* enum query: QUERY_<FILE NAME IN CAPITALS> */

struct db;   /* one connection */
struct rows; /* what a statement returned */

/* Connects to @uri (any libpq connection string or URI, several hosts too). The connection has
 * the statement timeout @timeout_ms (0: none). ERR_UNAVAILABLE with libpq's own words. */
enum err_code db_open(const char *uri, int timeout_ms, struct db **db, struct err *err) must_check;
void db_close(struct db *db);  /* accepts NULL */
bool db_usable(struct db *db); /* idle and, as far as can be seen, still connected */
/* How many connections of this process have broken. What is remembered of the database may not
 * hold any more after one more: another server may have taken over. */
unsigned db_breaks(void);

/* Parameters, in order of $1, $2, ... Values are copied unless said otherwise; a failure of
 * memory sticks and is reported when the statement is sent. Zeroed is empty. */
enum { PARAMS_MAX = 40 };
struct params {
    struct arena arena;
    int count;
    bool failed;
    bool binary_rows; /* the result is read by rows_int() and rows_bytes() only */
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX];
    int formats[PARAMS_MAX];
    unsigned types[PARAMS_MAX];
};
void params_free(struct params *params);
void params_null(struct params *params);
void params_int(struct params *params, int64_t value);
void params_real(struct params *params, double value); /* NAN is null */
void params_bool(struct params *params, bool value);
void params_text(struct params *params, const char *value);              /* NULL is null */
void params_time(struct params *params, int64_t microseconds);           /* since 1970; 0 is null */
void params_bytes(struct params *params, const void *bytes, size_t len); /* bytea */
void params_uuid(struct params *params, const unsigned char bytes[16]);
/* Arrays. Element @i is read at @first + @i * @stride bytes, so that a column of an array of
 * structs can be sent without a copy of its own. */
void params_int_array(struct params *params, const int32_t *first, size_t count, size_t stride);
void params_long_array(struct params *params, const int64_t *first, size_t count, size_t stride);
void params_real_array(struct params *params, const float *first, size_t count, size_t stride);
void params_char_array(struct params *params, const char *first, size_t count, size_t stride);
void params_uuid_array(struct params *params, const unsigned char *first, size_t count,
                       size_t stride);
/* NULL elements are null. */
void params_text_array(struct params *params, const char *const *first, size_t count,
                       size_t stride);

/* Runs one statement and waits. @rows may be NULL when nothing is read of it. What is outstanding
 * is received along with it and dropped; a failure among it is this one's.
 * ERR_RETRY: connection lost, serialization failure, deadlock, read-only server;
 * ERR_CONFLICT: unique or foreign key; ERR_UNAVAILABLE: time-out or no resources. */
enum err_code db_run(struct db *db, enum query query, const struct params *params,
                     struct rows **rows, struct err *err) must_check;

/* Pipeline: queues a statement without waiting; results are received in the order of sending. For
 * who has something else to do before, db_push() has the server begin with what is queued;
 * db_tell(), in a transaction, has it tell the results too. Once another was received, all have to
 * be before a statement is sent. db_skip() receives and drops all but the last @count. */
enum err_code db_send(struct db *db, enum query query, const struct params *params,
                      struct err *err) must_check;
enum err_code db_push(struct db *db, struct err *err) must_check;
enum err_code db_tell(struct db *db, struct err *err) must_check;
enum err_code db_receive(struct db *db, struct rows **rows, struct err *err) must_check;
enum err_code db_skip(struct db *db, unsigned count, struct err *err) must_check;
/* The same of all, and ends the pipeline; the first failure among it. */
enum err_code db_drain(struct db *db, struct err *err) must_check;

/* Runs @work between begin and commit; on any failure everything is rolled back. A work that
 * fails with ERR_RETRY is run again from the start on a (new) connection, a bounded number of
 * times with growing pauses: it must set up its results afresh each time, and carry an
 * idempotency key, because a commit whose answer was lost may have happened. What is outstanding
 * when it ends well is received along with the commit, or after db_undo() with a rollback. */
typedef enum err_code db_work(struct db *db, void *context, struct err *err);
enum err_code db_transaction(struct db *db, db_work *work, void *context,
                             struct err *err) must_check;
void db_undo(struct db *db);
/* The same without a transaction around it. */
enum err_code db_repeat(struct db *db, db_work *work, void *context, struct err *err) must_check;

/* Reading a result. Rows and columns count from 0 and must exist. Text is owned by @rows. */
void rows_free(struct rows *rows); /* accepts NULL */
size_t rows_count(const struct rows *rows);
bool rows_null(const struct rows *rows, size_t row, int column);
const char *rows_text(const struct rows *rows, size_t row, int column); /* "" when null */
const char *rows_text_or_null(const struct rows *rows, size_t row, int column);
int64_t rows_int(const struct rows *rows, size_t row, int column); /* 0 when null */
double rows_real(const struct rows *rows, size_t row, int column); /* NAN when null */
bool rows_bool(const struct rows *rows, size_t row, int column);
/* Of a binary result. */
const unsigned char *rows_bytes(const struct rows *rows, size_t row, int column, size_t *len);
/* An int[] without nulls: *@values are copied into @arena. */
enum err_code rows_int_array(const struct rows *rows, size_t row, int column, struct arena *arena,
                             int32_t **values, size_t *count, struct err *err) must_check;

static inline void auto_rows_at(struct rows **rows)
{
    rows_free(*rows);
}
static inline void auto_db_at(struct db **db)
{
    db_close(*db);
}
#define auto_rows __attribute__((cleanup(auto_rows_at)))
#define auto_params __attribute__((cleanup(params_free)))
#define auto_db __attribute__((cleanup(auto_db_at)))

#endif
