#include "analyzer/flake/rules_decide.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/flake/broken.h"
#include "analyzer/flake/entry.h"
#include "analyzer/flake/evidence.h"

static bool hold(const char **word, char why[RULES_WHY_SIZE], const char *held_by,
                 const char *sentence)
{
    *word = held_by;
    snprintf(why, RULES_WHY_SIZE, "%s", sentence);
    return false;
}

const char *rules_never(const struct settings *settings, const char *path, bool guarded,
                        double broken, const char **word)
{
    if (guarded)
        return *word = "guard", "it guards against an escape happening again: end the guard first";
    if (settings_globs_fit(settings->protected_tests, path))
        return *word = "protected", "the setting protected_tests names it: it is never quarantined";
    if (broken > settings->broken_from)
        return *word = "broken", "it fails always: a broken test is mended, and never excused";
    return NULL;
}

bool rules_enter(const struct rules_frame *frame, const struct rules_test *test, const char **word,
                 char why[RULES_WHY_SIZE])
{
    const struct entry entry = {
        .log_e = test->log_e,
        .events = test->events,
        .broken = test->broken,
        .rate = test->rate,
        .runs_ahead = entry_runs_ahead(test->runs, test->days, frame->review_days),
        .log_e_needed = frame->auto_activate ? frame->bar : 0,
    };
    const char *never = rules_never(frame->settings, test->path, test->guarded, 0, word);
    if (never)
        return hold(word, why, *word, never);
    enum entry_reason reason;
    char sentence[ENTRY_SENTENCE_SIZE];
    bool reached = entry_reached(frame->settings, &entry, &reason);
    entry_say(frame->settings, &entry, reason, sentence);
    if (!reached)
        return hold(word, why, entry_word(reason), sentence);
    if (frame->has_streams && test->protected_runs < 1)
        return hold(word, why, "new_test",
                    "it never ran on a protected branch: what a change brings is mended in it");
    if (!frame->auto_activate) {
        *word = "person";
        snprintf(why, RULES_WHY_SIZE, "it reached the bar, and waits for a person: %s", sentence);
        return false;
    }
    snprintf(why, RULES_WHY_SIZE, "%s", sentence);
    return true;
}

/* Rounded up, so that a share of few tests is a test. */
static double room_of(const struct rules_budget *budget, double share)
{
    return ceil(budget->tests * share - 1e-9);
}

bool rules_room(const struct settings *settings, const struct rules_budget *all,
                const struct rules_budget *owner, const char **word, char why[RULES_WHY_SIZE])
{
    const bool full = all->held >= room_of(all, settings->budget_share);
    const struct rules_budget *of = full ? all : owner;
    if (!full && (!owner || owner->held < room_of(owner, settings->budget_owner_share)))
        return true;
    *word = full ? "budget" : "owner_budget";
    snprintf(why, RULES_WHY_SIZE,
             "%.0f of %.0f tests %s are in quarantine, rules may hold %.0f: mend some first, or "
             "decide by hand",
             of->held, of->tests, full ? "of the project" : "of its owner",
             room_of(of, full ? settings->budget_share : settings->budget_owner_share));
    return false;
}

bool rules_released(const struct settings *settings, const struct rules_test *test,
                    char why[RULES_WHY_SIZE])
{
    if (isnan(test->base_passes))
        return false;
    double passes = fmax(0, test->passes - test->base_passes);
    double needed = settings->exit_e * exp2(test->returns);
    double log_e = evidence_release(settings->prior_a, settings->prior_b, test->failures, passes,
                                    settings->exit_rate);
    if (log_e < log(needed))
        return false;
    snprintf(
        why, RULES_WHY_SIZE,
        "proved: %.0f passing and %.0f failing runs since, e-value %.3g against a failure rate "
        "of %.3g %% or more (%.3g is needed)",
        passes, test->failures, exp(fmin(log_e, 700)), settings->exit_rate * 100, needed);
    return true;
}
