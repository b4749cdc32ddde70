/* May a test enter quarantine by rule? One pure function, which says why not, in a word and in a
 * sentence. Protected tests, guards and the budget are the caller's to ask about. */
#ifndef ANALYZER_FLAKE_ENTRY_H
#define ANALYZER_FLAKE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/settings.h"

/* What is known of a test. */
struct entry {
    double log_e;        /* of all its events */
    double events;       /* commits with events: two runs of one may fail for one cause */
    double broken;       /* probability, by the filter */
    double rate;         /* failures a run, mean of the posterior */
    double runs_ahead;   /* how often it will run until a quarantine is reviewed */
    double log_e_needed; /* where rules act by themselves: the bar of entry_bar(); else 0 */
};

/* In the order in which they are looked at; the first that holds is told. */
enum entry_reason {
    ENTRY_BROKEN,     /* fails always since some commit: never excused */
    ENTRY_FEW_EVENTS, /* less than min_events */
    ENTRY_WEAK,       /* e-value below entry_e */
    ENTRY_CHEAP,      /* below the floor of the cost rule */
    ENTRY_CROWDED,    /* strong for one test, but not among so many (e-BH) */
    ENTRY_REACHED,
    ENTRY_REASON__MAX
};

/* True when @entry reaches the bar; *@reason is set either way. */
bool entry_reached(const struct settings *settings, const struct entry *entry,
                   enum entry_reason *reason);

const char *entry_word(enum entry_reason reason); /* "broken", "few_events", ..., "reached" */

/* The sentence that goes with it, with its numbers: no capital, no full stop. */
enum { ENTRY_SENTENCE_SIZE = 240 };
void entry_say(const struct settings *settings, const struct entry *entry, enum entry_reason reason,
               char sentence[ENTRY_SENTENCE_SIZE]);

/* The e-value (log) that a test needs where rules act by themselves over all @m tests of a project,
 * so that at most false_share of those who enter are sound. @sorted_log_e: of the tests that have
 * one above 0, highest first. Infinite when none may enter. */
double entry_bar(const struct settings *settings, const double *sorted_log_e, size_t count,
                 double m);

/* Runs to expect in @review_days, of a test that ran so often in the last @days. */
double entry_runs_ahead(double runs, double days, double review_days);

#endif
