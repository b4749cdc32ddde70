#include "analyzer/lease.h"

#include <stdio.h>
#include <unistd.h>

#include "common/clock.h"

enum { HOLDER_SIZE = 96 };
static const int64_t second = 1000000, day = 86400 * second;

static void name_holder(char holder[HOLDER_SIZE])
{
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(holder, HOLDER_SIZE, "%s:%d", host, (int)getpid());
}

enum err_code lease_take(struct db *db, const char *name, int seconds, int64_t done_before,
                         bool *taken, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    char holder[HOLDER_SIZE];
    int64_t now = clock_now();
    name_holder(holder);
    params_text(&params, name);
    params_text(&params, holder);
    params_time(&params, now);
    params_time(&params, now + seconds * second);
    params_time(&params, done_before ? done_before : now + day);
    try_(db_run(db, QUERY_LEASE_TAKE, &params, &rows, err));
    *taken = rows_count(rows) > 0;
    return ERR_OK;
}

enum err_code lease_end(struct db *db, const char *name, bool done, struct err *err)
{
    auto_params struct params params = {0};
    char holder[HOLDER_SIZE];
    name_holder(holder);
    params_text(&params, name);
    params_text(&params, holder);
    params_time(&params, clock_now());
    params_bool(&params, done);
    return db_run(db, QUERY_LEASE_END, &params, NULL, err);
}
