/* Did a run lose tests? An excused failure must not hide that a runner lost some, as it does when
 * one of its processes dies: so a report in which tests failed is held to the tests that four of
 * five of the last runs held, and three at least. Between shards tests move: not to be asked of
 * one. */
#ifndef INGEST_LOST_H
#define INGEST_LOST_H

#include "common/arena.h"
#include "common/db.h"
#include "common/err.h"
#include "ingest/usual.h"

/* The run, with the names of its job. */
struct lost_question {
    int32_t project_id;
    const char *job, *variant;
    int64_t list_id; /* its tests */
    const struct usual *usual;
};

struct lost {
    int64_t usual, count; /* tests that nearly every run holds; of these, lost; 0: none */
    const char *one;      /* the name of one, in the arena */
};

/* Fills @lost, with what is in @arena. Reads the lists of the last runs slice by slice: takes
 * memory for one and a byte a test, and time as the number of their tests. Nothing that the caller
 * sent may be outstanding. ERR_NOMEM; ERR_INTERNAL; those of the database. */
enum err_code lost_find(struct db *db, const struct lost_question *question, struct arena *arena,
                        struct lost *lost, struct err *err) must_check;

#endif
