/* The portfolio: how the tests of a project stand together over a span of days, beside the span of
 * the same length before it. */
#include "api/resources.h"

#include <math.h>
#include <string.h>

#include "analyzer/flake/impact.h"
#include "analyzer/flake/portfolio.h"
#include "api/filters.h"
#include "api/values.h"
#include "common/clock.h"
#include "common/stats.h"

static const int64_t DAY = INT64_C(86400) * 1000000;
enum { DAYS_DEFAULT = 28, DAYS_MAX = 366, MOVERS = 10 };

/* A span of whole days, both ends within it. */
struct span {
    int64_t from, to;
};

/* What is being asked about, and what the parts of the answer share. */
struct view {
    struct request *request;
    struct span now, before;
    struct settings settings;
    struct portfolio portfolio;
    double flakes[2], runs[2]; /* now, before */
    json_t *answer;
};

static enum err_code set(struct view *view, const char *name, json_t *value, struct err *err)
{
    return json_object_set_new(view->answer, name, value) == 0 ? ERR_OK : err_nomem(err);
}

static json_t *pack_share(double numerator, double denominator)
{
    struct interval interval = stats_wilson(numerator, denominator);
    return json_pack("{s:I, s:I, s:o, s:f, s:f, s:s}", "numerator", (json_int_t)numerator,
                     "denominator", (json_int_t)denominator, "value",
                     denominator > 0 ? json_real(numerator / denominator) : json_null(), "low",
                     interval.low, "high", interval.high, "method", "wilson_95");
}

static json_t *pack_day(int64_t time)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(time, text);
    return json_stringn(text, strlen("2026-11-21"));
}

static json_t *pack_span(const struct span *span)
{
    int64_t days = (span->to - span->from) / DAY + 1;
    return json_pack("{s:o, s:o, s:I}", "from", pack_day(span->from), "to", pack_day(span->to),
                     "days", (json_int_t)days);
}

static enum err_code read_spans(struct view *view, struct err *err)
{
    int64_t from, to, now = request_now(view->request);
    try_(filter_time(view->request, "from", &from, err));
    try_(filter_time(view->request, "to", &to, err));
    to = to ? to : now;
    to -= to % DAY;
    from = from ? from - from % DAY : to - (DAYS_DEFAULT - 1) * DAY;
    if (from > to)
        return err_set(err, ERR_INVALID, "query parameter \"from\": it is after \"to\"");
    int64_t length = to - from + DAY;
    if (length > DAYS_MAX * DAY)
        return err_set(err, ERR_INVALID, "query parameter \"from\": at most %d days before \"to\"",
                       DAYS_MAX);
    view->now = (struct span){.from = from, .to = to};
    view->before = (struct span){.from = from - length, .to = from - DAY};
    return ERR_OK;
}

static void span_params(const struct view *view, const struct span *span, struct params *params)
{
    params_int(params, request_project_id(view->request));
    params_time(params, span->from);
    params_time(params, span->to);
}

/* ---- shape --------------------------------------------------------------------------------- */

/* Columns of portfolio_layers. */
enum { LAYER, TESTS, RUNS, FLAKES, FAILURES, SECONDS, RATED, SOUND, SOUND_HIGH, SOUND_LOW };

static json_t *pack_layer(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "layer", value_text(rows, row, LAYER),
                     "tests", value_int(rows, row, TESTS), "runs", value_int(rows, row, RUNS),
                     "seconds", value_real(rows, row, SECONDS), "flake_rate",
                     pack_share(rows_real(rows, row, FLAKES), rows_real(rows, row, RUNS)),
                     "failure_rate",
                     pack_share(rows_real(rows, row, FAILURES), rows_real(rows, row, RUNS)));
}

static double sum(const struct rows *rows, int column)
{
    double total = 0;
    for (size_t row = 0; row < rows_count(rows); row++)
        total += rows_real(rows, row, column);
    return total;
}

