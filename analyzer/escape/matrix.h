/* Origin against found: of the bugs that were there, how many did each stage find? There are two
 * forms that differ, so say which one is drawn. For bugs of which the origin is known. */
#ifndef ANALYZER_ESCAPE_MATRIX_H
#define ANALYZER_ESCAPE_MATRIX_H

#include "analyzer/escape/rate.h"
#include "common/err.h"

struct matrix_stage {
    /* Found here, of those that came in here or before and were not found before. */
    struct rate front;
    /* Found here, of those found here or later: also counts what came in only later as missed. */
    struct rate back;
};

/* @found: @stages rows of as many bugs each, in order, the last stage being the field: row i,
 * column j holds those found at stage i that came in at stage j. Fills the @stages - 1 before the
 * field, and @overall: the share found before the field (Wilson all).
 * ERR_INVALID: a bug was found before it came in, or a number is below 0; nothing is filled. */
enum err_code matrix_removal(const double *found, size_t stages, struct window window,
                             struct matrix_stage *out, struct rate *overall,
                             struct err *err) must_check;

#endif
