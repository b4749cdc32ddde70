/* The trigger mix of escapes beside that of catches: the holes in testing. */
#include "analyzer/escape/rate.h"

#include "analyzer/escape/told.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of trigger_mix. */
enum { TRIGGER, DEFINITION, ESCAPES, CATCHES };

struct mix {
    double escapes, catches; /* with a trigger */
    struct window window;
};

static json_t *pack_share(double count, double all, struct window window, const char *did)
{
    static const struct words_noun bugs = {"bug", "bugs"};
    struct rate rate = rate_share(count, all, window);
    struct text sentence = {0};
    words_share(&sentence, &rate, bugs, did);
    return told_rate(&rate, &sentence);
}

/* A hole: surely more of the escapes surface by it than of the catches. */
static json_t *pack(const struct rows *rows, size_t row, const struct mix *mix)
{
    double escapes = (double)rows_int(rows, row, ESCAPES);
    double catches = (double)rows_int(rows, row, CATCHES);
    struct rate of_escapes = rate_share(escapes, mix->escapes, mix->window);
    struct rate of_catches = rate_share(catches, mix->catches, mix->window);
    bool hole =
        of_escapes.known && of_catches.known && of_escapes.interval.low > of_catches.interval.high;
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "trigger", value_text(rows, row, TRIGGER),
                     "definition", value_text(rows, row, DEFINITION), "escapes",
                     pack_share(escapes, mix->escapes, mix->window, "escaped by it"), "catches",
                     pack_share(catches, mix->catches, mix->window, "were caught by it"), "hole",
                     hole);
}

enum err_code trigger_mix_show(struct request *request, struct reply *reply, struct err *err)
{
    struct escape_window window;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    struct mix mix = {0};
    int64_t untold[2] = {0};
    try_(escape_window_read(request, &window, err));
    escape_window_params(request, &window, &params);
    try_(db_run(request_db(request), QUERY_TRIGGER_MIX, &params, &rows, err));
    mix.window = window.window;
    for (size_t row = 0; row < rows_count(rows); row++) {
        bool told = !rows_null(rows, row, TRIGGER);
        mix.escapes += told ? (double)rows_int(rows, row, ESCAPES) : 0;
        mix.catches += told ? (double)rows_int(rows, row, CATCHES) : 0;
        untold[0] += told ? 0 : rows_int(rows, row, ESCAPES);
        untold[1] += told ? 0 : rows_int(rows, row, CATCHES);
    }
    json_t *items = json_array();
    for (size_t row = 0; items && row < rows_count(rows); row++)
        if (!rows_null(rows, row, TRIGGER))
            json_array_append_new(items, pack(rows, row, &mix));
    return reply_json(reply, 200,
                      json_pack("{s:o, s:{s:I, s:I}}", "triggers", items, "untold", "escapes",
                                (json_int_t)untold[0], "catches", (json_int_t)untold[1]),
                      err);
}
