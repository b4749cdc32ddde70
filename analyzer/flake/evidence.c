#include "analyzer/flake/evidence.h"

#include <math.h>

#include "common/stats.h"

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
    return stats_log_beta(a + k, b + n) - stats_log_beta(a, b) - log_likelihood(sound, k, n);
}

double evidence_flaky(double log_e, double share)
{
    return 1 / (1 + (1 - share) / share * exp(-log_e));
}

void evidence_rate(double a, double b, double k, double n, double *mean, double *low, double *high)
{
    *mean = (a + k) / (a + b + k + n);
    *low = stats_beta_quantile(a + k, b + n, 0.05);
    *high = stats_beta_quantile(a + k, b + n, 0.95);
}

double evidence_release(double a, double b, double k, double n, double r)
{
    if (k + n <= 0)
        return 0;
    double failing = fmax(r, k / (k + n));
    double seen = stats_log_beta_share(a + k, b + n, r) + stats_log_beta(a + k, b + n);
    double before = stats_log_beta_share(a, b, r) + stats_log_beta(a, b);
    return seen - before - log_likelihood(failing, k, n);
}

size_t evidence_benjamini(const double *sorted_log_e, size_t count, double m, double share)
{
    for (size_t j = count; j > 0; j--)
        if (sorted_log_e[j - 1] >= log(m) - log(share * (double)j))
            return j;
    return 0;
}
