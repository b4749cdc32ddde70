/* Clusters of signatures, as people put them: named, tied to a ticket, marked as infrastructure,
 * merged and split. All of it can be taken back, and stands in the audit. */
#ifndef ANALYZER_FLAKE_CLUSTER_H
#define ANALYZER_FLAKE_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/db.h"

enum { CLUSTER_IDS_MAX = 100 }; /* clusters or signatures in one change, each named once */

struct cluster_change {
    int32_t project_id;
    int64_t cluster_id; /* one that stands by itself: ERR_CONFLICT when it was merged, or else
                           ERR_NOT_FOUND */
    const char *actor;
    const char *reason; /* or NULL */
    int64_t now;
};

/* What is to be said of a cluster; a text may be NULL for none. What is not set stays. */
struct cluster_words {
    bool set_name, set_ticket, set_owner, set_infrastructure;
    const char *name, *ticket, *owner;
    bool infrastructure;
};

enum err_code cluster_describe(struct db *db, const struct cluster_change *change,
                               const struct cluster_words *words, struct err *err) must_check;

/* Puts @others into the cluster, with all that was put into them. ERR_CONFLICT: one of them was
 * merged already; ERR_INVALID: one is the cluster itself. */
enum err_code cluster_merge(struct db *db, const struct cluster_change *change,
                            const int64_t *others, size_t count, struct err *err) must_check;

/* Takes clusters that were put into it out again, each with what had been put into it before.
 * ERR_CONFLICT: one is not in it. */
enum err_code cluster_unmerge(struct db *db, const struct cluster_change *change,
                              const int64_t *others, size_t count, struct err *err) must_check;

/* Makes a cluster of its own, *@made, of some of its signatures. ERR_CONFLICT: one is not in it,
 * or nothing would be left. */
enum err_code cluster_split(struct db *db, const struct cluster_change *change,
                            const int64_t *signatures, size_t count, int64_t *made,
                            struct err *err) must_check;

/* Opens it for those who are told of clusters (cluster_tell.h), though fewer than two of its tests
 * are in quarantine. ERR_CONFLICT: it has a ticket, or no tracker would be told. */
enum err_code cluster_ask(struct db *db, const struct cluster_change *change,
                          struct err *err) must_check;

#endif
