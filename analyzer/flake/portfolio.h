/* How the tests of a project stand together: their shape by layer beside the wanted one, what gates
 * may take, and patterns that are known to go wrong. Pure: what is judged was counted before. */
#ifndef ANALYZER_FLAKE_PORTFOLIO_H
#define ANALYZER_FLAKE_PORTFOLIO_H

#include <stdbool.h>

#include "analyzer/settings.h"

enum portfolio_part { PART_UNIT, PART_INTEGRATION, PART_E2E, PART__MAX };
extern const char *const portfolio_parts[PART__MAX];

/* Where tests of @layer (NULL: not known) belong; PART__MAX: to none. Contract tests are
 * integration tests here. */
enum portfolio_part portfolio_part(const char *layer);

double portfolio_wanted(const struct settings *settings, enum portfolio_part part);

/* How a share of @tests of @all stands: -1 under the band, 1 over it, 0 in it or nothing counted.
 */
int portfolio_off(const struct settings *settings, enum portfolio_part part, double tests,
                  double all);

/* Retries that are allowed where a report names no gate. */
enum { PORTFOLIO_RETRIES = 1 };

/* What detectors look at. */
struct portfolio {
    double tests[PART__MAX]; /* that ran, of a known layer */
    double builds, flaky_builds;
    double gates, slow_gates; /* with a budget; those that half of the builds are over */
    double commits, staged;   /* that ran anything; at a gate of staging */
    double escapes;
    double changed, one_off; /* of them with a change; with regression tests alone */
    double told, unlike;     /* whose gap is known; that tests unlike production could not see */
};

enum detector {
    DETECTOR_ICE_CREAM_CONE, /* more end-to-end tests than unit tests */
    DETECTOR_WIDE_E2E,       /* surely more of them than the band allows, not by chance */
    DETECTOR_SLOW_AND_FLAKY, /* a gate over its budget, where 5 % of the builds or more are flaky */
    DETECTOR_PROD_MIRROR,    /* staging is in use, and most escapes got away where it differs */
    DETECTOR_ONE_OFF_FIXES,  /* most escapes that were answered got regression tests alone */
    DETECTOR__MAX
};
extern const char *const detector_words[DETECTOR__MAX];

/* Whether escapes tell too little for @detector: were it true of all of them, they would be too few
 * to be sure. */
bool portfolio_lacks(const struct portfolio *portfolio, enum detector detector);

/* Whether it fires; means nothing where portfolio_lacks(). */
bool portfolio_detects(const struct settings *settings, const struct portfolio *portfolio,
                       enum detector detector);

#endif
