#include "ingest/store.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "ingest/renames.h"
#include "ingest/store_failures.h"
#include "ingest/store_labels.h"

/* ---- the first round: commit, build, number, and what has to be known before the report ------ */

struct first_round {
    struct rows *basis, *same; /* of labels; of completeness: NULL when not asked */
};

static void auto_round_at(struct first_round *round)
{
    rows_free(round->basis);
    rows_free(round->same);
}

static enum err_code send_commit(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_text(&params, store->upload->commit);
    params_time(&params, store->now);
    return db_send(db, QUERY_COMMIT_TOUCH, &params, err);
}

static enum err_code send_build(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_text(&params, store->upload->commit);
    params_text(&params, store->upload->build);
    params_text(&params, store->upload->branch);
    params_text(&params, store->upload->url);
    params_time(&params, store->now);
    params_text(&params, store->upload->target_branch);
    params_text(&params, store->upload->pull_request);
    params_text(&params, store->upload->tree);
    params_bool(&params, store->untrusted);
    return db_send(db, QUERY_BUILD_TOUCH, &params, err);
}

/* Sent after the commit is locked: a twin of this upload that came first has ended by then. */
static enum err_code send_begin(struct db *db, const struct store *store,
                                const unsigned char key[SHA256_SIZE], struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_bytes(&params, key, SHA256_SIZE);
    return db_send(db, QUERY_REPORT_BEGIN, &params, err);
}

static enum err_code receive_begin(struct db *db, struct store *store, bool *packed,
                                   struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", store->project_id);
    store->report_id = rows_int(rows, 0, 0);
    store->replayed = !rows_null(rows, 0, 1);
    *packed = rows_bool(rows, 0, 4);
    if (!store->replayed)
        return ERR_OK;
    store->report_id = rows_int(rows, 0, 1);
    store->passed = strcmp(rows_text(rows, 0, 2), "pass") == 0;
    store->answer = strdup(rows_text(rows, 0, 3));
    return store->answer ? ERR_OK : err_nomem(err);
}

static enum err_code receive_commit(struct db *db, struct store *store, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    store->commit_id = rows_int(rows, 0, 0);
    store->commit_failed = rows_bool(rows, 0, 1);
    return ERR_OK;
}

static enum err_code receive_id(struct db *db, int64_t *id, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    *id = rows_count(rows) ? rows_int(rows, 0, 0) : 0;
    return ERR_OK;
}

/* Tests of an earlier report may be asked for by name from here on. */
static enum err_code unpack(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    return db_run(db, QUERY_TEST_UNPACK, &params, NULL, err);
}

static struct complete_question question_of(const struct store *store)
{
    return (struct complete_question){.project_id = store->project_id,
                                      .upload = store->upload,
                                      .list_id = store->list_id,
                                      .untrusted = store->untrusted,
                                      .build_id = store->build_id};
}

static enum err_code first_round(struct db *db, struct store *store,
                                 const unsigned char key[SHA256_SIZE], struct first_round *round,
                                 struct err *err)
{
    const struct complete_question question = question_of(store);
    bool basis = labels_may_ask(store), same = complete_may_ask(store->upload, store->report);
    try_(send_commit(db, store, err));
    try_(send_build(db, store, err));
    try_(send_begin(db, store, key, err));
    if (basis)
        try_(labels_ask(db, store, err));
    if (same)
        try_(complete_ask(db, &question, err));
    try_(receive_commit(db, store, err));
    try_(receive_id(db, &store->build_id, err));
    bool packed = false;
    try_(receive_begin(db, store, &packed, err));
    if (basis)
        try_(db_receive(db, &round->basis, err));
    if (same)
        try_(db_receive(db, &round->same, err));
    return packed && !store->packed ? unpack(db, store, err) : ERR_OK;
}

/* ---- the report's own row and columns ------------------------------------------------------- */

static json_t *pack_warnings(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->warning_count; i++) {
        const struct report_warning *warning = &report->warnings[i];
        const char *file = report->file_count ? report->files[warning->file_index].name : NULL;
        json_array_append_new(list,
                              json_pack("{s:s, s:s?, s:I, s:I, s:s}", "code", warning->code, "file",
                                        file, "line", (json_int_t)warning->line, "column",
                                        (json_int_t)warning->column, "message", warning->message));
    }
    if (report->warnings_dropped)
        json_array_append_new(
            list, json_pack("{s:s, s:n, s:i, s:i, s:o}", "code", "warnings_dropped", "file", "line",
                            0, "column", 0, "message",
                            json_sprintf("%zu more warnings", report->warnings_dropped)));
    return list;
}

