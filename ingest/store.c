#include "ingest/store.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "ingest/left_out.h"
#include "ingest/renames.h"
#include "ingest/store_failures.h"

/* ---- the first round: commit, build, number, and what has to be known before the report ----- */

enum err_code store_begin(struct db *db, const struct store *store, struct err *err)
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
static enum err_code send_begin(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_bytes(&params, store->key, SHA256_SIZE);
    params_text(&params, store->upload->commit);
    params_text(&params, store->upload->job);
    params_text(&params, store->upload->variant);
    params_int(&params, store->looked_at);
    params_text(&params, store->upload->shard);
    params_int(&params, USUAL_RUNS);
    return db_send(db, QUERY_REPORT_BEGIN, &params, err);
}

/* A copy that lives as long as the report; NULL of NULL, or without memory. */
static char *keep(const struct store *store, const char *text)
{
    return text ? arena_text(&store->report->arena, text, strlen(text)) : NULL;
}

static enum err_code receive_begin(struct db *db, struct store *store, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "project %d does not exist", store->project_id);
    store->report_id = rows_int(rows, 0, 0);
    store->replayed = !rows_null(rows, 0, 1);
    store->unpack_due = rows_bool(rows, 0, 4) && !store->packed;
    store->alone = rows_bool(rows, 0, 5);
    usual_read(rows, 6, &store->usual);
    labels_read(rows, 7, &store->basis);
    if (!store->replayed)
        return ERR_OK;
    store->report_id = rows_int(rows, 0, 1);
    store->passed = strcmp(rows_text(rows, 0, 2), "pass") == 0;
    store->answer = keep(store, rows_text(rows, 0, 3));
    return store->answer ? ERR_OK : err_nomem(err);
}

static enum err_code receive_build(struct db *db, struct store *store, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    const char *branch = rows_text_or_null(rows, 0, 1);
    store->build_id = rows_int(rows, 0, 0);
    store->commit_id = rows_int(rows, 0, 2);
    store->commit_failed = rows_bool(rows, 0, 3) || store->failures;
    store->branch = keep(store, branch);
    return branch && !store->branch ? err_nomem(err) : ERR_OK;
}

/* Tests of an earlier report may be asked for by name from here on. */
static enum err_code unpack(struct db *db, const struct store *store, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    return db_run(db, QUERY_TEST_UNPACK, &params, NULL, err);
}

enum err_code store_look(struct db *db, struct store *store, struct err *err)
{
    upload_key(store->upload, store->content, store->untrusted, store->key);
    store->looked_at = store->list_id ? store->list_id : store_expect(store);
    return send_begin(db, store, err);
}

enum err_code store_ask(struct db *db, struct store *store, struct err *err)
{
    try_(failures_new(store, err));
    if (store->list_id != store->looked_at)
        try_(labels_ask(db, store->project_id, store->list_id, err));
    return failures_ask(db, store, err);
}

enum err_code store_hear(struct db *db, struct store *store, struct err *err)
{
    try_(receive_build(db, store, err));
    try_(receive_begin(db, store, err));
    if (store->list_id != store->looked_at)
        try_(labels_receive(db, &store->basis, err));
    if (!store->basis.list_there)
        return err_set(err, ERR_INTERNAL, "there is no test list %lld", (long long)store->list_id);
    return failures_receive(db, store, err);
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

static json_t *pack_missing(const struct completeness *complete)
{
    json_t *list = json_array();
    for (size_t i = 0; i < complete->missing_count; i++) {
        const struct missing_suite *it = &complete->missing[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:I, s:I}", "suite", it->suite, "cases",
                                        (json_int_t)it->cases, "usual", (json_int_t)it->usual));
    }
    return list;
}

static void add_json(struct params *params, json_t *document)
{
    auto_free char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    params_text(params, text);
    params->failed = params->failed || !text;
    json_decref(document);
}

static void add_upload(struct params *params, const struct upload *upload)
{
    params_text(params, upload->job);
    params_text(params, upload->shard);
    params_text(params, upload->variant);
    params_int(params, upload->attempt);
    params_text(params, upload->gate);
}

