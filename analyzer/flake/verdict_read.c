/* What a judgement asks of the database. */
#include "analyzer/flake/verdict_internal.h"

#include <stdlib.h>

#include "analyzer/settings.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/db_arrays.h"

/* ---- what is known of tests ----------------------------------------------------------------- */

enum err_code verdict_ask(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                          struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int_array(&params, tests, count, sizeof *tests);
    return db_send(db, QUERY_VERDICT_FACTS, &params, err);
}

bool verdict_is_plain(const struct rows *facts)
{
    for (size_t i = 0; i < rows_count(facts); i++)
        if (!rows_null(facts, i, FACT_QUARANTINE))
            return false;
    return true;
}

double verdict_small_run(const struct rows *facts)
{
    bool told = rows_count(facts) > 0;
    return settings_number("outage_small_run",
                           told ? rows_text_or_null(facts, 0, FACT_SMALL_RUN) : NULL);
}

/* ---- the attempts of the job ---------------------------------------------------------------- */

static enum err_code read_unit(struct judge *judge, const struct rows *rows, struct err *err)
{
    size_t count = rows_count(rows);
    judge->unit = arena_zalloc(&judge->verdict->arena, count + 1, sizeof *judge->unit);
    judge->received = arena_zalloc(&judge->verdict->arena, count + 1, sizeof *judge->received);
    if (!judge->unit || !judge->received)
        return err_nomem(err);
    judge->others = count > 1;
    for (size_t i = 0; i < count; i++) {
        if (!clock_parse(rows_text(rows, i, 1), &judge->received[i]))
            return err_set(err, ERR_INTERNAL, "a report was received at \"%s\"",
                           rows_text(rows, i, 1));
        judge->unit[i] = rows_int(rows, i, 0);
        judge->unit_count++;
        if (judge->unit[i] == judge->question->report_id)
            return ERR_OK; /* what comes later is not of the unit */
        judge->unsound_before = judge->unsound_before || rows_bool(rows, i, 2);
    }
    return err_set(err, ERR_NOT_FOUND, "there is no report %lld",
                   (long long)judge->question->report_id);
}

enum err_code judge_unit(struct judge *judge, struct err *err)
{
    const struct verdict_question *question = judge->question;
    if (question->alone)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, question->project_id);
    params_int(&params, question->report_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_UNIT, &params, &rows, err));
    return read_unit(judge, rows, err);
}

void judge_unit_params(struct params *params, const struct judge *judge)
{
    const struct verdict_question *question = judge->question;
    bool alone = question->alone;
    const int64_t *reports = alone ? &question->report_id : judge->unit;
    const int64_t *received = alone ? &question->now : judge->received;
    size_t count = alone ? 1 : judge->unit_count;
    params_int(params, question->project_id);
    params_long_array(params, reports, count, sizeof *reports);
    params_time_array(params, received, count, sizeof *received);
}

/* ---- the tests that failed in them ---------------------------------------------------------- */

enum err_code judge_find(struct judge *judge, enum query query, bool of_unit,
                         const struct test_set *tests, struct test_set *set, struct err *err)
{
    auto_params struct params params = {0};
    if (of_unit)
        judge_unit_params(&params, judge);
    else
        params_int(&params, judge->question->project_id);
    params_int_array(&params, tests->ids, tests->count, sizeof *tests->ids);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, query, &params, &rows, err));
    int32_t *ids = arena_zalloc(&judge->verdict->arena, rows_count(rows) + 1, sizeof *ids);
    if (!ids)
        return err_nomem(err);
    for (size_t i = 0; i < rows_count(rows); i++)
        ids[i] = (int32_t)rows_int(rows, i, 0);
    *set = judge_set(ids, rows_count(rows));
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    const int32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

struct test_set judge_set(int32_t *ids, size_t count)
{
    qsort(ids, count, sizeof *ids, by_id);
    return (struct test_set){.ids = ids, .count = count};
}

bool judge_has(const struct test_set *set, int32_t test_id)
{
    return set->count > 0 && bsearch(&test_id, set->ids, set->count, sizeof *set->ids, by_id);
}

static enum err_code list_tests(struct judge *judge, size_t count, struct err *err)
{
    judge->tests = arena_zalloc(&judge->verdict->arena, count + 1, sizeof *judge->tests);
    judge->test_count = count;
    return judge->tests ? ERR_OK : err_nomem(err);
}

/* Of a report that is not stored yet: those that only tests within them made fail last. */
static enum err_code take_failed(struct judge *judge, struct err *err)
{
    const struct verdict_question *question = judge->question;
    try_(list_tests(judge, question->try_count, err));
    judge->test_count = 0;
    for (int last = 0; last <= 1; last++) {
        const struct verdict_try *one = question->tries, *end = one + question->try_count;
        for (const struct verdict_try *next; one < end; one = next) {
            bool derived = true;
            for (next = one; next < end && next->test_id == one->test_id; next++)
                derived = derived && next->derived;
            if (derived != last)
                continue;
            judge->tests[judge->test_count++] =
                (struct failed_test){.test_id = one->test_id,
                                     .derived = derived,
                                     .outcome = next[-1].outcome,
                                     .place = next[-1].final ? 1 : 0,
                                     .report_id = question->report_id};
        }
    }
    return ERR_OK;
}

/* Columns of verdict_failed.sql. */
enum {
    FAILED_TEST,
    FAILED_PLACE,
    FAILED_OUTCOME,
    FAILED_DERIVED,
    FAILED_OF_INCIDENT,
    FAILED_ONLY_INCIDENT,
    FAILED_REPORT
};

