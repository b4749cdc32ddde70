#include "analyzer/escape/told.h"

#include <math.h>

#include "common/clock.h"

const struct words_noun told_escapes = {"escape", "escapes"};
const struct words_noun told_deployments = {"deployment", "deployments"};
const struct words_noun told_days = {"day", "days"};

json_t *told_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *told_interval(struct interval interval)
{
    return json_pack("{s:o, s:o}", "low", told_real(interval.low), "high",
                     told_real(interval.high));
}

json_t *told_time(int64_t microseconds)
{
    char text[CLOCK_TEXT_SIZE];
    if (!microseconds)
        return json_null();
    clock_format(microseconds, text);
    return json_string(text);
}

static json_t *take_sentence(struct text *sentence)
{
    const char *words = text_get(sentence);
    json_t *json = words ? json_string(words) : NULL;
    text_free(sentence);
    return json;
}

json_t *told_rate(const struct rate *rate, struct text *sentence)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:s, s:{s:o, s:o}, s:o}", "numerator",
                     told_real(rate->numerator), "denominator", told_real(rate->denominator),
                     "value", rate->known ? told_real(rate->value) : json_null(), "interval",
                     told_interval(rate->interval), "method", rate_method_word(rate->method),
                     "window", "from", told_time(rate->window.from), "to",
                     told_time(rate->window.until), "sentence", take_sentence(sentence));
}

static json_t *told_side(double events, double exposure)
{
    return json_pack("{s:o, s:o}", "events", told_real(events), "exposure", told_real(exposure));
}

json_t *told_comparison(const struct comparison *comparison, struct words_noun units)
{
    bool known = comparison->verdict != COMPARE_UNKNOWN;
    struct text words = {0};
    words_comparison(&words, comparison, told_escapes, units);
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o}", "unit", units.many,
        "before", told_side(comparison->before, comparison->before_exposure), "after",
        told_side(comparison->after, comparison->after_exposure), "ratio",
        known ? told_real(comparison->ratio) : json_null(), "interval",
        told_interval(comparison->interval), "p_fall", told_real(comparison->p_fall), "p_rise",
        told_real(comparison->p_rise), "p", told_real(comparison->p), "needed",
        told_real(comparison->needed), "missing", told_real(comparison->missing), "verdict",
        compare_word(comparison->verdict), "method", "binomial", "sentence", take_sentence(&words));
}

json_t *told_trend(const struct trend *trend)
{
    struct text words = {0};
    words_trend(&words, trend, told_escapes);
    return json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:b, s:s, s:s, s:o}", "events", (json_int_t)trend->events, "u",
        told_real(trend->u), "p_slower", told_real(trend->p_slower), "p_faster",
        told_real(trend->p_faster), "p", told_real(trend->p), "exact", trend->exact, "verdict",
        trend_word(trend->verdict), "method", "laplace", "sentence", take_sentence(&words));
}
