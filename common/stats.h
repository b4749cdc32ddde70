/* Intervals for what was counted, and the distribution functions they rest on. Pure arithmetic.
 * "Share" of a distribution at x: the chance of a value of at most x. Logarithms are natural.
 * Counts are doubles, never below 0. */
#ifndef COMMON_STATS_H
#define COMMON_STATS_H

struct interval {
    double low, high;
};

/* Wilson's 95 % interval of a share: @hits of @count. Nothing counted: 0 to 1. */
struct interval stats_wilson(double hits, double count);

double stats_log_beta(double a, double b); /* log of the beta function B(a, b); a, b above 0 */

/* Log of the regularised incomplete beta function I_x(a, b): the share of Beta(a, b) at @x in
 * [0, 1]. a, b above 0. */
double stats_log_beta_share(double a, double b, double x);

/* The point below which a @share (in (0, 1)) of Beta(a, b) lies. */
double stats_beta_quantile(double a, double b, double share);

/* The regularised incomplete gamma function P(a, x): the share of Gamma(a, 1) at @x. a above 0. */
double stats_gamma_share(double a, double x);

/* The point below which a @share (in (0, 1)) of Gamma(a, 1) lies. A chi-squared quantile with k
 * degrees of freedom is twice that of Gamma(k / 2, 1). */
double stats_gamma_quantile(double a, double share);

/* Chance of @hits or fewer in @count trials that each hit with chance @p (binomial; whole
 * numbers). */
double stats_binomial_at_most(double hits, double count, double p);

/* Chance of @x or more when @lambda are expected (Poisson). */
double stats_poisson_tail(double x, double lambda);

#endif