static enum err_code read_failed(struct judge *judge, struct err *err)
{
    auto_params struct params params = {0};
    judge_unit_params(&params, judge);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_FAILED, &params, &rows, err));
    try_(list_tests(judge, rows_count(rows), err));
    for (size_t i = 0; i < judge->test_count; i++)
        judge->tests[i] = (struct failed_test){
            .test_id = (int32_t)rows_int(rows, i, FAILED_TEST),
            .derived = rows_bool(rows, i, FAILED_DERIVED),
            .of_incident = rows_bool(rows, i, FAILED_OF_INCIDENT),
            .only_incident = rows_bool(rows, i, FAILED_ONLY_INCIDENT),
            .outcome = verdict_outcome(rows_text(rows, i, FAILED_OUTCOME)[0]),
            .place = rows_int(rows, i, FAILED_PLACE),
            .report_id = rows_int(rows, i, FAILED_REPORT),
        };
    return ERR_OK;
}

static void add_tests(struct params *params, const struct judge *judge)
{
    params_int_array(params, &judge->tests->test_id, judge->test_count, sizeof *judge->tests);
}

bool judge_find_row(const struct rows *rows, int32_t test_id, size_t *row)
{
    size_t low = 0, high = rows_count(rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows_int(rows, middle, 0) < test_id)
            low = middle + 1;
        else
            high = middle;
    }
    *row = low;
    return low < rows_count(rows) && rows_int(rows, low, 0) == test_id;
}

static enum err_code read_facts(struct judge *judge, struct err *err)
{
    judge->facts = judge->question->facts;
    if (!judge->facts) {
        auto_params struct params params = {0};
        params_int(&params, judge->question->project_id);
        add_tests(&params, judge);
        try_(db_run(judge->db, QUERY_VERDICT_FACTS, &params, &judge->facts_read, err));
        judge->facts = judge->facts_read;
    }
    for (size_t i = 0; i < judge->test_count; i++)
        if (!judge_find_row(judge->facts, judge->tests[i].test_id, &judge->tests[i].fact))
            return err_set(err, ERR_INTERNAL, "there is no test %d", judge->tests[i].test_id);
    return ERR_OK;
}

/* ---- which of them are failing still -------------------------------------------------------- */

/* The first attempt that is the last in which some test failed to its end; 0: there is none. */
static int64_t first_failed_place(const struct judge *judge)
{
    int64_t first = 0;
    for (size_t i = 0; i < judge->test_count; i++) {
        int64_t place = judge->tests[i].place;
        if (place && (!first || place < first))
            first = place;
    }
    return first;
}

static enum err_code ask_passed(struct judge *judge, int64_t since, struct rows **rows,
                                struct err *err)
{
    auto_params struct params params = {0};
    judge_unit_params(&params, judge);
    add_tests(&params, judge);
    params_int(&params, since);
    return db_run(judge->db, QUERY_VERDICT_PASSED, &params, rows, err);
}

static enum err_code settle_failing(struct judge *judge, struct err *err)
{
    auto_rows struct rows *passed = NULL;
    int64_t since = first_failed_place(judge);
    if (judge->others && since)
        try_(ask_passed(judge, since, &passed, err));
    for (size_t i = 0; i < judge->test_count; i++) {
        struct failed_test *test = &judge->tests[i];
        size_t row;
        bool later = passed && judge_find_row(passed, test->test_id, &row);
        test->failing = test->place > (later ? rows_int(passed, row, 1) : 0);
    }
    return ERR_OK;
}

/* Of those that passed in the end, how that came to pass. */
static enum err_code read_kinds(struct judge *judge, struct err *err)
{
    bool any = false;
    for (size_t i = 0; i < judge->test_count; i++) {
        any = any || (!judge->tests[i].failing && !judge->tests[i].derived);
        judge->tests[i].kind = judge->tests[i].only_incident ? "outage" : NULL;
    }
    if (!any)
        return ERR_OK;
    auto_params struct params params = {0};
    params_int(&params, judge->question->project_id);
    add_tests(&params, judge);
    params_long_array(&params, &judge->tests->report_id, judge->test_count, sizeof *judge->tests);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_KINDS, &params, &rows, err));
    for (size_t i = 0; i < judge->test_count; i++) {
        size_t row;
        if (!judge_find_row(rows, judge->tests[i].test_id, &row))
            continue;
        judge->tests[i].kind = judge_copy(judge, rows_text(rows, row, 1));
        if (!judge->tests[i].kind)
            return err_nomem(err);
    }
    return ERR_OK;
}

static enum err_code read_incidents(struct judge *judge, struct err *err)
{
    bool any = false;
    for (size_t i = 0; i < judge->test_count && !any; i++)
        any = judge->tests[i].of_incident;
    if (!any)
        return ERR_OK;
    auto_params struct params params = {0};
    judge_unit_params(&params, judge);
    auto_rows struct rows *rows = NULL;
    try_(db_run(judge->db, QUERY_VERDICT_INCIDENTS, &params, &rows, err));
    json_decref(judge->verdict->incidents);
    judge->verdict->incidents = json_loads(rows_text(rows, 0, 0), 0, NULL);
    return judge->verdict->incidents ? ERR_OK : err_nomem(err);
}

enum err_code judge_read_tests(struct judge *judge, struct err *err)
{
    if (judge->question->facts)
        try_(take_failed(judge, err));
    else
        try_(read_failed(judge, err));
    try_(read_facts(judge, err));
    try_(settle_failing(judge, err));
    try_(read_kinds(judge, err));
    return read_incidents(judge, err);
}
