#include "analyzer/flake/outage.h"

#include "analyzer/flake/evidence.h"

bool outage_is_mass(const struct settings *settings, double failed, double tests, double lambda)
{
    bool large = failed >= settings->outage_failed && failed >= tests * settings->outage_share;
    bool small =
        failed >= settings->outage_small_failed && failed >= tests * settings->outage_small_share;
    return (large || small) && evidence_poisson_tail(failed, lambda) < settings->outage_chance;
}
