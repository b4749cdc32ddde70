#include "analyzer/escape/compare.h"

#include <assert.h>
#include <math.h>

const char *compare_word(enum compare_verdict verdict)
{
    static const char *const words[COMPARE_VERDICT__MAX] = {"unknown", "unproven", "fell", "rose"};
    return words[verdict];
}

/* Solves P[Bin(before + after, T1 / (T0 + T1)) <= after] = COMPARE_PROVEN for T1. */
double compare_needed(double before, double before_exposure, double after)
{
    if (before <= 0)
        return INFINITY;
    double share_before = stats_beta_quantile(before, after + 1, COMPARE_PROVEN);
    return before_exposure * (1 - share_before) / share_before;
}

/* The ratio of rates that makes @share of all events happen after. */
static double ratio_of(const struct comparison *c, double share)
{
    return share < 1 ? c->before_exposure * share / (c->after_exposure * (1 - share)) : INFINITY;
}

static void judge(struct comparison *c)
{
    double count = c->before + c->after, a = c->after, b = c->before;
    double p = c->after_exposure / (c->before_exposure + c->after_exposure);
    double q = c->before_exposure / (c->before_exposure + c->after_exposure);
    c->p_fall = stats_binomial_at_most(a, count, p);
    c->p_rise = stats_binomial_at_most(b, count, q);
    c->p = fmin(1, 2 * fmin(c->p_fall, c->p_rise));
    c->ratio = ratio_of(c, a / count);
    c->interval.low = a > 0 ? ratio_of(c, stats_beta_quantile(a, b + 1, 0.025)) : 0;
    c->interval.high = b > 0 ? ratio_of(c, stats_beta_quantile(a + 1, b, 0.975)) : INFINITY;
    c->verdict = c->p_fall <= COMPARE_PROVEN   ? COMPARE_FELL
                 : c->p_rise <= COMPARE_PROVEN ? COMPARE_ROSE
                                               : COMPARE_UNPROVEN;
}

struct comparison compare_rates(double before, double before_exposure, double after,
                                double after_exposure)
{
    assert(before >= 0 && before_exposure >= 0 && after >= 0 && after_exposure >= 0);
    struct comparison c = {.before = before,
                           .before_exposure = before_exposure,
                           .after = after,
                           .after_exposure = after_exposure,
                           .ratio = 1,
                           .interval = {.low = 0, .high = INFINITY},
                           .p_fall = 1,
                           .p_rise = 1,
                           .p = 1,
                           .needed = INFINITY,
                           .verdict = COMPARE_UNKNOWN};
    if (before_exposure > 0) {
        c.needed = compare_needed(before, before_exposure, after);
        if (after_exposure > 0 && before + after > 0)
            judge(&c);
    }
    c.missing = fmax(0, c.needed - after_exposure);
    return c;
}
