/* Threads that send what the outbox holds. */
#ifndef CLI_DELIVERER_H
#define CLI_DELIVERER_H

#include "analyzer/notify/deliver.h"

struct deliverer;

/* Called by the threads, at the same time too. */
struct deliverer_hooks {
    void (*counted)(const struct deliver_counts *counts);
    void (*oldest)(int64_t since); /* since when somebody waits; 0: nobody does */
};

/* Starts @threads threads that look every deliver_poll_ms, each with a connection of its own to
 * @url (copied). */
enum err_code deliverer_start(const char *url, unsigned threads,
                              const struct deliverer_hooks *hooks, struct deliverer **deliverer,
                              struct err *err) must_check;

/* Ends them: what is being sent is sent first. Accepts NULL. */
void deliverer_stop(struct deliverer *deliverer);

/* A name for the calling thread that no other has. */
enum { DELIVERER_HOLDER_SIZE = 128 };
enum err_code deliverer_holder(char holder[DELIVERER_HOLDER_SIZE], struct err *err) must_check;

#endif
