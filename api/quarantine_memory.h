/* Lists of the quarantine as they were answered, kept so that a crowd of CI jobs may poll them:
 * most answers take no connection to the database. A list is as good as the version that it was
 * made of. That version is asked for again after quarantine_stale_ms, and at once after a change
 * that this server made; so another server's change is seen within that time. */
#ifndef API_QUARANTINE_MEMORY_H
#define API_QUARANTINE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "api/reply.h"
#include "common/err.h"

struct quarantine_memory;

/* Keeps up to @bytes of lists, the latest used ones. */
enum err_code quarantine_memory_new(size_t bytes, struct quarantine_memory **memory,
                                    struct err *err) must_check;
void quarantine_memory_free(struct quarantine_memory *memory); /* accepts NULL */

/* Which list: the query as it was sent. */
struct quarantine_key {
    int32_t project_id;
    const char *query; /* "" when there is none */
};

/* Answers from memory; @seen: the version was read for this very request. False: ask the database;
 * nothing was answered. */
bool quarantine_memory_recall(struct quarantine_memory *memory, const struct quarantine_key *key,
                              int64_t now, bool seen, struct reply *reply);

/* What a look into the database goes by. Taken before it begins. */
struct quarantine_look {
    uint64_t changes; /* by this server, until then */
    int64_t version;  /* as it was read first */
};
void quarantine_memory_look(struct quarantine_memory *memory, int32_t project_id,
                            struct quarantine_look *look);

/* The version was read: lists of it are good again. */
void quarantine_memory_seen(struct quarantine_memory *memory, int32_t project_id,
                            const struct quarantine_look *look);

/* Keeps the list in @reply, read after the version of @look, until @good_until (microseconds; a
 * review date passes then). Without memory it is not kept. */
void quarantine_memory_keep(struct quarantine_memory *memory, const struct quarantine_key *key,
                            const struct quarantine_look *look, int64_t good_until,
                            const struct reply *reply);

/* This server has changed the quarantine of the project, or may have: after the commit, before the
 * answer. */
void quarantine_memory_changed(struct quarantine_memory *memory, int32_t project_id);

#endif
