/* Statements are prepared on a connection when they are first used there. In a pipeline the
 * preparation is queued before the statement, so what is outstanding is a queue of several kinds.
 */
#include "common/db_internal.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "migrations.h"

enum { CONNECT_TIMEOUT_S = 10 };

static atomic_uint breaks;

unsigned db_breaks(void)
{
    return atomic_load(&breaks);
}

PGconn *db_connection(struct db *db)
{
    return db->conn;
}

/* ---- failures ------------------------------------------------------------------------------ */

static bool state_is(const char *sqlstate, const char *list)
{
    return sqlstate[0] && strstr(list, sqlstate) != NULL;
}

static enum err_code code_of(const struct db *db, const char *sqlstate)
{
    if (PQstatus(db->conn) != CONNECTION_OK || !sqlstate[0])
        return ERR_RETRY;
    /* serialization, deadlock, read-only after a failover, shutdown, crash, starting up */
    if (strncmp(sqlstate, "08", 2) == 0 ||
        state_is(sqlstate, "40001 40P01 25006 57P01 57P02 57P03"))
        return ERR_RETRY;
    if (state_is(sqlstate, "23505 23503"))
        return ERR_CONFLICT;
    if (strncmp(sqlstate, "53", 2) == 0 || state_is(sqlstate, "57014 55P03"))
        return ERR_UNAVAILABLE;
    return ERR_INTERNAL;
}

/* The first line of libpq's words, without its line feed. */
enum err_code db_fail(struct db *db, const PGresult *result, struct err *err)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result ? PQresultErrorMessage(result) : PQerrorMessage(db->conn);
    enum err_code code = code_of(db, sqlstate ? sqlstate : "");
    bool first = err && err->code == ERR_OK;
    err_set(err, code, "database: %.*s", (int)strcspn(words, "\n"), words);
    if (first && sqlstate)
        memcpy(err->sqlstate, sqlstate, 5);
    return code;
}

/* ---- connections --------------------------------------------------------------------------- */

enum err_code db_run_text(struct db *db, const char *text, struct err *err)
{
    PGresult *result = PQexec(db->conn, text);
    ExecStatusType status = PQresultStatus(result);
    enum err_code code = ERR_OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        code = db_fail(db, result, err);
    PQclear(result);
    return code;
}

static bool in_pipeline(const struct db *db)
{
    return PQpipelineStatus(db->conn) != PQ_PIPELINE_OFF;
}

enum err_code db_begin_now(struct db *db, struct err *err)
{
    if (in_pipeline(db))
        return db_drain(db, err);
    if (!db->begin_due)
        return ERR_OK;
    db->begin_due = false;
    return db_run_text(db, "begin", err);
}

/* Libraries do not print. */
static void drop_notice(void *unused, const char *message)
{
    (void)unused;
    (void)message;
}

enum err_code db_connect(struct db *db, struct err *err)
{
    if (db->conn)
        atomic_fetch_add(&breaks, 1);
    PQfinish(db->conn);
    memset(db->prepared, 0, sizeof db->prepared);
    db->first = db->pending_count = 0;
    db->synced = true;
    db->told = 0;
    db->begin_due = false;

    char timeout[16], connect_timeout[16], options[160];
    snprintf(timeout, sizeof timeout, "%d", db->timeout_ms);
    snprintf(connect_timeout, sizeof connect_timeout, "%d", CONNECT_TIMEOUT_S);
    snprintf(options, sizeof options,
             "-c statement_timeout=%s -c timezone=UTC -c datestyle=ISO"
             " -c plan_cache_mode=force_generic_plan",
             timeout);
    /* dbname comes first: what the URI says itself wins over the defaults before it */
    const char *keys[] = {"connect_timeout",
                          "application_name",
                          "target_session_attrs",
                          "options",
                          "client_encoding",
                          "dbname",
                          NULL};
    const char *values[] = {connect_timeout, "escapement", "read-write", options,
                            "UTF8",          db->uri,      NULL};
    db->conn = PQconnectdbParams(keys, values, 1);
    if (!db->conn)
        return err_nomem(err);
    PQsetNoticeProcessor(db->conn, drop_notice, NULL);
    if (PQstatus(db->conn) == CONNECTION_OK)
        return ERR_OK;
    const char *words = PQerrorMessage(db->conn);
    return err_set(err, ERR_UNAVAILABLE, "no connection to the database: %.*s",
                   (int)strcspn(words, "\n"), words);
}

enum err_code db_open(const char *uri, int timeout_ms, struct db **out, struct err *err)
{
    auto_db struct db *db = calloc(1, sizeof *db);
    if (!db || !(db->uri = strdup(uri)))
        return err_nomem(err);
    db->timeout_ms = timeout_ms;
    try_(db_connect(db, err));
    *out = take(db);
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (PQstatus(db->conn) != CONNECTION_OK)
        atomic_fetch_add(&breaks, 1);
    PQfinish(db->conn);
    free(db->uri);
    free(db);
}

