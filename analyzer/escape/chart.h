/* Control charts of rare events: what lies out of three standard deviations is not chance alone
 * (g-chart: Kaminsky, Benneyan, Davis, Burke 1992; u-chart: Shewhart). */
#ifndef ANALYZER_ESCAPE_CHART_H
#define ANALYZER_ESCAPE_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/stats.h"

struct chart {
    size_t count;           /* gaps */
    double mean, centre;    /* of the gaps; the centre line is their median */
    struct interval limits; /* no gap yet: 0 to INFINITY, so nothing is out */
    size_t out;             /* gaps out of them */
};

/* The g-chart of @gaps between events, in deployments or days, none below 0. The low limit is
 * always 0: short gaps are told by the u-chart and the trend. The running gap is unfinished and not
 * among them; ask chart_is_out() for it and draw it hollow.
 * ERR_NOMEM is the only failure. */
enum err_code chart_gaps(const double *gaps, size_t count, struct chart *chart,
                         struct err *err) must_check;

bool chart_is_out(struct interval limits, double value);

/* A point of a u-chart: events in an exposure. */
struct chart_point {
    double events, exposure; /* given; exposure 0: nothing is known of this point, it is left out */
    double rate;             /* filled in, as all that follows */
    struct interval limits;
    bool out;
};

/* The u-chart: fills in the points, and returns its centre, all events by all exposure (0 if there
 * was none). */
double chart_counts(struct chart_point *points, size_t count);

#endif
