#include "analyzer/escape/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err_code median(const double *values, size_t count, double *middle, struct err *err)
{
    double *sorted = calloc(count, sizeof *sorted);
    if (!sorted)
        return err_nomem(err);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    *middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    free(sorted);
    return ERR_OK;
}

bool chart_is_out(struct interval limits, double value)
{
    return value < limits.low || value > limits.high;
}

enum err_code chart_gaps(const double *gaps, size_t count, struct chart *chart, struct err *err)
{
    struct chart made = {.count = count, .limits = {.low = 0, .high = INFINITY}};
    if (count > 0) {
        try_(median(gaps, count, &made.centre, err));
        for (size_t i = 0; i < count; i++)
            made.mean += gaps[i] / (double)count;
        double spread = 3 * sqrt(made.mean * (made.mean + 1));
        made.limits = (struct interval){fmax(0, made.mean - spread), made.mean + spread};
    }
    for (size_t i = 0; i < count; i++)
        made.out += chart_is_out(made.limits, gaps[i]);
    *chart = made;
    return ERR_OK;
}

double chart_counts(struct chart_point *points, size_t count)
{
    double events = 0, exposure = 0;
    for (size_t i = 0; i < count; i++) {
        bool seen = points[i].exposure > 0;
        events += seen ? points[i].events : 0;
        exposure += seen ? points[i].exposure : 0;
    }
    double centre = exposure > 0 ? events / exposure : 0;
    for (size_t i = 0; i < count; i++) {
        struct chart_point *point = &points[i];
        bool seen = point->exposure > 0;
        double spread = seen ? 3 * sqrt(centre / point->exposure) : INFINITY;
        point->rate = seen ? point->events / point->exposure : 0;
        point->limits = (struct interval){fmax(0, centre - spread), centre + spread};
        point->out = chart_is_out(point->limits, point->rate);
    }
    return centre;
}
