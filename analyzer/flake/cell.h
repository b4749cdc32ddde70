/* What a test did on one commit of a stream (branch, job, variant): executions that ended passing,
 * and failing; all attempts within a report are one. Both 0: it did not run there, or only in an
 * incident. */
#ifndef ANALYZER_FLAKE_CELL_H
#define ANALYZER_FLAKE_CELL_H

#include <stdbool.h>

struct cell {
    int passes, fails;
};

static inline bool cell_ran(const struct cell *cell)
{
    return cell->passes > 0 || cell->fails > 0;
}

static inline bool cell_failed_always(const struct cell *cell)
{
    return cell->fails > 0 && cell->passes == 0;
}

#endif
