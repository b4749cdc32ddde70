/* The tests of a report whose ids are looked for: a hash table of their identities, past which the
 * identities of a project's tests are led in one pass, however many there are. */
#ifndef INGEST_WANTED_H
#define INGEST_WANTED_H

#include "common/err.h"
#include "ingest/report.h"

struct wanted;

/* All of @count cases whose id in @ids is 0. Both must stay until it is freed. */
enum err_code wanted_new(const struct report_case *cases, int32_t *ids, size_t count,
                         struct wanted **wanted, struct err *err) must_check;
void wanted_free(struct wanted *wanted); /* accepts NULL */

/* How many different identities have no id yet. */
size_t wanted_count(const struct wanted *wanted);

/* Gives ids to those found among @count identities of 16 bytes, which have ids from @first_id on.
 */
void wanted_match(struct wanted *wanted, int32_t first_id, const unsigned char *identities,
                  size_t count);

/* Names the tests that have no id yet from @next on, in the order of the cases; @places, when not
 * NULL, gets where their cases stand (wanted_count() of them). */
void wanted_name(struct wanted *wanted, int32_t next, uint32_t *places);

/* Takes back the ids from @next on: they were not stored. */
void wanted_forget(struct wanted *wanted, int32_t next);

/* A case whose identity stands in the report twice gets the id of the first. To be called last. */
void wanted_settle(struct wanted *wanted);

#endif
