/* Outages: a run in which so many tests failed at once that they say nothing of the tests. */
#ifndef ANALYZER_FLAKE_OUTAGE_H
#define ANALYZER_FLAKE_OUTAGE_H

#include <stdbool.h>

#include "analyzer/settings.h"

/* True when @failed of the @tests of a run are too many. Tests that were broken before count in
 * neither; @lambda is how many would fail by their own rates. Groups of 4 to 9 that fail together
 * in a larger run are often one shared flake: they are no outage. */
bool outage_is_mass(const struct settings *settings, double failed, double tests, double lambda);

#endif
