#include "analyzer/flake/turns.h"

#include <stdbool.h>
#include <stdio.h>

#include "analyzer/escape/watch.h"
#include "analyzer/flake/impact.h"
#include "analyzer/flake/rules.h"
#include "analyzer/lease.h"

static const int64_t HOUR = INT64_C(3600) * 1000000;
enum { LEASE_SECONDS = 1800, NAME_SIZE = 32 };

static const struct turn {
    const char *name;
    int64_t hours; /* of UTC, at whose begin it is due */
    enum err_code (*take)(struct db *db, int32_t project_id, int64_t now, struct err *err);
} turns[] = {
    {"review", 1, rules_daily},
    {"impact", 24, impact_daily},
    {"watch", 24, watch_daily},
};
enum { TURNS = sizeof turns / sizeof *turns };

struct work {
    const struct turn *turn;
    int32_t project_id;
    int64_t now;
};

static enum err_code take_once(struct db *db, void *context, struct err *err)
{
    const struct work *work = context;
    return work->turn->take(db, work->project_id, work->now, err);
}

static enum err_code take_leased(struct db *db, struct work *work, int64_t begin, struct err *err)
{
    char lease[NAME_SIZE];
    struct err late = {0};
    bool taken;
    snprintf(lease, sizeof lease, "%s:%d", work->turn->name, work->project_id);
    try_(lease_take(db, lease, LEASE_SECONDS, begin, &taken, err));
    if (!taken)
        return ERR_OK;
    enum err_code code = db_transaction(db, take_once, work, err);
    enum err_code ended = lease_end(db, lease, code == ERR_OK, code == ERR_OK ? err : &late);
    return code == ERR_OK ? ended : code;
}

static enum err_code take_due(struct db *db, const struct turn *turn, int32_t project_id,
                              int64_t now, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    int64_t begin = now - now % (turn->hours * HOUR);
    enum err_code first = ERR_OK;
    params_text(&params, turn->name);
    params_time(&params, begin);
    params_int(&params, project_id);
    try_(db_run(db, QUERY_TURN_DUE, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct err late = {0};
        struct work work = {.turn = turn, .project_id = (int32_t)rows_int(rows, i, 0), .now = now};
        enum err_code code = take_leased(db, &work, begin, first == ERR_OK ? err : &late);
        first = first == ERR_OK ? code : first;
    }
    return first;
}

enum err_code turns_take(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    for (size_t i = 0; i < TURNS; i++)
        try_(take_due(db, &turns[i], project_id, now, err));
    return ERR_OK;
}

enum err_code turns_again(struct db *db, int32_t project_id, struct err *err)
{
    for (size_t i = 0; i < TURNS; i++) {
        auto_params struct params params = {0};
        char lease[NAME_SIZE];
        snprintf(lease, sizeof lease, "%s:%d", turns[i].name, project_id);
        params_text(&params, lease);
        try_(db_run(db, QUERY_TURN_AGAIN, &params, NULL, err));
    }
    return ERR_OK;
}
