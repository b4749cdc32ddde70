#include "analyzer/flake/lists.h"

enum {
    TESTS_MAX = 4000000, /* of all that are kept; one that is longer is kept alone */
    READ_AT_ONCE = 16    /* reports */
};

void lists_free(struct lists *lists)
{
    arena_free(&lists->arena);
    *lists = (struct lists){.count = 0};
}

static enum err_code read_list(struct lists *lists, struct db *db, int32_t project_id,
                               int64_t list_id, struct list *list, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, list_id);
    try_(db_run(db, QUERY_TEST_LIST_IDS, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INTERNAL, "there is no list %lld", (long long)list_id);
    *list = (struct list){.list_id = list_id};
    try_(rows_int_array(rows, 0, 0, &lists->arena, &list->tests, &list->count, err));
    for (size_t i = 0; i < list->count; i++)
        if (list->tests[i] > list->max_test)
            list->max_test = list->tests[i];
    return ERR_OK;
}

enum err_code lists_get(struct lists *lists, struct db *db, int32_t project_id, int64_t list_id,
                        const struct list **list, struct err *err)
{
    for (size_t i = lists->count; i-- > 0;)
        if (lists->kept[i].list_id == list_id) {
            *list = &lists->kept[i];
            return ERR_OK;
        }
    if (lists->tests > TESTS_MAX)
        lists_free(lists);
    struct list *kept =
        arena_grow(&lists->arena, lists->kept, lists->count, &lists->capacity, sizeof *kept);
    if (!kept)
        return err_nomem(err);
    lists->kept = kept;
    try_(read_list(lists, db, project_id, list_id, &kept[lists->count], err));
    lists->tests += kept[lists->count].count;
    *list = &kept[lists->count++];
    return ERR_OK;
}

static enum err_code visit_some(struct lists *lists, struct db *db, int32_t project_id,
                                const struct outcomes_of *reports, size_t count,
                                outcomes_visit *visit, void *context, struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_long_array(&params, &reports->report_id, count, sizeof *reports);
    try_(db_run(db, QUERY_FOLD_OUTCOMES, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        size_t i = 0, len;
        while (i + 1 < count && reports[i].report_id != rows_int(rows, row, 0))
            i++;
        const struct list *list;
        const char *outcomes = (const char *)rows_bytes(rows, row, 1, &len);
        try_(lists_get(lists, db, project_id, reports[i].list_id, &list, err));
        if (len != list->count)
            return err_set(err, ERR_INTERNAL, "report %lld has %zu outcomes of %zu tests",
                           (long long)reports[i].report_id, len, list->count);
        try_(visit(context, &reports[i], list, outcomes, err));
    }
    return ERR_OK;
}

enum err_code lists_outcomes(struct lists *lists, struct db *db, int32_t project_id,
                             const struct outcomes_of *reports, size_t count, outcomes_visit *visit,
                             void *context, struct err *err)
{
    for (size_t done = 0; done < count; done += READ_AT_ONCE) {
        size_t some = count - done < READ_AT_ONCE ? count - done : READ_AT_ONCE;
        try_(visit_some(lists, db, project_id, reports + done, some, visit, context, err));
    }
    return ERR_OK;
}
