/* What a watch rests on, read and judged: its state, its reasons and its numbers. */
#ifndef ANALYZER_ESCAPE_WATCH_FINDING_H
#define ANALYZER_ESCAPE_WATCH_FINDING_H

#include <jansson.h>

#include "analyzer/escape/watch_state.h"
#include "common/db.h"

struct watch_of {
    int32_t project_id;
    const char *category;
    int64_t service_id;
    int64_t now;
};

struct watch_finding {
    enum watch_state state;
    json_t *json;         /* reasons, comparison, guards, times; as the API tells it */
    const char *sentence; /* the first reason; borrowed from it */
};

/* Free it also after a failure. */
enum err_code watch_find_out(struct db *db, const struct watch_of *of,
                             struct watch_finding *finding, struct err *err) must_check;
void watch_finding_free(struct watch_finding *finding);

#endif
