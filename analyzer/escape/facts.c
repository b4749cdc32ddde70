#include "analyzer/escape/facts.h"

#include <stdlib.h>
#include <string.h>

void facts_free(struct facts *facts)
{
    for (int i = 0; i < FACTS_COMMITS; i++) {
        rows_free(facts->runs[i]);
        rows_free(facts->gates[i]);
    }
    rows_free(facts->head);
    rows_free(facts->tests);
    rows_free(facts->excused);
    rows_free(facts->absent);
    rows_free(facts->neighbours);
    rows_free(facts->populations);
    rows_free(facts->similar);
}

static const char *head(const struct facts *facts, int column)
{
    return rows_text_or_null(facts->head, 0, column);
}

/* A column of the head as a parameter. */
static void pass_head(const struct facts *facts, int column, struct params *params)
{
    params_text(params, head(facts, column));
}

enum err_code facts_no_escape(struct db *db, int32_t project_id, int64_t defect_id, struct err *err)
{
    enum { KIND, STATE, STAGE };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, defect_id);
    try_(db_run(db, QUERY_ESCAPE_MISSING, &params, &rows, err));
    if (rows_count(rows) == 0 || strcmp(rows_text(rows, 0, KIND), "escape") == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such escape in this project");
    const char *kind = rows_text(rows, 0, KIND), *state = rows_text(rows, 0, STATE);
    const char *stage = rows_text_or_null(rows, 0, STAGE);
    if (strcmp(kind, "known") == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "this bug is no escape: it was known when it was released, and is shown "
                       "apart, among the bugs");
    if (strcmp(kind, "catch") == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "this bug is no escape: it was caught at %s, and is among the bugs", stage);
    if (strcmp(state, "duplicate") == 0)
        return err_set(err, ERR_NOT_FOUND, "this bug is no escape: it is the same as another one");
    return err_set(err, ERR_NOT_FOUND, "this bug is no escape: %s",
                   stage ? "it is invalid" : "nobody said where it was found");
}

static enum err_code load_head(struct db *db, int32_t project_id, int64_t defect_id,
                               struct facts *facts, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int(&params, defect_id);
    try_(db_run(db, QUERY_ESCAPE_HEAD, &params, &facts->head, err));
    if (rows_count(facts->head) == 0)
        return facts_no_escape(db, project_id, defect_id, err);
    return ERR_OK;
}

static enum err_code load_commits(struct db *db, int32_t project_id, struct facts *facts,
                                  struct err *err)
{
    static const int columns[FACTS_COMMITS] = {FACTS_HEAD_INTRODUCED, FACTS_HEAD_RELEASED};
    for (int i = 0; i < FACTS_COMMITS; i++) {
        auto_params struct params params = {0};
        params_int(&params, project_id);
        pass_head(facts, columns[i], &params);
        try_(db_run(db, QUERY_ESCAPE_RUNS, &params, &facts->runs[i], err));
        try_(db_run(db, QUERY_GATE_COMMIT, &params, &facts->gates[i], err));
    }
    return ERR_OK;
}

static enum err_code load_tests(struct db *db, int32_t project_id, int64_t defect_id,
                                struct facts *facts, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int(&params, defect_id);
    pass_head(facts, head(facts, FACTS_HEAD_RELEASED) ? FACTS_HEAD_RELEASED : FACTS_HEAD_INTRODUCED,
              &params);
    pass_head(facts, FACTS_HEAD_RELEASED_AT, &params);
    params_int(&params, FACTS_ROWS_MAX);
    return db_run(db, QUERY_ESCAPE_TESTS, &params, &facts->tests, err);
}

/* What is sought by the tests that would have caught it. */
static enum err_code load_beside(struct db *db, int32_t project_id, struct facts *facts,
                                 struct err *err)
{
    const char *shas[FACTS_COMMITS];
    size_t commits = 0, count = rows_count(facts->tests);
    int32_t tests[FACTS_ROWS_MAX];
    for (size_t i = 0; i < count; i++)
        tests[i] = (int32_t)rows_int(facts->tests, i, 0);
    if (head(facts, FACTS_HEAD_INTRODUCED))
        shas[commits++] = head(facts, FACTS_HEAD_INTRODUCED);
    if (head(facts, FACTS_HEAD_RELEASED))
        shas[commits++] = head(facts, FACTS_HEAD_RELEASED);

    auto_params struct params excused = {0}, absent = {0}, near = {0};
    params_int(&excused, project_id);
    params_text_array(&excused, shas, commits, sizeof *shas);
    params_int_array(&excused, tests, count, sizeof *tests);
    pass_head(facts, FACTS_HEAD_LAYER, &excused);
    params_int(&excused, FACTS_ROWS_MAX);
    try_(db_run(db, QUERY_ESCAPE_EXCUSED, &excused, &facts->excused, err));

    params_int(&absent, project_id);
    params_text(&absent, commits ? shas[commits - 1] : NULL);
    params_int(&absent, FACTS_RUNS_BACK);
    params_int_array(&absent, tests, count, sizeof *tests);
    params_int(&absent, FACTS_ROWS_MAX);
    try_(db_run(db, QUERY_ESCAPE_ABSENT, &absent, &facts->absent, err));

    params_int(&near, project_id);
    params_int_array(&near, tests, count, sizeof *tests);
    pass_head(facts, FACTS_HEAD_LAYER, &near);
    pass_head(facts, FACTS_HEAD_DETECTED_AT, &near);
    params_int(&near, FACTS_NEIGHBOUR_DAYS);
    params_int(&near, FACTS_ROWS_MAX);
    return db_run(db, QUERY_ESCAPE_NEIGHBOURS, &near, &facts->neighbours, err);
}

static enum err_code load_around(struct db *db, int32_t project_id, int64_t defect_id,
                                 struct facts *facts, struct err *err)
{
    auto_params struct params populations = {0}, similar = {0};
    params_int(&populations, project_id);
    pass_head(facts, FACTS_HEAD_SERVICE_ID, &populations);
    pass_head(facts, FACTS_HEAD_POPULATION, &populations);
    try_(db_run(db, QUERY_ESCAPE_POPULATIONS, &populations, &facts->populations, err));
    params_int(&similar, project_id);
    params_int(&similar, defect_id);
    params_int(&similar, FACTS_SIMILAR_MAX);
    return db_run(db, QUERY_ESCAPE_SIMILAR, &similar, &facts->similar, err);
}

enum err_code facts_load(struct db *db, int32_t project_id, int64_t defect_id, struct facts *facts,
                         struct err *err)
{
    *facts = (struct facts){0};
    try_(load_head(db, project_id, defect_id, facts, err));
    try_(load_commits(db, project_id, facts, err));
    try_(load_tests(db, project_id, defect_id, facts, err));
    try_(load_beside(db, project_id, facts, err));
    return load_around(db, project_id, defect_id, facts, err);
}

bool facts_means(const struct facts *facts, int64_t test_id)
{
    for (size_t row = 0; row < rows_count(facts->tests); row++)
        if (rows_int(facts->tests, row, 0) == test_id)
            return true;
    return false;
}