static json_t *pack_shape(const struct view *view, double all)
{
    static const char *const words[] = {"under", NULL, "over"};
    const double *tests = view->portfolio.tests;
    double known = tests[PART_UNIT] + tests[PART_INTEGRATION] + tests[PART_E2E];
    json_t *parts = json_array();
    for (enum portfolio_part part = 0; part < PART__MAX; part++) {
        int off = portfolio_off(&view->settings, part, tests[part], known);
        json_array_append_new(
            parts, json_pack("{s:s, s:o, s:f, s:s?}", "part", portfolio_parts[part], "share",
                             pack_share(tests[part], known), "wanted",
                             portfolio_wanted(&view->settings, part), "off", words[off + 1]));
    }
    return json_pack("{s:o, s:f, s:o}", "parts", parts, "tolerance", view->settings.shape_tolerance,
                     "elsewhere", pack_share(all - known, all));
}

static enum err_code read_layers(struct view *view, const struct span *span, struct rows **rows,
                                 struct err *err)
{
    auto_params struct params params = {0};
    span_params(view, span, &params);
    return db_run(request_db(view->request), QUERY_PORTFOLIO_LAYERS, &params, rows, err);
}

static enum err_code add_shape(struct view *view, struct err *err)
{
    auto_rows struct rows *rows = NULL, *before = NULL;
    try_(read_layers(view, &view->now, &rows, err));
    try_(read_layers(view, &view->before, &before, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        enum portfolio_part part = portfolio_part(rows_text_or_null(rows, row, LAYER));
        if (part != PART__MAX)
            view->portfolio.tests[part] += rows_real(rows, row, TESTS);
    }
    view->flakes[0] = sum(rows, FLAKES), view->flakes[1] = sum(before, FLAKES);
    view->runs[0] = sum(rows, RUNS), view->runs[1] = sum(before, RUNS);
    try_(set(view, "shape", pack_shape(view, sum(rows, TESTS)), err));
    try_(set(view, "layers", value_list(rows, pack_layer), err));
    return set(view, "suite_flake",
               json_pack("{s:f, s:f, s:f, s:o, s:o, s:s}", "value", -expm1(sum(rows, SOUND)), "low",
                         -expm1(sum(rows, SOUND_HIGH)), "high", -expm1(sum(rows, SOUND_LOW)),
                         "tests", json_integer((json_int_t)sum(rows, TESTS)), "tests_with_rate",
                         json_integer((json_int_t)sum(rows, RATED)), "method",
                         "1 - prod(1 - p), p each flaky test's posterior mean; ends by its 5 and "
                         "95 % points"),
               err);
}

/* ---- gates --------------------------------------------------------------------------------- */

/* Columns of portfolio_gates. */
enum { GATE, BUILDS, CLOCKED, P50, P95, BUDGET, ALLOWED, OVER, JOBS, RETRIED, BREACHES, EXCESS };

static json_t *pack_gate(const struct rows *rows, size_t row)
{
    double builds = rows_real(rows, row, BUILDS), jobs = rows_real(rows, row, JOBS);
    bool budgeted = !rows_null(rows, row, BUDGET);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "gate",
                     value_text(rows, row, GATE), "builds", value_int(rows, row, BUILDS), "clocked",
                     value_int(rows, row, CLOCKED), "seconds_p50", value_real(rows, row, P50),
                     "seconds_p95", value_real(rows, row, P95), "budget_seconds",
                     value_real(rows, row, BUDGET), "over_budget",
                     budgeted ? pack_share(rows_real(rows, row, OVER), builds) : json_null(),
                     "retried", pack_share(rows_real(rows, row, RETRIED), jobs), "breaches",
                     pack_share(rows_real(rows, row, BREACHES), jobs), "retries_allowed",
                     value_int(rows, row, ALLOWED), "retries_over", value_int(rows, row, EXCESS));
}

