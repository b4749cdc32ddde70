#include "common/db_copy.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/db_internal.h"

enum { BUFFER = 64 << 10 };

/* PostgreSQL counts from the year 2000. */
static const int64_t YEAR_2000 = 946684800LL * 1000000;

struct db_copy {
    struct db *db;
    bool failed;
    size_t used;
    char buffer[BUFFER];
};

static void flush(struct db_copy *copy)
{
    if (!copy->failed && copy->used > 0 &&
        PQputCopyData(db_connection(copy->db), copy->buffer, (int)copy->used) != 1)
        copy->failed = true;
    copy->used = 0;
}

static void put(struct db_copy *copy, const void *bytes, size_t len)
{
    const char *from = bytes;
    while (len > 0) {
        size_t part = len < BUFFER - copy->used ? len : BUFFER - copy->used;
        memcpy(copy->buffer + copy->used, from, part);
        copy->used += part;
        from += part;
        len -= part;
        if (copy->used == BUFFER)
            flush(copy);
    }
}

static void put32(struct db_copy *copy, uint32_t value)
{
    value = htonl(value);
    put(copy, &value, sizeof value);
}

static void put16(struct db_copy *copy, uint16_t value)
{
    value = htons(value);
    put(copy, &value, sizeof value);
}

enum err_code db_copy_begin(struct db *db, enum query query, struct db_copy **out, struct err *err)
{
    static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* no flags, nothing more */
    try_(db_begin_now(db, err));
    auto_free struct db_copy *copy = malloc(sizeof *copy);
    if (!copy)
        return err_nomem(err);
    copy->db = db;
    copy->failed = false;
    copy->used = 0;
    PGresult *result = PQexec(db_connection(db), queries_table[query].text);
    enum err_code code =
        PQresultStatus(result) == PGRES_COPY_IN ? ERR_OK : db_fail(db, result, err);
    PQclear(result);
    try_(code);
    put(copy, head, sizeof head);
    *out = take(copy);
    return ERR_OK;
}

void db_copy_row(struct db_copy *copy, int columns)
{
    put16(copy, (uint16_t)columns);
}

void db_copy_null(struct db_copy *copy)
{
    put32(copy, UINT32_MAX);
}

void db_copy_int(struct db_copy *copy, int32_t value)
{
    put32(copy, sizeof value);
    put32(copy, (uint32_t)value);
}

void db_copy_text(struct db_copy *copy, const char *value)
{
    if (!value) {
        db_copy_null(copy);
        return;
    }
    size_t len = strlen(value);
    if (len > INT32_MAX)
        copy->failed = true;
    put32(copy, (uint32_t)len);
    put(copy, value, len);
}

void db_copy_time(struct db_copy *copy, int64_t microseconds)
{
    uint64_t value = (uint64_t)(microseconds - YEAR_2000);
    put32(copy, sizeof value);
    put32(copy, (uint32_t)(value >> 32));
    put32(copy, (uint32_t)value);
}

void db_copy_uuid(struct db_copy *copy, const unsigned char bytes[16])
{
    put32(copy, 16);
    put(copy, bytes, 16);
}

/* What the server says to the end, @refusal: why there is to be none (NULL: all is well). */
static enum err_code end(struct db_copy *copy, const char *refusal, struct err *err)
{
    PGconn *conn = db_connection(copy->db);
    enum err_code code = ERR_OK;
    if (PQputCopyEnd(conn, refusal) != 1)
        code = db_fail(copy->db, NULL, err);
    PGresult *result;
    while ((result = PQgetResult(conn)) != NULL) {
        bool broken = PQresultStatus(result) == PGRES_COPY_IN; /* the connection is gone */
        if (PQresultStatus(result) != PGRES_COMMAND_OK && code == ERR_OK)
            code = db_fail(copy->db, broken ? NULL : result, err);
        PQclear(result);
        if (broken)
            break;
    }
    free(copy);
    return code;
}

enum err_code db_copy_end(struct db_copy *copy, struct err *err)
{
    if (!copy)
        return ERR_OK;
    put16(copy, UINT16_MAX);
    flush(copy);
    return end(copy, copy->failed ? "the rows could not be sent" : NULL, err);
}
