/* Which tests reports held: lists that many reports share, kept while they are in use, within a
 * bound. */
#ifndef ANALYZER_FLAKE_LISTS_H
#define ANALYZER_FLAKE_LISTS_H

#include "common/db.h"

struct list {
    int64_t list_id;
    int32_t *tests;
    size_t count;
    int32_t max_test;
};

struct lists {
    struct arena arena;
    struct list *kept;
    size_t count, capacity, tests;
};

/* The list, which lasts until the next call. */
enum err_code lists_get(struct lists *lists, struct db *db, int32_t project_id, int64_t list_id,
                        const struct list **list, struct err *err) must_check;

/* A report whose outcomes are asked for. */
struct outcomes_of {
    int64_t report_id, list_id;
    size_t tag; /* the caller's */
};

typedef enum err_code outcomes_visit(void *context, const struct outcomes_of *report,
                                     const struct list *list, const char *outcomes,
                                     struct err *err);

/* Calls @visit with each of @reports whose results have not expired, in any order; some are read at
 * a time. @visit must not use @db. */
enum err_code lists_outcomes(struct lists *lists, struct db *db, int32_t project_id,
                             const struct outcomes_of *reports, size_t count, outcomes_visit *visit,
                             void *context, struct err *err) must_check;

void lists_free(struct lists *lists);

#endif
