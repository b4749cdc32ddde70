/* Lists of what was told of a commit: deployments and runs of gates, latest first. */
#ifndef API_RELEASED_H
#define API_RELEASED_H

#include "api/page.h"

/* How a list is narrowed: by `service`, `commit`, `from` and `to`, by another name, and by a word
 * of @choices (ends in NULL). */
struct released_list {
    enum query query;  /* project, id, service, the other name, commit, word, from, to, page */
    const char *other; /* query parameter: "environment", "gate" */
    const char *word;  /* query parameter: "kind", "state" */
    const char *const *choices;
};

/* The row @id (0: those that the query asks for). ERR_INVALID: of a word or time that it names. */
enum err_code released_find(struct request *request, const struct released_list *list, int64_t id,
                            const struct page *page, struct rows **rows,
                            struct err *err) must_check;

#endif
