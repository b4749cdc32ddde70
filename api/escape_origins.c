/* Origin against found: of the bugs that were there, how many did each stage find? */
#include "analyzer/escape/matrix.h"

#include "analyzer/escape/told.h"
#include "api/escape_window.h"
#include "api/resources.h"
#include "api/values.h"

/* Columns of numbers_origins. */
enum { FOUND, ORIGIN, STAGE, BUGS };
enum { STAGES_MAX = 16 };

static const struct words_noun bugs = {"bug", "bugs"};

struct matrix {
    size_t stages;
    const char *names[STAGES_MAX];
    double found[STAGES_MAX * STAGES_MAX];
    int64_t unknown, before_origin; /* bugs that can't be in it */
    struct matrix_stage removal[STAGES_MAX];
    struct rate overall;
};

static void read_matrix(const struct rows *rows, struct matrix *matrix)
{
    size_t count = rows_count(rows);
    matrix->stages = (size_t)rows_int(rows, count - 1, FOUND);
    for (size_t row = 0; row < count; row++) {
        size_t found = (size_t)rows_int(rows, row, FOUND) - 1;
        int64_t number = rows_int(rows, row, BUGS);
        matrix->names[found] = rows_text(rows, row, STAGE);
        if (rows_null(rows, row, ORIGIN))
            matrix->unknown += number;
        else if ((size_t)rows_int(rows, row, ORIGIN) - 1 > found)
            matrix->before_origin += number;
        else
            matrix->found[found * matrix->stages + (size_t)rows_int(rows, row, ORIGIN) - 1] =
                (double)number;
    }
}

static json_t *pack_share(const struct rate *rate)
{
    struct text words = {0};
    words_share(&words, rate, bugs, "were found here");
    return told_rate(rate, &words);
}

static json_t *pack_stage(const struct matrix *matrix, size_t i)
{
    bool field = i + 1 == matrix->stages;
    json_t *origins = json_array();
    for (size_t j = 0; origins && j <= i; j++)
        if (json_array_append_new(origins, json_real(matrix->found[i * matrix->stages + j])) != 0) {
            json_decref(origins);
            origins = NULL;
        }
    return json_pack("{s:s, s:o, s:o, s:o}", "stage", matrix->names[i], "found", origins, "front",
                     field ? json_null() : pack_share(&matrix->removal[i].front), "back",
                     field ? json_null() : pack_share(&matrix->removal[i].back));
}

static json_t *pack(const struct matrix *matrix)
{
    struct text words = {0};
    words_share(&words, &matrix->overall, bugs, "were found before the field");
    json_t *stages = json_array();
    for (size_t i = 0; stages && i < matrix->stages; i++)
        if (json_array_append_new(stages, pack_stage(matrix, i)) != 0) {
            json_decref(stages);
            stages = NULL;
        }
    return json_pack("{s:o, s:o, s:I, s:I}", "stages", stages, "overall",
                     told_rate(&matrix->overall, &words), "origin_unknown",
                     (json_int_t)matrix->unknown, "found_before_origin",
                     (json_int_t)matrix->before_origin);
}

enum err_code escape_origins_show(struct request *request, struct reply *reply, struct err *err)
{
    struct escape_window window;
    struct matrix matrix = {.stages = 0};
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(escape_window_read(request, &window, err));
    escape_window_params(request, &window, &params);
    try_(db_run(request_db(request), QUERY_NUMBERS_ORIGINS, &params, &rows, err));
    read_matrix(rows, &matrix);
    try_(matrix_removal(matrix.found, matrix.stages, window.window, matrix.removal, &matrix.overall,
                        err));
    return reply_json(reply, 200, pack(&matrix), err);
}
