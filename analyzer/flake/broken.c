/* The filter. Before each commit on which the test ran, the chance moves towards "broken" by
 * break_chance and away from it by mend_chance; then what it did is weighed. A commit weighs as one
 * observation: passed (a pass is among its runs) or failed always. Further failing runs of a commit
 * that failed always are weighed by again_fails and not by the rate: retries are not independent,
 * the rate to their power would call a flaky test broken at its first bad minute.
 *
 * The rate while good is the posterior mean (a + k) / (a + b + k + n). A plugged-in k / n would be
 * 0 for a test without events, whose first failure were then certainly a break, and would take
 * each failure that is explained by a break out of the rate that explains it. */
#include "analyzer/flake/broken.h"

#include <math.h>

#include "common/stats.h"

/* How much likelier the broken are to do what @cell shows than the good, who fail at @rate. */
static double likelihood_ratio(const struct settings *settings, const struct cell *cell,
                               double rate)
{
    double fails = settings->broken_fails;
    if (!cell_failed_always(cell))
        return (1 - fails) / (1 - rate);
    return fails / rate * pow(fmax(1, fails / settings->again_fails), cell->fails - 1);
}

double broken_filter(const struct settings *settings, const struct cell *cells, size_t count,
                     double k, double n)
{
    const double a = settings->prior_a, b = settings->prior_b;
    const double rate = (a + k) / (a + b + k + n);
    double broken = 0;
    for (size_t i = 0; i < count; i++) {
        if (!cell_ran(&cells[i]))
            continue;
        broken = broken * (1 - settings->mend_chance) + (1 - broken) * settings->break_chance;
        double weight = broken * likelihood_ratio(settings, &cells[i], rate);
        broken = isfinite(weight) ? weight / (weight + 1 - broken) : 1;
    }
    return broken;
}

double broken_chance(const struct settings *settings, const struct cell *cells, size_t count,
                     double k, double n)
{
    const double a = settings->prior_a, b = settings->prior_b;
    double broken = broken_filter(settings, cells, count, k, n), row = 0;
    for (size_t i = count; i > 0; i--) {
        if (!cell_ran(&cells[i - 1]))
            continue;
        if (!cell_failed_always(&cells[i - 1]))
            break;
        row++;
    }
    double luck = pow((a + k) / (a + b + k + n), row);
    return row >= settings->broken_row && luck <= settings->broken_row_chance
               ? fmax(broken, 1 - luck)
               : broken;
}

bool broken_is(const struct settings *settings, double broken, const struct cell *cells,
               size_t count)
{
    while (count > 0 && !cell_ran(&cells[count - 1]))
        count--;
    return broken > settings->broken_from && count > 0 && cell_failed_always(&cells[count - 1]);
}

/* Log of the probability of a stretch with one unknown failure rate (Beta-binomial). */
static double stretch_log(const struct settings *settings, double fails, double passes)
{
    const double a = settings->split_a, b = settings->split_b;
    return stats_log_beta(a + fails, b + passes) - stats_log_beta(a, b);
}

/* The likeliest begin of a second stretch in @cells, if two explain them better than one. */
static bool split_once(const struct settings *settings, const struct cell *cells, size_t count,
                       size_t *at)
{
    double fails = 0, passes = 0;
    for (size_t i = 0; i < count; i++) {
        fails += cells[i].fails;
        passes += cells[i].passes;
    }
    double one = stretch_log(settings, fails, passes);
    double best = -log(settings->split_prior); /* what a gain has to exceed */
    double fails_before = 0, passes_before = 0;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        double gain = stretch_log(settings, fails_before, passes_before) +
                      stretch_log(settings, fails - fails_before, passes - passes_before) - one;
        if (i > 0 && cell_ran(&cells[i]) && gain > best) {
            best = gain;
            *at = i;
            found = true;
        }
        fails_before += cells[i].fails;
        passes_before += cells[i].passes;
    }
    return found;
}

bool split_find(const struct settings *settings, const struct cell *cells, size_t count, size_t *at)
{
    while (count > 0 && !cell_ran(&cells[count - 1]))
        count--;
    if (count == 0 || cells[count - 1].fails == 0)
        return false;
    size_t begin = 0, within;
    while (split_once(settings, cells + begin, count - begin, &within))
        begin += within;
    if (begin == 0)
        return false;
    *at = begin;
    return true;
}