bool db_usable(struct db *db)
{
    /* an idle connection has nothing to read, unless the server has closed it */
    return PQstatus(db->conn) == CONNECTION_OK && db->pending_count == 0 && !in_pipeline(db) &&
           PQtransactionStatus(db->conn) == PQTRANS_IDLE && PQconsumeInput(db->conn) == 1 &&
           PQstatus(db->conn) == CONNECTION_OK;
}

/* ---- statements ---------------------------------------------------------------------------- */

static enum err_code check_params(const struct params *params, struct err *err)
{
    if (params && params->failed)
        return err_set(err, ERR_NOMEM, "out of memory, or a parameter is over 2 GiB");
    return ERR_OK;
}

static enum err_code prepare(struct db *db, enum query query, const struct params *params,
                             struct err *err)
{
    if (db->prepared[query])
        return ERR_OK;
    PGresult *result = PQprepare(db->conn, queries_names[query], queries_table[query].text,
                                 params ? params->count : 0, params ? params->types : NULL);
    enum err_code code =
        PQresultStatus(result) == PGRES_COMMAND_OK ? ERR_OK : db_fail(db, result, err);
    PQclear(result);
    db->prepared[query] = code == ERR_OK;
    return code;
}

/* In one round with what is outstanding, unless that was sent to its end. */
static enum err_code run_along(struct db *db, enum query query, const struct params *params,
                               struct rows **rows, struct err *err)
{
    if (db->synced)
        try_(db_drain(db, err));
    try_(db_send(db, query, params, err));
    try_(db_skip(db, 1, err));
    return db_receive(db, rows, err);
}

enum err_code db_run(struct db *db, enum query query, const struct params *params,
                     struct rows **rows, struct err *err)
{
    assert(query < QUERY__MAX);
    if (db->pending_count > 0 || in_pipeline(db))
        return run_along(db, query, params, rows, err);
    try_(check_params(params, err));
    try_(db_begin_now(db, err));
    try_(prepare(db, query, params, err));
    PGresult *result =
        PQexecPrepared(db->conn, queries_names[query], params ? params->count : 0,
                       params ? params->values : NULL, params ? params->lengths : NULL,
                       params ? params->formats : NULL, params && params->binary_rows);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        enum err_code code = db_fail(db, result, err);
        PQclear(result);
        return code;
    }
    if (rows)
        *rows = (struct rows *)result;
    else
        PQclear(result);
    return ERR_OK;
}

/* ---- pipeline ------------------------------------------------------------------------------ */

static void push(struct db *db, enum pending_kind kind, unsigned statement)
{
    assert(db->pending_count < PENDING_MAX);
    db->pending[(db->first + db->pending_count++) % PENDING_MAX] =
        (struct pending){.kind = kind, .statement = statement};
    db->synced = false;
}

static enum err_code enter(struct db *db, struct err *err)
{
    if (!in_pipeline(db) && PQenterPipelineMode(db->conn) != 1)
        return db_fail(db, NULL, err);
    return ERR_OK;
}

/* Once for each connection, along with what is to be sent. */
static enum err_code send_prepare(struct db *db, unsigned statement, const char *name,
                                  const char *text, const struct params *params, struct err *err)
{
    if (db->prepared[statement])
        return ERR_OK;
    if (PQsendPrepare(db->conn, name, text, params ? params->count : 0,
                      params ? params->types : NULL) != 1)
        return db_fail(db, NULL, err);
    push(db, PENDING_PREPARE, statement);
    db->prepared[statement] = true; /* taken back when its result says otherwise */
    return ERR_OK;
}

enum err_code db_send_word(struct db *db, unsigned word, struct err *err)
{
    const char *name = word == WORD_BEGIN ? "begin" : "commit";
    try_(enter(db, err));
    try_(send_prepare(db, word, name, name, NULL, err));
    if (PQsendQueryPrepared(db->conn, name, 0, NULL, NULL, NULL, 0) != 1)
        return db_fail(db, NULL, err);
    push(db, PENDING_WORD, word);
    return ERR_OK;
}

enum err_code db_send(struct db *db, enum query query, const struct params *params, struct err *err)
{
    assert(query < QUERY__MAX);
    try_(check_params(params, err));
    try_(enter(db, err));
    if (db->begin_due) {
        db->begin_due = false;
        try_(db_send_word(db, WORD_BEGIN, err));
    }
    try_(send_prepare(db, query, queries_names[query], queries_table[query].text, params, err));
    if (PQsendQueryPrepared(db->conn, queries_names[query], params ? params->count : 0,
                            params ? params->values : NULL, params ? params->lengths : NULL,
                            params ? params->formats : NULL, params && params->binary_rows) != 1)
        return db_fail(db, NULL, err);
    push(db, PENDING_STATEMENT, query);
    return ERR_OK;
}

