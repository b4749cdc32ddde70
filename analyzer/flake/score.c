#include "analyzer/flake/score.h"

#include "analyzer/flake/broken.h"
#include "analyzer/flake/evidence.h"

double score_log_e(const struct settings *settings, double flips, double passes, double blips,
                   double commits)
{
    const double a = settings->prior_a, b = settings->prior_b;
    return evidence_log_e(a, b, flips, passes, settings->sound_flip) +
           evidence_log_e(a, b, blips, commits, settings->sound_blip);
}

void score_reckon(const struct settings *settings, struct score *score)
{
    const double a = settings->prior_a, b = settings->prior_b;
    double passes = (double)score->passes, events = (double)score->flips + score->blips;
    score->log_e =
        score_log_e(settings, score->flips, passes, score->blips, (double)score->commits);
    score->flaky = evidence_flaky(score->log_e, settings->flaky_share);
    evidence_rate(a, b, events, passes, &score->rate, &score->rate_low, &score->rate_high);
    score->broken = 0;
    score->broken_stream = score->broken_since = 0;
    score->recent[0] = '\0';
}

void score_stream(const struct settings *settings, struct score *score, int64_t stream_id,
                  const char *passes, const char *fails, int64_t since)
{
    struct cell cells[TAIL_MAX];
    size_t count = tail_read(passes, fails, cells);
    double broken = broken_chance(settings, cells, count, (double)score->flips + score->blips,
                                  (double)score->passes);
    if (score->broken_stream && broken <= score->broken)
        return;
    score->broken = broken;
    score->broken_stream = stream_id;
    score->broken_since = broken_is(settings, broken, cells, count) ? since : 0;
    tail_letters(cells, count, score->recent);
}
