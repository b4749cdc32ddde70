/* What went out, and through which gates: deployments and runs of gates, as CI and people tell
 * them. They are facts, told again without harm: the same key is the same one. */
#ifndef ANALYZER_ESCAPE_RELEASED_H
#define ANALYZER_ESCAPE_RELEASED_H

#include <stdbool.h>

#include "common/db.h"

enum { RELEASED_KEY_MAX = 200, RELEASED_NAME_MAX = 200, RELEASED_REASON_MAX = 2000 };

extern const char *const deployment_kinds[]; /* normal, hotfix, rollback; ends in NULL */
extern const char *const gate_run_states[];  /* passed, failed, bypassed; ends in NULL */

struct deployment {
    int32_t project_id;
    int64_t now;
    const char *key, *service, *environment; /* needed; the service is made when it is new */
    const char *sha, *kind, *url;            /* NULL: not told, normal, none */
    int64_t deployed_at;                     /* microseconds since 1970 */
    int64_t deployment_id;                   /* filled in */
    int64_t service_id;                      /* filled in */
    bool created;                            /* filled in: it was not told before */
};

/* Notes a deployment. ERR_INVALID names the field. */
enum err_code deployment_add(struct db *db, struct deployment *deployment,
                             struct err *err) must_check;

struct gate_run {
    int32_t project_id;
    const char *key, *gate, *sha, *state; /* needed */
    const char *service, *reason, *url;   /* NULL: none; a bypass needs a reason */
    int64_t started_at;                   /* microseconds since 1970 */
    double seconds;                       /* NAN: not told */
    int64_t gate_run_id;                  /* filled in */
    bool created;                         /* filled in: it was not told before */
};

/* Notes a run of a gate; told again it is changed to what is told last. ERR_INVALID names the
 * field. */
enum err_code gate_run_add(struct db *db, struct gate_run *run, struct err *err) must_check;

#endif
