/* The failing attempts of a report into the ledger. */
#ifndef INGEST_STORE_FAILURES_H
#define INGEST_STORE_FAILURES_H

#include "ingest/store.h"

/* Adds a row for every failing attempt, its words, and the signatures they have. @test_ids has
 * the id of each case. Statements are queued behind those under way: the caller drains them. */
enum err_code store_failures(struct db *db, struct store *store, const int32_t *test_ids,
                             struct err *err) must_check;

#endif
