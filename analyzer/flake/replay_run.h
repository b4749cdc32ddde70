/* A replay: the rules applied day by day to what is stored of a time, without writing anything.
 * Pure; the same functions decide that decide every day (rules_decide.h, broken.h). */
#ifndef ANALYZER_FLAKE_REPLAY_RUN_H
#define ANALYZER_FLAKE_REPLAY_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/flake/rules_decide.h"
#include "common/arena.h"
#include "common/err.h"

/* Days count from 1970. Each list is in the order of its days, failures in that of stream, place.
 */
struct replay_event {
    int32_t day;
    bool blip;
};
struct replay_sum { /* by the end of the day */
    int32_t day;
    bool on_protected;
    double runs, passes, commits;
};
struct replay_failure { /* on a commit of a stream, where it did not pass */
    int64_t stream;
    int32_t place, day;
    const char *sha;
};

struct replay_test {
    int32_t test_id, first_day;
    const char *suite, *classname, *name, *path, *owner;
    bool guarded;
    struct replay_event *events;
    struct replay_sum *sums;
    struct replay_failure *failures;
    size_t event_count, sum_count, failure_count;
};

enum replay_kind { REPLAY_ENTRY, REPLAY_RELEASE, REPLAY_REVOCATION };

struct replay_change {
    int32_t day;
    size_t test; /* index */
    enum replay_kind kind;
    const char *why;
    size_t hidden;     /* of a revocation: commits of the regression that were excused before it */
    const char *since; /* of a revocation: the commit with which it began */
};

struct replay_span {
    const struct replay_test *tests;
    size_t count;
    double all_tests; /* of the project */
    double review_days;
    int32_t first, last;
};

struct replay_outcome {
    struct replay_change *changes; /* by day, then test */
    size_t count, capacity;
};

/* Replays @span as if @settings had been in force and rules had acted by themselves, beginning
 * with no test in quarantine. What it finds lives in @arena. */
enum err_code replay_run(const struct settings *settings, const struct replay_span *span,
                         struct arena *arena, struct replay_outcome *outcome,
                         struct err *err) must_check;

#endif
