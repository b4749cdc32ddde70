/* Labels of stored tests: settled again only when what they are settled from is not what it was
 * the last time that this list of tests was reported. */
#ifndef INGEST_STORE_LABELS_H
#define INGEST_STORE_LABELS_H

#include "common/db.h"
#include "common/err.h"

struct store;

enum { LABEL_HASH_SIZE = 40 }; /* as PostgreSQL writes one */

/* What the labels of a list of tests are settled from, as hashes; "": there are none. */
struct label_basis {
    bool list_there; /* there is such a list */
    bool has_rules, has_owners;
    bool labelled; /* some test of the project may have labels */
    char rules[LABEL_HASH_SIZE], owners[LABEL_HASH_SIZE];
    char settled[LABEL_HASH_SIZE]; /* what they were last settled from */
};

/* Asks for it; or, where another statement asks along with its own, reads it from column @first. */
enum err_code labels_ask(struct db *db, int32_t project_id, int64_t list_id,
                         struct err *err) must_check;
void labels_read(const struct rows *rows, int first, struct label_basis *basis);
enum err_code labels_receive(struct db *db, struct label_basis *basis, struct err *err) must_check;

/* Keeps the CODEOWNERS file that came with the report, where it counts, and brings owner, layer
 * and population of the tests of store->list_id up to date. In the caller's transaction, after
 * store_hear(). Warnings about CODEOWNERS go to the report; store->relabelled says that tests may
 * have other labels now. */
enum err_code labels_settle(struct db *db, struct store *store, struct err *err) must_check;

/* The digest that a CODEOWNERS file is stored with. */
void labels_digest(const char *name, const char *text, unsigned char digest[16]);

#endif
