/* Refused uploads on their way into the database: handed over by the threads that read bodies,
 * which never wait, and written by workers. Best effort: what cannot be written changes no answer,
 * and a flood of refusals costs a bounded number of rows, the rest is counted. */
#ifndef API_REFUSAL_QUEUE_H
#define API_REFUSAL_QUEUE_H

#include "api/workers.h"
#include "common/db_pool.h"
#include "common/err.h"

struct refusal_queue;
struct request;

/* @workers and @pool have to outlive it; workers are stopped before it is freed. */
enum err_code refusal_queue_new(struct workers *workers, struct db_pool *pool,
                                struct refusal_queue **queue, struct err *err) must_check;
void refusal_queue_free(struct refusal_queue *queue); /* accepts NULL */

/* Notes @request, which is over, when it was an upload that its project refused or that broke off;
 * does nothing for any other. Copies what it needs, never waits. */
void refusal_queue_note(struct refusal_queue *queue, const struct request *request);

#endif
