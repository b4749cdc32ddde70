/* Numbers as plain sentences, for the API and the pages: each says what was counted, how sure that
 * is and by which method. Sentences end with a full stop and are appended to @out, several with a
 * blank between. Plain text: nouns and names go in as they are. Numbers are rounded to what people
 * read (two digits or so); the exact ones are in the structs. */
#ifndef ANALYZER_ESCAPE_WORDS_H
#define ANALYZER_ESCAPE_WORDS_H

#include "analyzer/escape/chart.h"
#include "analyzer/escape/compare.h"
#include "analyzer/escape/rate.h"
#include "analyzer/escape/trend.h"
#include "common/text.h"

struct words_noun {
    const char *one, *many; /* "escape", "escapes" */
};

/* "4 of 20 bugs escaped (20 %, 95 % interval 8 to 42 %, Wilson)." @did: "escaped". */
void words_share(struct text *out, const struct rate *share, struct words_noun things,
                 const char *did);

/* "15 escapes in 400 days: 3.8 per 100 days (95 % interval 2.1 to 6.2, exact Poisson)."
 * "No escapes in 400 days: at most 0.75 per 100 days (95 % bound, exact Poisson)." */
void words_per(struct text *out, const struct rate *rate, struct words_noun events,
               struct words_noun units);

/* The share that escaped, what was known at release, and whether that is provisional. */
void words_removal(struct text *out, const struct removal *removal);

/* "Gate pr caught 4 of 4 bugs that it could have (...). 2 more are not judged yet." */
void words_containment(struct text *out, const struct containment *containment, const char *gate);

/* "No fall is proven yet: 1 escape in 365 days before the change, none in 548 days since (one-sided
 * p 0.3998). 6387 more days without one would prove it." and the note on regression to the mean. */
void words_comparison(struct text *out, const struct comparison *comparison,
                      struct words_noun events, struct words_noun units);

/* What stands under every comparison. */
extern const char words_regression[];

/* "46 days since the last escape, and running: within the usual (median of 67 gaps 24 days, upper
 * limit 128, g-chart)." @count: all events there were, so @chart has one gap less; with 0, @running
 * is the exposure in which none was seen. */
void words_since(struct text *out, double running, double count, const struct chart *chart,
                 struct words_noun events, struct words_noun units);

/* "Escapes come faster: 30 escapes, Laplace U 2.41, two-sided p 0.0155 (exact)." */
void words_trend(struct text *out, const struct trend *trend, struct words_noun events);

#endif
