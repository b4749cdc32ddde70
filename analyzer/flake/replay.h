/* What would have changed if other settings had been in force: reads what is stored, replays it
 * twice, by the present settings and by the proposed ones, and writes nothing. */
#ifndef ANALYZER_FLAKE_REPLAY_H
#define ANALYZER_FLAKE_REPLAY_H

#include <jansson.h>

#include "analyzer/settings_change.h"

enum {
    REPLAY_DAYS_MAX = 366,     /* that a replay looks at */
    REPLAY_DAYS = 90,          /* unless told otherwise */
    REPLAY_TESTS_MAX = 500,    /* with events, those with most of them */
    REPLAY_CHANGES_MAX = 1000, /* that are listed; all are counted */
};

struct replay_order {
    int32_t project_id;
    int64_t from, to; /* microseconds; both given */
    const struct settings_wanted *wanted;
    size_t count;
};

/* *@answer: from, to, tests, tests_with_events, present and proposed (entries, releases,
 * revocations, hidden_commits), changes, changes_total, reads.
 * ERR_INVALID: a setting that is not known or out of range, a time that is too long or none. */
enum err_code replay_make(struct db *db, const struct replay_order *order, json_t **answer,
                          struct err *err) must_check;

#endif
