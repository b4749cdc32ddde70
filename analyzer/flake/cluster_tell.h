/* What others are told of clusters, as of tests: one is opened when two tests in quarantine are
 * excused for its failures, grows with each one more, is closed when none is left, and opened again
 * when one is back. */
#ifndef ANALYZER_FLAKE_CLUSTER_TELL_H
#define ANALYZER_FLAKE_CLUSTER_TELL_H

#include <stdbool.h>

#include "analyzer/flake/cluster.h"

/* Waits until nobody else tells of clusters of the project or changes its quarantine, and keeps
 * them waiting until the transaction of the caller is over. Whoever locks clusters does this first.
 */
enum err_code cluster_tell_hold(struct db *db, int32_t project_id, struct err *err) must_check;

/* Notes in the outbox what is new of clusters of the project, in the transaction of the caller,
 * whose changes to the quarantine and to clusters are made already: a bounded number of them; the
 * rest is told by the next call. What is marked as
 * infrastructure is not opened; nor is what has a ticket of a person's own or was merged into
 * another, which is closed if it was open. */
enum err_code cluster_tell(struct db *db, int32_t project_id, int64_t now,
                           struct err *err) must_check;

/* The same, and opens one that a person asks for. *@told: false when that was not possible. */
enum err_code cluster_tell_asked(struct db *db, const struct cluster_change *asked, bool *told,
                                 struct err *err) must_check;

#endif
