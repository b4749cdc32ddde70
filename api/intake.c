#include "api/intake.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/fold.h"
#include "analyzer/flake/verdict.h"
#include "api/pack_verdict.h"
#include "api/public.h"
#include "common/auto.h"
#include "common/text.h"
#include "ingest/left_out.h"
#include "ingest/store.h"

enum {
    NAMING_TRIES = 4, /* of tests: from memory; anew when connections break in between */
    SOON_MAX = 20000, /* tests: columns of so few may be undone, if they are there already */
};

struct work {
    const struct intake *intake;
    struct store named; /* what a report begins from: its tests have names */
    unsigned breaks;    /* of connections before they had */
    bool is_read;       /* the report */
    bool outdated;      /* names are missing, or of before a break: of another server maybe */
    struct intake_answer *answer;
};

/* What the answer says of the files, beside their tests. */
static void add_files(json_t *document, const struct report *report)
{
    json_t *about = json_object_get(document, "report");
    json_object_set_new(about, "files", json_integer((json_int_t)report->file_count));
    json_object_set_new(about, "left_out",
                        json_pack("{s:I, s:o}", "files", (json_int_t)report->left_out_files, "list",
                                  left_out_pack(report)));
}

/* ---- the judgement -------------------------------------------------------------------------- */

static enum err_code join_causes(struct verdict *verdict, const struct completeness *complete,
                                 struct err *err)
{
    auto_text struct text causes = {0};
    for (size_t i = 0; i < complete->cause_count; i++)
        text_printf(&causes, "%s%s", i ? "," : "", complete->causes[i]);
    if (causes.failed)
        return err_nomem(err);
    verdict->causes = arena_text(&verdict->arena, causes.len ? causes.data : "", causes.len);
    return verdict->causes ? ERR_OK : err_nomem(err);
}

/* What the verdict tells of the report, as it was or will be stored. */
static enum err_code tell_report(const struct work *work, const struct store *store,
                                 struct verdict *verdict, struct err *err)
{
    const struct upload *upload = store->upload;
    const struct report *report = store->report;
    *verdict = (struct verdict){.report_id = store->report_id,
                                .build_id = store->build_id,
                                .build = upload->build,
                                .commit = upload->commit,
                                .branch = store->branch,
                                .job = upload->job,
                                .shard = upload->shard,
                                .variant = upload->variant,
                                .gate = upload->gate,
                                .attempt = upload->attempt,
                                .tests = (int32_t)report->counts.tests,
                                .passed = (int32_t)report->counts.passed,
                                .failed = (int32_t)report->counts.failed,
                                .errors = (int32_t)report->counts.errors,
                                .skipped = (int32_t)report->counts.skipped,
                                .retried = (int32_t)report->counts.flaky,
                                .damaged = report->damaged,
                                .distrust = work->intake->distrust,
                                .warnings = json_incref(store->warnings)};
    return join_causes(verdict, &store->complete, err);
}

static enum err_code pack_answer(const struct work *work, const struct verdict *verdict,
                                 struct err *err)
{
    struct intake_answer *answer = work->answer;
    answer->document = pack_verdict(verdict);
    add_files(answer->document, work->intake->report);
    answer->pass = verdict->pass;
    answer->body = answer->document
                       ? json_dumps(answer->document, JSON_COMPACT | JSON_REAL_PRECISION(15))
                       : NULL;
    return answer->body ? ERR_OK : err_nomem(err);
}

static enum err_code judge(struct db *db, const struct work *work, const struct store *store,
                           const struct verdict_question *question, struct err *err)
{
    struct verdict verdict;
    enum err_code code = tell_report(work, store, &verdict, err);
    if (code == ERR_OK)
        code = verdict_judge(db, question, &verdict, err);
    if (code == ERR_OK)
        code = pack_answer(work, &verdict, err);
    verdict_free(&verdict);
    return code;
}

static const char *word(const struct intake_answer *answer)
{
    return answer->pass ? "pass" : "fail";
}

static enum err_code keep_answer(struct db *db, const struct work *work, const struct store *store,
                                 struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, work->intake->project_id);
    params_int(&params, store->report_id);
    params_text(&params, word(work->answer));
    params_text(&params, work->answer->body);
    return db_send(db, QUERY_REPORT_ANSWER, &params, err);
}

