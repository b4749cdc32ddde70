/* What can be read of a report later: the answer to its upload, in each form, and which tests are
 * worth another run. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/verdict.h"
#include "api/answer.h"
#include "api/handlers.h"
#include "api/report_answer.h"
#include "api/request_internal.h"
#include "api/runner.h"
#include "common/member.h"

enum { RERUN_USUAL = 20 /* tests, when max is not given */ };

/* What the upload of the report was answered; owned by *@rows. */
static enum err_code find_answer(struct request *request, struct rows **rows, struct err *err)
{
    int64_t report_id;
    try_(request_path_id(request, "report", &report_id, err));
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_int(&params, report_id);
    try_(db_run(request_db(request), QUERY_REPORT_GET, &params, rows, err));
    if (rows_count(*rows) == 0 || rows_null(*rows, 0, 0))
        return err_set(err, ERR_NOT_FOUND, "there is no report %lld", (long long)report_id);
    return ERR_OK;
}

/* ---- Places -------------------------------------------------------------------------------- */

struct place_list {
    int32_t *ids;
    struct answer_place *all;
    size_t count;
    struct rows *rows; /* owns the files */
};

static void place_list_free(struct place_list *list)
{
    rows_free(list->rows);
    free(list->ids);
    free(list->all);
}

static void add_ids(struct place_list *list, const json_t *tests)
{
    size_t i;
    const json_t *it;
    json_array_foreach(tests, i, it) list->ids[list->count++] =
        (int32_t)json_integer_value(json_object_get(json_object_get(it, "test"), "id"));
}

/* Where the tests that @answer lists are written. */
static enum err_code find_places(struct request *request, const json_t *answer,
                                 struct place_list *list, struct err *err)
{
    const json_t *failures = json_object_get(answer, "failures"),
                 *flaky = json_object_get(answer, "flaky");
    size_t most = json_array_size(failures) + json_array_size(flaky);
    if (most == 0)
        return ERR_OK;
    list->ids = calloc(most, sizeof *list->ids);
    list->all = calloc(most, sizeof *list->all);
    if (!list->ids || !list->all)
        return err_nomem(err);
    add_ids(list, failures);
    add_ids(list, flaky);
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    params_int_array(&params, list->ids, list->count, sizeof *list->ids);
    try_(db_run(request_db(request), QUERY_TEST_PLACES, &params, &list->rows, err));
    list->count = rows_count(list->rows) < most ? rows_count(list->rows) : most;
    for (size_t i = 0; i < list->count; i++)
        list->all[i] = (struct answer_place){.test = rows_int(list->rows, i, 0),
                                             .file = rows_text_or_null(list->rows, i, 1),
                                             .line = rows_int(list->rows, i, 2)};
    return ERR_OK;
}

/* ---- GET /api/v1/projects/{project}/reports/{report} ---------------------------------------- */

static enum err_code answer_commands(struct request *request, struct reply *reply,
                                     const json_t *answer, struct err *err)
{
    struct place_list places = {0};
    auto_text struct text commands = {0};
    enum err_code code = find_places(request, answer, &places, err);
    if (code == ERR_OK) {
        answer_github(answer, places.all, places.count, &commands);
        code = text_get(&commands) ? reply_bytes(reply, 200, "text/plain; charset=utf-8",
                                                 text_get(&commands), commands.len, err)
                                   : err_nomem(err);
    }
    place_list_free(&places);
    return code == ERR_OK ? answer_headers(answer, reply, err) : code;
}

/* Word for word what the upload was answered, when it is JSON. */
enum err_code reports_show(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const views[] = {"github", NULL};
    int view;
    auto_rows struct rows *rows = NULL;
    try_(request_query_choice(request, "view", views, &view, err));
    try_(find_answer(request, &rows, err));
    json_t *answer = json_loads(rows_text(rows, 0, 0), 0, NULL);
    if (!answer)
        return err_nomem(err);
    enum err_code code =
        view < 0 ? report_answer(request, reply, 200, answer, strdup(rows_text(rows, 0, 0)), err)
                 : answer_commands(request, reply, answer, err);
    json_decref(answer);
    return code;
}

