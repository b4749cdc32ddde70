/* A bounded pool of threads for work that waits on the database. The queue is bounded too: what
 * does not fit is refused at once, so that a crowd is answered instead of piled up. */
#ifndef API_WORKERS_H
#define API_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

struct workers;
typedef void worker_task(void *argument);

enum err_code workers_start(size_t threads, size_t queue_max, struct workers **workers,
                            struct err *err) must_check;

/* Queues @task; false when the queue is full or the pool is stopping. */
bool workers_push(struct workers *workers, worker_task *task, void *argument) must_check;

/* Runs what is queued, then ends the threads; from then on nothing can be queued. Accepts NULL. */
void workers_stop(struct workers *workers);

/* Frees it when nobody can push any more. Accepts NULL; stops it first if that was not done. */
void workers_free(struct workers *workers);

#endif
