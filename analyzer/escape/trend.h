/* Do events come faster or slower? Laplace's test (1773; Ascher and Feingold 1984): with no trend,
 * the times of n events in a window are uniform in it, so their sum follows the Irwin-Hall law,
 * which is used as it is up to 30 events, and by the normal distribution above. */
#ifndef ANALYZER_ESCAPE_TREND_H
#define ANALYZER_ESCAPE_TREND_H

#include <stdbool.h>
#include <stddef.h>

enum { TREND_EVENTS = 4, TREND_EXACT = 30 };

/* A two-sided p of at most this proves a trend. */
#define TREND_PROVEN 0.05

enum trend_verdict {
    TREND_UNKNOWN, /* fewer than TREND_EVENTS, or no time passed */
    TREND_UNPROVEN,
    TREND_FASTER, /* worse */
    TREND_SLOWER, /* better */
    TREND_VERDICT__MAX
};

struct trend {
    size_t events;             /* all that were given */
    double u;                  /* Laplace's; above 0: faster. Unknown: 0 */
    double p_slower, p_faster; /* one-sided: a sum as small, as large, without a trend */
    double p;                  /* two-sided: twice the smaller, at most 1 */
    bool exact;                /* p by Irwin-Hall */
    enum trend_verdict verdict;
};

/* The times of @count events since the window began, in any unit and order, none below 0; @until:
 * the end of the window, which does not depend on them (time-truncated). */
struct trend trend_until(const double *times, size_t count, double until);

/* The window ends with the last event (failure-truncated): it is not counted in the sum. @times
 * ascend. */
struct trend trend_to_last(const double *times, size_t count);

/* Chance that @count numbers, uniform between 0 and 1, sum up to at most @sum; @count at most
 * TREND_EXACT (asserted). */
double trend_irwin_hall(size_t count, double sum);

/* The stable word: "unknown", "unproven", "faster", "slower". */
const char *trend_word(enum trend_verdict verdict);

#endif