static enum err_code send_report(struct db *db, const struct store *store, const char *verdict,
                                 const char *answer, struct err *err)
{
    const struct upload *upload = store->upload;
    const struct report *report = store->report;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_bytes(&params, store->key, SHA256_SIZE);
    params_int(&params, store->commit_id);
    params_int(&params, store->build_id);
    add_upload(&params, upload);
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
    add_json(&params, json_incref(store->warnings));
    params_text(&params, upload->layer);
    params_text(&params, upload->population);
    params_bool(&params, store->untrusted);
    params_int(&params, store->report_id);
    params_text(&params, upload->host ? upload->host : report->host);
    params_int(&params, report->bytes);
    add_json(&params, pack_missing(&store->complete));
    add_json(&params, left_out_pack(report));
    params_int(&params, (int64_t)report->left_out_files);
    params_text(&params, verdict);
    params_text(&params, answer);
    params_bool(&params, store->teaches);
    return db_send(db, QUERY_REPORT_INSERT, &params, err);
}

enum err_code store_columns(struct db *db, const struct store *store, struct err *err)
{
    const struct report *report = store->report;
    bool empty = report->case_count == 0;
    size_t step = sizeof report->cases[0];
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_time(&params, store->now);
    params_text(&params, empty ? NULL : report->outcomes);
    params_real_array(&params, empty ? NULL : &report->cases[0].seconds, report->case_count, step);
    params_bool(&params, store->untrusted);
    return db_send(db, QUERY_RESULT_BLOCK_INSERT, &params, err);
}

static enum err_code complete_store(struct db *db, struct store *store, struct err *err)
{
    const struct complete_question question = {.project_id = store->project_id,
                                               .upload = store->upload,
                                               .list_id = store->list_id,
                                               .untrusted = store->untrusted,
                                               .build_id = store->build_id};
    complete_by_itself(store->report, store->upload, &store->complete);
    if (!store->upload->vouched && store->report->counts.tests > 0)
        try_(complete_by_history(db, &question, &store->usual, store->report, &store->complete,
                                 err));
    return complete_teaches(db, &question, store->report, &store->complete, &store->teaches, err);
}

static enum err_code settle(struct db *db, struct store *store, struct err *err)
{
    /* what is not trusted says nothing of tests but how they went */
    if (!store->untrusted)
        try_(labels_settle(db, store, err));
    try_(complete_store(db, store, err));
    store->warnings = pack_warnings(store->report);
    return store->warnings ? ERR_OK : err_nomem(err);
}

enum err_code store_settle(struct db *db, struct store *store, struct err *err)
{
    if (store->unpack_due)
        try_(unpack(db, store, err));
    /* a transaction that is run again finds the same warnings again */
    size_t warnings_before = store->report->warning_count;
    enum err_code code = settle(db, store, err);
    store->report->warning_count = warnings_before;
    return code;
}

enum err_code store_write(struct db *db, const struct store *store, const char *verdict,
                          const char *answer, struct err *err)
{
    try_(send_report(db, store, verdict, answer, err));
    return store->untrusted ? ERR_OK : renames_link(db, store, err);
}

void store_end(struct store *store)
{
    store_forget_attempts(store);
    json_decref(take(store->warnings));
}

static enum err_code ensure(struct db *db, void *context, struct err *err)
{
    auto_params struct params params = {0};
    params_time(&params, *(const int64_t *)context);
    return db_run(db, QUERY_PARTITION_ENSURE, &params, NULL, err);
}

enum err_code store_prepare(struct db *db, int64_t now, struct err *err)
{
    static _Atomic int64_t prepared_day;
    const int64_t day = 24LL * 3600 * 1000000;
    if (atomic_load(&prepared_day) == now / day)
        return ERR_OK;
    try_(db_repeat(db, ensure, &now, err));
    atomic_store(&prepared_day, now / day);
    return ERR_OK;
}
