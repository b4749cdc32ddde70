/* Rows of one name in one file: which of them are attempts of one test? Only the dialect, or a mark
 * on the row itself, can say so. */
#ifndef INGEST_REPEATS_H
#define INGEST_REPEATS_H

#include "ingest/report.h"

/* A row that shares its name with others. */
struct row {
    uint32_t index;
    uint32_t group, rank, file;
    uint32_t nth;                 /* among those of its name in its file, once folded */
    struct attempt *first, *last; /* once it was folded */
    char failing;                 /* the outcome of the last that failed, or 0 */
};

/* Folds the @count @rows, which have one name and are in the order of one file, by the @flags of
 * its dialect, and numbers the tests that are left. They are moved to the front, @*left of them. A
 * row that became part of another has no name any more. Adds to @*replaced the rows that gave way
 * to a later one without being an attempt of it, as nobody knows whether they failed. */
enum err_code repeats_fold(struct report *report, unsigned flags, struct row *rows, size_t count,
                           size_t *left, size_t *replaced, struct err *err) must_check;

/* Puts the attempts of @earlier before those of @later, which then stands for both. */
enum err_code repeats_join(struct report *report, struct row *earlier, struct row *later,
                           struct err *err) must_check;

/* False when rows stand apart from others of their name although none of those failed: then nobody
 * tried again, and the names repeat for another reason. */
bool repeats_can_be_tries(const struct report *report, const struct row *rows, size_t count);

#endif
