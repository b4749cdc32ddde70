#include "ingest/store_failures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/text.h"
#include "ingest/signature.h"

enum { BATCH_BYTES = 32 << 20 /* of texts in one statement */, EXEMPLAR_SIZE = 300 };

/* One failing attempt, as its row wants it. */
struct row {
    int32_t test_id, attempt, attempts, final, derived;
    float seconds;
    char outcome;
    const char *message, *details;
    char exemplar[EXEMPLAR_SIZE];
    struct signature signature;
    int64_t signature_id;
};

struct failures {
    struct row *rows;
    size_t count;
    const struct row **sorted; /* the first row of each signature, by its hash */
    size_t signature_count;
    bool unseen; /* a signature is to be noted as seen again */
};

static bool failing(enum outcome outcome)
{
    return outcome == OUTCOME_FAILED || outcome == OUTCOME_ERROR;
}

static size_t count_failing(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->told_count; i++) {
        for (const struct attempt *a = report->cases[report->told[i]].attempts; a; a = a->next)
            count += failing(a->outcome);
    }
    return count;
}

/* What a person is shown for the signature: the line it came of, as it was written. */
static void keep_line(const struct signature *signature, char exemplar[EXEMPLAR_SIZE])
{
    size_t len = text_cut(signature->line, signature->line_len, EXEMPLAR_SIZE - 1);
    memcpy(exemplar, signature->line, len);
    exemplar[len] = '\0';
}

static void add_case(struct failures *failures, const struct report_case *one, int32_t test_id)
{
    int32_t attempts = 0, number = 0;
    for (const struct attempt *a = one->attempts; a; a = a->next)
        attempts++;
    for (const struct attempt *a = one->attempts; a; a = a->next) {
        number++;
        if (!failing(a->outcome))
            continue;
        struct row *row = &failures->rows[failures->count++];
        *row = (struct row){
            .test_id = test_id,
            .attempt = number,
            .attempts = attempts,
            .final = failing((enum outcome)one->outcome),
            .derived = a->derived,
            .seconds = a->seconds,
            .outcome = (char)a->outcome,
            .message = a->message,
            .details = a->details,
        };
        signature_make(a->kind, a->message, a->details, &row->signature);
        keep_line(&row->signature, row->exemplar);
    }
}

/* By hash, so that signatures are sent once each and in one order for all uploads. */
static int by_hash(const void *a, const void *b)
{
    const struct row *const *left = a, *const *right = b;
    return memcmp((*left)->signature.hash.bytes, (*right)->signature.hash.bytes, 16);
}

static void sort_distinct(struct failures *failures)
{
    const struct row **sorted = failures->sorted;
    for (size_t i = 0; i < failures->count; i++)
        sorted[i] = &failures->rows[i];
    qsort(sorted, failures->count, sizeof(const struct row *), by_hash);
    for (size_t i = 0; i < failures->count; i++) {
        if (i == 0 || by_hash(&sorted[i], &sorted[failures->signature_count - 1]) != 0)
            sorted[failures->signature_count++] = sorted[i];
    }
}

/* ---- reading them out ----------------------------------------------------------------------- */

void failures_free(struct failures *failures)
{
    if (!failures)
        return;
    free(failures->sorted);
    free(failures->rows);
    free(failures);
}

/* What the fold turns on. */
static void tell(struct store *store)
{
    const struct failures *failures = store->failures;
    bool counted = false; /* the test of the row, as one that failed by itself */
    for (size_t i = 0; i < failures->count; i++) {
        const struct row *row = &failures->rows[i];
        counted = counted && row[-1].test_id == row->test_id;
        store->failed_tests += !row->derived && !counted;
        counted = counted || !row->derived;
        store->retried = store->retried || !row->final;
    }
}

enum err_code failures_new(struct store *store, struct err *err)
{
    const struct report *report = store->report;
    size_t count = count_failing(report);
    if (count == 0)
        return ERR_OK;
    struct failures *failures = store->failures = calloc(1, sizeof *failures);
    if (!failures)
        return err_nomem(err);
    failures->rows = calloc(count, sizeof *failures->rows);
    failures->sorted = calloc(count, sizeof(const struct row *));
    if (!failures->rows || !failures->sorted)
        return err_nomem(err);
    for (size_t i = 0; i < report->told_count; i++)
        add_case(failures, &report->cases[report->told[i]], store->test_ids[report->told[i]]);
    sort_distinct(failures);
    tell(store);
    return ERR_OK;
}

/* ---- their signatures ----------------------------------------------------------------------- */

struct column {
    unsigned char hash[16], parent[16];
    const char *text, *exemplar, *language, *frames;
};

static void add_hashes(struct params *params, const struct store *store, struct column *columns)
{
    const struct failures *failures = store->failures;
    for (size_t i = 0; i < failures->signature_count; i++)
        memcpy(columns[i].hash, failures->sorted[i]->signature.hash.bytes, 16);
    params_int(params, store->project_id);
    params_uuid_array(params, columns->hash, failures->signature_count, sizeof *columns);
}

enum err_code failures_ask(struct db *db, const struct store *store, struct err *err)
{
    if (!store->failures)
        return ERR_OK;
    auto_free struct column *columns = calloc(store->failures->signature_count, sizeof *columns);
    if (!columns)
        return err_nomem(err);
    auto_params struct params params = {0};
    add_hashes(&params, store, columns);
    params_time(&params, store->now);
    return db_send(db, QUERY_SIGNATURE_FIND, &params, err);
}

