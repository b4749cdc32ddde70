/* Escapes over time: the gaps between them, month by month, and whether they come faster. */
#include "analyzer/escape/chart.h"

#include "analyzer/escape/told.h"
#include "analyzer/escape/trend.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of numbers_events and numbers_months. */
enum { DEFECT, TITLE, AT, DEPLOYMENTS, DAYS, BEGAN };
enum { MONTH, ESCAPES, MONTH_DEPLOYMENTS, MONTH_DAYS };

struct history {
    struct escape_window window;
    bool in_days;
    struct words_noun units;
    struct rows *events, *months;
    size_t count;   /* escapes; the row after them is the end of the window */
    double *before; /* the exposure before each, and all of it */
    double *gaps;   /* between them: one less; then the running one */
    struct chart chart;
};

static enum err_code read_exposure(struct request *request, struct history *history,
                                   struct err *err)
{
    struct arena *arena = request_arena(request);
    history->count = rows_count(history->events) - 1;
    history->before = arena_zalloc(arena, history->count + 1, sizeof *history->before);
    history->gaps = arena_zalloc(arena, history->count + 1, sizeof *history->gaps);
    if (!history->before || !history->gaps)
        return err_nomem(err);
    for (size_t i = 0; i <= history->count; i++) {
        history->before[i] =
            (double)rows_int(history->events, i, history->in_days ? DAYS : DEPLOYMENTS);
        if (i > 0)
            history->gaps[i - 1] = history->before[i] - history->before[i - 1];
    }
    return ERR_OK;
}

/* The exposure since the last escape, or all of it. */
static double running(const struct history *history)
{
    return history->count ? history->gaps[history->count - 1] : history->before[0];
}

static json_t *pack_point(const struct history *history, size_t i)
{
    bool first = i == 0;
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "defect", value_int(history->events, i, DEFECT),
                     "title", value_text(history->events, i, TITLE), "at",
                     value_time(history->events, i, AT), "gap",
                     first ? json_null() : told_real(history->gaps[i - 1]), "out",
                     !first && chart_is_out(history->chart.limits, history->gaps[i - 1]));
}

static json_t *pack_since(const struct history *history)
{
    json_t *points = json_array();
    for (size_t i = 0; points && i < history->count; i++)
        if (json_array_append_new(points, pack_point(history, i)) != 0) {
            json_decref(points);
            points = NULL;
        }
    struct text words = {0};
    const struct chart *chart = &history->chart;
    words_since(&words, running(history), (double)history->count, chart, told_escapes,
                history->units);
    const char *sentence = text_get(&words);
    json_t *since = json_pack("{s:o, s:b, s:I, s:o, s:o, s:o, s:I, s:s, s:s?, s:o}", "running",
                              told_real(running(history)), "running_out",
                              history->count > 0 && chart_is_out(chart->limits, running(history)),
                              "gaps", (json_int_t)chart->count, "mean",
                              chart->count ? told_real(chart->mean) : json_null(), "centre",
                              chart->count ? told_real(chart->centre) : json_null(), "limits",
                              told_interval(chart->limits), "out", (json_int_t)chart->out, "method",
                              "g-chart", "sentence", sentence, "points", points);
    text_free(&words);
    return since;
}

static json_t *pack_months(const struct history *history, struct arena *arena)
{
    size_t count = rows_count(history->months);
    struct chart_point *points = arena_zalloc(arena, count + 1, sizeof *points);
    json_t *list = json_array();
    if (!points || !list) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        points[i] = (struct chart_point){
            .events = (double)rows_int(history->months, i, ESCAPES),
            .exposure = (double)rows_int(history->months, i,
                                         history->in_days ? MONTH_DAYS : MONTH_DEPLOYMENTS)};
    double centre = chart_counts(points, count);
    for (size_t i = 0; list && i < count; i++) {
        bool known = points[i].exposure > 0;
        json_t *point = json_pack(
            "{s:o, s:o, s:o, s:o, s:o, s:b}", "month", value_text(history->months, i, MONTH),
            "escapes", told_real(points[i].events), "exposure", told_real(points[i].exposure),
            "rate", known ? told_real(points[i].rate) : json_null(), "limits",
            known ? told_interval(points[i].limits) : json_null(), "out", known && points[i].out);
        if (!point || json_array_append_new(list, point) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return json_pack("{s:o, s:s, s:o}", "centre", told_real(centre), "method", "u-chart", "points",
                     list);
}

static json_t *pack(const struct history *history, struct arena *arena)
{
    struct trend trend =
        trend_until(history->before, history->count, history->before[history->count]);
    struct rate rate =
        rate_per((double)history->count, history->before[history->count], history->window.window);
    struct text words = {0};
    words_per(&words, &rate, told_escapes, history->units);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "unit", history->units.many, "began",
                     value_time(history->events, history->count, BEGAN), "rate",
                     told_rate(&rate, &words), "since", pack_since(history), "months",
                     pack_months(history, arena), "trend", told_trend(&trend));
}

static enum err_code answer(struct request *request, struct history *history, struct reply *reply,
                            struct err *err)
{
    auto_params struct params params = {0};
    escape_window_params(request, &history->window, &params);
    try_(db_run(request_db(request), QUERY_NUMBERS_EVENTS, &params, &history->events, err));
    try_(db_run(request_db(request), QUERY_NUMBERS_MONTHS, &params, &history->months, err));
    try_(read_exposure(request, history, err));
    size_t gaps = history->count ? history->count - 1 : 0;
    try_(chart_gaps(history->gaps, gaps, &history->chart, err));
    return reply_json(reply, 200, pack(history, request_arena(request)), err);
}

enum err_code escape_history_show(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const units[] = {"deployments", "days", NULL};
    struct history history = {.events = NULL};
    int unit;
    try_(request_query_choice(request, "unit", units, &unit, err));
    try_(escape_window_read(request, &history.window, err));
    history.in_days = unit == 1;
    history.units = history.in_days ? told_days : told_deployments;
    enum err_code code = answer(request, &history, reply, err);
    rows_free(history.events);
    rows_free(history.months);
    return code;
}
