/* Which bugs a number of escapes is about, as the query says it: `category`, `service`, `team`,
 * `layer`, `from`, `to`. */
#ifndef API_ESCAPE_WINDOW_H
#define API_ESCAPE_WINDOW_H

#include "analyzer/escape/rate.h"
#include "api/request.h"

struct escape_window {
    const char *category; /* NULL: any */
    const char *layer;    /* that should have found them; NULL: any */
    int64_t service_id;   /* 0: any */
    int64_t *services;    /* that one, or those of the team; NULL: any */
    size_t service_count;
    int64_t from;         /* 0: from the first on */
    int64_t to;           /* now, unless it says otherwise; never later */
    struct window window; /* of them */
};

enum err_code escape_window_read(struct request *request, struct escape_window *window,
                                 struct err *err) must_check;

/* $1 project, $2 category, $3 services, $4 layer, $5 from, $6 to */
void escape_window_params(const struct request *request, const struct escape_window *window,
                          struct params *params);

#endif