/* ---- GET /api/v1/projects/{project}/reports/{report}/rerun ---------------------------------- */

static const char *file_of(const struct place_list *places, long long test)
{
    for (size_t i = 0; i < places->count; i++)
        if (places->all[i].test == test)
            return places->all[i].file;
    return NULL;
}

/* Whether a second run of the failing tests could make the verdict another one at all. Tests that
 * are missing only matter while others fail. */
static enum err_code check_worth(const json_t *answer, int64_t max, size_t *count, struct err *err)
{
    const json_t *failures = json_object_get(answer, "failures"), *failure, *refusal;
    size_t i;
    json_array_foreach(json_object_get(answer, "refusals"), i, refusal)
    {
        if (strcmp(member_text(refusal, "cause"), "tests_missing") != 0)
            return err_set(err, ERR_CONFLICT,
                           "the report is refused as a whole (%s): running its failing tests again "
                           "would not change that",
                           member_text(refusal, "reason"));
    }
    *count = 0;
    json_array_foreach(failures, i, failure) *count +=
        !json_is_string(json_object_get(failure, "excused_by"));
    if (*count == 0)
        return err_set(err, ERR_CONFLICT, "nothing is failing that is not excused");
    long long unlisted = (long long)json_integer_value(json_object_get(answer, "failures_total")) -
                         (long long)json_array_size(failures);
    if ((int64_t)*count > max || unlisted > 0)
        return err_set(err, ERR_CONFLICT,
                       "%lld tests are failing, over %lld: that is no flake, and not run again",
                       (long long)*count + unlisted, (long long)max);
    return ERR_OK;
}

static enum err_code say_rerun(const json_t *answer, const struct place_list *places, size_t count,
                               const struct runner *runner, struct text *line, struct err *err)
{
    struct runner_test *tests = calloc(count + 1, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    size_t i, n = 0;
    const json_t *failure;
    json_array_foreach(json_object_get(answer, "failures"), i, failure)
    {
        const json_t *test = json_object_get(failure, "test");
        if (json_is_string(json_object_get(failure, "excused_by")))
            continue;
        tests[n++] = (struct runner_test){
            .suite = member_text(test, "suite"),
            .classname = member_text(test, "classname"),
            .name = member_text(test, "name"),
            .variant = member_text(test, "variant"),
            .file = file_of(places, (long long)json_integer_value(json_object_get(test, "id")))};
    }
    enum err_code code = runner_say(runner, tests, n, line, err);
    free(tests);
    text_putc(line, '\n');
    return code;
}

static enum err_code answer_rerun(struct request *request, struct reply *reply,
                                  const json_t *answer, const struct runner *runner,
                                  struct err *err)
{
    int64_t max = RERUN_USUAL;
    size_t count = 0;
    try_(request_query_int(request, "max", 1, VERDICT_LISTED_MAX, RERUN_USUAL, &max, err));
    try_(check_worth(answer, max, &count, err));
    struct place_list places = {0};
    auto_text struct text line = {0};
    enum err_code code = find_places(request, answer, &places, err);
    if (code == ERR_OK)
        code = say_rerun(answer, &places, count, runner, &line, err);
    place_list_free(&places);
    try_(code);
    if (!text_get(&line))
        return err_nomem(err);
    try_(reply_bytes(reply, 200, "text/plain; charset=utf-8", line.data, line.len, err));
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", count);
    return reply_header(reply, "Escapement-Tests", digits, err);
}

enum err_code reports_rerun(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    const char *format = request_query(request, "format");
    const struct runner *runner = format ? runner_find(format) : NULL;
    if (!runner)
        return err_set(err, ERR_INVALID, "query parameter \"format\": needed; one of %s",
                       runner_names());
    try_(find_answer(request, &rows, err));
    json_t *answer = json_loads(rows_text(rows, 0, 0), 0, NULL);
    if (!answer)
        return err_nomem(err);
    enum err_code code = answer_rerun(request, reply, answer, runner, err);
    json_decref(answer);
    return code;
}