/* What became of tests is read from the database, where the attempts of a job come together. */
static enum err_code write_and_judge(struct db *db, const struct work *work, struct store *store,
                                     struct err *err)
{
    const struct intake *intake = work->intake;
    const struct verdict_question question = {.project_id = intake->project_id,
                                              .report_id = store->report_id,
                                              .now = intake->now,
                                              .vouched = store->upload->vouched,
                                              .any_failed = store->commit_failed,
                                              .alone = store->alone};
    try_(store_failures(db, store, err));
    try_(store_write(db, store, NULL, NULL, err));
    store_forget_attempts(store);
    /* without a failure nothing can have flipped */
    if (store->commit_failed && !intake->distrust)
        try_(fold_report(db, intake->project_id, store->report_id, intake->now, err));
    try_(judge(db, work, store, &question, err));
    return keep_answer(db, work, store, err);
}

/* ---- a first attempt ------------------------------------------------------------------------ */

/* Most uploads are the first of their job for a commit, and in most of these nothing failed, or one
 * test, in a way that is known. Then there is nothing to find out by storing it, and it is stored
 * with its answer. */
struct first {
    bool asked;
    size_t count; /* of tests that it was asked about */
    struct rows *facts;
};

static void auto_first_at(struct first *first)
{
    rows_free(first->facts);
}

static enum err_code ask(struct db *db, const struct work *work, const struct store *store,
                         struct first *first, struct err *err)
{
    int32_t tests[VERDICT_PLAIN_MAX];
    size_t attempts = store_attempts(store);
    first->asked = attempts > 0 && attempts <= VERDICT_PLAIN_MAX && store->failed_tests <= 1 &&
                   !store->retried && !store->is_new_list && !work->intake->distrust;
    if (!first->asked)
        return ERR_OK;
    for (size_t i = 0; i < attempts; i++) {
        int32_t test_id = store_attempt(store, i).test_id;
        if (first->count == 0 || tests[first->count - 1] != test_id)
            tests[first->count++] = test_id;
    }
    return verdict_ask(db, store->project_id, tests, first->count, err);
}

static enum err_code hear(struct db *db, struct first *first, struct err *err)
{
    return first->asked ? db_receive(db, &first->facts, err) : ERR_OK;
}

/* What was asked has to be all, and to hold still: tests of a list that is new may prove to be
 * renamed, others may get an owner along with the report, or be no rows yet. */
static bool is_known(const struct store *store, const struct first *first)
{
    return first->asked && !store->new_words && !store->relabelled &&
           rows_count(first->facts) == first->count;
}

static bool is_plain(const struct store *store, const struct first *first)
{
    const struct fold_facts facts = {.failed = store->failed_tests,
                                     .ran = (int64_t)store->report->counts.tests -
                                            (int64_t)store->report->counts.skipped,
                                     .infrastructure = store->infrastructure};
    if (!store->alone || !store->failures)
        return store->alone;
    return is_known(store, first) && fold_is_plain(verdict_small_run(first->facts), &facts) &&
           verdict_is_plain(first->facts);
}

/* With as few digits as tell it from others, as the database would. */
static double shortest(float seconds)
{
    char digits[32];
    for (int count = 6; count <= 9; count++) {
        snprintf(digits, sizeof digits, "%.*g", count, (double)seconds);
        if (strtof(digits, NULL) == seconds)
            return strtod(digits, NULL);
    }
    return (double)seconds; /* is no number */
}

static int by_test(const void *a, const void *b)
{
    const struct verdict_try *left = a, *right = b;
    if (left->test_id != right->test_id)
        return left->test_id < right->test_id ? -1 : 1;
    return left->attempt - right->attempt;
}

static void list_tries(const struct store *store, struct verdict_try tries[VERDICT_PLAIN_MAX])
{
    for (size_t i = 0; i < store_attempts(store); i++) {
        const struct store_attempt one = store_attempt(store, i);
        tries[i] = (struct verdict_try){.test_id = one.test_id,
                                        .place = 1,
                                        .attempt = one.attempt,
                                        .attempts = one.attempts,
                                        .final = one.final,
                                        .derived = one.derived,
                                        .outcome = verdict_outcome(one.outcome),
                                        .seconds = shortest(one.seconds),
                                        .message = one.message,
                                        .signature_id = one.signature_id,
                                        .signature = one.signature};
    }
    qsort(tries, store_attempts(store), sizeof *tries, by_test);
}

static enum err_code judge_and_write(struct db *db, const struct work *work,
                                     const struct store *store, const struct first *first,
                                     struct err *err)
{
    struct verdict_try tries[VERDICT_PLAIN_MAX] = {0};
    const struct verdict_question question = {.project_id = store->project_id,
                                              .report_id = store->report_id,
                                              .now = store->now,
                                              .vouched = store->upload->vouched,
                                              .any_failed = store->failures != NULL,
                                              .alone = true,
                                              .facts = first->facts,
                                              .tries = tries,
                                              .try_count = store_attempts(store)};
    try_(store_failures(db, store, err));
    try_(db_push(db, err)); /* the database is at that meanwhile */
    list_tries(store, tries);
    try_(judge(db, work, store, &question, err));
    return store_write(db, store, word(work->answer), work->answer->body, err);
}

