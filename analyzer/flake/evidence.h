/* How much the events of a test weigh: e-values, which stay valid however often they are looked
 * at, and the rates that people are shown. Pure arithmetic: nothing is read or written.
 * All logarithms are natural. Counts are doubles: k events, n good trials, neither below 0.
 * (a, b), both above 0, is the Beta prior of a flaky test's failure rate. */
#ifndef ANALYZER_FLAKE_EVIDENCE_H
#define ANALYZER_FLAKE_EVIDENCE_H

#include <stddef.h>

/* Log of the e-value of one kind of event against "sound, an event by chance at most @r0 a trial":
 * the Beta-binomial mixture over the likeliest sound rate (Robbins 1970; Ville's inequality makes
 * it hold at any time). The e-values of two kinds multiply. 0 when nothing is known. */
double evidence_log_e(double a, double b, double k, double n, double r0);

/* Probability that a test with this e-value is flaky, if a @share of all tests is (Bayes). */
double evidence_flaky(double log_e, double share);

/* The failure rate by the posterior Beta(a + k, b + n): its mean, 5 % and 95 % points; 0 to 1. */
void evidence_rate(double a, double b, double k, double n, double *mean, double *low, double *high);

/* The mirror of evidence_log_e: log of the e-value against "fails at @r or more a trial", from @k
 * failures and @n good trials since entry or a declared fix. High: mended. */
double evidence_release(double a, double b, double k, double n, double r);

/* How many of the tests with the highest e-values may enter together so that at most a @share of
 * them is sound, under any dependence (e-BH; Wang and Ramdas 2022): the largest j whose j-th
 * highest is at least m / (share j). @sorted_log_e: highest first; @m: all tests there are. */
size_t evidence_benjamini(const double *sorted_log_e, size_t count, double m, double share);

#endif
