/* The incomplete beta and gamma functions by their continued fractions (DLMF 8.17.22 and 8.9.2,
 * https://dlmf.nist.gov/8.17), evaluated by the modified Lentz method (DLMF 3.10, Thompson and
 * Barnett 1986), and the latter by its series (DLMF 8.7.1) where that is faster. The fraction of
 * beta converges fast for x below its mean; above it, I_x(a, b) = 1 - I_{1-x}(b, a).
 */
#include "common/stats.h"

#include <float.h>
#include <math.h>

static const double z = 1.959963984540054; /* 97.5 % point of the normal distribution */

static const int FRACTION_STEPS = 10000;
static const int BISECTIONS =
    200; /* till nothing lies between: doubles have 2^62 values in (0, 1) */

struct interval stats_wilson(double hits, double count)
{
    if (count <= 0)
        return (struct interval){.low = 0, .high = 1};
    double p = hits / count;
    double middle = p + z * z / (2 * count);
    double half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count));
    double whole = 1 + z * z / count;
    return (struct interval){.low = hits > 0 ? (middle - half) / whole : 0,
                             .high = hits < count ? (middle + half) / whole : 1};
}

/* lgamma() writes a global; this does not. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double stats_log_beta(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

static double keep_off_zero(double x)
{
    return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* The m-th coefficient of the fraction of beta, from 1 on. */
static double beta_term(double a, double b, double x, int m)
{
    double half = floor(m / 2.0);
    if (m % 2 == 0)
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half));
    return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1));
}

static double gamma_term(double a, double unused, double x, int m)
{
    (void)unused;
    double half = ceil(m / 2.0);
    return m % 2 == 0 ? half / x : (half - a) / x;
}

/* 1 / (1 + d1 / (1 + d2 / (1 + ...))) */
static double fraction(double (*coefficient)(double a, double b, double x, int m), double a,
                       double b, double x)
{
    double value = 1, up = 1, down = 0;
    for (int m = 1; m <= FRACTION_STEPS; m++) {
        double term = coefficient(a, b, x, m);
        down = 1 / keep_off_zero(1 + term * down);
        up = keep_off_zero(1 + term / up);
        value *= up * down;
        if (fabs(up * down - 1) < DBL_EPSILON)
            break;
    }
    return 1 / value;
}

static double log_beta_share_below_mean(double a, double b, double x)
{
    return a * log(x) + b * log1p(-x) - log(a) - stats_log_beta(a, b) +
           log(fraction(beta_term, a, b, x));
}

double stats_log_beta_share(double a, double b, double x)
{
    if (x <= 0)
        return -INFINITY;
    if (x >= 1)
        return 0;
    if (x <= (a + 1) / (a + b + 2))
        return log_beta_share_below_mean(a, b, x);
    return log1p(-fmin(1, exp(log_beta_share_below_mean(b, a, 1 - x))));
}

double stats_beta_quantile(double a, double b, double share)
{
    double low = 0, high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            break;
        if (stats_log_beta_share(a, b, middle) < log(share))
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double stats_gamma_share(double a, double x)
{
    if (x <= 0)
        return 0;
    double log_density = a * log(x) - x - log_gamma(a); /* times x */
    if (x > a + 1)
        return 1 - fmin(1, exp(log_density - log(x)) * fraction(gamma_term, a, 0, x));
    double sum = 0, term = 1 / a;
    for (int n = 1; term > sum * DBL_EPSILON; n++) {
        sum += term;
        term *= x / (a + n);
    }
    return fmin(1, exp(log_density) * sum);
}

double stats_gamma_quantile(double a, double share)
{
    double low = 0, high = a + 1;
    while (stats_gamma_share(a, high) < share)
        high *= 2;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            break;
        if (stats_gamma_share(a, middle) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double stats_binomial_at_most(double hits, double count, double p)
{
    return hits >= count ? 1 : exp(stats_log_beta_share(count - hits, hits + 1, 1 - p));
}

double stats_poisson_tail(double x, double lambda)
{
    x = ceil(x);
    return x <= 0 ? 1 : stats_gamma_share(x, lambda);
}
