/* Reads what the rules judge by. */
#ifndef ANALYZER_FLAKE_RULES_READ_H
#define ANALYZER_FLAKE_RULES_READ_H

#include "analyzer/flake/rules_decide.h"
#include "common/db.h"

struct rules_owner {
    const char *name;
    struct rules_budget budget;
};

/* One application of the rules. */
struct rules {
    struct db *db;
    int32_t project_id;
    int64_t now;
    struct arena arena; /* owns what follows */
    struct settings settings;
    struct rules_frame frame;
    struct rules_test *tests; /* those with the strongest evidence first */
    size_t count;
    struct rules_budget all;
    struct rules_owner *owners; /* of the tests */
    size_t owner_count;
};

/* Reads the frame, and @tests (NULL: all with an open quarantine). Free it also after a failure. */
enum err_code rules_read(struct rules *rules, const int32_t *tests, size_t count,
                         struct err *err) must_check;
void rules_free(struct rules *rules);

/* Reads the bar of e-BH and the budgets, which only proposals in reach need. */
enum err_code rules_read_room(struct rules *rules, struct err *err) must_check;

/* The budget of an owner; NULL for nobody's. */
struct rules_budget *rules_budget_of(struct rules *rules, const char *owner);

#endif
