#include "analyzer/flake/propose.h"

#include "analyzer/audit.h"
#include "analyzer/flake/quarantine.h"

static const int64_t DAY = 24LL * 3600 * 1000000;

/* What is decided on, and by which policy. */
struct proposal {
    struct db *db;
    int32_t project_id;
    int64_t now;
    bool auto_activate;
    int64_t review_days;
};

static enum err_code read_policy(struct proposal *proposal, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, proposal->project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(proposal->db, QUERY_PROJECT_POLICY, &params, &rows, err));
    proposal->auto_activate = rows_bool(rows, 0, 1);
    proposal->review_days = rows_int(rows, 0, 2);
    return ERR_OK;
}

static enum err_code note(const struct proposal *proposal, const char *action, int64_t quarantine,
                          int64_t test, const char *before, const char *after, int64_t events,
                          struct err *err)
{
    json_t *was = before ? json_pack("{s:s}", "state", before) : NULL;
    json_t *is = json_pack("{s:s, s:I, s:I}", "state", after, "test", (json_int_t)test, "events",
                           (json_int_t)events);
    enum err_code code = audit_add(proposal->db,
                                   &(struct audit){
                                       .project_id = proposal->project_id,
                                       .now = proposal->now,
                                       .actor = "rule",
                                       .action = action,
                                       .subject_kind = "quarantine",
                                       .subject_id = quarantine,
                                       .reason = "failed and passed on one commit",
                                       .before = was,
                                       .after = is,
                                   },
                                   err);
    json_decref(was);
    json_decref(is);
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

static enum err_code activate(const struct proposal *proposal, const int64_t *quarantines,
                              size_t count, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, proposal->project_id);
    params_long_array(&params, quarantines, count, sizeof *quarantines);
    params_time(&params, proposal->now);
    params_time(&params, proposal->now + proposal->review_days * DAY);
    params_int(&params, PROPOSE_EVENTS_TO_ACTIVATE);
    auto_rows struct rows *rows = NULL;
    try_(db_run(proposal->db, QUERY_QUARANTINE_ACTIVATE_BY_RULE, &params, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++)
        try_(note(proposal, "quarantine.activate", rows_int(rows, i, 0), rows_int(rows, i, 1),
                  "proposed", "active", rows_int(rows, i, 2), err));
    return ERR_OK;
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
            try_(note(proposal, "quarantine.propose", rows_int(*rows, i, 0), rows_int(*rows, i, 1),
                      NULL, "proposed", rows_int(*rows, i, 3), err));
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
    if (code == ERR_OK && proposal.auto_activate)
        code = activate(&proposal, quarantines, rows_count(rows), err);
    if (code == ERR_OK)
        code = quarantine_touch(db, project_id, err);
    arena_free(&arena);
    return code;
}
