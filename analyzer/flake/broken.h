/* Broken or flaky? A test that fails on every commit since some change is broken, and must never be
 * excused. Pure functions over the commits of one stream in their order, oldest first. */
#ifndef ANALYZER_FLAKE_BROKEN_H
#define ANALYZER_FLAKE_BROKEN_H

#include <stddef.h>

#include "analyzer/flake/cell.h"
#include "analyzer/settings.h"

/* Probability that the test is broken after the last of @cells, by a filter with two states (a
 * commit breaks or mends it with the chances of @settings). How often it fails while it is good is
 * taken from its counts: @k events in distinct runs, @n passing executions. It counts as broken
 * above broken_from, if the last commit on which it ran failed always. */
double broken_filter(const struct settings *settings, const struct cell *cells, size_t count,
                     double k, double n);

/* The same, or what a row of failures says where that is more: of the commits at the end on which
 * it ran at least broken_row failed always, and failing at the rate above makes a row that long no
 * likelier than broken_row_chance. The filter weighs how seldom commits break a test, so it lets
 * one that is flaky fail several in a row; an excuse must not wait for that. */
double broken_chance(const struct settings *settings, const struct cell *cells, size_t count,
                     double k, double n);

/* The judgement of that: above broken_from, and failing always at the end. */
bool broken_is(const struct settings *settings, double broken, const struct cell *cells,
               size_t count);

/* Since when? The first commit of the last stretch with one failure rate, by the Bayesian split of
 * LUCI Analysis. False: the newest cell is a clean pass, or all of @cells are one stretch. */
bool split_find(const struct settings *settings, const struct cell *cells, size_t count,
                size_t *at);

#endif
