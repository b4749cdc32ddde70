/* What a job usually holds: the lists of tests of its last runs that count. Those do that were
 * whole, or that a command which ended with 0 wrote, first in their build; back to the last one
 * that its uploader vouched for. A run that is not trusted never does. */
#ifndef INGEST_USUAL_H
#define INGEST_USUAL_H

#include <stddef.h>
#include <stdint.h>

#include "common/db.h"

enum { USUAL_RUNS = 20 /* that are looked at */ };

struct usual {
    size_t count;
    struct usual_list {
        int64_t list_id;
        int32_t runs; /* that held it, one at least */
    } lists[USUAL_RUNS];
};

/* From @column of what report_begin.sql returned. */
void usual_read(const struct rows *rows, int column, struct usual *usual);

/* Of all runs that count, and of those that held just @list_id. */
int64_t usual_runs(const struct usual *usual);
int64_t usual_runs_of(const struct usual *usual, int64_t list_id);

#endif
