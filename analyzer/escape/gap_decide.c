/* People's word on gaps, and on tests that would have caught an escape. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/gap.h"

static enum err_code note(struct db *db, const struct gap_change *change, const char *action,
                          const json_t *before, const json_t *after, struct err *err)
{
    return audit_add(db,
                     &(struct audit){
                         .project_id = change->project_id,
                         .now = change->now,
                         .actor = change->actor,
                         .action = action,
                         .subject_kind = "defect",
                         .subject_id = change->defect_id,
                         .reason = change->word,
                         .before = before,
                         .after = after,
                     },
                     err);
}

/* Writes the word down, beside what was proposed as it stands now. */
static enum err_code put(struct db *db, const struct gap_change *change, const struct gap *proposed,
                         struct err *err)
{
    auto_params struct params params = {0};
    char *evidence = proposed ? json_dumps(proposed->evidence, JSON_COMPACT) : strdup("{}");
    if (!evidence)
        return err_nomem(err);
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_text(&params, change->type);
    params_text(&params, change->state);
    params_bool(&params, proposed != NULL);
    params_text(&params, proposed ? proposed->why : change->word);
    params_text(&params, evidence);
    params_text(&params, change->word);
    params_time(&params, change->now);
    free(evidence);
    enum err_code code = db_run(db, QUERY_GAP_PUT, &params, NULL, err);
    if (code == ERR_CONFLICT) {
        err_clear(err);
        return err_set(err, ERR_INVALID,
                       "there is no gap of type \"%.100s\"; /api/v1/vocabulary lists them",
                       change->type);
    }
    try_(code);
    json_t *after = json_pack("{s:s, s:s, s:b}", "gap", change->type, "state", change->state,
                              "from_data", proposed != NULL);
    code = after ? note(db, change, "gap.decide", NULL, after, err) : err_nomem(err);
    json_decref(after);
    return code;
}

static enum err_code decide(struct db *db, void *context, struct err *err)
{
    const struct gap_change *change = context;
    struct facts facts;
    struct gap gaps[GAP__MAX] = {0};
    const struct gap *proposed = NULL;
    enum err_code code = facts_load(db, change->project_id, change->defect_id, &facts, err);
    if (code == ERR_OK)
        code = gap_propose(&facts, gaps, err);
    for (int i = 0; i < GAP__MAX; i++)
        if (gaps[i].why && strcmp(gap_words[i], change->type) == 0)
            proposed = &gaps[i];
    if (code == ERR_OK && !proposed && strcmp(change->state, "rejected") == 0)
        code = err_set(err, ERR_INVALID,
                       "the data propose no gap of that type: there is nothing to reject");
    if (code == ERR_OK)
        code = put(db, change, proposed, err);
    gap_free(gaps);
    facts_free(&facts);
    return code;
}

enum err_code gap_decide(struct db *db, const struct gap_change *change, struct err *err)
{
    struct gap_change copy = *change;
    if (!change->word || !*change->word)
        return err_set(err, ERR_INVALID, "field \"word\": needed; say why in a few words");
    return db_transaction(db, decide, &copy, err);
}

static enum err_code reopen(struct db *db, void *context, struct err *err)
{
    const struct gap_change *change = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_text(&params, change->type);
    try_(db_run(db, QUERY_GAP_DROP, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "nobody has decided on a gap of that type here");
    json_t *before = json_pack("{s:s, s:s, s:s}", "gap", change->type, "state",
                               rows_text(rows, 0, 1), "word", rows_text(rows, 0, 2));
    enum err_code code =
        before ? note(db, change, "gap.reopen", before, NULL, err) : err_nomem(err);
    json_decref(before);
    return code;
}

enum err_code gap_reopen(struct db *db, const struct gap_change *change, struct err *err)
{
    struct gap_change copy = *change;
    return db_transaction(db, reopen, &copy, err);
}

static enum err_code name_test(struct db *db, void *context, struct err *err)
{
    const struct gap_test *test = context;
    auto_params struct params escape = {0}, params = {0};
    auto_rows struct rows *head = NULL, *rows = NULL;
    params_int(&escape, test->project_id);
    params_int(&escape, test->defect_id);
    try_(db_run(db, QUERY_ESCAPE_HEAD, &escape, &head, err));
    if (rows_count(head) == 0)
        return facts_no_escape(db, test->project_id, test->defect_id, err);
    params_int(&params, test->project_id);
    params_int(&params, test->defect_id);
    params_int(&params, test->test_id);
    if (!test->dropped) {
        params_text(&params, test->why);
        params_time(&params, test->now);
    }
    enum err_code code = db_run(db, test->dropped ? QUERY_ESCAPE_TEST_DROP : QUERY_ESCAPE_TEST_PUT,
                                &params, test->dropped ? &rows : NULL, err);
    if (code == ERR_CONFLICT) {
        err_clear(err);
        return err_set(err, ERR_NOT_FOUND, "there is no test %" PRId32, test->test_id);
    }
    try_(code);
    if (test->dropped && rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "nobody said that of test %" PRId32, test->test_id);
    json_t *row = json_pack("{s:i}", "test", test->test_id);
    struct gap_change change = {.project_id = test->project_id,
                                .defect_id = test->defect_id,
                                .actor = test->actor,
                                .now = test->now,
                                .word = test->why};
    code = row ? note(db, &change, test->dropped ? "escape.test_drop" : "escape.test_name",
                      test->dropped ? row : NULL, test->dropped ? NULL : row, err)
               : err_nomem(err);
    json_decref(row);
    return code;
}

enum err_code gap_name_test(struct db *db, const struct gap_test *test, struct err *err)
{
    struct gap_test copy = *test;
    return db_transaction(db, name_test, &copy, err);
}
