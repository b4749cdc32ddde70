/* Quarantine periods as resources show them: for their own routes and for the page of a test. */
#ifndef API_QUARANTINE_H
#define API_QUARANTINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/page.h"
#include "api/request.h"

struct quarantine_filter {
    const char *state;       /* open, proposed, active (proving too), closed or all */
    int64_t id;              /* 0: any */
    int32_t test_id;         /* 0: of any test */
    const struct page *page; /* where to go on; NULL: from the newest */
    int64_t limit;
};

/* Reads periods of the request's project, newest first. */
enum err_code quarantine_find(struct request *request, const struct quarantine_filter *filter,
                              struct rows **rows, struct err *err) must_check;

/* Answers quarantine_list from memory, at once. False when it can't: then the handler is called. */
bool quarantine_recall(struct request *request, struct reply *reply);

/* After the commit of what changed the quarantine of the request's project, or may have. */
void quarantine_note_change(struct request *request);

/* Packs a row of what was found. */
json_t *quarantine_pack(const struct rows *rows, size_t row);

#endif
