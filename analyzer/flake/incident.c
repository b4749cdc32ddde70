#include "analyzer/flake/incident.h"

#include <math.h>
#include <stdlib.h>

#include "analyzer/audit.h"
#include "analyzer/flake/broken.h"
#include "analyzer/flake/outage.h"
#include "analyzer/flake/quarantine.h"
#include "analyzer/outbox.h"
#include "common/auto.h"
#include "common/stats.h"

/* What is looked at as one run. */
struct look {
    struct db *db;
    int32_t project_id;
    int64_t report_id, now;
    int64_t ran, failed;
    const struct settings *settings;
    struct arena arena;
    bool pooled;
    int64_t *reports;
    size_t report_count;
    int64_t known; /* the incident that some of them are of already; 0: none */
};

/* What was found of one kind. Which failures: those of tests, or those that said one of the texts.
 */
struct finding {
    enum outage_kind kind;
    const char *tests; /* an array as it was read */
    const char **texts;
    size_t text_count;
    bool marked; /* and those that a person marked as infrastructure */
    int64_t ran;
    double expected, chance; /* NAN: not reckoned */
    const char *text;        /* what it is shown by */
};

static void look_params(struct params *params, const struct look *look)
{
    params_int(params, look->project_id);
    params_long_array(params, look->reports, look->report_count, sizeof *look->reports);
}

/* ---- which runs ---------------------------------------------------------------------------- */

/* Small runs that arrive at the same time each see those before them: the lock puts them in order.
 */
static enum err_code read_pool(struct look *look, struct err *err)
{
    auto_params struct params lock = {0};
    params_int(&lock, look->project_id);
    try_(db_run(look->db, QUERY_TEST_LOCK, &lock, NULL, err));
    auto_params struct params params = {0};
    params_int(&params, look->project_id);
    params_int(&params, look->report_id);
    params_int(&params, (int64_t)look->settings->outage_small_run);
    params_int(&params, (int64_t)look->settings->outage_pool_seconds);
    auto_rows struct rows *rows = NULL;
    try_(db_run(look->db, QUERY_INCIDENT_POOL, &params, &rows, err));
    look->report_count = rows_count(rows);
    look->reports = arena_zalloc(&look->arena, look->report_count + 1, sizeof *look->reports);
    if (!look->reports)
        return err_nomem(err);
    look->ran = 0;
    for (size_t i = 0; i < look->report_count; i++) {
        look->reports[i] = rows_int(rows, i, 0);
        look->ran += rows_int(rows, i, 1);
        if (rows_int(rows, i, 2) > look->known)
            look->known = rows_int(rows, i, 2);
    }
    return ERR_OK;
}

static enum err_code read_runs(struct look *look, struct err *err)
{
    look->pooled = (double)look->ran < look->settings->outage_small_run;
    if (look->pooled)
        return read_pool(look, err);
    look->reports = arena_zalloc(&look->arena, 1, sizeof *look->reports);
    if (!look->reports)
        return err_nomem(err);
    look->reports[look->report_count++] = look->report_id;
    return ERR_OK;
}

/* ---- what it is told by -------------------------------------------------------------------- */

/* Columns of incident_tests.sql. */
enum { TESTS, FAILED, WHICH, RAN, EXPECTED, UNKNOWN };

/* False when too few tests failed whatever is known of each: to ask all that ran takes its time. */
static enum err_code may_be_many(const struct look *look, const struct params *params, bool *may,
                                 struct err *err)
{
    *may = look->pooled || outage_is_many(look->settings, (double)look->failed, 0);
    if (look->pooled || !*may)
        return ERR_OK;
    auto_rows struct rows *rows = NULL;
    try_(db_run(look->db, QUERY_INCIDENT_LEFT_OUT, params, &rows, err));
    *may = outage_is_many(look->settings, (double)look->failed,
                          (double)(look->ran - rows_int(rows, 0, 0)));
    return ERR_OK;
}

