/* A transaction begins along with its first statement and is committed along with what is still
 * outstanding then: neither is a round trip of its own. */
#include <string.h>
#include <time.h>

#include "common/db_internal.h"

enum { TRANSACTION_TRIES = 6, FIRST_PAUSE_MS = 20 };

static void pause_ms(int ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

/* Sends commit behind what is outstanding, and receives all of it. */
static enum err_code commit_along(struct db *db, PGresult **result, struct err *err)
{
    try_(db_send_word(db, WORD_COMMIT, err));
    try_(db_skip(db, 0, err));
    return db_receive_result(db, result, err);
}

/* Receives what is outstanding, and rolls back: what went wrong before is what counts. */
static void roll_back(struct db *db)
{
    struct err ignored = {0};
    bool over = db_drain(db, &ignored) == ERR_OK;
    if (PQstatus(db->conn) == CONNECTION_OK)
        over = db_run_text(db, "rollback", &ignored) == ERR_OK && over;
    (void)over;
}

/* A transaction that failed unnoticed is rolled back by its commit: then nothing was stored. */
static enum err_code commit(struct db *db, struct err *err)
{
    PGresult *result = NULL;
    /* what is outstanding and was sent to its end can't be joined any more */
    enum err_code code = db->synced ? db_drain(db, err) : ERR_OK;
    if (code == ERR_OK)
        code = commit_along(db, &result, err);
    if (code == ERR_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        code =
            err_set(err, ERR_INTERNAL, "database: the transaction had failed, and was rolled back");
    PQclear(result);
    return code;
}

static enum err_code try_plain(struct db *db, db_work *work, void *context, struct err *err)
{
    enum err_code code = work(db, context, err);
    struct err later = {0};
    enum err_code drained = db_drain(db, code == ERR_OK ? err : &later);
    return code == ERR_OK ? drained : code;
}

static enum err_code try_transaction(struct db *db, db_work *work, void *context, struct err *err)
{
    db->begin_due = true;
    db->undo = false;
    enum err_code code = work(db, context, err);
    bool begun = !db->begin_due;
    db->begin_due = false;
    if (code == ERR_OK && begun && !db->undo)
        code = commit(db, err);
    if (begun && (code != ERR_OK || db->undo))
        roll_back(db);
    return code;
}

static enum err_code try_once(struct db *db, bool transaction, db_work *work, void *context,
                              struct err *err)
{
    if (PQstatus(db->conn) != CONNECTION_OK) {
        enum err_code code = db_connect(db, err);
        /* a server that is just starting again is worth another try */
        if (code != ERR_OK)
            return code == ERR_UNAVAILABLE ? ERR_RETRY : code;
    }
    return transaction ? try_transaction(db, work, context, err)
                       : try_plain(db, work, context, err);
}

static enum err_code repeat(struct db *db, bool transaction, db_work *work, void *context,
                            struct err *err)
{
    enum err_code code = ERR_OK;
    for (int try = 0, pause = FIRST_PAUSE_MS; try < TRANSACTION_TRIES; try++, pause *= 3) {
        if (try > 0)
            pause_ms(pause);
        err_clear(err);
        code = try_once(db, transaction, work, context, err);
        if (code != ERR_RETRY)
            return code;
    }
    return code;
}

void db_undo(struct db *db)
{
    db->undo = true;
}

enum err_code db_transaction(struct db *db, db_work *work, void *context, struct err *err)
{
    return repeat(db, true, work, context, err);
}

enum err_code db_repeat(struct db *db, db_work *work, void *context, struct err *err)
{
    return repeat(db, false, work, context, err);
}
