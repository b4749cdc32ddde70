/* The one ticket of a subject at a tracker: made, commented, closed, opened again. Every step can
 * be repeated: what an answer that was lost left behind is found by its mark. */
#ifndef ANALYZER_NOTIFY_TICKET_H
#define ANALYZER_NOTIFY_TICKET_H

#include "analyzer/notify/call.h"
#include "analyzer/notify/message.h"

struct ticket_turn {
    struct calls *calls;
    const struct message *message;
    const char *holder; /* of the line */
    bool again;         /* the delivery was tried before */
};

/* Tells @turn->message. ERR_CONFLICT: the line is held by another now, nothing was sent. */
enum err_code ticket_deliver(struct db *db, const struct ticket_turn *turn,
                             struct err *err) must_check;

#endif
