/* A belt between two threads: one puts bytes on it, the other takes them off in the same order.
 * Bounded: the first waits for the second, or is told when there is room again. */
#ifndef COMMON_BELT_H
#define COMMON_BELT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

enum { BELT_SIZE = 1 << 20 };

struct belt;

/* What the second thread does: takes off the belt until there is nothing more to take. It may
 * return sooner: what is put from then on is dropped. */
typedef void belt_work(void *context, struct belt *belt);

/* Starts the second thread. ERR_NOMEM, ERR_UNAVAILABLE when there can be no more threads. */
enum err_code belt_new(belt_work *work, void *context, struct belt **belt,
                       struct err *err) must_check;

/* ---- For the first thread ---- */

/* Puts on as much as there is room for and says how much; all when the work has ended. */
size_t belt_offer(struct belt *belt, const char *bytes, size_t len);

/* Puts all on, waiting for room. False once the work has ended. */
bool belt_put(struct belt *belt, const char *bytes, size_t len);

/* There is no more to put. */
void belt_close(struct belt *belt);

/* True when the work has ended: what it has written may be read. */
bool belt_is_over(struct belt *belt);

/* Has @wake called once, by either thread, maybe at once: when the belt is half empty or the work
 * has ended; after belt_close() only for the latter. */
typedef void belt_wake(void *context);
void belt_when_ready(struct belt *belt, belt_wake *wake, void *context);

/* Waits until the work has ended. Without belt_close() before it, the work is told to give up at
 * the next belt_take(). Frees the belt. Accepts NULL. */
void belt_free(struct belt *belt);

/* ---- For the second thread ---- */

/* Gives back what it took before and takes the next bytes off, waiting for them: at most @max,
 * which stay valid until the next call. 0: there are no more, or it is to give up. */
size_t belt_take(struct belt *belt, const char **bytes, size_t max);

#endif
