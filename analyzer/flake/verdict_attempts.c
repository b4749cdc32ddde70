/* The executions of a test, as far as they are rows: failing ones. What lies between them passed.
 */
#include "analyzer/flake/verdict_internal.h"

#include <math.h>

/* Columns of verdict_attempts.sql. */
enum {
    A_TEST,
    A_PLACE,
    A_NUMBER,
    A_COUNT,
    A_OUTCOME,
    A_FINAL,
    A_SECONDS,
    A_MESSAGE,
    A_SIGNATURE_ID,
    A_SIGNATURE
};

static enum err_code append(struct judge *judge, struct verdict_attempt ***tail,
                            struct verdict_attempt attempt, struct err *err)
{
    struct verdict_attempt *one = arena_alloc(&judge->verdict->arena, sizeof *one);
    if (!one)
        return err_nomem(err);
    *one = attempt;
    **tail = one;
    *tail = &one->next;
    return ERR_OK;
}

static enum err_code append_passes(struct judge *judge, struct verdict_attempt ***tail,
                                   int64_t count, struct err *err)
{
    for (int64_t i = 0; i < count; i++)
        try_(append(
            judge, tail,
            (struct verdict_attempt){.outcome = "passed", .seconds = (double)NAN, .message = ""},
            err));
    return ERR_OK;
}

/* The rows [@first, @end) are one test's. Attempts that have no row in a report passed; and where
 * the last run of the test failed but it isn't failing, a later run passed it. */
static enum err_code list_attempts(struct judge *judge, const struct rows *rows, size_t first,
                                   size_t end, bool failing, struct verdict_test *test,
                                   struct err *err)
{
    struct verdict_attempt **tail = &test->attempts;
    int64_t seen = 0; /* attempts of this report that are listed */
    for (size_t i = first; i < end; i++) {
        bool last = i + 1 == end || rows_int(rows, i + 1, A_PLACE) != rows_int(rows, i, A_PLACE);
        int64_t number = rows_int(rows, i, A_NUMBER);
        try_(append_passes(judge, &tail, number - seen - 1, err));
        seen = number;
        bool expired = rows_null(rows, i, A_MESSAGE);
        const char *message = expired ? NULL : judge_copy(judge, rows_text(rows, i, A_MESSAGE));
        test->signature_id = rows_int(rows, i, A_SIGNATURE_ID);
        test->signature = judge_copy(judge, rows_text(rows, i, A_SIGNATURE));
        if ((!message && !expired) || !test->signature)
            return err_nomem(err);
        try_(
            append(judge, &tail,
                   (struct verdict_attempt){.outcome = judge_outcome(rows_text(rows, i, A_OUTCOME)),
                                            .seconds = rows_real(rows, i, A_SECONDS),
                                            .message = message,
                                            .signature = test->signature},
                   err));
        if (last) {
            try_(append_passes(judge, &tail, rows_int(rows, i, A_COUNT) - seen, err));
            seen = 0;
        }
    }
    if (!failing && first < end && rows_bool(rows, end - 1, A_FINAL))
        try_(append_passes(judge, &tail, 1, err));
    return ERR_OK;
}

enum err_code judge_attempts(struct judge *judge, struct verdict_test *tests, size_t count,
                             bool failing, struct err *err)
{
    if (count == 0)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->project_id);
    params_int(&params, judge->report_id);
    params_int_array(&params, &tests->test_id, count, sizeof *tests);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_ATTEMPTS, &params, &rows, err));
    size_t row = 0, total = rows_count(rows);
    for (size_t i = 0; i < count; i++) { /* the rows come in the order of the tests */
        size_t first = row;
        while (row < total && rows_int(rows, row, A_TEST) == tests[i].test_id)
            row++;
        try_(list_attempts(judge, rows, first, row, failing, &tests[i], err));
    }
    return ERR_OK;
}
