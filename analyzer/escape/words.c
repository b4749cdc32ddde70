#include "analyzer/escape/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char words_regression[] =
    "A change is usually made after a bad spell, so before and after flatters it (regression to "
    "the mean).";

/* Begins a sentence. */
static void begin(struct text *out)
{
    if (out->len > 0)
        text_putc(out, ' ');
}

/* Without zeros at the end. */
static void put_decimals(struct text *out, double number, int decimals)
{
    char digits[400];
    int len = snprintf(digits, sizeof digits, "%.*f", decimals, number);
    if (strchr(digits, '.')) {
        while (digits[len - 1] == '0')
            len--;
        len -= digits[len - 1] == '.';
    }
    text_append(out, digits, (size_t)len);
}

static int two_digits(double number)
{
    return number > 0 ? (int)fmin(12, 1 - floor(log10(number))) : 0;
}

static void put_number(struct text *out, double number)
{
    put_decimals(out, number, number >= 100 ? 0 : number >= 1 ? 1 : two_digits(number));
}

/* Whole ones, but near the ends as many digits as tell it from 0 and from 100. */
static void put_percent(struct text *out, double share)
{
    double percent = 100 * share, to_end = fmin(percent, 100 - percent);
    put_decimals(out, percent, to_end >= 1 ? 0 : two_digits(to_end));
}

static void put_p(struct text *out, double p)
{
    if (p < 0.0001)
        text_puts(out, "under 0.0001");
    else
        text_printf(out, "%.4f", p);
}

static const char *noun_of(double count, struct words_noun noun)
{
    return count == 1 ? noun.one : noun.many;
}

/* "3 escapes" */
static void put_count(struct text *out, double count, struct words_noun noun)
{
    put_number(out, count);
    text_printf(out, " %s", noun_of(count, noun));
}

/* "No escapes" at the begin of a sentence, "no escapes" in it */
static void put_events(struct text *out, double count, struct words_noun noun, const char *none)
{
    if (count > 0)
        put_count(out, count, noun);
    else
        text_printf(out, "%s %s", none, noun.many);
}

static const char *method_of(enum rate_method method)
{
    static const char *const names[RATE_METHOD__MAX] = {"Wilson", "Jeffreys", "exact Poisson",
                                                        "Jeffreys", "exact Poisson"};
    return names[method];
}

void words_share(struct text *out, const struct rate *share, struct words_noun things,
                 const char *did)
{
    begin(out);
    if (!share->known) {
        text_printf(out, "No %s yet: how many %s is not known.", things.many, did);
        return;
    }
    put_number(out, share->numerator);
    text_puts(out, " of ");
    put_count(out, share->denominator, things);
    text_printf(out, " %s (", did);
    put_percent(out, share->value);
    text_puts(out, " %, 95 % interval ");
    put_percent(out, share->interval.low);
    text_puts(out, " to ");
    put_percent(out, share->interval.high);
    text_printf(out, " %%, %s).", method_of(share->method));
}

void words_per(struct text *out, const struct rate *rate, struct words_noun events,
               struct words_noun units)
{
    begin(out);
    put_events(out, rate->numerator, events, "No");
    if (!rate->known) {
        text_printf(out, ", and no %s observed: their rate is not known.", units.many);
        return;
    }
    text_puts(out, " in ");
    put_count(out, rate->denominator, units);
    text_puts(out, rate->method == RATE_BOUND ? ": at most " : ": ");
    put_number(out, 100 * (rate->method == RATE_BOUND ? rate->interval.high : rate->value));
    text_printf(out, " per 100 %s (", units.many);
    if (rate->method == RATE_BOUND) {
        text_puts(out, "95 % bound");
    } else {
        text_puts(out, "95 % interval ");
        put_number(out, 100 * rate->interval.low);
        text_puts(out, " to ");
        put_number(out, 100 * rate->interval.high);
    }
    text_printf(out, ", %s).", method_of(rate->method));
}

void words_removal(struct text *out, const struct removal *removal)
{
    const struct words_noun bugs = {"bug", "bugs"}, days = {"day", "days"};
    words_share(out, &removal->escaped, bugs, "escaped");
    if (removal->known > 0) {
        begin(out);
        put_number(out, removal->known);
        text_puts(out, removal->known == 1 ? " more was" : " more were");
        text_puts(out, " known at release, and not counted.");
    }
    if (removal->provisional) {
        begin(out);
        text_printf(out, "Provisional until %d days after release: the newest here is ",
                    RATE_COHORT_DAYS);
        put_count(out, floor(removal->age_days), days);
        text_puts(out, " old.");
    }
}

