/* Tests that go on under another name: where a class or a suite was plainly renamed, each of its
 * tests is linked to the one that it was. A link joins two histories and rewrites neither. */
#ifndef INGEST_RENAMES_H
#define INGEST_RENAMES_H

#include "ingest/store.h"

/* After the row of the report was sent. Links what store->report brought to what it lacks against
 * the last whole report of its job; does nothing for a report whose list of tests came before,
 * or that is damaged, or incomplete other than by what was renamed. What is not plain is not
 * linked: a person may do so by hand. */
enum err_code renames_link(struct db *db, const struct store *store, struct err *err) must_check;

#endif
