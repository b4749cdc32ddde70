/* What is old enough goes: months of texts first, then of results, of the ledger last, and refused
 * uploads and deliveries row by row. How old each may become are the settings keep_*_days. */
#ifndef ANALYZER_RETENTION_H
#define ANALYZER_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/db.h"

/* A month of a table. */
struct retention_part {
    const char *table, *name;
    int64_t starts, ends; /* microseconds since 1970 */
    int64_t bytes;
};

struct retention {
    struct arena arena; /* owns what follows */
    bool busy;          /* nothing was done: another process is at it, or did it lately */
    struct retention_part *parts;
    size_t count, capacity;
    int64_t refusals;   /* refused uploads */
    int64_t deliveries; /* made or given up */
};

struct retention_order {
    int64_t now;
    bool dry_run;        /* only say what would go */
    int64_t done_before; /* leave it when it was done at this time or later; 0: do it now */
};

/* Lets go what is due, and says what went in @gone, also when it fails in between: each month is a
 * transaction of its own. Takes a lease, so that of several processes one does it. */
enum err_code retention_run(struct db *db, const struct retention_order *order,
                            struct retention *gone, struct err *err) must_check;
void retention_free(struct retention *gone);

#endif
