#include "analyzer/flake/portfolio.h"

#include <stdlib.h>
#include <string.h>

#include "common/stats.h"

static const double flaky_builds_share = 0.05; /* from here on people stop believing in red */

const char *const portfolio_parts[PART__MAX] = {"unit", "integration", "e2e"};
const char *const detector_words[DETECTOR__MAX] = {
    "ice_cream_cone", "wide_e2e", "slow_and_flaky", "prod_mirror", "one_off_fixes",
};

enum portfolio_part portfolio_part(const char *layer)
{
    if (!layer)
        return PART__MAX;
    if (strcmp(layer, "contract") == 0)
        return PART_INTEGRATION;
    for (enum portfolio_part part = 0; part < PART__MAX; part++)
        if (strcmp(layer, portfolio_parts[part]) == 0)
            return part;
    return PART__MAX;
}

double portfolio_wanted(const struct settings *settings, enum portfolio_part part)
{
    return part == PART_UNIT          ? settings->shape_unit
           : part == PART_INTEGRATION ? settings->shape_integration
                                      : settings->shape_e2e;
}

int portfolio_off(const struct settings *settings, enum portfolio_part part, double tests,
                  double all)
{
    if (all <= 0)
        return 0;
    double off = tests / all - portfolio_wanted(settings, part);
    return (off > settings->shape_tolerance) - (off < -settings->shape_tolerance);
}

static bool surely_most(double part, double all)
{
    return stats_wilson(part, all).low > 0.5;
}

bool portfolio_lacks(const struct portfolio *portfolio, enum detector detector)
{
    return (detector == DETECTOR_PROD_MIRROR && !surely_most(portfolio->told, portfolio->told)) ||
           (detector == DETECTOR_ONE_OFF_FIXES &&
            !surely_most(portfolio->changed, portfolio->changed));
}

bool portfolio_detects(const struct settings *settings, const struct portfolio *portfolio,
                       enum detector detector)
{
    const double *tests = portfolio->tests;
    double all = tests[PART_UNIT] + tests[PART_INTEGRATION] + tests[PART_E2E];
    switch (detector) {
    case DETECTOR_ICE_CREAM_CONE:
        return tests[PART_E2E] > tests[PART_UNIT];
    case DETECTOR_WIDE_E2E:
        return stats_wilson(tests[PART_E2E], all).low >
               settings->shape_e2e + settings->shape_tolerance;
    case DETECTOR_SLOW_AND_FLAKY:
        return portfolio->slow_gates > 0 &&
               portfolio->flaky_builds >= flaky_builds_share * portfolio->builds;
    case DETECTOR_PROD_MIRROR:
        return portfolio->staged > 0 && surely_most(portfolio->unlike, portfolio->told);
    case DETECTOR_ONE_OFF_FIXES:
        return surely_most(portfolio->one_off, portfolio->changed);
    case DETECTOR__MAX:
        break;
    }
    return false;
}
