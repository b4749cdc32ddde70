/* How much each gate catches of what it could. */
#include "analyzer/escape/told.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of numbers_gates. */
enum { GATE, STAGE, CAUGHT, MISSED, UNJUDGED };

static json_t *pack(const struct rows *rows, size_t row, struct window window)
{
    struct containment containment =
        rate_containment((double)rows_int(rows, row, CAUGHT), (double)rows_int(rows, row, MISSED),
                         (double)rows_int(rows, row, UNJUDGED), window);
    struct text words = {0};
    words_containment(&words, &containment, rows_text(rows, row, GATE));
    return json_pack("{s:o, s:o, s:o, s:o}", "gate", value_text(rows, row, GATE), "stage",
                     value_text(rows, row, STAGE), "containment",
                     told_rate(&containment.caught, &words), "unjudged",
                     value_int(rows, row, UNJUDGED));
}

enum err_code containment_show(struct request *request, struct reply *reply, struct err *err)
{
    struct escape_window window;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(escape_window_read(request, &window, err));
    escape_window_params(request, &window, &params);
    try_(db_run(request_db(request), QUERY_NUMBERS_GATES, &params, &rows, err));
    json_t *items = json_array();
    for (size_t row = 0; items && row < rows_count(rows); row++)
        if (json_array_append_new(items, pack(rows, row, window.window))) {
            json_decref(items);
            items = NULL;
        }
    return reply_json(reply, 200, json_pack("{s:o}", "items", items), err);
}
