#include "analyzer/retention.h"

#include <string.h>

#include "analyzer/lease.h"
#include "common/config.h"

static const int64_t second = 1000000, day = 86400 * second;
static const char lease_name[] = "retention", texts[] = "failure_text";

enum { LEASE_SECONDS = 3600 };

/* One run. */
struct run {
    struct db *db;
    const struct retention_order *order;
    struct retention *gone;
};

void retention_free(struct retention *gone)
{
    arena_free(&gone->arena);
    *gone = (struct retention){.busy = false};
}

/* Takes the lease, or holds it for longer. */
static enum err_code take_lease(const struct run *run, bool *taken, struct err *err)
{
    return lease_take(run->db, lease_name, LEASE_SECONDS, run->order->done_before, taken, err);
}

/* ---- Months -------------------------------------------------------------------------------- */

struct drop {
    const struct retention_part *part;
    int64_t before;
    bool dropped;
};

/* The answers to uploads have words of failures in them too. */
static enum err_code forget_texts(struct db *db, const struct retention_part *part, struct err *err)
{
    auto_rows struct rows *projects = NULL;
    try_(db_run(db, QUERY_PROJECT_IDS, NULL, &projects, err));
    for (size_t i = 0; i < rows_count(projects); i++) {
        auto_params struct params params = {0};
        params_int(&params, rows_int(projects, i, 0));
        params_time(&params, part->starts);
        params_time(&params, part->ends);
        try_(db_run(db, QUERY_REPORT_FORGET_TEXTS, &params, NULL, err));
    }
    return ERR_OK;
}

/* Last of all the partition: from then on all others wait for the table. */
static enum err_code drop(struct db *db, void *context, struct err *err)
{
    struct drop *drop = context;
    if (strcmp(drop->part->table, texts) == 0)
        try_(forget_texts(db, drop->part, err));
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_text(&params, drop->part->table);
    params_text(&params, drop->part->name);
    params_time(&params, drop->before);
    try_(db_run(db, QUERY_PARTITION_DROP, &params, &rows, err));
    drop->dropped = rows_count(rows) > 0 && rows_bool(rows, 0, 0);
    return ERR_OK;
}

static enum err_code drop_part(const struct run *run, const struct retention_part *part,
                               int64_t before, bool *dropped, struct err *err)
{
    struct drop work = {.part = part, .before = before};
    bool taken;
    try_(take_lease(run, &taken, err));
    if (!taken)
        return err_set(err, ERR_CONFLICT, "another process took the expiry over");
    try_(db_transaction(run->db, drop, &work, err));
    *dropped = work.dropped;
    return ERR_OK;
}

static enum err_code note(struct retention *gone, const struct retention_part *part,
                          struct err *err)
{
    struct retention_part *parts =
        arena_grow(&gone->arena, gone->parts, gone->count, &gone->capacity, sizeof *parts);
    const char *name = arena_text(&gone->arena, part->name, strlen(part->name));
    if (!parts || !name)
        return err_nomem(err);
    gone->parts = parts;
    parts[gone->count] = *part;
    parts[gone->count++].name = name;
    return ERR_OK;
}

static enum err_code expire_table(const struct run *run, const char *table, int64_t days,
                                  struct err *err)
{
    int64_t before = run->order->now - days * day;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_text(&params, table);
    params_time(&params, before);
    try_(db_run(run->db, QUERY_PARTITION_DUE, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct retention_part part = {.table = table,
                                      .name = rows_text(rows, i, 0),
                                      .starts = rows_int(rows, i, 1),
                                      .ends = rows_int(rows, i, 2),
                                      .bytes = rows_int(rows, i, 3)};
        bool dropped = true;
        if (!run->order->dry_run)
            try_(drop_part(run, &part, before, &dropped, err));
        if (dropped)
            try_(note(run->gone, &part, err));
    }
    return ERR_OK;
}

/* ---- Row by row ---------------------------------------------------------------------------- */

/* Counts, or removes and counts, what is @days old in each project. */
static enum err_code expire_rows(const struct run *run, enum query count, enum query expire,
                                 int64_t days, int64_t *gone, struct err *err)
{
    auto_rows struct rows *projects = NULL;
    try_(db_run(run->db, QUERY_PROJECT_IDS, NULL, &projects, err));
    for (size_t i = 0; i < rows_count(projects); i++) {
        auto_params struct params params = {0};
        auto_rows struct rows *rows = NULL;
        params_int(&params, rows_int(projects, i, 0));
        params_time(&params, run->order->now - days * day);
        try_(db_run(run->db, run->order->dry_run ? count : expire, &params, &rows, err));
        *gone += rows_int(rows, 0, 0);
    }
    return ERR_OK;
}

static enum err_code expire(const struct run *run, struct err *err)
{
    try_(expire_table(run, texts, config.keep_texts_days, err));
    try_(expire_table(run, "result_block", config.keep_results_days, err));
    try_(expire_table(run, "failure", config.keep_ledger_days, err));
    try_(expire_rows(run, QUERY_REFUSAL_DUE, QUERY_REFUSAL_EXPIRE, config.keep_refusals_days,
                     &run->gone->refusals, err));
    return expire_rows(run, QUERY_DELIVERY_DUE, QUERY_DELIVERY_EXPIRE, config.keep_deliveries_days,
                       &run->gone->deliveries, err);
}

enum err_code retention_run(struct db *db, const struct retention_order *order,
                            struct retention *gone, struct err *err)
{
    struct run run = {.db = db, .order = order, .gone = gone};
    *gone = (struct retention){.busy = false};
    if (order->dry_run)
        return expire(&run, err);
    bool taken;
    try_(take_lease(&run, &taken, err));
    gone->busy = !taken;
    if (!taken)
        return ERR_OK;
    enum err_code code = expire(&run, err);
    struct err late = {0};
    enum err_code ended = lease_end(db, lease_name, code == ERR_OK, code == ERR_OK ? err : &late);
    return code == ERR_OK ? ended : code;
}
