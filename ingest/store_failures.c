#include "ingest/store_failures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

struct ledger {
    struct row *rows;
    size_t count;
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

static void add_case(struct ledger *ledger, const struct report_case *one, int32_t test_id)
{
    int32_t attempts = 0, number = 0;
    for (const struct attempt *a = one->attempts; a; a = a->next)
        attempts++;
    for (const struct attempt *a = one->attempts; a; a = a->next) {
        number++;
        if (!failing(a->outcome))
            continue;
        struct row *row = &ledger->rows[ledger->count++];
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

/* A list of pointers to the first row of each signature, sorted; *@count of them. */
static const struct row **distinct(const struct ledger *ledger, const struct row **sorted,
                                   size_t *count)
{
    for (size_t i = 0; i < ledger->count; i++)
        sorted[i] = &ledger->rows[i];
    qsort(sorted, ledger->count, sizeof(const struct row *), by_hash);
    *count = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        if (i == 0 || by_hash(&sorted[i], &sorted[*count - 1]) != 0)
            sorted[(*count)++] = sorted[i];
    }
    return sorted;
}

static enum err_code send_signatures(struct db *db, const struct store *store,
                                     const struct row *const *sorted, size_t count,
                                     struct rows **ids, struct err *err)
{
    assert(count > 0);
    struct column {
        unsigned char hash[16], parent[16];
        const char *text, *exemplar, *language, *frames;
    } *columns = calloc(count, sizeof *columns);
    if (!columns)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        const struct signature *signature = &sorted[i]->signature;
        memcpy(columns[i].hash, signature->hash.bytes, 16);
        memcpy(columns[i].parent, signature->parent.bytes, 16);
        columns[i].text = signature->text;
        columns[i].exemplar = sorted[i]->exemplar;
        columns[i].language = signature->frames.language;
        columns[i].frames = signature->frames.text;
    }
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_uuid_array(&params, columns->hash, count, sizeof *columns);
    params_text_array(&params, &columns->text, count, sizeof *columns);
    params_text_array(&params, &columns->exemplar, count, sizeof *columns);
    params_time(&params, store->now);
    params_uuid_array(&params, columns->parent, count, sizeof *columns);
    params_text_array(&params, &columns->language, count, sizeof *columns);
    params_text_array(&params, &columns->frames, count, sizeof *columns);
    enum err_code code = db_run(db, QUERY_SIGNATURE_TOUCH, &params, ids, err);
    free(columns);
    return code;
}

static enum err_code name_signatures(struct db *db, const struct store *store,
                                     struct ledger *ledger, const struct row **sorted,
                                     struct err *err)
{
    size_t count;
    distinct(ledger, sorted, &count);
    auto_rows struct rows *ids = NULL;
    try_(send_signatures(db, store, sorted, count, &ids, err));
    if (rows_count(ids) != count)
        return err_set(err, ERR_INTERNAL, "%zu signatures sent, %zu named", count, rows_count(ids));
    for (size_t i = 0; i < ledger->count; i++) {
        const struct row *key = &ledger->rows[i];
        const struct row **found =
            bsearch(&key, sorted, count, sizeof(const struct row *), by_hash);
        ledger->rows[i].signature_id = rows_int(ids, (size_t)(found - sorted), 0);
    }
    return ERR_OK;
}

static void add_report(struct params *params, const struct store *store)
{
    params_int(params, store->project_id);
    params_time(params, store->now);
    params_int(params, store->report_id);
}

static enum err_code send_rows(struct db *db, const struct store *store,
                               const struct ledger *ledger, struct err *err)
{
    const struct row *rows = ledger->rows;
    size_t count = ledger->count, step = sizeof *rows;
    auto_params struct params params = {0};
    add_report(&params, store);
    params_int_array(&params, &rows->test_id, count, step);
    params_int_array(&params, &rows->attempt, count, step);
    params_int_array(&params, &rows->attempts, count, step);
    params_char_array(&params, &rows->outcome, count, step);
    params_int_array(&params, &rows->final, count, step);
    params_int_array(&params, &rows->derived, count, step);
    params_real_array(&params, &rows->seconds, count, step);
    params_long_array(&params, &rows->signature_id, count, step);
    return db_send(db, QUERY_FAILURE_INSERT, &params, err);
}

static enum err_code send_texts(struct db *db, const struct store *store, const struct row *rows,
                                size_t count, struct err *err)
{
    size_t step = sizeof *rows;
    auto_params struct params params = {0};
    add_report(&params, store);
    params_int_array(&params, &rows->test_id, count, step);
    params_int_array(&params, &rows->attempt, count, step);
    params_text_array(&params, &rows->message, count, step);
    params_text_array(&params, &rows->details, count, step);
    return db_send(db, QUERY_FAILURE_TEXT_INSERT, &params, err);
}

static enum err_code send_all_texts(struct db *db, const struct store *store,
                                    const struct ledger *ledger, struct err *err)
{
    size_t first = 0, bytes = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        bytes += strlen(ledger->rows[i].message) + strlen(ledger->rows[i].details);
        if (bytes < BATCH_BYTES && i + 1 < ledger->count)
            continue;
        try_(send_texts(db, store, ledger->rows + first, i + 1 - first, err));
        first = i + 1;
        bytes = 0;
        if (i + 1 < ledger->count)
            try_(db_drain(db, err)); /* a bounded amount is under way */
    }
    return ERR_OK;
}

/* Most commits never come here: what looks for failures need not look there. */
static enum err_code note_commit(struct db *db, struct store *store, struct err *err)
{
    if (store->commit_failed)
        return ERR_OK;
    store->commit_failed = true;
    auto_params struct params params = {0};
    params_int(&params, store->project_id);
    params_int(&params, store->commit_id);
    return db_send(db, QUERY_COMMIT_FAILED, &params, err);
}

enum err_code store_failures(struct db *db, struct store *store, const int32_t *test_ids,
                             struct err *err)
{
    const struct report *report = store->report;
    size_t count = count_failing(report);
    if (count == 0)
        return ERR_OK;
    struct ledger ledger = {.rows = calloc(count, sizeof *ledger.rows)};
    const struct row **sorted = calloc(count, sizeof(const struct row *));
    enum err_code code = ledger.rows && sorted ? ERR_OK : err_nomem(err);
    for (size_t i = 0; i < report->told_count && code == ERR_OK; i++)
        add_case(&ledger, &report->cases[report->told[i]], test_ids[report->told[i]]);
    if (code == ERR_OK)
        code = name_signatures(db, store, &ledger, sorted, err);
    if (code == ERR_OK)
        code = note_commit(db, store, err);
    if (code == ERR_OK)
        code = send_rows(db, store, &ledger, err);
    if (code == ERR_OK)
        code = send_all_texts(db, store, &ledger, err);
    free(sorted);
    free(ledger.rows);
    return code;
}