/* Sets finding->kind if too many tests failed. *@rows owns what the finding points to. */
static enum err_code look_at_numbers(const struct look *look, struct finding *finding,
                                     struct rows **rows, struct err *err)
{
    auto_params struct params params = {0};
    look_params(&params, look);
    params_real(&params, look->settings->broken_from);
    bool may;
    try_(may_be_many(look, &params, &may, err));
    if (!may)
        return ERR_OK;
    try_(db_run(look->db, QUERY_INCIDENT_TESTS, &params, rows, err));
    double tests = (double)rows_int(*rows, 0, TESTS), failed = (double)rows_int(*rows, 0, FAILED);
    double expected = rows_real(*rows, 0, EXPECTED) +
                      (double)rows_int(*rows, 0, UNKNOWN) * outage_unknown_rate(look->settings);
    if (!outage_is_mass(look->settings, failed, tests, expected))
        return ERR_OK;
    finding->kind = OUTAGE_MASS;
    finding->tests = rows_text(*rows, 0, WHICH);
    finding->ran = rows_int(*rows, 0, RAN);
    finding->expected = expected;
    finding->chance = stats_poisson_tail(failed, expected);
    return ERR_OK;
}

/* Columns of incident_texts.sql. */
enum { TEXT, SAMPLE, ALIKE, MARKED };

/* Adds the texts of one kind to @finding. The first is what most tests said. */
static enum err_code look_at_texts(struct look *look, const struct rows *rows,
                                   enum outage_kind kind, struct finding *finding, struct err *err)
{
    size_t count = rows_count(rows);
    *finding = (struct finding){.kind = kind, .tests = "{}", .ran = look->ran, .chance = NAN};
    finding->texts = arena_zalloc(&look->arena, count + 1, sizeof(const char *));
    if (!finding->texts)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        double alike = (double)rows_int(rows, i, ALIKE);
        enum outage_kind said = outage_of_text(look->settings, rows_text(rows, i, SAMPLE), alike);
        bool marked =
            kind == OUTAGE_INFRASTRUCTURE && said != OUTAGE_CASCADE && rows_bool(rows, i, MARKED);
        if (said == kind)
            finding->texts[finding->text_count++] = rows_text(rows, i, TEXT);
        if ((said == kind || marked) && !finding->text)
            finding->text = rows_text(rows, i, TEXT);
        finding->marked = finding->marked || marked;
    }
    return ERR_OK;
}

/* ---- what follows -------------------------------------------------------------------------- */

static enum err_code tell(const struct look *look, const struct finding *finding, int64_t incident,
                          const struct rows *made, const struct rows *settled, struct err *err)
{
    json_t *payload = json_pack(
        "{s:I, s:s, s:I, s:s, s:{s:s}, s:s, s:I, s:I, s:I, s:s}", "incident", (json_int_t)incident,
        "kind", outage_word(finding->kind), "report", (json_int_t)look->report_id, "commit",
        rows_text(made, 0, 1), "build", "key", rows_text(made, 0, 2), "job", rows_text(made, 0, 3),
        "tests", (json_int_t)finding->ran, "failed", (json_int_t)rows_int(settled, 0, 0), "reports",
        (json_int_t)rows_int(settled, 0, 1), "text", finding->text);
    if (!payload)
        return err_nomem(err);
    enum err_code code = outbox_add(look->db,
                                    &(struct outbox_event){.project_id = look->project_id,
                                                           .now = look->now,
                                                           .subject_kind = "incident",
                                                           .subject_id = incident,
                                                           .event = "incident.opened",
                                                           .payload = payload},
                                    err);
    json_decref(payload);
    return code;
}

static enum err_code open_incident(const struct look *look, const struct finding *finding,
                                   struct rows **made, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, look->project_id);
    params_text(&params, outage_word(finding->kind));
    params_int(&params, look->report_id);
    params_int(&params, finding->ran);
    params_real(&params, finding->expected);
    params_real(&params, finding->chance);
    params_text(&params, finding->text);
    return db_run(look->db, QUERY_INCIDENT_ADD, &params, made, err);
}

static enum err_code mark_failures(const struct look *look, const struct finding *finding,
                                   int64_t incident, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, look->project_id);
    params_int(&params, incident);
    params_long_array(&params, look->reports, look->report_count, sizeof *look->reports);
    params_text(&params, finding->tests);
    params_text_array(&params, finding->texts, finding->text_count, sizeof(const char *));
    params_bool(&params, finding->marked);
    return db_run(look->db, QUERY_FAILURE_INCIDENT, &params, NULL, err);
}

/* Tells the failures of @finding what they are of. A cascade follows from a failing test, which
 * somebody looks at anyway: nobody is told of it. */
