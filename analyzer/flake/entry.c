/* The floor of the cost rule. A quarantine costs people some minutes (quarantine_minutes: to open
 * the ticket, to watch, to decide at the review). Without it each failure costs somebody
 * red_minutes (a red build looked at for nothing, a rerun waited for), and until the review rate *
 * runs_ahead failures are to be expected. The quarantine is worth it when rate * runs_ahead *
 * red_minutes >= quarantine_minutes. With the defaults, a test is worth it from one expected
 * failure in two review periods on. */
#include "analyzer/flake/entry.h"

#include <math.h>
#include <stdio.h>

#include "analyzer/flake/broken.h"
#include "analyzer/flake/evidence.h"

static double minutes_ahead(const struct settings *settings, const struct entry *entry)
{
    return entry->rate * entry->runs_ahead * settings->red_minutes;
}

static enum entry_reason look(const struct settings *settings, const struct entry *entry)
{
    if (entry->broken > settings->broken_from)
        return ENTRY_BROKEN;
    if (entry->events < settings->min_events)
        return ENTRY_FEW_EVENTS;
    if (entry->log_e < log(settings->entry_e))
        return ENTRY_WEAK;
    if (minutes_ahead(settings, entry) < settings->quarantine_minutes)
        return ENTRY_CHEAP;
    return entry->log_e < entry->log_e_needed ? ENTRY_CROWDED : ENTRY_REACHED;
}

bool entry_reached(const struct settings *settings, const struct entry *entry,
                   enum entry_reason *reason)
{
    *reason = look(settings, entry);
    return *reason == ENTRY_REACHED;
}

const char *entry_word(enum entry_reason reason)
{
    static const char *const words[ENTRY_REASON__MAX] = {"broken", "few_events", "weak",
                                                         "cheap",  "crowded",    "reached"};
    return words[reason];
}

void entry_say(const struct settings *settings, const struct entry *entry, enum entry_reason reason,
               char sentence[ENTRY_SENTENCE_SIZE])
{
    const double e = exp(fmin(entry->log_e, 700)); /* as much as a double holds */
    int len = 0;
    switch (reason) {
    case ENTRY_BROKEN:
        len = snprintf(sentence, ENTRY_SENTENCE_SIZE,
                       "broken with probability %.2f: it fails always, and is never excused",
                       entry->broken);
        break;
    case ENTRY_FEW_EVENTS:
        len = snprintf(sentence, ENTRY_SENTENCE_SIZE, "flaky on %.0f commit%s, %.0f are needed",
                       entry->events, entry->events > 1 || entry->events < 1 ? "s" : "",
                       settings->min_events);
        break;
    case ENTRY_WEAK:
        len = snprintf(
            sentence, ENTRY_SENTENCE_SIZE,
            "flaky on %.0f commits, e-value %.3g, %.3g is needed: a sound test that runs so "
            "often may fail by chance",
            entry->events, e, settings->entry_e);
        break;
    case ENTRY_CHEAP:
        len = snprintf(sentence, ENTRY_SENTENCE_SIZE,
                       "it fails in %.3g %% of its runs: %.3g minutes are lost until a review, a "
                       "quarantine costs %.3g",
                       entry->rate * 100, minutes_ahead(settings, entry),
                       settings->quarantine_minutes);
        break;
    case ENTRY_CROWDED:
        len = snprintf(sentence, ENTRY_SENTENCE_SIZE,
                       "e-value %.3g: enough for one test, but %.3g is needed where the rule acts "
                       "by itself over all tests",
                       e, exp(fmin(entry->log_e_needed, 700)));
        break;
    case ENTRY_REACHED:
    case ENTRY_REASON__MAX:
        len = snprintf(sentence, ENTRY_SENTENCE_SIZE,
                       "flaky on %.0f commits, e-value %.3g (%.3g is needed), it fails "
                       "in %.3g %% of its runs",
                       entry->events, e, settings->entry_e, entry->rate * 100);
        break;
    }
    (void)len; /* numbers only: it fits */
}

double entry_bar(const struct settings *settings, const double *sorted_log_e, size_t count,
                 double m)
{
    size_t j = evidence_benjamini(sorted_log_e, count, m, settings->false_share);
    return j ? log(m) - log(settings->false_share * (double)j) : INFINITY;
}

double entry_runs_ahead(double runs, double days, double review_days)
{
    return runs / fmax(1, days) * review_days;
}
