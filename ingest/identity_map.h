/* What a service remembers of the tests of its projects: identity to test id, and lists of them. A
 * test keeps its id for ever, so what is remembered is right, also while other servers add tests:
 * those are read when they are missed. Bounded over all projects: the one that was used longest ago
 * goes first; of lists, a number that is fixed. Safe to use from several threads; none holds the
 * lock for long. */
#ifndef INGEST_IDENTITY_MAP_H
#define INGEST_IDENTITY_MAP_H

#include <stdint.h>

#include "common/err.h"
#include "ingest/report.h"

struct identity_map;

/* At most @max_tests are remembered. */
enum err_code identity_map_new(size_t max_tests, struct identity_map **map,
                               struct err *err) must_check;
void identity_map_free(struct identity_map *map); /* accepts NULL */

/* How far a look at the tests of a project has come. */
struct identity_place {
    int32_t next;    /* every test with an id below it has been looked at */
    unsigned breaks; /* of connections until then */
};

/* Sets the ids of those of @count cases that are remembered, the others to 0, and @place to where
 * the looking goes on. A NULL map remembers nothing. */
void identity_map_get(struct identity_map *map, int32_t project_id, const struct report_case *cases,
                      size_t count, int32_t *ids, struct identity_place *place);

/* Remembers @count identities of 16 bytes that are stored (committed) with ids from @first_id on.
 * Before them the caller has seen all tests up to @place, and none between; @place moves on. What
 * does not follow on what is remembered is left out. A NULL map only moves @place. */
void identity_map_put(struct identity_map *map, int32_t project_id, struct identity_place *place,
                      int32_t first_id, const unsigned char *identities, size_t count);

/* The list of tests whose identities in order have the hash @hash, if it is remembered and so are
 * the tests at @places (@count of them), whose @ids by case are set; else 0. A NULL map remembers
 * nothing. */
int64_t identity_map_list(struct identity_map *map, int32_t project_id,
                          const unsigned char hash[16], const struct report_case *cases,
                          const uint32_t *places, size_t count, int32_t *ids);

/* Remembers a list that a stored report has, for a while. @breaks: of connections before it was
 * read. */
void identity_map_put_list(struct identity_map *map, int32_t project_id,
                           const unsigned char hash[16], int64_t list_id, unsigned breaks);

struct identity_map_counts {
    uint64_t hits, misses; /* cases asked for */
    uint64_t tests;        /* remembered now */
};
struct identity_map_counts identity_map_counts(struct identity_map *map);

#endif
