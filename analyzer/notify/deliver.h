/* Delivery: events of the outbox are spread to the destinations that want them and sent, at least
 * once, those of one subject one after the other. Any number of processes may be at it. */
#ifndef ANALYZER_NOTIFY_DELIVER_H
#define ANALYZER_NOTIFY_DELIVER_H

#include <jansson.h>

#include "analyzer/notify/destination.h"
#include "common/db.h"
#include "common/text.h"

struct deliver_counts {
    int64_t delivered, failed, dead; /* attempts that succeeded, failed, and those given up */
};

struct deliver_order {
    const char *holder; /* names the thread, as no other is called */
    /* Called with what could not be done for a project, and why. */
    void (*failed)(void *context, int32_t project_id, const char *what, const struct err *err);
    void *context;
};

/* Looks once through all projects: spreads, and sends at most one delivery of each. *@worked: there
 * may be more. A failure in one project does not keep the others from it; only what concerns all of
 * them is returned. */
enum err_code deliver_look(struct db *db, const struct deliver_order *order,
                           struct deliver_counts *counts, bool *worked, struct err *err) must_check;

/* Since when somebody waits for an event, over all projects; 0: nobody does. */
enum err_code deliver_oldest(struct db *db, int64_t *since, struct err *err) must_check;

/* What a test of a destination gave. */
struct deliver_test {
    bool ok;
    long status; /* 0: there was no answer */
    double seconds;
    struct text detail; /* why it failed, or the start of the answer; to be freed */
};

/* Sends a message that says it is a test, or reads the address of a tracker. Fills @test whatever
 * comes; fails only for want of memory. */
enum err_code deliver_test(const struct destination *destination, const char *project, int64_t now,
                           struct deliver_test *test, struct err *err) must_check;

#endif
