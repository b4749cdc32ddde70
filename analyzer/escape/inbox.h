/* Deliveries of sources: kept as they came, understood after, and again when somebody asks. */
#ifndef ANALYZER_ESCAPE_INBOX_H
#define ANALYZER_ESCAPE_INBOX_H

#include <stdbool.h>

#include "analyzer/escape/source.h"
#include "common/db.h"

struct inbox_delivery {
    int32_t project_id;
    int64_t source_id;
    const char *key, *event, *body; /* the event: the sender's word for what it tells of */
    int64_t now;
};

/* Keeps a delivery. *@fresh is false when it has come before: nothing is kept again. */
enum err_code inbox_keep(struct db *db, const struct inbox_delivery *delivery, bool *fresh,
                         struct err *err) must_check;

/* Understands what waits in @project_id (0: in all), each delivery in a transaction of its own. One
 * that cannot be understood is marked failed, with the reason, and holds up nothing. */
enum err_code inbox_take(struct db *db, int32_t project_id, int64_t now,
                         struct err *err) must_check;

#endif
