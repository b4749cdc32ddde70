/* The incomplete beta function by its continued fraction (DLMF 8.17.22,
 * https://dlmf.nist.gov/8.17), evaluated by the modified Lentz method (DLMF 3.10, Thompson and
 * Barnett 1986). It converges fast for x below its mean; above it, I_x(a, b) = 1 - I_{1-x}(b, a).
 */
#include "analyzer/flake/evidence.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const int FRACTION_STEPS = 10000;
static const int BISECTIONS =
    200; /* till nothing lies between: doubles have 2^62 values in (0, 1) */

/* lgamma() writes a global; this does not. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double evidence_log_beta(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/* count * ln(rate), where 0 * ln(0) is 0. */
static double log_power(double rate, double count)
{
    return count > 0 ? count * log(rate) : 0;
}

/* Log of the likelihood of @k events and @n good trials. */
static double log_likelihood(double rate, double k, double n)
{
    return log_power(rate, k) + (n > 0 ? n * log1p(-rate) : 0);
}

double evidence_log_e(double a, double b, double k, double n, double r0)
{
    if (k + n <= 0)
        return 0;
    double sound = fmin(r0, k / (k + n));
    return evidence_log_beta(a + k, b + n) - evidence_log_beta(a, b) - log_likelihood(sound, k, n);
}

double evidence_flaky(double log_e, double share)
{
    return 1 / (1 + (1 - share) / share * exp(-log_e));
}

static double keep_off_zero(double x)
{
    return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* The m-th coefficient of the fraction, from 1 on. */
static double fraction_term(double a, double b, double x, int m)
{
    double half = floor(m / 2.0);
    if (m % 2 == 0)
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half));
    return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1));
}

/* 1 / (1 + d1 / (1 + d2 / (1 + ...))) */
static double fraction(double a, double b, double x)
{
    double value = 1, up = 1, down = 0;
    for (int m = 1; m <= FRACTION_STEPS; m++) {
        double term = fraction_term(a, b, x, m);
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
    return a * log(x) + b * log1p(-x) - log(a) - evidence_log_beta(a, b) + log(fraction(a, b, x));
}

double evidence_log_beta_share(double a, double b, double x)
{
    if (x <= 0)
        return -INFINITY;
    if (x >= 1)
        return 0;
    if (x <= (a + 1) / (a + b + 2))
        return log_beta_share_below_mean(a, b, x);
    return log1p(-fmin(1, exp(log_beta_share_below_mean(b, a, 1 - x))));
}

/* The x below which a Beta(a, b) variable lies with probability @share. */
static double beta_quantile(double a, double b, double share)
{
    double low = 0, high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            break;
        if (evidence_log_beta_share(a, b, middle) < log(share))
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

void evidence_rate(double a, double b, double k, double n, double *mean, double *low, double *high)
{
    *mean = (a + k) / (a + b + k + n);
    *low = beta_quantile(a + k, b + n, 0.05);
    *high = beta_quantile(a + k, b + n, 0.95);
}

double evidence_release(double a, double b, double k, double n, double r)
{
    if (k + n <= 0)
        return 0;
    double failing = fmax(r, k / (k + n));
    double seen = evidence_log_beta_share(a + k, b + n, r) + evidence_log_beta(a + k, b + n);
    double before = evidence_log_beta_share(a, b, r) + evidence_log_beta(a, b);
    return seen - before - log_likelihood(failing, k, n);
}

double evidence_poisson_tail(double x, double lambda)
{
    x = ceil(x);
    if (x <= 0)
        return 1;
    if (lambda <= 0)
        return 0;
    bool upper = x > lambda; /* sum the side that falls off: x, x + 1, ... or x - 1, x - 2, ... */
    double count = upper ? x : x - 1;
    double term = exp(count * log(lambda) - lambda - log_gamma(count + 1));
    double sum = 0;
    while (term > sum * DBL_EPSILON && term > 0 && count >= 0) {
        sum += term;
        term *= upper ? lambda / (count + 1) : count / lambda;
        count += upper ? 1 : -1;
    }
    return fmin(1, upper ? sum : 1 - sum);
}

size_t evidence_benjamini(const double *sorted_log_e, size_t count, double m, double share)
{
    for (size_t j = count; j > 0; j--)
        if (sorted_log_e[j - 1] >= log(m) - log(share * (double)j))
            return j;
    return 0;
}
