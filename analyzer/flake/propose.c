#include "analyzer/flake/propose.h"

#include "analyzer/flake/notice.h"
#include "analyzer/flake/quarantine.h"

/* What is decided on, and by which policy. */
struct proposal {
    struct db *db;
    int32_t project_id;
    int64_t now;
    bool auto_activate;
};

static enum err_code read_policy(struct proposal *proposal, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, proposal->project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(proposal->db, QUERY_PROJECT_POLICY, &params, &rows, err));
    proposal->auto_activate = rows_bool(rows, 0, 1);
    return ERR_OK;
}

static enum err_code note(const struct proposal *proposal, const struct rows *rows, size_t row,
                          struct err *err)
{
    json_t *after =
        json_pack("{s:s, s:I, s:I}", "state", "proposed", "test",
                  (json_int_t)rows_int(rows, row, 1), "events", (json_int_t)rows_int(rows, row, 3));
    if (!after)
        return err_nomem(err);
    enum err_code code = notice_add(proposal->db,
                                    &(struct notice){
                                        .project_id = proposal->project_id,
                                        .now = proposal->now,
                                        .quarantine_id = rows_int(rows, row, 0),
                                        .actor = "rule",
                                        .rule = "event",
                                        .action = "quarantine.propose",
                                        .event = "quarantine.proposed",
                                        .reason = rows_text(rows, row, 5),
                                        .after = after,
                                    },
                                    err);
    json_decref(after);
    return code;
}

static enum err_code cover(const struct proposal *proposal, const int64_t *quarantines,
                           size_t count, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, proposal->project_id);
    params_long_array(&params, quarantines, count, sizeof *quarantines);
    params_time(&params, proposal->now);
    params_bool(&params, proposal->auto_activate);
    return db_run(proposal->db, QUERY_QUARANTINE_COVER_EVENTS, &params, NULL, err);
}

static enum err_code propose(const struct proposal *proposal, const int32_t *tests, size_t count,
                             struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, proposal->project_id);
    params_int_array(&params, tests, count, sizeof *tests);
    params_time(&params, proposal->now);
    try_(db_run(proposal->db, QUERY_QUARANTINE_PROPOSE, &params, rows, err));
    for (size_t i = 0; i < rows_count(*rows); i++) {
        if (rows_bool(*rows, i, 4))
            try_(note(proposal, *rows, i, err));
    }
    return ERR_OK;
}

enum err_code propose_tests(struct db *db, int32_t project_id, const int32_t *tests, size_t count,
                            int64_t now, struct err *err)
{
    struct proposal proposal = {.db = db, .project_id = project_id, .now = now};
    auto_rows struct rows *rows = NULL;
    try_(read_policy(&proposal, err));
    try_(propose(&proposal, tests, count, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;

    struct arena arena = {0};
    int64_t *quarantines = arena_zalloc(&arena, rows_count(rows), sizeof *quarantines);
    enum err_code code = quarantines ? ERR_OK : err_nomem(err);
    for (size_t i = 0; code == ERR_OK && i < rows_count(rows); i++)
        quarantines[i] = rows_int(rows, i, 0);
    if (code == ERR_OK)
        code = cover(&proposal, quarantines, rows_count(rows), err);
    if (code == ERR_OK)
        code = quarantine_touch(db, project_id, err);
    arena_free(&arena);
    return code;
}