/* ---- all of it ------------------------------------------------------------------------------ */

void intake_answer_free(struct intake_answer *answer)
{
    free(answer->body);
    json_decref(answer->document);
    *answer = (struct intake_answer){.body = NULL};
}

static enum err_code answer_again(struct db *db, struct intake_answer *answer,
                                  const struct store *store, struct err *err)
{
    db_undo(db);
    answer->body = strdup(store->answer);
    answer->document = json_loads(store->answer, 0, NULL);
    answer->replayed = true;
    answer->pass = store->passed;
    return answer->document && answer->body ? ERR_OK : err_nomem(err);
}

static enum err_code count_public(struct db *db, const struct work *work, struct err *err)
{
    const struct intake *intake = work->intake;
    if (!intake->is_public)
        return ERR_OK;
    enum err_code code = public_count(db, intake->project_id, intake->now, err);
    work->answer->full = code == ERR_LIMIT;
    return code;
}

static enum err_code store_and_judge(struct db *db, const struct work *work, struct store *store,
                                     struct err *err)
{
    struct first first auto_(auto_first_at) = {.asked = false};
    try_(store_ask(db, store, err));
    try_(ask(db, work, store, &first, err));
    bool soon = store->report->case_count <= SOON_MAX;
    try_(db_tell(db, err));
    if (soon)
        try_(store_columns(db, store, err));
    try_(db_push(db, err)); /* the database is at that while its answers are thought about */
    try_(store_hear(db, store, err));
    try_(hear(db, &first, err));
    if (store->replayed)
        return answer_again(db, work->answer, store, err);
    if (!soon)
        try_(store_columns(db, store, err));
    try_(store_settle(db, store, err));
    try_(count_public(db, work, err));
    return is_plain(store, &first) ? judge_and_write(db, work, store, &first, err)
                                   : write_and_judge(db, work, store, err);
}

static enum err_code look(struct db *db, struct work *work, struct err *err)
{
    memcpy(work->named.content, work->intake->content, sizeof work->named.content);
    return store_look(db, &work->named, err);
}

/* Has the database begin with what needs nothing of the report but, at last, its digest. */
static enum err_code begin_unread(struct db *db, struct work *work, struct err *err)
{
    try_(store_begin(db, &work->named, err));
    try_(db_push(db, err));
    work->intake->digest(work->intake->context);
    try_(look(db, work, err));
    return db_tell(db, err);
}

/* While the database is at that, a small report is read; also when it is not there: what is no
 * report is told so all the same. */
static enum err_code begin_and_read(struct db *db, struct work *work, struct err *err)
{
    struct err away = {.code = ERR_OK};
    enum err_code code = begin_unread(db, work, &away);
    work->is_read = true;
    try_(work->intake->read(work->intake->context, err));
    if (code != ERR_OK) {
        *err = away;
        return code;
    }
    try_(store_recall(&work->named, err));
    work->outdated = !work->named.remembered || work->breaks != db_breaks();
    return work->outdated ? err_set(err, ERR_UNAVAILABLE, "its tests are to be named first")
                          : ERR_OK;
}

static enum err_code begin(struct db *db, struct work *work, struct err *err)
{
    if (!work->is_read)
        return begin_and_read(db, work, err);
    try_(store_begin(db, &work->named, err));
    return look(db, work, err);
}

/* May run more than once: nothing of an earlier try is kept but the report. */
static enum err_code run(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    intake_answer_free(work->answer);
    bool broke = work->named.remembered && work->breaks != db_breaks();
    work->outdated = broke || (work->is_read && work->named.list_id == 0);
    if (work->outdated)
        return err_set(err, ERR_UNAVAILABLE, "its tests are to be named anew");
    try_(begin(db, work, err));
    struct store store = work->named;
    enum err_code code = store_and_judge(db, work, &store, err);
    store_end(&store);
    return code;
}

enum err_code intake_run(struct db *db, const struct intake *intake, struct intake_answer *answer,
                         struct err *err)
{
    int tries = 0;
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
    work.is_read = !intake->read;
    if (!work.is_read && store_expect(&work.named) == 0) {
        try_(intake->read(intake->context, err));
        work.is_read = true;
    }
    enum err_code code;
    do {
        work.outdated = false;
        work.breaks = db_breaks();
        if (work.is_read)
            try_(store_names(db, &work.named, err));
        code = db_transaction(db, run, &work, err);
    } while (work.outdated && ++tries < NAMING_TRIES);
    if (code != ERR_OK) {
        bool full = answer->full;
        intake_answer_free(answer);
        answer->full = full;
    }
    return code;
}
