#include "analyzer/escape/trend.h"

#include <assert.h>
#include <math.h>

const char *trend_word(enum trend_verdict verdict)
{
    static const char *const words[TREND_VERDICT__MAX] = {"unknown", "unproven", "faster",
                                                          "slower"};
    return words[verdict];
}

/* 1/n! sum over k <= sum of (-1)^k (n over k) (sum - k)^n. In the lower half no term is above 5000,
 * so that at least eleven digits of the result stay. */
static double lower_half(size_t count, double sum)
{
    double n = (double)count, share = 0;
    for (int k = 0; k < sum; k++) {
        double term = pow(sum - k, n) / (tgamma(k + 1) * tgamma(n - k + 1));
        share += k % 2 == 0 ? term : -term;
    }
    return fmax(0, share);
}

double trend_irwin_hall(size_t count, double sum)
{
    assert(count <= TREND_EXACT);
    double n = (double)count;
    if (sum <= 0)
        return count > 0 ? 0 : 1;
    if (sum >= n)
        return 1;
    return sum <= n / 2 ? lower_half(count, sum) : 1 - lower_half(count, n - sum);
}

static double normal_share(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

/* @used of the @trend->events count, in a window of length @until. */
static struct trend judge(struct trend trend, const double *times, size_t used, double until)
{
    if (trend.events < TREND_EVENTS || until <= 0)
        return trend;
    double n = (double)used, sum = 0;
    for (size_t i = 0; i < used; i++)
        sum += times[i] / until;
    trend.u = (sum - n / 2) / sqrt(n / 12);
    trend.exact = used <= TREND_EXACT;
    trend.p_slower = trend.exact ? trend_irwin_hall(used, sum) : normal_share(trend.u);
    trend.p_faster = trend.exact ? trend_irwin_hall(used, n - sum) : normal_share(-trend.u);
    trend.p = fmin(1, 2 * fmin(trend.p_slower, trend.p_faster));
    trend.verdict = trend.p > TREND_PROVEN ? TREND_UNPROVEN
                    : trend.u > 0          ? TREND_FASTER
                                           : TREND_SLOWER;
    return trend;
}

static struct trend nothing(size_t count)
{
    return (struct trend){
        .events = count, .p_slower = 1, .p_faster = 1, .p = 1, .verdict = TREND_UNKNOWN};
}

struct trend trend_until(const double *times, size_t count, double until)
{
    return judge(nothing(count), times, count, until);
}

struct trend trend_to_last(const double *times, size_t count)
{
    if (count == 0)
        return nothing(0);
    return judge(nothing(count), times, count - 1, times[count - 1]);
}
