/* Outages: failures that say nothing of the tests that failed. Three signs: too many at once, one
 * text of the machinery in several tests, and tests that did not run because another failed.
 * Pure functions. */
#ifndef ANALYZER_FLAKE_OUTAGE_H
#define ANALYZER_FLAKE_OUTAGE_H

#include <stdbool.h>

#include "analyzer/settings.h"

/* In the order in which they are looked for. */
enum outage_kind {
    OUTAGE_NONE,
    OUTAGE_MASS,           /* "outage": too many tests of the run failed */
    OUTAGE_CASCADE,        /* "cascade": it did not run because another test failed */
    OUTAGE_INFRASTRUCTURE, /* "infrastructure": the machinery failed, in several tests alike, or
                              in a way that a person marked as such */
    OUTAGE_KIND__MAX
};

const char *outage_word(enum outage_kind kind); /* as it is stored and told; not of OUTAGE_NONE */

/* True when @failed of the @tests of a run are too many. Tests that were broken before count in
 * neither; @expected is how many would fail by their own rates. Groups of 4 to 9 that fail together
 * in a larger run are often one shared flake: they are no outage. */
bool outage_is_mass(const struct settings *settings, double failed, double tests, double expected);

/* The part of that which needs no rates. */
bool outage_is_many(const struct settings *settings, double failed, double tests);

/* How often a test that never failed is expected to fail in a run: it is flaky with a small chance,
 * and its rate is then that of the prior. More than such tests do, so that an outage is named
 * rather too late than too early. */
double outage_unknown_rate(const struct settings *settings);

/* What a failure with this @text (its first line, as it was written) is, if @tests tests of the run
 * have it alike. */
enum outage_kind outage_of_text(const struct settings *settings, const char *text, double tests);

#endif
