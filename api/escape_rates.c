/* How much of what was wrong got out: by category, service, layer or team; of the releases of a
 * window, or found in it. */
#include "analyzer/escape/rate.h"

#include "analyzer/escape/told.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"
#include "common/clock.h"

/* Columns of numbers_rates. */
enum { IS_ALL, KEY, ESCAPES, CATCHES, KNOWN, UNTOLD, NEWEST };

static struct removal removal_of(const struct rows *rows, size_t row, struct window window,
                                 int64_t now)
{
    int64_t newest = window.until < now ? window.until : now;
    if (!rows_null(rows, row, NEWEST))
        clock_parse(rows_text(rows, row, NEWEST), &newest);
    return rate_removal((double)rows_int(rows, row, ESCAPES), (double)rows_int(rows, row, CATCHES),
                        (double)rows_int(rows, row, KNOWN), window, newest, now);
}

static json_t *pack(const struct rows *rows, size_t row, struct window window, int64_t now)
{
    static const struct words_noun bugs = {"bug", "bugs"};
    struct removal removal = removal_of(rows, row, window, now);
    struct text escaped = {0}, removed = {0};
    words_removal(&escaped, &removal);
    words_share(&removed, &removal.removed, bugs, "were caught before release");
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "key",
                     value_text(rows, row, KEY), "escapes", value_int(rows, row, ESCAPES),
                     "catches", value_int(rows, row, CATCHES), "known_at_release",
                     value_int(rows, row, KNOWN), "stage_untold", value_int(rows, row, UNTOLD),
                     "escape_rate", told_rate(&removal.escaped, &escaped), "removal",
                     told_rate(&removal.removed, &removed), "provisional", removal.provisional,
                     "newest_release", value_time(rows, row, NEWEST));
}

static enum err_code find(struct request *request, const char *by, const char *cohort,
                          const struct escape_window *window, struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_text(&params, by);
    params_time(&params, window->from);
    params_time(&params, window->to);
    params_text(&params, cohort);
    return db_run(request_db(request), QUERY_NUMBERS_RATES, &params, rows, err);
}

/* The first row is of all; those after it have a key, or none: unclassified. */
enum err_code escape_rates_show(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const choices[] = {"category", "service", "layer", "team", NULL};
    static const char *const cohorts[] = {"release", "found", NULL};
    struct escape_window window;
    int by, cohort;
    auto_rows struct rows *rows = NULL;
    try_(request_query_choice(request, "by", choices, &by, err));
    try_(request_query_choice(request, "cohort", cohorts, &cohort, err));
    try_(escape_window_read(request, &window, err));
    const char *word = choices[by < 0 ? 0 : by];
    const char *of = cohorts[cohort < 0 ? 0 : cohort];
    try_(find(request, word, of, &window, &rows, err));
    json_t *items = json_array();
    for (size_t row = 1; items && row < rows_count(rows); row++)
        if (json_array_append_new(items, pack(rows, row, window.window, request_now(request)))) {
            json_decref(items);
            items = NULL;
        }
    return reply_json(reply, 200,
                      json_pack("{s:s, s:s, s:o, s:o}", "by", word, "cohort", of, "all",
                                pack(rows, 0, window.window, request_now(request)), "items", items),
                      err);
}
