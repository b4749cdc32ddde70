/* Rates of what was counted, each with all that it takes to believe it: numerator, denominator,
 * window, 95 % interval and method. Pure arithmetic; nothing is NaN, little data is no error.
 * Counts and exposures are doubles, never below 0; a share's hits are among its count (asserted).
 * Formulas: Wilson 1927; Brown, Cai, DasGupta 2001 (Jeffreys); Garwood 1936 (Poisson). */
#ifndef ANALYZER_ESCAPE_RATE_H
#define ANALYZER_ESCAPE_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/stats.h"

/* Microseconds since 1970, @until not included. All zero: without bounds. */
struct window {
    int64_t from, until;
};

enum rate_method {
    RATE_WILSON,           /* of a share */
    RATE_JEFFREYS,         /* of a share */
    RATE_POISSON,          /* of events in an exposure: exact */
    RATE_POISSON_JEFFREYS, /* of events in an exposure */
    RATE_BOUND,            /* no event in an exposure: 0 to the one-sided 95 % bound */
    RATE_METHOD__MAX
};

struct rate {
    double numerator, denominator; /* hits of a count, or events in an exposure */
    struct window window;
    bool known;               /* false: the denominator is 0, so there is nothing to say; value 0 */
    double value;             /* numerator / denominator */
    struct interval interval; /* not known: 0 to 1, or 0 to INFINITY */
    enum rate_method method;
};

/* The stable word of a method: "wilson", "jeffreys", "poisson", "poisson_jeffreys", "bound". */
const char *rate_method_word(enum rate_method method);

/* The share @hits of @count. At the ends, 0 and 1, Jeffreys' interval reaches them. */
struct rate rate_share(double hits, double count, struct window window); /* Wilson */
struct rate rate_share_jeffreys(double hits, double count, struct window window);

/* @events in an @exposure (days observed, deployments: any unit), per unit of it. The exact one
 * turns to RATE_BOUND when there was no event: at most -ln(0.05) / exposure. */
struct rate rate_per(double events, double exposure, struct window window);
struct rate rate_per_jeffreys(double events, double exposure, struct window window);

/* ---- Escapes ---- */

enum { RATE_COHORT_DAYS = 90 }; /* until then more bugs of a release are expected */

/* How much of what was wrong in a cohort of releases got out. */
struct removal {
    struct rate escaped; /* escapes of escapes and catches */
    struct rate removed; /* catches of the same: defect removal efficiency */
    double known;        /* bugs known at release: counted in neither, shown apart */
    bool provisional;    /* the newest release is younger than RATE_COHORT_DAYS */
    double age_days;     /* of that release; 0 if it is yet to come */
};

/* @newest: the last release of the cohort; @now: both microseconds since 1970. */
struct removal rate_removal(double escapes, double catches, double known, struct window window,
                            int64_t newest, int64_t now);

/* How much a gate catches of what it could. */
struct containment {
    struct rate caught; /* of those that it caught or could have */
    double unjudged;    /* later-found bugs of which nobody has said yet whether it could have */
};

/* @missed: found later, and the gate could have caught them. */
struct containment rate_containment(double caught, double missed, double unjudged,
                                    struct window window);

/* Deployments with at least one of their @incidents (one number each deployment), of all. Two
 * incidents of one deployment are one failed deployment. */
struct rate rate_change_failure(const double *incidents, size_t deployments, struct window window);

/* The chance that at least one of @count independent events happens, each with its @chances: a
 * suite of flaky tests is red. Retries are not independent: measure them, do not multiply. */
double rate_any(const double *chances, size_t count);

#endif
