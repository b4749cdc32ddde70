#include "ingest/complete.h"

#include <inttypes.h>
#include <string.h>

#include "ingest/lost.h"

bool complete_explained(int code)
{
    /* 124 is a time-out, 125 to 127 a command that could not be run, from 128 on a signal: then
     * tests may be missing that nobody knows of */
    return code > 0 && code < 124;
}

static uint32_t failing_tests(const struct report *report)
{
    return report->counts.failed + report->counts.errors;
}

void complete_by_itself(const struct report *report, const struct upload *upload,
                        struct completeness *complete)
{
    *complete = (struct completeness){.cause_count = 0};
    uint32_t failing = failing_tests(report);
    if (upload->has_exit_code && upload->exit_code != 0 &&
        (failing == 0 || !complete_explained(upload->exit_code)))
        complete->causes[complete->cause_count++] = "unexplained_exit";
    for (size_t i = 0; i < report->file_count; i++) {
        if (report->files[i].root_errors > 0) {
            complete->causes[complete->cause_count++] = "root_errors";
            break;
        }
    }
}

static void add_run(struct params *params, const struct complete_question *question)
{
    params_int(params, question->project_id);
    params_int(params, question->build_id);
    params_text(params, question->upload->job);
    params_text(params, question->upload->shard);
    params_text(params, question->upload->variant);
}

static enum err_code whole_before(struct db *db, const struct complete_question *question,
                                  const struct report *report, bool *whole, struct err *err)
{
    auto_params struct params params = {0};
    add_run(&params, question);
    params_bool(&params, question->untrusted);
    params_bool(&params, failing_tests(report) > 0);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_REPORT_WHOLE_BEFORE, &params, &rows, err));
    *whole = rows_bool(rows, 0, 0);
    return ERR_OK;
}

static const char way_out[] = "; if that is meant, escapement-ci --complete yes says so";

/* What is not there: of whole suites, of parts of them. */
struct gap {
    bool missing, shrank;
};

static void name_lost_tests(const struct lost *lost, struct report *report)
{
    report_warn(report, 0, "tests_missing", 0, 0,
                "%" PRId64 " of the %" PRId64
                " tests that nearly every recent run held are missing, as %s%s",
                lost->count, lost->usual, lost->one, way_out);
}

static enum err_code name_gaps(const struct rows *rows, struct report *report,
                               struct completeness *complete, struct gap *gap, struct err *err)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        int64_t usual = rows_int(rows, i, 1), cases = rows_int(rows, i, 2);
        gap->missing = gap->missing || cases == 0;
        gap->shrank = gap->shrank || cases > 0;
        if (i >= MISSING_MAX)
            continue;
        const char *suite = rows_text(rows, i, 0);
        report_warn(report, 0, cases ? "suite_shrank" : "suite_missing", 0, 0,
                    "suite %s has %" PRId64 " cases, usually %" PRId64 "%s", suite, cases, usual,
                    way_out);
        suite = arena_text(&report->arena, suite, strlen(suite));
        if (!suite)
            return err_nomem(err);
        complete->missing[complete->missing_count++] = (struct missing_suite){suite, cases, usual};
    }
    if (rows_count(rows) > MISSING_MAX)
        report_warn(report, 0, "suite_missing", 0, 0, "and %zu more suites",
                    rows_count(rows) - MISSING_MAX);
    return ERR_OK;
}

/* Then it cannot lack anything: nothing is usual yet, or most of the runs that count had exactly
 * these tests. */
static bool is_usual(const struct usual *usual, int64_t list_id)
{
    return usual->count == 0 || usual_runs_of(usual, list_id) * 2 > usual_runs(usual);
}

static enum err_code find_shrunk(struct db *db, const struct complete_question *question,
                                 const struct usual *usual, struct rows **rows, struct err *err)
{
    size_t step = sizeof usual->lists[0];
    auto_params struct params params = {0};
    params_int(&params, question->project_id);
    params_long_array(&params, &usual->lists[0].list_id, usual->count, step);
    params_int_array(&params, &usual->lists[0].runs, usual->count, step);
    params_int(&params, question->list_id);
    return db_run(db, QUERY_REPORT_USUAL, &params, rows, err);
}

static enum err_code find_lost(struct db *db, const struct complete_question *question,
                               const struct usual *usual, struct report *report, struct lost *lost,
                               struct err *err)
{
    *lost = (struct lost){.count = 0};
    if (failing_tests(report) == 0 || question->upload->shard[0])
        return ERR_OK;
    return lost_find(db,
                     &(struct lost_question){.project_id = question->project_id,
                                             .job = question->upload->job,
                                             .variant = question->upload->variant,
                                             .list_id = question->list_id,
                                             .usual = usual},
                     &report->arena, lost, err);
}

enum err_code complete_by_history(struct db *db, const struct complete_question *question,
                                  const struct usual *usual, struct report *report,
                                  struct completeness *complete, struct err *err)
{
    if (is_usual(usual, question->list_id))
        return ERR_OK;
    auto_rows struct rows *shrunk = NULL;
    struct lost lost;
    try_(find_shrunk(db, question, usual, &shrunk, err));
    try_(find_lost(db, question, usual, report, &lost, err));
    if (rows_count(shrunk) == 0 && lost.count == 0)
        return ERR_OK;
    complete->is_short = true;
    bool whole = false;
    struct gap gap = {.missing = false};
    try_(whole_before(db, question, report, &whole, err));
    if (whole)
        return ERR_OK;
    try_(name_gaps(shrunk, report, complete, &gap, err));
    if (lost.count > 0)
        name_lost_tests(&lost, report);
    if (gap.missing)
        complete->causes[complete->cause_count++] = "suite_missing";
    if (gap.shrank)
        complete->causes[complete->cause_count++] = "suite_shrank";
    if (lost.count > 0)
        complete->causes[complete->cause_count++] = "tests_missing";
    return ERR_OK;
}

static enum err_code is_first(struct db *db, const struct complete_question *question, bool *first,
                              struct err *err)
{
    auto_params struct params params = {0};
    add_run(&params, question);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_REPORT_IS_FIRST, &params, &rows, err));
    *first = rows_bool(rows, 0, 0);
    return ERR_OK;
}

enum err_code complete_teaches(struct db *db, const struct complete_question *question,
                               const struct report *report, const struct completeness *complete,
                               bool *teaches, struct err *err)
{
    const struct upload *upload = question->upload;
    *teaches = !question->untrusted && upload->vouched;
    if (question->untrusted || upload->vouched || report->damaged || report->counts.tests == 0)
        return ERR_OK;
    *teaches = complete->cause_count == 0 && !complete->is_short;
    if (*teaches || !upload->has_exit_code || upload->exit_code != 0 || failing_tests(report) > 0)
        return ERR_OK;
    return is_first(db, question, teaches, err);
}