static enum err_code add_gates(struct view *view, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    span_params(view, &view->now, &params);
    params_int(&params, PORTFOLIO_RETRIES);
    try_(db_run(request_db(view->request), QUERY_PORTFOLIO_GATES, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        view->portfolio.gates += !rows_null(rows, row, BUDGET);
        view->portfolio.slow_gates += rows_real(rows, row, P50) > rows_real(rows, row, BUDGET);
    }
    return set(view, "gates", value_list(rows, pack_gate), err);
}

/* ---- builds, drift --------------------------------------------------------------------------- */

static enum err_code add_builds(struct view *view, struct err *err)
{
    enum { ALL, FLAKY, BLOCKED, DELAYED, RETRY_SECONDS, TRIED_AGAIN, NEVER_PASSED };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    span_params(view, &view->now, &params);
    try_(db_run(request_db(view->request), QUERY_PORTFOLIO_BUILDS, &params, &rows, err));
    double builds = rows_real(rows, 0, ALL), blocked = rows_real(rows, 0, BLOCKED),
           delayed = rows_real(rows, 0, DELAYED), seconds = rows_real(rows, 0, RETRY_SECONDS);
    double waited = blocked * view->settings.wait_minutes_per_blocked_build +
                    delayed * view->settings.wait_minutes_per_delayed_build;
    double cost = impact_cost(&view->settings, seconds, waited);
    view->portfolio.builds = builds;
    view->portfolio.flaky_builds = rows_real(rows, 0, FLAKY);
    try_(set(view, "builds",
             json_pack("{s:o, s:o, s:o}", "flaky", pack_share(rows_real(rows, 0, FLAKY), builds),
                       "blocked", pack_share(blocked, builds), "delayed",
                       pack_share(delayed, builds)),
             err));
    return set(
        view, "lost",
        json_pack("{s:f, s:f, s:f, s:o, s:o}", "retry_seconds", seconds, "wait_minutes", waited,
                  "minutes_lost", waited + seconds / 60, "all_retries_failed",
                  pack_share(rows_real(rows, 0, NEVER_PASSED), rows_real(rows, 0, TRIED_AGAIN)),
                  "cost",
                  isnan(cost) ? json_null()
                              : json_pack("{s:f, s:s}", "amount", cost, "currency",
                                          view->settings.currency)),
        err);
}

static json_t *pack_mover(const struct rows *rows, size_t row)
{
    enum { MOVED = TEST_COLUMNS, NOW, THEN = NOW + 3 };
    json_t *spans[2];
    for (int i = 0; i < 2; i++) {
        int at = i ? THEN : NOW;
        spans[i] =
            json_pack("{s:o, s:o, s:o}", "flakes", value_int(rows, row, at), "runs",
                      value_int(rows, row, at + 1), "seconds", value_real(rows, row, at + 2));
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0), "moved",
                     value_text(rows, row, MOVED), "now", spans[0], "before", spans[1]);
}

static enum err_code add_drift(struct view *view, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    span_params(view, &view->now, &params);
    params_time(&params, view->before.from);
    params_time(&params, view->before.to);
    params_int(&params, MOVERS);
    try_(db_run(request_db(view->request), QUERY_PORTFOLIO_MOVERS, &params, &rows, err));
    return set(view, "drift",
               json_pack("{s:o, s:{s:o, s:o}, s:o}", "before", pack_span(&view->before),
                         "flake_rate", "now", pack_share(view->flakes[0], view->runs[0]), "before",
                         pack_share(view->flakes[1], view->runs[1]), "movers",
                         value_list(rows, pack_mover)),
               err);
}

/* ---- detectors ------------------------------------------------------------------------------- */