/* @rows: the numbers, in the order of the signatures. */
static enum err_code name_rows(struct failures *failures, const struct rows *rows, struct err *err)
{
    if (rows_count(rows) != failures->signature_count)
        return err_set(err, ERR_INTERNAL, "%zu signatures sent, %zu named",
                       failures->signature_count, rows_count(rows));
    for (size_t i = 0; i < failures->count; i++) {
        const struct row *key = &failures->rows[i];
        const struct row **found = bsearch(&key, failures->sorted, failures->signature_count,
                                           sizeof(const struct row *), by_hash);
        failures->rows[i].signature_id = rows_int(rows, (size_t)(found - failures->sorted), 0);
    }
    return ERR_OK;
}

enum err_code failures_receive(struct db *db, struct store *store, struct err *err)
{
    if (!store->failures)
        return ERR_OK;
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++) {
        store->new_words = store->new_words || rows_null(rows, i, 0);
        store->failures->unseen = store->failures->unseen || rows_bool(rows, i, 1);
        store->infrastructure = store->infrastructure || rows_bool(rows, i, 2);
    }
    return store->new_words ? ERR_OK : name_rows(store->failures, rows, err);
}

/* To add those that are new, and to note that the others were seen. */
static void touch_params(struct params *params, const struct store *store, struct column *columns)
{
    const struct failures *failures = store->failures;
    size_t count = failures->signature_count;
    for (size_t i = 0; i < count; i++) {
        const struct signature *signature = &failures->sorted[i]->signature;
        memcpy(columns[i].parent, signature->parent.bytes, 16);
        columns[i].text = signature->text;
        columns[i].exemplar = failures->sorted[i]->exemplar;
        columns[i].language = signature->frames.language;
        columns[i].frames = signature->frames.text;
    }
    add_hashes(params, store, columns);
    params_text_array(params, &columns->text, count, sizeof *columns);
    params_text_array(params, &columns->exemplar, count, sizeof *columns);
    params_time(params, store->now);
    params_uuid_array(params, columns->parent, count, sizeof *columns);
    params_text_array(params, &columns->language, count, sizeof *columns);
    params_text_array(params, &columns->frames, count, sizeof *columns);
}

/* Waits for the numbers of those that are new. */
static enum err_code touch_signatures(struct db *db, const struct store *store, struct err *err)
{
    auto_free struct column *columns = calloc(store->failures->signature_count, sizeof *columns);
    if (!columns)
        return err_nomem(err);
    auto_params struct params params = {0};
    touch_params(&params, store, columns);
    if (!store->new_words)
        return db_send(db, QUERY_SIGNATURE_TOUCH, &params, err);
    auto_rows struct rows *ids = NULL;
    try_(db_run(db, QUERY_SIGNATURE_TOUCH, &params, &ids, err));
    return name_rows(store->failures, ids, err);
}

/* ---- their rows ----------------------------------------------------------------------------- */

static enum err_code send_rows(struct db *db, const struct store *store, const struct row *rows,
                               size_t count, struct err *err)
{
    size_t step = sizeof *rows;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_time(&params, store->now);
    params_int(&params, store->report_id);
    params_int(&params, store->commit_id);
    params_int_array(&params, &rows->test_id, count, step);
    params_int_array(&params, &rows->attempt, count, step);
    params_int_array(&params, &rows->attempts, count, step);
    params_char_array(&params, &rows->outcome, count, step);
    params_int_array(&params, &rows->final, count, step);
    params_int_array(&params, &rows->derived, count, step);
    params_real_array(&params, &rows->seconds, count, step);
    params_long_array(&params, &rows->signature_id, count, step);
    params_text_array(&params, &rows->message, count, step);
    params_text_array(&params, &rows->details, count, step);
    return db_send(db, QUERY_FAILURE_INSERT, &params, err);
}

static enum err_code send_all_rows(struct db *db, const struct store *store,
                                   const struct failures *failures, struct err *err)
{
    size_t first = 0, bytes = 0;
    for (size_t i = 0; i < failures->count; i++) {
        bytes += strlen(failures->rows[i].message) + strlen(failures->rows[i].details);
        if (bytes < BATCH_BYTES && i + 1 < failures->count)
            continue;
        try_(send_rows(db, store, failures->rows + first, i + 1 - first, err));
        first = i + 1;
        bytes = 0;
        if (i + 1 < failures->count)
            try_(db_drain(db, err)); /* a bounded amount is under way */
    }
    return ERR_OK;
}

enum err_code store_failures(struct db *db, const struct store *store, struct err *err)
{
    const struct failures *failures = store->failures;
    if (!failures)
        return ERR_OK;
    if (store->new_words || failures->unseen)
        try_(touch_signatures(db, store, err));
    return send_all_rows(db, store, failures, err);
}

void store_forget_attempts(struct store *store)
{
    failures_free(take(store->failures));
}

size_t store_attempts(const struct store *store)
{
    return store->failures ? store->failures->count : 0;
}

struct store_attempt store_attempt(const struct store *store, size_t i)
{
    const struct row *row = &store->failures->rows[i];
    return (struct store_attempt){.test_id = row->test_id,
                                  .attempt = row->attempt,
                                  .attempts = row->attempts,
                                  .final = row->final,
                                  .derived = row->derived,
                                  .outcome = row->outcome,
                                  .seconds = row->seconds,
                                  .message = row->message,
                                  .signature = row->signature.text,
                                  .signature_id = row->signature_id};
}
