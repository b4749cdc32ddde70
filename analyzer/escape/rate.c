#include "analyzer/escape/rate.h"

#include <assert.h>
#include <math.h>

static const double DAY = 86400e6; /* microseconds */

const char *rate_method_word(enum rate_method method)
{
    static const char *const words[RATE_METHOD__MAX] = {"wilson", "jeffreys", "poisson",
                                                        "poisson_jeffreys", "bound"};
    return words[method];
}

static struct rate start(double numerator, double denominator, struct window window,
                         enum rate_method method)
{
    assert(numerator >= 0 && denominator >= 0);
    bool known = denominator > 0;
    return (struct rate){.numerator = numerator,
                         .denominator = denominator,
                         .window = window,
                         .known = known,
                         .value = known ? numerator / denominator : 0,
                         .method = method};
}

struct rate rate_share(double hits, double count, struct window window)
{
    assert(hits <= count);
    struct rate rate = start(hits, count, window, RATE_WILSON);
    rate.interval = stats_wilson(hits, count);
    return rate;
}

struct rate rate_share_jeffreys(double hits, double count, struct window window)
{
    assert(hits <= count);
    struct rate rate = start(hits, count, window, RATE_JEFFREYS);
    double a = hits + 0.5, b = count - hits + 0.5;
    rate.interval.low = hits > 0 ? stats_beta_quantile(a, b, 0.025) : 0;
    rate.interval.high = hits < count ? stats_beta_quantile(a, b, 0.975) : 1;
    return rate;
}

struct rate rate_per(double events, double exposure, struct window window)
{
    struct rate rate = start(events, exposure, window, events > 0 ? RATE_POISSON : RATE_BOUND);
    rate.interval.high = INFINITY;
    if (!rate.known)
        return rate;
    if (events > 0) {
        rate.interval.low = stats_gamma_quantile(events, 0.025) / exposure;
        rate.interval.high = stats_gamma_quantile(events + 1, 0.975) / exposure;
    } else {
        rate.interval.high = -log(0.05) / exposure;
    }
    return rate;
}

struct rate rate_per_jeffreys(double events, double exposure, struct window window)
{
    struct rate rate = start(events, exposure, window, RATE_POISSON_JEFFREYS);
    rate.interval.high = INFINITY;
    if (!rate.known)
        return rate;
    rate.interval.low = events > 0 ? stats_gamma_quantile(events + 0.5, 0.025) / exposure : 0;
    rate.interval.high = stats_gamma_quantile(events + 0.5, 0.975) / exposure;
    return rate;
}

struct removal rate_removal(double escapes, double catches, double known, struct window window,
                            int64_t newest, int64_t now)
{
    double age_days = fmax(0, (double)(now - newest) / DAY);
    return (struct removal){.escaped = rate_share(escapes, escapes + catches, window),
                            .removed = rate_share(catches, escapes + catches, window),
                            .known = known,
                            .provisional = age_days < RATE_COHORT_DAYS,
                            .age_days = age_days};
}

struct containment rate_containment(double caught, double missed, double unjudged,
                                    struct window window)
{
    return (struct containment){.caught = rate_share(caught, caught + missed, window),
                                .unjudged = unjudged};
}

struct rate rate_change_failure(const double *incidents, size_t deployments, struct window window)
{
    double failed = 0;
    for (size_t i = 0; i < deployments; i++)
        failed += incidents[i] > 0;
    return rate_share(failed, (double)deployments, window);
}

double rate_any(const double *chances, size_t count)
{
    double log_none = 0;
    for (size_t i = 0; i < count; i++)
        log_none += log1p(-chances[i]);
    return -expm1(log_none);
}