static enum err_code read_escapes(struct view *view, struct err *err)
{
    enum { ESCAPES, CHANGED, ONE_OFF, TOLD, UNLIKE, COMMITS, STAGED };
    struct portfolio *portfolio = &view->portfolio;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    span_params(view, &view->now, &params);
    try_(db_run(request_db(view->request), QUERY_PORTFOLIO_ESCAPES, &params, &rows, err));
    portfolio->escapes = rows_real(rows, 0, ESCAPES);
    portfolio->changed = rows_real(rows, 0, CHANGED);
    portfolio->one_off = rows_real(rows, 0, ONE_OFF);
    portfolio->told = rows_real(rows, 0, TOLD);
    portfolio->unlike = rows_real(rows, 0, UNLIKE);
    portfolio->commits = rows_real(rows, 0, COMMITS);
    portfolio->staged = rows_real(rows, 0, STAGED);
    return ERR_OK;
}

static json_t *pack_figure(const char *name, double numerator, double denominator)
{
    return json_pack("{s:s, s:o}", "name", name, "share", pack_share(numerator, denominator));
}

static json_t *pack_figures(const struct portfolio *of, enum detector detector)
{
    const double *tests = of->tests;
    double known = tests[PART_UNIT] + tests[PART_INTEGRATION] + tests[PART_E2E];
    switch (detector) {
    case DETECTOR_ICE_CREAM_CONE:
        return json_pack("[o, o]", pack_figure("end-to-end tests", tests[PART_E2E], known),
                         pack_figure("unit tests", tests[PART_UNIT], known));
    case DETECTOR_WIDE_E2E:
        return json_pack("[o]", pack_figure("end-to-end tests", tests[PART_E2E], known));
    case DETECTOR_SLOW_AND_FLAKY:
        return json_pack("[o, o]",
                         pack_figure("gates of which half of the builds are over budget",
                                     of->slow_gates, of->gates),
                         pack_figure("builds with a flaky event", of->flaky_builds, of->builds));
    case DETECTOR_PROD_MIRROR:
        return json_pack("[o, o]",
                         pack_figure("commits tested at staging", of->staged, of->commits),
                         pack_figure("escapes with a confirmed gap that tests unlike production "
                                     "could not see",
                                     of->unlike, of->told));
    case DETECTOR_ONE_OFF_FIXES:
        return json_pack(
            "[o, o]",
            pack_figure("escapes with a change that got a regression test alone", of->one_off,
                        of->changed),
            pack_figure("escapes without any change", of->escapes - of->changed, of->escapes));
    case DETECTOR__MAX:
        break;
    }
    return NULL;
}

static json_t *pack_detector(const struct view *view, enum detector detector)
{
    bool fires = portfolio_detects(&view->settings, &view->portfolio, detector);
    return json_pack("{s:s, s:o, s:o}", "detector", detector_words[detector], "fires",
                     portfolio_lacks(&view->portfolio, detector) ? json_null()
                                                                 : json_boolean(fires),
                     "figures", pack_figures(&view->portfolio, detector));
}

static enum err_code add_detectors(struct view *view, struct err *err)
{
    try_(read_escapes(view, err));
    json_t *list = json_array();
    for (enum detector detector = 0; detector < DETECTOR__MAX; detector++)
        json_array_append_new(list, pack_detector(view, detector));
    return set(view, "detectors", list, err);
}

static enum err_code fill(struct view *view, struct err *err)
{
    try_(settings_load(request_db(view->request), request_project_id(view->request),
                       &view->settings, err));
    try_(set(view, "window", pack_span(&view->now), err));
    try_(add_shape(view, err));
    try_(add_gates(view, err));
    try_(add_builds(view, err));
    try_(add_drift(view, err));
    return add_detectors(view, err);
}

enum err_code portfolio_show(struct request *request, struct reply *reply, struct err *err)
{
    struct view view = {.request = request};
    try_(read_spans(&view, err));
    json_auto_t *answer = view.answer = json_object();
    enum err_code code = answer ? fill(&view, err) : err_nomem(err);
    settings_free(&view.settings);
    return code == ERR_OK ? reply_json(reply, 200, json_incref(answer), err) : code;
}
