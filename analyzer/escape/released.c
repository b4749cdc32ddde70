#include "analyzer/escape/released.h"

#include <string.h>

#include "analyzer/escape/watch.h"

const char *const deployment_kinds[] = {"normal", "hotfix", "rollback", NULL};
const char *const gate_run_states[] = {"passed", "failed", "bypassed", NULL};

/* A field that has to be there. */
static enum err_code need(const char *field, const char *value, struct err *err)
{
    if (!value || !*value)
        return err_set(err, ERR_INVALID, "field \"%s\": needed", field);
    return ERR_OK;
}

static enum err_code check_sha(const char *sha, struct err *err)
{
    size_t len = strlen(sha);
    if (len < 7 || len > 64 || strspn(sha, "0123456789abcdef") != len)
        return err_set(err, ERR_INVALID,
                       "field \"sha\": the whole hash of a commit, in small hex digits");
    return ERR_OK;
}

static enum err_code add_work(struct db *db, void *context, struct err *err)
{
    struct deployment *deployment = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, deployment->project_id);
    params_text(&params, deployment->service);
    params_text(&params, deployment->environment);
    params_text(&params, deployment->key);
    params_text(&params, deployment->sha);
    params_text(&params, deployment->kind ? deployment->kind : deployment_kinds[0]);
    params_time(&params, deployment->deployed_at);
    params_text(&params, deployment->url);
    params_time(&params, deployment->now);
    try_(db_run(db, QUERY_DEPLOYMENT_ADD, &params, &rows, err));
    if (rows_count(rows) == 0) /* told twice at the same moment: the other one is not seen yet */
        return err_set(err, ERR_CONFLICT, "it is being told by somebody else at this moment");
    deployment->deployment_id = rows_int(rows, 0, 0);
    deployment->service_id = rows_int(rows, 0, 1);
    deployment->created = rows_bool(rows, 0, 2);
    return deployment->created ? watch_evaluate(db, deployment->project_id, NULL,
                                                deployment->service, deployment->now, err)
                               : ERR_OK;
}

enum err_code deployment_add(struct db *db, struct deployment *deployment, struct err *err)
{
    try_(need("key", deployment->key, err));
    try_(need("service", deployment->service, err));
    try_(need("environment", deployment->environment, err));
    if (deployment->sha)
        try_(check_sha(deployment->sha, err));
    return db_transaction(db, add_work, deployment, err);
}

enum err_code gate_run_add(struct db *db, struct gate_run *run, struct err *err)
{
    try_(need("gate", run->gate, err));
    try_(need("key", run->key, err));
    try_(need("sha", run->sha, err));
    try_(need("state", run->state, err));
    try_(check_sha(run->sha, err));
    if (strcmp(run->state, "bypassed") == 0 && !run->reason)
        return err_set(err, ERR_INVALID,
                       "field \"reason\": going round a gate needs one, in a few words");
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, run->project_id);
    params_text(&params, run->gate);
    params_text(&params, run->key);
    params_text(&params, run->sha);
    params_text(&params, run->service);
    params_text(&params, run->state);
    params_time(&params, run->started_at);
    params_real(&params, run->seconds);
    params_text(&params, run->reason);
    params_text(&params, run->url);
    try_(db_run(db, QUERY_GATE_RUN_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INVALID,
                       "there is no such gate, or no such service, in this project");
    run->gate_run_id = rows_int(rows, 0, 0);
    run->created = rows_bool(rows, 0, 1);
    return ERR_OK;
}