enum err_code db_push(struct db *db, struct err *err)
{
    return PQflush(db->conn) < 0 ? db_fail(db, NULL, err) : ERR_OK;
}

enum err_code db_tell(struct db *db, struct err *err)
{
    if (db->told == db->pending_count)
        return ERR_OK;
    if (PQsendFlushRequest(db->conn) != 1 || PQflush(db->conn) < 0)
        return db_fail(db, NULL, err);
    db->told = db->pending_count;
    return ERR_OK;
}

/* The result of the oldest outstanding statement; the NULL that ends it is read too. */
static PGresult *next_result(struct db *db)
{
    PGresult *result = PQgetResult(db->conn);
    if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
        PQclear(PQgetResult(db->conn));
    return result;
}

static enum err_code sync_now(struct db *db, struct err *err)
{
    if (PQpipelineSync(db->conn) != 1)
        return db_fail(db, NULL, err);
    db->synced = true;
    return ERR_OK;
}

/* After the last result: reads the sync and leaves the pipeline. */
static enum err_code finish(struct db *db, struct err *err)
{
    PGresult *sync = PQgetResult(db->conn);
    bool good = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    if (!good || PQexitPipelineMode(db->conn) != 1)
        return db_fail(db, NULL, err);
    return ERR_OK;
}

static enum err_code receive_one(struct db *db, struct pending one, PGresult **out, struct err *err)
{
    PGresult *result = next_result(db);
    ExecStatusType status = PQresultStatus(result);
    enum err_code code = ERR_OK;
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        /* an aborted statement has no words of its own: the first failure is kept in @err */
        code = status == PGRES_PIPELINE_ABORTED
                   ? err_set(err, ERR_INTERNAL, "database: skipped after an earlier failure")
                   : db_fail(db, result, err);
        if (one.kind == PENDING_PREPARE)
            db->prepared[one.statement] = false;
    }
    *out = result;
    return code;
}

/* The result of the oldest statement that is outstanding; behind the last one, of commit. */
enum err_code db_receive_result(struct db *db, PGresult **out, struct err *err)
{
    assert(db->pending_count > 0);
    *out = NULL;
    if (!db->synced && db->told == 0)
        try_(sync_now(db, err));
    enum err_code code = ERR_OK;
    struct pending one;
    do {
        PQclear(*out);
        one = db->pending[db->first];
        db->first = (db->first + 1) % PENDING_MAX;
        db->pending_count--;
        db->told -= db->told > 0;
        enum err_code this_code = receive_one(db, one, out, err);
        code = code == ERR_OK ? this_code : code;
    } while (one.kind != PENDING_STATEMENT && db->pending_count > 0);
    if (db->pending_count == 0 && db->synced) {
        enum err_code end_code = finish(db, err);
        code = code == ERR_OK ? end_code : code;
    }
    return code;
}

enum err_code db_receive(struct db *db, struct rows **rows, struct err *err)
{
    PGresult *result;
    enum err_code code = db_receive_result(db, &result, err);
    if (code == ERR_OK && rows)
        *rows = (struct rows *)result;
    else
        PQclear(result);
    return code;
}

static unsigned outstanding(const struct db *db)
{
    unsigned count = 0;
    for (unsigned i = 0; i < db->pending_count; i++)
        count += db->pending[(db->first + i) % PENDING_MAX].kind == PENDING_STATEMENT;
    return count;
}

enum err_code db_skip(struct db *db, unsigned count, struct err *err)
{
    while (outstanding(db) > count)
        try_(db_receive(db, NULL, err));
    return ERR_OK;
}

enum err_code db_drain(struct db *db, struct err *err)
{
    enum err_code code = ERR_OK;
    while (db->pending_count > 0) {
        enum err_code this_code = db_receive(db, NULL, err);
        code = code == ERR_OK ? this_code : code;
        if (PQstatus(db->conn) != CONNECTION_OK)
            db->pending_count = db->told = 0;
    }
    if (in_pipeline(db) && PQstatus(db->conn) == CONNECTION_OK) {
        enum err_code left = sync_now(db, err);
        left = left == ERR_OK ? finish(db, err) : left;
        code = code == ERR_OK ? left : code;
    }
    return code;
}

enum err_code db_run_migration(struct db *db, size_t index, struct err *err)
{
    assert(index < migrations_count);
    try_(db_begin_now(db, err));
    return db_run_text(db, migrations_table[index].text, err);
}
