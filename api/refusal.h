/* A refused upload as it is noted: nothing of it was stored, and why. What it said about itself is
 * kept without secrets and each piece cut to a bound. */
#ifndef API_REFUSAL_H
#define API_REFUSAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/db.h"
#include "common/err.h"
#include "common/text.h"

enum {
    REFUSAL_PARAMETERS_MAX = 24,
    REFUSAL_NAME_MAX = 60,   /* bytes of the name of a parameter */
    REFUSAL_VALUE_MAX = 255, /* ... and of its value */
    REFUSAL_FILE_MAX = 500,
    REFUSAL_DETAIL_MAX = 600
};

struct refusal {
    int32_t project_id;
    int64_t now;
    const char *actor, *problem, *detail;
    const char *file; /* NULL: none in particular */
    int64_t line;     /* 0: none */
    int64_t bytes;    /* that had come */
    json_t *parameters;
};

/* What an upload says of itself: {"given": [{"name", "value"}], "more": how many are not kept}.
 * NULL when memory ran out. */
json_t *refusal_parameters(void);
void refusal_add_parameter(json_t *parameters, const char *name, const char *value);
/* Adds those of a query as it was sent, also where it is no proper one. NULL adds none. */
void refusal_add_query(json_t *parameters, const char *query);

/* Appends @text without what nobody should read: passwords in addresses, tokens of this service,
 * and what would make a page show something else (control characters, turned writing). */
void refusal_clean(const char *text, struct text *clean);

/* The place that a reader's message begins with, "FILE:LINE: "; false: none. */
bool refusal_place(const char *message, char file[REFUSAL_FILE_MAX + 1], int64_t *line);

/* Adds a row. *@noted is false when the project has refusals_per_hour of this hour already. */
enum err_code refusal_store(struct db *db, const struct refusal *refusal, bool *noted,
                            struct err *err) must_check;

/* Counts @number refusals that get no row of their own. */
enum err_code refusal_count(struct db *db, int32_t project_id, int64_t number,
                            struct err *err) must_check;

#endif