static enum err_code conclude(const struct look *look, const struct finding *finding,
                              struct err *err)
{
    bool joins = look->known && finding->kind != OUTAGE_CASCADE;
    int64_t incident = look->known;
    auto_rows struct rows *made = NULL, *settled = NULL;
    if (!joins) {
        try_(open_incident(look, finding, &made, err));
        incident = rows_int(made, 0, 0);
    }
    try_(mark_failures(look, finding, incident, err));
    auto_params struct params params = {0};
    params_int(&params, look->project_id);
    params_int(&params, incident);
    params_int(&params, finding->ran);
    try_(db_run(look->db, QUERY_INCIDENT_SETTLE, &params, &settled, err));
    if (joins || finding->kind == OUTAGE_CASCADE)
        return ERR_OK;
    return tell(look, finding, incident, made, settled, err);
}

/* ---- what was concluded before ------------------------------------------------------------- */

static enum err_code end_proposals(const struct look *look, const struct params *params,
                                   struct err *err)
{
    auto_rows struct rows *ended = NULL;
    try_(db_run(look->db, QUERY_QUARANTINE_WITHDRAW, params, &ended, err));
    for (size_t i = 0; i < rows_count(ended); i++) {
        json_t *before = json_pack("{s:s}", "state", "proposed");
        json_t *after =
            json_pack("{s:s, s:I}", "state", "closed", "test", (json_int_t)rows_int(ended, i, 1));
        enum err_code code = audit_add(look->db,
                                       &(struct audit){.project_id = look->project_id,
                                                       .now = look->now,
                                                       .actor = "rule",
                                                       .action = "quarantine.withdraw",
                                                       .subject_kind = "quarantine",
                                                       .subject_id = rows_int(ended, i, 0),
                                                       .reason = "what it rested on was an outage",
                                                       .before = before,
                                                       .after = after},
                                       err);
        json_decref(before);
        json_decref(after);
        try_(code);
    }
    return rows_count(ended) ? quarantine_touch(look->db, look->project_id, err) : ERR_OK;
}

/* Only of runs that were folded before: those of a pool. */
static enum err_code withdraw(const struct look *look, struct err *err)
{
    auto_params struct params params = {0};
    look_params(&params, look);
    auto_rows struct rows *rows = NULL;
    try_(db_run(look->db, QUERY_INCIDENT_WITHDRAW, &params, &rows, err));
    size_t count = rows_count(rows);
    if (count == 0)
        return ERR_OK;
    auto_free int32_t *tests = calloc(count, sizeof *tests);
    if (!tests)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        tests[i] = (int32_t)rows_int(rows, i, 0);
    auto_params struct params lost = {0};
    params_int(&lost, look->project_id);
    params_int_array(&lost, tests, count, sizeof *tests);
    try_(db_run(look->db, QUERY_TEST_STATE_WITHDRAWN, &lost, NULL, err));
    params_time(&lost, look->now);
    return end_proposals(look, &lost, err);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static enum err_code look_at(struct look *look, bool *found, struct err *err)
{
    try_(read_runs(look, err));
    auto_params struct params params = {0};
    look_params(&params, look);
    auto_rows struct rows *texts = NULL, *tests = NULL;
    try_(db_run(look->db, QUERY_INCIDENT_TEXTS, &params, &texts, err));
    struct finding mass = {.kind = OUTAGE_NONE, .chance = NAN};
    try_(look_at_numbers(look, &mass, &tests, err));
    if (mass.kind != OUTAGE_NONE) {
        mass.text = rows_count(texts) ? rows_text(texts, 0, TEXT) : "";
        *found = true;
        try_(conclude(look, &mass, err));
    }
    for (enum outage_kind kind = OUTAGE_CASCADE;
         kind < OUTAGE_KIND__MAX && mass.kind == OUTAGE_NONE; kind++) {
        struct finding finding;
        try_(look_at_texts(look, texts, kind, &finding, err));
        if (!finding.text)
            continue;
        *found = true;
        try_(conclude(look, &finding, err));
    }
    return *found && look->pooled ? withdraw(look, err) : ERR_OK;
}

enum err_code incident_look(struct db *db, const struct incident_question *question,
                            const struct settings *settings, bool *found, struct err *err)
{
    struct look look = {.db = db,
                        .project_id = question->project_id,
                        .report_id = question->report_id,
                        .ran = question->ran,
                        .failed = question->failed,
                        .now = question->now,
                        .settings = settings};
    *found = false;
    enum err_code code = look_at(&look, found, err);
    arena_free(&look.arena);
    return code;
}
