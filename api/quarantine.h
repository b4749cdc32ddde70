/* Quarantine periods as resources show them: for their own routes and for the page of a test. */
#ifndef API_QUARANTINE_H
#define API_QUARANTINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/page.h"
#include "api/request.h"

/* open, proposed, active (proving too), proving, expired (in force past the review date), closed,
 * all; ends in NULL. */
extern const char *const quarantine_states[];
bool quarantine_state_known(const char *state);

struct quarantine_filter {
    const char *state;       /* one of quarantine_states */
    int64_t id;              /* 0: any */
    int32_t test_id;         /* 0: of any test */
    const char *owner;       /* NULL: anybody's */
    const char *words;       /* part of the name, class or suite of the test; NULL: any */
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

/* Answers with one of them. */
enum err_code quarantine_answer(struct request *request, int64_t quarantine_id, int status,
                                struct reply *reply, struct err *err) must_check;

/* Fields that several bodies have: reason (needed), review_at or review_days (0: neither), and
 * test, by its id or its names. */
enum err_code quarantine_read_reason(const json_t *body, const char **reason,
                                     struct err *err) must_check;
enum err_code quarantine_read_review(const json_t *body, int64_t now, int64_t *review_at,
                                     struct err *err) must_check;
enum err_code quarantine_read_test(struct request *request, const json_t *body, int32_t *test_id,
                                   struct err *err) must_check;

#endif
