/* What the files of db share: a struct rows is a PGresult under another name. */
#ifndef COMMON_DB_INTERNAL_H
#define COMMON_DB_INTERNAL_H

#include <libpq-fe.h>

#include "common/db.h"

enum { PENDING_MAX = 64 };

enum pending_kind { PENDING_PREPARE, PENDING_STATEMENT, PENDING_WORD /* begin, commit */ };

/* A statement: of enum query, or one of these. */
enum { WORD_BEGIN = QUERY__MAX, WORD_COMMIT, STATEMENTS_MAX };

struct pending {
    enum pending_kind kind;
    unsigned statement;
};

struct db {
    PGconn *conn;
    char *uri;
    int timeout_ms;
    bool prepared[STATEMENTS_MAX];
    struct pending pending[PENDING_MAX]; /* sent, not yet received; a ring */
    unsigned first, pending_count;
    bool synced;    /* nothing was sent since the last sync */
    unsigned told;  /* of what is outstanding, from the first on: sent before db_tell() */
    bool undo;      /* the transaction is to be rolled back */
    bool begin_due; /* before the next statement */
};

static inline PGresult *rows_result(const struct rows *rows)
{
    /* libpq's accessors take a plain pointer and do not change what they read */
    return (PGresult *)(uintptr_t)rows;
}

/* For COPY, which no statement of db.c does. */
PGconn *db_connection(struct db *db);
/* Begins the transaction that waits for its first statement, if one does, and leaves the pipeline:
 * what is outstanding is received and dropped. */
enum err_code db_begin_now(struct db *db, struct err *err) must_check;
/* What went wrong, by the words and the state of @result (NULL: of the connection). */
enum err_code db_fail(struct db *db, const PGresult *result, struct err *err);
/* Connects anew: what was sent and prepared before is forgotten. */
enum err_code db_connect(struct db *db, struct err *err) must_check;
/* For begin, commit and rollback: runs one; queues one; receives the next result, behind the last
 * statement that of a commit. */
enum err_code db_run_text(struct db *db, const char *text, struct err *err) must_check;
enum err_code db_send_word(struct db *db, unsigned word, struct err *err) must_check;
enum err_code db_receive_result(struct db *db, PGresult **out, struct err *err) must_check;
/* Runs the embedded migration number @index (of sql/migrations, by file name) as one script in the
 * current transaction. Only for migrate.c. */
enum err_code db_run_migration(struct db *db, size_t index, struct err *err) must_check;

#endif