void words_containment(struct text *out, const struct containment *containment, const char *gate)
{
    const struct rate *caught = &containment->caught;
    begin(out);
    if (!caught->known) {
        text_printf(out, "Gate %s had no bugs to catch yet: how many it catches is not known.",
                    gate);
    } else {
        text_printf(out, "Gate %s caught", gate);
        words_share(out, caught, (struct words_noun){"bug", "bugs"}, "that it could have");
    }
    if (containment->unjudged > 0) {
        begin(out);
        put_number(out, containment->unjudged);
        text_puts(out, containment->unjudged == 1 ? " more is" : " more are");
        text_puts(out, " not judged yet.");
    }
}

/* "1 escape in 365 days before the change, none in 548 days since" */
static void put_both(struct text *out, const struct comparison *c, struct words_noun events,
                     struct words_noun units)
{
    put_events(out, c->before, events, "no");
    text_puts(out, " in ");
    put_count(out, c->before_exposure, units);
    text_puts(out, " before the change, ");
    if (c->after > 0)
        put_number(out, c->after);
    else
        text_puts(out, "none");
    text_puts(out, " in ");
    put_count(out, c->after_exposure, units);
    text_puts(out, " since");
}

/* "; 0.1 times as often (95 % interval 0.011 to 0.41, exact; one-sided p under 0.0001)." */
static void put_ratio(struct text *out, const struct comparison *c)
{
    text_puts(out, "; ");
    if (isfinite(c->ratio)) {
        put_number(out, c->ratio);
        text_puts(out, " times as often (95 % interval ");
    } else {
        text_puts(out, "more often than before (95 % interval of the ratio ");
    }
    put_number(out, c->interval.low);
    text_puts(out, isfinite(c->interval.high) ? " to " : " upwards");
    if (isfinite(c->interval.high))
        put_number(out, c->interval.high);
    text_puts(out, ", exact; one-sided p ");
    put_p(out, c->verdict == COMPARE_FELL ? c->p_fall : c->p_rise);
    text_puts(out, ").");
}

static void put_missing(struct text *out, const struct comparison *c, struct words_noun units)
{
    text_puts(out, " (one-sided p ");
    put_p(out, c->p_fall);
    text_puts(out, ").");
    if (!isfinite(c->missing))
        return;
    double missing = ceil(c->missing);
    begin(out);
    put_number(out, missing);
    text_printf(out, " more %s without %s would prove it.", noun_of(missing, units),
                c->after > 0 ? "another" : "one");
}

void words_comparison(struct text *out, const struct comparison *c, struct words_noun events,
                      struct words_noun units)
{
    static const char *const openings[COMPARE_VERDICT__MAX] = {
        "Nothing to compare yet: ", "No fall is proven yet: ", "A fall is proven: ",
        "A rise is proven: "};
    begin(out);
    bool hopeless = c->verdict == COMPARE_UNPROVEN && !isfinite(c->needed);
    text_puts(out, hopeless ? "No fall can be proven: " : openings[c->verdict]);
    put_both(out, c, events, units);
    if (c->verdict == COMPARE_UNKNOWN)
        text_putc(out, '.');
    else if (c->verdict == COMPARE_UNPROVEN)
        put_missing(out, c, units);
    else
        put_ratio(out, c);
    begin(out);
    text_puts(out, words_regression);
}

void words_since(struct text *out, double running, double count, const struct chart *chart,
                 struct words_noun events, struct words_noun units)
{
    if (count <= 0) {
        struct rate none = rate_per(0, running, (struct window){0});
        words_per(out, &none, events, units);
        return;
    }
    begin(out);
    put_count(out, running, units);
    if (chart->count == 0) {
        text_printf(out, " since the only %s, and running: no gap to compare with yet.",
                    events.one);
        return;
    }
    text_printf(out, " since the last %s, and running: %s (median of ", events.one,
                chart_is_out(chart->limits, running) ? "longer than chance explains"
                                                     : "within the usual");
    put_count(out, (double)chart->count, (struct words_noun){"gap", "gaps"});
    text_putc(out, ' ');
    put_count(out, chart->centre, units);
    text_puts(out, ", upper limit ");
    put_number(out, chart->limits.high);
    text_puts(out, ", g-chart).");
}

void words_trend(struct text *out, const struct trend *trend, struct words_noun events)
{
    double count = (double)trend->events;
    begin(out);
    if (trend->verdict == TREND_UNKNOWN) {
        put_events(out, count, events, "No");
        text_printf(out, ": a trend takes %d, and time between them.", TREND_EVENTS);
        return;
    }
    if (trend->verdict == TREND_UNPROVEN)
        text_puts(out, "No trend is proven: ");
    else
        text_printf(out, "%c%s come %s: ", toupper((unsigned char)events.many[0]), events.many + 1,
                    trend_word(trend->verdict));
    put_count(out, count, events);
    double u = fabs(trend->u) < 0.005 ? 0 : trend->u; /* never "-0.00" */
    text_printf(out, ", Laplace U %.2f, two-sided p ", u);
    put_p(out, trend->p);
    text_puts(out, trend->exact ? " (exact)." : ".");
}
