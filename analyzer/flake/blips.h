/* Blips: what a test shows that nobody retries. On one stream, exactly one commit on which it
 * failed always, between two on which it passed. Two or more in a row are a break. */
#ifndef ANALYZER_FLAKE_BLIPS_H
#define ANALYZER_FLAKE_BLIPS_H

#include <stddef.h>

#include "analyzer/flake/cell.h"

struct blip {
    size_t at;   /* the cell that failed */
    size_t next; /* the passing one after it */
};

/* Finds the blips among @count cells of a stream, oldest first, one a commit of the stream. The
 * neighbours of a commit are the nearest ones on which the test ran at all, at most @window commits
 * away. @found has room for count / 2 of them; returns how many there are. */
size_t blips_find(const struct cell *cells, size_t count, size_t window, struct blip *found);

#endif
