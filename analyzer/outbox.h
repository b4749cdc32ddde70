/* What others are to be told (tickets, chat, webhooks): noted in the transaction of the change
 * itself, delivered after it. */
#ifndef ANALYZER_OUTBOX_H
#define ANALYZER_OUTBOX_H

#include <jansson.h>

#include "common/db.h"

struct outbox_event {
    int32_t project_id;
    int64_t now;
    const char *subject_kind; /* "test", "cluster", "incident", "triage", "project" */
    int64_t subject_id;
    const char *event;     /* "quarantine.active", "alarm.broken" */
    const json_t *payload; /* what is told of it; borrowed */
};

/* Adds a row. Events of one subject are delivered in the order in which they were added. */
enum err_code outbox_add(struct db *db, const struct outbox_event *event,
                         struct err *err) must_check;

#endif
