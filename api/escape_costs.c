/* What bugs cost by the stage where they were found: measured, and beside it modelled. */
#include <stddef.h>
#include <string.h>

#include "analyzer/settings.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of numbers_costs. */
enum { STAGE, ESCAPE, BUGS, MEASURED };

static const char note[] =
    "Weights are settings: what a bug costs where it is found, beside one found in review. That it "
    "grows tenfold from stage to stage is told often, and disputed: measure it.";

static double weight_of(const struct settings *settings, const char *stage)
{
    static const struct {
        const char *stage;
        size_t offset;
    } weights[] = {
        {"review", offsetof(struct settings, weight_review)},
        {"local", offsetof(struct settings, weight_local)},
        {"pr", offsetof(struct settings, weight_pr)},
        {"post_merge", offsetof(struct settings, weight_post_merge)},
        {"staging", offsetof(struct settings, weight_staging)},
        {"post_deploy", offsetof(struct settings, weight_post_deploy)},
        {"internal_prod", offsetof(struct settings, weight_internal_prod)},
        {"customer", offsetof(struct settings, weight_customer)},
    };
    size_t i = 0;
    while (strcmp(weights[i].stage, stage) != 0)
        i++;
    double weight;
    memcpy(&weight, (const char *)settings + weights[i].offset, sizeof weight);
    return weight;
}

static json_t *pack(const struct rows *rows, const struct settings *settings)
{
    json_t *items = json_array();
    for (size_t row = 0; items && row < rows_count(rows); row++) {
        double weight = weight_of(settings, rows_text(rows, row, STAGE));
        json_t *item =
            json_pack("{s:o, s:o, s:o, s:o, s:f, s:f}", "stage", value_text(rows, row, STAGE),
                      "escape", value_bool(rows, row, ESCAPE), "bugs", value_int(rows, row, BUGS),
                      "measured", value_json(rows, row, MEASURED), "weight", weight, "modelled",
                      weight * (double)rows_int(rows, row, BUGS));
        if (!item || json_array_append_new(items, item) != 0) {
            json_decref(items);
            return NULL;
        }
    }
    return json_pack("{s:o, s:s}", "items", items, "note", note);
}

enum err_code escape_costs_show(struct request *request, struct reply *reply, struct err *err)
{
    struct escape_window window;
    struct settings settings;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(escape_window_read(request, &window, err));
    escape_window_params(request, &window, &params);
    try_(db_run(request_db(request), QUERY_NUMBERS_COSTS, &params, &rows, err));
    enum err_code code =
        settings_load(request_db(request), request_project_id(request), &settings, err);
    json_t *body = code == ERR_OK ? pack(rows, &settings) : NULL;
    settings_free(&settings);
    return code == ERR_OK ? reply_json(reply, 200, body, err) : code;
}
