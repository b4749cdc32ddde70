#include "api/intake.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/fold.h"
#include "analyzer/flake/verdict.h"
#include "api/pack_verdict.h"
#include "api/public.h"
#include "common/auto.h"
#include "ingest/left_out.h"
#include "ingest/store.h"

struct work {
    const struct intake *intake;
    struct store named; /* what a report begins from: its tests have names */
    struct intake_answer *answer;
};

static char *pack_missing(const struct completeness *complete)
{
    json_t *list = json_array();
    for (size_t i = 0; i < complete->missing_count; i++) {
        const struct missing_suite *it = &complete->missing[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:I, s:I}", "suite", it->suite, "cases",
                                        (json_int_t)it->cases, "usual", (json_int_t)it->usual));
    }
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static json_t *pack_left_out(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->left_out_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "file", report->left_out[i].name,
                                              "reason", report->left_out[i].why));
    return list;
}

/* What the answer says of the files, beside their tests. */
static void add_files(json_t *document, const struct report *report)
{
    json_t *about = json_object_get(document, "report");
    json_object_set_new(about, "files", json_integer((json_int_t)report->file_count));
    json_object_set_new(about, "left_out",
                        json_pack("{s:I, s:o}", "files", (json_int_t)report->left_out_files, "list",
                                  pack_left_out(report)));
}

static enum err_code keep_answer(struct db *db, const struct work *work, const struct store *store,
                                 struct err *err)
{
    auto_free char *missing = pack_missing(&store->complete);
    json_t *list = pack_left_out(work->intake->report);
    auto_free char *left_out = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    if (!missing || !left_out)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, work->intake->project_id);
    params_int(&params, store->report_id);
    params_text(&params, work->answer->pass ? "pass" : "fail");
    params_text(&params, work->answer->body);
    params_int(&params, work->intake->report->bytes);
    params_text(&params, missing);
    params_text(&params, left_out);
    params_int(&params, (int64_t)work->intake->report->left_out_files);
    return db_send(db, QUERY_REPORT_ANSWER, &params, err);
}

static enum err_code judge(struct db *db, const struct work *work, const struct store *store,
                           struct err *err)
{
    const struct intake *intake = work->intake;
    struct verdict verdict = {0};
    enum err_code code =
        verdict_judge(db,
                      &(struct verdict_question){.project_id = intake->project_id,
                                                 .report_id = store->report_id,
                                                 .now = intake->now,
                                                 .distrust = intake->distrust,
                                                 .any_failed = store->commit_failed},
                      &verdict, err);
    if (code == ERR_OK) {
        json_t *document = work->answer->document = pack_verdict(&verdict);
        add_files(document, intake->report);
        work->answer->pass = verdict.pass;
        work->answer->body =
            document ? json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
        code = work->answer->body ? ERR_OK : err_nomem(err);
    }
    verdict_free(&verdict);
    return code;
}

void intake_answer_free(struct intake_answer *answer)
{
    free(answer->body);
    json_decref(answer->document);
    *answer = (struct intake_answer){.body = NULL};
}

static enum err_code answer_again(struct intake_answer *answer, const struct store *store,
                                  struct err *err)
{
    answer->body = store->answer;
    answer->document = json_loads(store->answer, 0, NULL);
    answer->replayed = true;
    answer->pass = store->passed;
    return answer->document ? ERR_OK : err_nomem(err);
}

/* May run more than once: nothing of an earlier try is kept. */
static enum err_code run(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    const struct intake *intake = work->intake;
    intake_answer_free(work->answer);
    struct store store = work->named;
    enum err_code code = store_report(db, &store, err);
    if (code == ERR_OK && store.replayed)
        return answer_again(work->answer, &store, err);
    free(store.answer);
    try_(code);
    if (intake->is_public) {
        code = public_count(db, intake->project_id, intake->now, err);
        work->answer->full = code == ERR_LIMIT;
        try_(code);
    }
    /* without a failure nothing can have flipped */
    if (store.commit_failed && !intake->distrust)
        try_(fold_report(db, intake->project_id, store.report_id, intake->now, err));
    try_(judge(db, work, &store, err));
    return keep_answer(db, work, &store, err);
}

enum err_code intake_run(struct db *db, const struct intake *intake, struct intake_answer *answer,
                         struct err *err)
{
    *answer = (struct intake_answer){.body = NULL};
    try_(store_prepare(db, intake->now, err));
    struct work work = {.intake = intake,
                        .answer = answer,
                        .named = {.project_id = intake->project_id,
                                  .upload = intake->upload,
                                  .report = intake->report,
                                  .untrusted = intake->distrust != DISTRUST_NONE,
                                  .now = intake->now,
                                  .known = intake->known}};
    memcpy(work.named.content, intake->content, sizeof work.named.content);
    try_(store_names(db, &work.named, err));
    enum err_code code = db_transaction(db, run, &work, err);
    if (code != ERR_OK) {
        bool full = answer->full;
        intake_answer_free(answer);
        answer->full = full;
    }
    return code;
}
