/* Labels of stored tests: settled again only when what they are settled from is not what it was
 * the last time that this list of tests was reported. */
#ifndef INGEST_STORE_LABELS_H
#define INGEST_STORE_LABELS_H

#include "ingest/store.h"

/* Asks what labels_settle() needs to know of the project; and of the list, unless that is 0. */
enum err_code labels_ask(struct db *db, int32_t project_id, int64_t list_id,
                         struct err *err) must_check;

/* Keeps the CODEOWNERS file that came with the report, where it counts, and brings owner, layer
 * and population of the tests of store->list_id up to date. In the caller's transaction, after
 * store_names(). @basis: what labels_ask() was answered. Warnings about CODEOWNERS go to the
 * report; store->relabelled says that tests may have other labels now. */
enum err_code labels_settle(struct db *db, struct store *store, const struct rows *basis,
                            struct err *err) must_check;

/* The digest that a CODEOWNERS file is stored with. */
void labels_digest(const char *name, const char *text, unsigned char digest[16]);

#endif
