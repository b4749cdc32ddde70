/* Before and after a change: did events become rarer, and how much clean exposure would prove it?
 * Exact and conditional: given n = before + after, the events after are binomial with
 * p = T1 / (T0 + T1) if nothing changed (Przyborowski and Wilenski 1940; interval by Clopper and
 * Pearson 1934; two-sided p as twice the smaller tail, which never contradicts that interval: Fay
 * 2010). A change is usually made after a bad spell, so before/after flatters it (regression to the
 * mean): words_comparison() says so. */
#ifndef ANALYZER_ESCAPE_COMPARE_H
#define ANALYZER_ESCAPE_COMPARE_H

#include <stdbool.h>

#include "common/stats.h"

/* A one-sided p of at most this proves a fall or a rise. */
#define COMPARE_PROVEN 0.05

enum compare_verdict {
    COMPARE_UNKNOWN,  /* no exposure before or after, or no event at all */
    COMPARE_UNPROVEN, /* chance alone may explain it */
    COMPARE_FELL,
    COMPARE_ROSE,
    COMPARE_VERDICT__MAX
};

struct comparison {
    double before, before_exposure; /* events, and the exposure they happened in */
    double after, after_exposure;
    double ratio;             /* rate after / rate before; INFINITY: none before; unknown: 1 */
    struct interval interval; /* of the ratio, 95 %, exact; high may be INFINITY */
    double p_fall, p_rise;    /* one-sided: as few, as many after, had nothing changed */
    double p;                 /* two-sided */
    /* Exposure since the change with which, had nothing more happened since, a fall is proven;
     * INFINITY: nothing happened before, so no fall can be. And how much of it is missing. */
    double needed, missing;
    enum compare_verdict verdict;
};

/* @before events in @before_exposure, @after in @after_exposure: whole numbers of events; exposure
 * in days observed, deployments, runs, alike on both sides, never below 0. */
struct comparison compare_rates(double before, double before_exposure, double after,
                                double after_exposure);

/* The exposure after a change that proves a fall, if @after events happen in it and @before
 * happened in @before_exposure: for none, before_exposure * (0.05^(-1 / before) - 1). INFINITY if
 * none happened before. */
double compare_needed(double before, double before_exposure, double after);

/* The stable word: "unknown", "unproven", "fell", "rose". */
const char *compare_word(enum compare_verdict verdict);

#endif
