/* Is a category of bugs closed in a service? What is known makes a state, and nothing else: there
 * is no memory in it. Pure. */
#ifndef ANALYZER_ESCAPE_WATCH_STATE_H
#define ANALYZER_ESCAPE_WATCH_STATE_H

#include <stdbool.h>
#include <stdint.h>

enum watch_state {
    WATCH_OPEN,       /* nothing was changed */
    WATCH_CHANGED,    /* something was, and nothing yet shows that it holds */
    WATCH_GUARD_DOWN, /* a guard test does not guard */
    WATCH_HOLDING,    /* guarded, and not proven yet */
    WATCH_CLOSED,     /* guarded, and proven */
    WATCH_REOPENED,   /* it escaped although the change was in force */
    WATCH__MAX
};

/* What the state rests on, a bit each. */
enum watch_fact {
    WATCH_CAME_BACK = 1,  /* escaped since the last systemic change came in force */
    WATCH_HAS_CHANGE = 2, /* some change stands, in force here or made after a bug of here */
    WATCH_HAS_SYSTEMIC = 4 /* a systemic one is in force */,
    WATCH_HAS_GUARD = 8, /* and tests guard it */
    WATCH_HAS_DOWN = 16, /* a guard is down */
    WATCH_HAS_RED = 32,  /* a guard fails on the main line */
    WATCH_HAS_PROOF = 64 /* fewer than chance explains: one-sided p of at most 0.05 */
};

enum watch_state watch_judge(unsigned facts);

/* "open", "changed", ... */
const char *watch_word(enum watch_state state);
bool watch_find(const char *word, enum watch_state *state);

/* A guard test as it is found. */
enum watch_guard {
    GUARD_RUNNING,
    GUARD_RED,
    GUARD_QUARANTINED,
    GUARD_BROKEN,
    GUARD_SKIPPED,
    GUARD_GONE,
    GUARD__MAX
};

struct watch_guard_facts {
    bool quarantined;
    bool broken;                 /* it fails always since some commit */
    bool ran;                    /* on the main line, ever */
    char outcome;                /* of its last run there: p, f, e, s or k */
    int64_t missed;              /* complete runs of its job since, without it */
    double silent_days;          /* since that run, or since it guards */
    bool others_ran;             /* the project had complete runs in the last gone_days */
    double gone_runs, gone_days; /* from how many on it is gone */
};

enum watch_guard watch_guard_judge(const struct watch_guard_facts *facts);

/* All but running and red. */
bool watch_guard_is_down(enum watch_guard guard);

/* "running", "red", ... */
const char *watch_guard_word(enum watch_guard guard);

#endif
