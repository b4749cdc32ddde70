/* Each reason compares two shares: of failing and of passing runs that have something in common. It
 * weighs as much as the lower end of the one's interval is above the upper end of the other's: with
 * few runs the intervals meet, and it weighs nothing. What cannot be compared (a text) weighs as
 * the lower end of its share. */
#include "analyzer/flake/causes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/cause_texts.h"
#include "common/stats.h"
#include "common/text.h"

static const double margin = 0.25;       /* of a hint */
static const double reason_margin = 0.1; /* of a reason */
static const double slow = 3;            /* times as long as usual */

const char *const cause_words[CAUSE__MAX] = {
    "cascade", "timing", "shared_state", "third_party", "environment_drift", "concurrency_or_clock",
};

/* What a run is looked at for: whether it has it (1, 0), given what to compare with; -1: it does
 * not say, and is left out. */
typedef int has(const struct cause_run *run, const void *with);

static void count(const struct cause_run *runs, size_t run_count, has *it, const void *with,
                  struct cause_reason *reason)
{
    reason->numerator = reason->denominator = reason->passing = reason->passing_count = 0;
    for (size_t i = 0; i < run_count; i++) {
        int answer = runs[i].aside ? -1 : it(&runs[i], with);
        if (answer < 0)
            continue;
        if (runs[i].failed) {
            reason->denominator++;
            reason->numerator += answer;
        } else {
            reason->passing_count++;
            reason->passing += answer;
        }
    }
    reason->weight = stats_wilson(reason->numerator, reason->denominator).low -
                     stats_wilson(reason->passing, reason->passing_count).high;
}

static void __attribute__((format(printf, 3, 4)))
add(struct causes *causes, const struct cause_reason *found, const char *format, ...)
{
    if (found->weight < reason_margin || found->denominator < CAUSE_FAILING_MIN ||
        causes->reason_count == CAUSE_REASONS_MAX)
        return;
    struct cause_reason *reason = &causes->reasons[causes->reason_count++];
    *reason = *found;
    va_list values;
    va_start(values, format);
    vsnprintf(reason->text, sizeof reason->text, format, values);
    va_end(values);
    text_mend(reason->text);
}

/* ---- time ---------------------------------------------------------------------------------- */

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* NAN when no passing run says how long it took. */
static double usual_seconds(const struct cause_run *runs, size_t run_count)
{
    double seconds[CAUSE_FAILING_MAX + CAUSE_PASSING_MAX];
    size_t known = 0;
    for (size_t i = 0; i < run_count && known < sizeof seconds / sizeof *seconds; i++)
        if (!runs[i].failed && isfinite(runs[i].seconds))
            seconds[known++] = runs[i].seconds;
    if (known == 0)
        return NAN;
    qsort(seconds, known, sizeof *seconds, ascending);
    return seconds[known / 2];
}

static int is_slow(const struct cause_run *run, const void *with)
{
    return isfinite(run->seconds) && run->seconds >= slow * *(const double *)with;
}

/* At a time that people write as a limit, or just past it. */
static int is_round(const struct cause_run *run, const void *with)
{
    (void)with;
    static const double limits[] = {1,  2,  3,   5,   10,  15,  20,  30,   45,
                                    60, 90, 120, 180, 300, 600, 900, 1800, 3600};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (run->seconds >= limits[i] && run->seconds <= limits[i] * 1.02)
            return 1;
    return 0;
}

static void look_at_time(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    struct cause_reason found = {.cause = CAUSE_TIMING};
    double usual = usual_seconds(runs, run_count);
    if (usual > 0) {
        count(runs, run_count, is_slow, &usual, &found);
        add(causes, &found, "took at least %g times the usual %.3g s", slow, usual);
    }
    count(runs, run_count, is_round, NULL, &found);
    add(causes, &found, "ended at a round number of seconds, as a time-out does");
}

/* ---- company ------------------------------------------------------------------------------- */

static int same_before(const struct cause_run *run, const void *with)
{
    return run->before == ((const struct cause_run *)with)->before;
}
static int as_late(const struct cause_run *run, const void *with)
{
    return run->place >= ((const struct cause_run *)with)->place;
}
static int as_early(const struct cause_run *run, const void *with)
{
    return run->place <= ((const struct cause_run *)with)->place;
}
static int same_variant(const struct cause_run *run, const void *with)
{
    return strcmp(run->variant, ((const struct cause_run *)with)->variant) == 0;
}
static int same_host(const struct cause_run *run, const void *with)
{
    const struct cause_run *other = with;
    return *run->host && *other->host ? strcmp(run->host, other->host) == 0 : -1;
}
static int same_job(const struct cause_run *run, const void *with)
{
    return strcmp(run->job, ((const struct cause_run *)with)->job) == 0;
}
static int same_hour(const struct cause_run *run, const void *with)
{
    return run->hour == ((const struct cause_run *)with)->hour;
}
static int has_others(const struct cause_run *run, const void *with)
{
    (void)with;
    return run->others;
}

