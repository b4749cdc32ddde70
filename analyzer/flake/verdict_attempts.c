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

/* Those from @first up to @end are one test's. Attempts that have no row in a report passed; and
 * where the last run of the test failed but it isn't failing, a later run passed it. */
static enum err_code list_attempts(struct judge *judge, const struct verdict_try *first,
                                   const struct verdict_try *end, bool failing,
                                   struct verdict_test *test, struct err *err)
{
    struct verdict_attempt **tail = &test->attempts;
    int64_t seen = 0; /* attempts of this report that are listed */
    for (const struct verdict_try *one = first; one < end; one++) {
        bool last = one + 1 == end || one[1].place != one->place;
        try_(append_passes(judge, &tail, one->attempt - seen - 1, err));
        seen = one->attempt;
        test->signature_id = one->signature_id;
        test->signature = one->signature;
        try_(append(judge, &tail,
                    (struct verdict_attempt){.outcome = one->outcome,
                                             .seconds = one->seconds,
                                             .message = one->message,
                                             .signature = one->signature},
                    err));
        if (last) {
            try_(append_passes(judge, &tail, one->attempts - seen, err));
            seen = 0;
        }
    }
    if (!failing && first < end && end[-1].final)
        try_(append_passes(judge, &tail, 1, err));
    return ERR_OK;
}

/* The rows, for those of the tests that are listed. */
static enum err_code ask(const struct judge *judge, struct rows **rows, struct err *err)
{
    const struct verdict *v = judge->verdict;
    int32_t *tests =
        arena_zalloc(&judge->verdict->arena, v->failing_count + v->flaky_count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < v->failing_count; i++)
        tests[count++] = v->failing[i].test_id;
    for (size_t i = 0; i < v->flaky_count; i++)
        tests[count++] = v->flaky[i].test_id;
    auto_params struct params params = {0};
    judge_unit_params(&params, judge);
    params_int_array(&params, tests, count, sizeof *tests);
    return db_run(judge->db, QUERY_VERDICT_ATTEMPTS, &params, rows, err);
}

static enum err_code read_try(struct judge *judge, const struct rows *rows, size_t row,
                              struct verdict_try *one, struct err *err)
{
    bool expired = rows_null(rows, row, A_MESSAGE);
    *one = (struct verdict_try){
        .test_id = (int32_t)rows_int(rows, row, A_TEST),
        .place = (int32_t)rows_int(rows, row, A_PLACE),
        .attempt = (int32_t)rows_int(rows, row, A_NUMBER),
        .attempts = (int32_t)rows_int(rows, row, A_COUNT),
        .final = rows_bool(rows, row, A_FINAL),
        .outcome = verdict_outcome(rows_text(rows, row, A_OUTCOME)[0]),
        .seconds = rows_real(rows, row, A_SECONDS),
        .message = expired ? NULL : judge_copy(judge, rows_text(rows, row, A_MESSAGE)),
        .signature_id = rows_int(rows, row, A_SIGNATURE_ID),
        .signature = judge_copy(judge, rows_text(rows, row, A_SIGNATURE)),
    };
    return (one->message || expired) && one->signature ? ERR_OK : err_nomem(err);
}

struct tries {
    const struct verdict_try *list; /* by test, place and attempt */
    size_t count;
};

static enum err_code read_tries(struct judge *judge, struct tries *tries, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(ask(judge, &rows, err));
    struct verdict_try *list =
        arena_zalloc(&judge->verdict->arena, rows_count(rows) + 1, sizeof *list);
    if (!list)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        try_(read_try(judge, rows, i, &list[i], err));
    *tries = (struct tries){.list = list, .count = rows_count(rows)};
    return ERR_OK;
}

/* The first of those of tests from @test_id on. */
static size_t first_of(const struct tries *tries, int64_t test_id)
{
    size_t low = 0, high = tries->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tries->list[middle].test_id < test_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum err_code list_all(struct judge *judge, const struct tries *tries, bool failing,
                              struct verdict_test *tests, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = first_of(tries, tests[i].test_id),
               end = first_of(tries, (int64_t)tests[i].test_id + 1);
        try_(list_attempts(judge, tries->list + first, tries->list + end, failing, &tests[i], err));
    }
    return ERR_OK;
}

enum err_code judge_attempts(struct judge *judge, struct err *err)
{
    struct verdict *v = judge->verdict;
    struct tries tries = {.list = judge->question->tries, .count = judge->question->try_count};
    if (v->failing_count + v->flaky_count == 0)
        return ERR_OK;
    if (!judge->question->facts)
        try_(read_tries(judge, &tries, err));
    try_(list_all(judge, &tries, true, v->failing, v->failing_count, err));
    return list_all(judge, &tries, false, v->flaky, v->flaky_count, err);
}
