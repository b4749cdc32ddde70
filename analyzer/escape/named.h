/* What a project calls by name: teams, services, populations and gates. Each is put whole, and
 * removed while nothing names it; both leave an audit row. */
#ifndef ANALYZER_ESCAPE_NAMED_H
#define ANALYZER_ESCAPE_NAMED_H

#include <jansson.h>
#include <stdbool.h>

#include "common/db.h"

enum named_kind { NAMED_TEAM, NAMED_SERVICE, NAMED_POPULATION, NAMED_GATE, NAMED__MAX };

enum { NAMED_NAME_MAX = 200, NAMED_TEXT_MAX = 2000, NAMED_LIST_MAX = 200 };

struct named_row {
    const char *word; /* "service": its name in messages, addresses and the audit */
    enum query page;  /* $1 project, $2 name or null, $3 after a place, $4 limit: id, place, item */
};
extern const struct named_row named_rows[NAMED__MAX];

struct named_change {
    int32_t project_id;
    int64_t now;
    const char *actor;
    enum named_kind kind;
    const char *name;
    const json_t *body; /* its fields; those left out are at their defaults */
    bool created;       /* filled in: there was none of that name */
};

/* Makes or changes one. ERR_INVALID: a field is unknown, missing, of a wrong type or range, or
 * names something that is not there. */
enum err_code named_put(struct db *db, struct named_change *change, struct err *err) must_check;

/* Removes one. ERR_NOT_FOUND; ERR_CONFLICT: something names it. */
enum err_code named_remove(struct db *db, struct named_change *change, struct err *err) must_check;

#endif
