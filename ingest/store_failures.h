/* The failing attempts of a report into the ledger. */
#ifndef INGEST_STORE_FAILURES_H
#define INGEST_STORE_FAILURES_H

#include "ingest/store.h"

/* Reads store->failures out of the report: NULL when none failed. */
enum err_code failures_new(struct store *store, struct err *err) must_check;
void failures_free(struct failures *failures); /* accepts NULL */

/* Asks which of their signatures are known; nothing when there are no failures. Received, the
 * answer also sets store->new_words and store->infrastructure. */
enum err_code failures_ask(struct db *db, const struct store *store, struct err *err) must_check;
enum err_code failures_receive(struct db *db, struct store *store, struct err *err) must_check;

#endif
