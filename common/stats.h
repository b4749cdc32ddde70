/* Intervals for what was counted. */
#ifndef COMMON_STATS_H
#define COMMON_STATS_H

struct interval {
    double low, high;
};

/* Wilson's 95 % interval of a share: @hits of @count. Nothing counted: 0 to 1. */
struct interval stats_wilson(double hits, double count);

#endif
