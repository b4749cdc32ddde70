/* A belt between two threads: one puts blocks of bytes on it, the other works on them in the same
 * order. Bounded, so that the first waits for the second. */
#ifndef INGEST_BELT_H
#define INGEST_BELT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

enum { BELT_BLOCK = 128 << 10, BELT_BLOCKS = 8 };

struct belt;

/* What the second thread does with a block; false ends the work: later blocks are dropped. */
typedef bool belt_work(void *context, const char *bytes, size_t len);

/* Starts the second thread. ERR_NOMEM, ERR_UNAVAILABLE when there can be no more threads. */
enum err_code belt_new(belt_work *work, void *context, struct belt **belt,
                       struct err *err) must_check;

/* Copies @len bytes (at most BELT_BLOCK) onto the belt. False once the work has ended early. */
bool belt_put(struct belt *belt, const char *bytes, size_t len);

/* Waits until all blocks are worked on, ends the thread and frees the belt. What the work has
 * written may be read from then on. Accepts NULL. */
void belt_end(struct belt *belt);

#endif