/* What most sets failing runs apart: the run whose company that is, or NULL. */
static const struct cause_run *best(const struct cause_run *runs, size_t run_count, has *it,
                                    struct cause_reason *found)
{
    const struct cause_run *winner = NULL;
    found->weight = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (!runs[i].failed || runs[i].aside)
            continue;
        struct cause_reason one = {.cause = found->cause};
        count(runs, run_count, it, &runs[i], &one);
        if (one.weight > found->weight) {
            *found = one;
            winner = &runs[i];
        }
    }
    return winner;
}

/* The test ahead and the place are two sides of one order: only the weightier is a reason. */
static void look_at_order(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    struct cause_reason next = {.cause = CAUSE_SHARED_STATE}, late = next, early = next;
    const struct cause_run *after = best(runs, run_count, same_before, &next),
                           *from = best(runs, run_count, as_late, &late),
                           *to = best(runs, run_count, as_early, &early);
    if (from && late.weight > fmax(next.weight, early.weight))
        add(causes, &late, "ran late: after at least %g %% of the tests of its report",
            floor(1000 * from->place) / 10);
    else if (to && early.weight > next.weight)
        add(causes, &early, "ran early: after at most %g %% of the tests of its report",
            ceil(1000 * to->place) / 10);
    else if (after && after->before)
        add(causes, &next, "ran right after %.150s", after->before_name);
    else if (after)
        add(causes, &next, "ran first in its file");
}

static void look_at_company(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    const struct cause_run *run;
    struct cause_reason found = {.cause = CAUSE_ENVIRONMENT};
    if ((run = best(runs, run_count, same_variant, &found)))
        add(causes, &found, "ran on %.150s", *run->variant ? run->variant : "no named variant");
    if ((run = best(runs, run_count, same_host, &found)))
        add(causes, &found, "ran on the host %.150s", run->host);
    if ((run = best(runs, run_count, same_job, &found)))
        add(causes, &found, "ran in the job %.150s", run->job);
    found.cause = CAUSE_CONCURRENCY;
    if ((run = best(runs, run_count, same_hour, &found)))
        add(causes, &found, "began between %02d:00 and %02d:00 UTC", run->hour,
            (run->hour + 1) % 24);
    found.cause = CAUSE_THIRD_PARTY;
    count(runs, run_count, has_others, NULL, &found);
    add(causes, &found, "tests of other suites failed with it");
}

/* ---- words, and failures that are not its own ------------------------------------------------ */

static void look_at_texts(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    for (enum cause cause = 0; cause < CAUSE__MAX; cause++) {
        struct cause_reason found = {.cause = cause, .denominator = causes->failing};
        const char *word = NULL;
        for (size_t i = 0; i < run_count; i++) {
            const char *said = runs[i].failed && !runs[i].aside && runs[i].text
                                   ? cause_text(cause, runs[i].text)
                                   : NULL;
            found.numerator += said != NULL;
            word = word ? word : said;
        }
        found.weight = found.numerator ? stats_wilson(found.numerator, found.denominator).low : 0;
        add(causes, &found, "said \"%s\" or the like", word ? word : "");
    }
}

static void look_aside(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    struct cause_reason found = {.cause = CAUSE_CASCADE};
    for (size_t i = 0; i < run_count; i++) {
        found.denominator += runs[i].failed;
        found.numerator += runs[i].aside;
    }
    found.weight = found.numerator ? stats_wilson(found.numerator, found.denominator).low : 0;
    add(causes, &found, "failed only because tests within it did, or in an incident");
}

void causes_find(const struct cause_run *runs, size_t run_count, struct causes *causes)
{
    *causes = (struct causes){.failing = 0};
    for (size_t i = 0; i < run_count; i++) {
        causes->failing += runs[i].failed && !runs[i].aside;
        causes->passing += !runs[i].failed;
    }
    look_aside(runs, run_count, causes);
    look_at_time(runs, run_count, causes);
    look_at_order(runs, run_count, causes);
    look_at_company(runs, run_count, causes);
    look_at_texts(runs, run_count, causes);
    for (int i = 0; i < causes->reason_count; i++) {
        double *weight = &causes->weights[causes->reasons[i].cause];
        *weight = 1 - (1 - *weight) * (1 - causes->reasons[i].weight);
    }
    for (enum cause cause = 0; cause < CAUSE__MAX; cause++)
        if (causes->weights[cause] < margin)
            causes->weights[cause] = 0;
}

enum cause causes_first(const double weights[CAUSE__MAX])
{
    if (weights[CAUSE_CASCADE] > 0)
        return CAUSE_CASCADE;
    enum cause found = CAUSE__MAX;
    for (enum cause cause = 0; cause < CAUSE__MAX; cause++)
        if (weights[cause] > (found == CAUSE__MAX ? 0 : weights[found]))
            found = cause;
    return found;
}
