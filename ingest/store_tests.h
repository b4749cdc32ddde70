/* The tests of a report by their ids: known ones are found, new ones are added. */
#ifndef INGEST_STORE_TESTS_H
#define INGEST_STORE_TESTS_H

#include "ingest/store.h"

/* Finds or adds the list of tests of store->report: sets store->list_id, and *@test_ids
 * (case_count of them, in the report's arena): the id of each case that has attempts, at its
 * position; of other cases the id or 0. */
enum err_code store_tests(struct db *db, struct store *store, int32_t **test_ids,
                          struct err *err) must_check;

#endif