static void add_numbers(struct params *params, const struct report *report)
{
    params_int(params, report->counts.tests);
    params_int(params, report->counts.passed);
    params_int(params, report->counts.failed);
    params_int(params, report->counts.errors);
    params_int(params, report->counts.skipped);
    params_int(params, report->counts.flaky);
    params_real(params, report->seconds);
    params_int(params, (int64_t)report->file_count);
    params_bool(params, report->damaged);
}

static enum err_code send_report(struct db *db, const struct store *store,
                                 const unsigned char key[SHA256_SIZE], struct err *err)
{
    const struct upload *upload = store->upload;
    const struct report *report = store->report;
    json_t *warnings = pack_warnings(report);
    char *warnings_text = json_dumps(warnings, JSON_COMPACT);
    json_decref(warnings);
    if (!warnings_text)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_bytes(&params, key, SHA256_SIZE);
    params_int(&params, store->commit_id);
    params_int(&params, store->build_id);
    params_text(&params, upload->job);
    params_text(&params, upload->shard);
    params_text(&params, upload->variant);
    params_int(&params, upload->attempt);
    params_text(&params, upload->gate);
    params_int(&params, store->list_id);
    params_time(&params, store->now);
    params_time(&params, upload->started_at ? upload->started_at : report->started_at);
    if (upload->has_exit_code)
        params_int(&params, upload->exit_code);
    else
        params_null(&params);
    add_numbers(&params, report);
    params_text_array(&params, store->complete.causes, store->complete.cause_count,
                      sizeof store->complete.causes[0]);
    params_bool(&params, store->complete.is_short);
    params_bool(&params, upload->vouched);
    params_text(&params, warnings_text);
    params_text(&params, upload->layer);
    params_text(&params, upload->population);
    params_bool(&params, store->untrusted);
    params_int(&params, store->report_id);
    params_text(&params, upload->host ? upload->host : report->host);
    free(warnings_text);
    return db_send(db, QUERY_REPORT_INSERT, &params, err);
}

static enum err_code send_block(struct db *db, const struct store *store, struct err *err)
{
    const struct report *report = store->report;
    if (report->case_count == 0)
        return ERR_OK;
    size_t step = sizeof report->cases[0];
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_time(&params, store->now);
    params_int(&params, store->report_id);
    params_text(&params, report->outcomes);
    params_real_array(&params, &report->cases[0].seconds, report->case_count, step);
    return db_send(db, QUERY_RESULT_BLOCK_INSERT, &params, err);
}

static enum err_code complete_store(struct db *db, struct store *store, const struct rows *same,
                                    struct err *err)
{
    complete_by_itself(store->report, store->upload, &store->complete);
    if (!same)
        return ERR_OK;
    const struct complete_question question = question_of(store);
    return complete_by_history(db, &question, same, store->report, &store->complete, err);
}

enum err_code store_report(struct db *db, struct store *store, struct err *err)
{
    unsigned char key[SHA256_SIZE];
    upload_key(store->upload, store->content, store->untrusted, key);
    struct first_round round auto_(auto_round_at) = {.basis = NULL};
    size_t warnings_before = store->report->warning_count;

    try_(first_round(db, store, key, &round, err));
    if (store->replayed)
        return ERR_OK;
    /* what is not trusted says nothing of tests but how they went */
    enum err_code code = store->untrusted ? ERR_OK : labels_settle(db, store, round.basis, err);
    if (code == ERR_OK)
        code = complete_store(db, store, round.same, err);
    if (code == ERR_OK)
        code = send_report(db, store, key, err);
    /* a transaction that is run again finds the same warnings again */
    store->report->warning_count = warnings_before;
    try_(code);
    if (!store->untrusted)
        try_(renames_link(db, store, err));
    try_(send_block(db, store, err));
    return store_failures(db, store, store->test_ids, err);
}

enum err_code store_prepare(struct db *db, int64_t now, struct err *err)
{
    static _Atomic int64_t prepared_day;
    const int64_t day = 24LL * 3600 * 1000000;
    if (atomic_load(&prepared_day) == now / day)
        return ERR_OK;
    auto_params struct params params = {0};
    params_time(&params, now);
    try_(db_run(db, QUERY_PARTITION_ENSURE, &params, NULL, err));
    atomic_store(&prepared_day, now / day);
    return ERR_OK;
}
