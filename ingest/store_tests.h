/* The tests of a report by their ids: known ones are found, new ones are added. */
#ifndef INGEST_STORE_TESTS_H
#define INGEST_STORE_TESTS_H

#include "ingest/identity_map.h"
#include "ingest/store.h"
#include "ingest/wanted.h"

/* Finds @wanted among the tests that are stored, from @place on; moves that on, and remembers what
 * it sees. Reads to the end even when all are found, so that what is remembered is whole. */
enum err_code store_tests_find(struct db *db, const struct store *store, struct wanted *wanted,
                               struct identity_place *place, struct err *err) must_check;

/* What is added at once. */
struct fresh {
    int32_t first_id;
    size_t count;
    uint32_t *places; /* of the cases, in the order of their ids */
    bool packed;      /* only those that have attempts are rows yet */
};

/* In a transaction: takes the lock of the project's counter until the end of it, finds of @wanted
 * what others have added meanwhile, and gives ids to the rest and stores them. @fresh->places is
 * to be freed. ERR_NOT_FOUND: no such project; ERR_LIMIT: no ids left. */
enum err_code store_tests_add(struct db *db, const struct store *store, struct wanted *wanted,
                              struct identity_place *place, struct fresh *fresh,
                              struct err *err) must_check;

#endif
