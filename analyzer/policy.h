/* The policy of a project: what rules may do by themselves, what they hold reports to, and what
 * tells whose a test is. */
#ifndef ANALYZER_POLICY_H
#define ANALYZER_POLICY_H

#include <jansson.h>

#include "common/db.h"

enum { POLICY_REVIEW_DAYS_MAX = 365, POLICY_BRANCH_MAX = 255 };

struct policy_change {
    int32_t project_id;
    const char *actor;
    const char *reason; /* or NULL */
    int64_t now;
    int auto_activate;          /* 0, 1, or -1: as it is */
    int public_upload;          /* the same */
    int64_t review_days;        /* 1 to POLICY_REVIEW_DAYS_MAX, or -1: as it is */
    double min_share;           /* 0 to 1, or -1: as it is */
    const char *default_branch; /* or NULL: as it is */
    const json_t *path_rules;   /* checked by the caller; or NULL: as they are */
};

/* Changes the policy in one transaction with its audit row; no change, no row. ERR_INVALID names
 * what is out of range; ERR_NOT_FOUND: no such project. */
enum err_code policy_change(struct db *db, const struct policy_change *change,
                            struct err *err) must_check;

#endif
