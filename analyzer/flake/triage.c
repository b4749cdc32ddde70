/* Each section is a statement that inserts what it finds and leaves alone what an earlier one has
 * listed, so that their order is the order of what matters most. */
#include "analyzer/flake/triage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/flake/triage_digest.h"
#include "analyzer/outbox.h"
#include "analyzer/settings.h"

/* ---- Opening -------------------------------------------------------------------------------- */

struct opening {
    const struct triage_request *request;
    int64_t triage_id;
    bool created;
};

/* "2026-W47". */
static bool is_week(const char *text)
{
    static const char form[] = "dddd-Wdd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    int number = (text[6] - '0') * 10 + (text[7] - '0');
    return !text[8] && number >= 1 && number <= 53;
}

static void add_ids(struct params *params, int32_t project_id, int64_t triage_id)
{
    params_int(params, project_id);
    params_int(params, triage_id);
}

/* A section; 0: its statement takes none such. */
struct section {
    enum query query;
    double first, second;
};

static enum err_code find(struct db *db, const struct opening *opening,
                          const struct section *section, double most, struct err *err)
{
    auto_params struct params params = {0};
    add_ids(&params, opening->request->project_id, opening->triage_id);
    params_int(&params, (int64_t)most);
    if (section->first > 0)
        params_real(&params, section->first);
    if (section->second > 0)
        params_real(&params, section->second);
    return db_run(db, section->query, &params, NULL, err);
}

static enum err_code find_all(struct db *db, const struct opening *opening,
                              const struct settings *settings, struct err *err)
{
    const struct section sections[] = {
        {QUERY_TRIAGE_FIND_PROMISES, 0, 0},
        {QUERY_TRIAGE_FIND_ALARMS, 0, 0},
        {QUERY_TRIAGE_FIND_EXPIRED, 0, 0},
        {QUERY_TRIAGE_FIND_NEW, 0, 0},
        {QUERY_TRIAGE_FIND_SIGNATURES, settings->shared_tests, 0},
        {QUERY_TRIAGE_CARRY, 0, 0},
        {QUERY_TRIAGE_FIND_WORSE, settings->worse_events, settings->worse_factor},
        {QUERY_TRIAGE_FIND_RECOVERED, settings->quiet_days, 0},
        {QUERY_TRIAGE_FIND_UNOWNED, 0, 0},
    };
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        try_(find(db, opening, &sections[i], settings->agenda_rows, err));
    return ERR_OK;
}

static enum err_code fill(struct db *db, const struct opening *opening, struct err *err)
{
    static const enum query rest[] = {QUERY_TRIAGE_HIDE, QUERY_TRIAGE_CARRIED,
                                      QUERY_TRIAGE_FACTS_TEST, QUERY_TRIAGE_FACTS_SIGNATURE};
    struct settings settings;
    enum err_code code = settings_load(db, opening->request->project_id, &settings, err);
    if (code == ERR_OK)
        code = find_all(db, opening, &settings, err);
    settings_free(&settings);
    auto_params struct params params = {0};
    add_ids(&params, opening->request->project_id, opening->triage_id);
    for (size_t i = 0; code == ERR_OK && i < sizeof rest / sizeof *rest; i++)
        code = db_run(db, rest[i], &params, NULL, err);
    return code;
}

/* The week's triage is there, or something stands in the way of it. */
static enum err_code look(struct db *db, struct opening *opening, struct err *err)
{
    enum { WEEK, THIS_WEEK, TRIAGE, OPEN_WEEK, NEWEST_WEEK };
    const struct triage_request *request = opening->request;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request->project_id);
    params_text(&params, request->week);
    params_time(&params, request->now);
    try_(db_run(db, QUERY_TRIAGE_STANDING, &params, &rows, err));
    const char *week = rows_text(rows, 0, WEEK);
    opening->triage_id = rows_int(rows, 0, TRIAGE);
    if (opening->triage_id)
        return ERR_OK;
    if (!rows_null(rows, 0, OPEN_WEEK))
        return err_set(err, ERR_CONFLICT,
                       "the triage of %s is open still: close it first, what is undecided comes "
                       "again",
                       rows_text(rows, 0, OPEN_WEEK));
    if (strcmp(week, rows_text(rows, 0, THIS_WEEK)) > 0)
        return err_set(err, ERR_INVALID, "week %s is yet to come: this one is %s", week,
                       rows_text(rows, 0, THIS_WEEK));
    if (strcmp(week, rows_text(rows, 0, NEWEST_WEEK)) < 0)
        return err_set(err, ERR_INVALID, "week %s is over: there was a triage of %s already", week,
                       rows_text(rows, 0, NEWEST_WEEK));
    return ERR_OK;
}

static enum err_code note_opened(struct db *db, const struct opening *opening, struct err *err)
{
    const struct triage_request *request = opening->request;
    json_t *after = json_pack("{s:s, s:s*}", "state", "open", "week", request->week);
    if (!after)
        return err_nomem(err);
    enum err_code code = audit_add(db,
                                   &(struct audit){.project_id = request->project_id,
                                                   .now = request->now,
                                                   .actor = request->actor,
                                                   .action = "triage.open",
                                                   .subject_kind = "triage",
                                                   .subject_id = opening->triage_id,
                                                   .after = after},
                                   err);
    json_decref(after);
    return code;
}

/* Who comes second waits at the insert until the first has committed, and then finds that. */
static enum err_code open_work(struct db *db, void *context, struct err *err)
{
    struct opening *opening = context;
    const struct triage_request *request = opening->request;
    opening->created = false;
    try_(look(db, opening, err));
    if (opening->triage_id)
        return ERR_OK;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request->project_id);
    params_text(&params, request->week);
    params_time(&params, request->now);
    params_text(&params, request->actor);
    try_(db_run(db, QUERY_TRIAGE_OPEN, &params, &rows, err));
    if (rows_count(rows) == 0)
        return look(db, opening, err);
    opening->triage_id = rows_int(rows, 0, 0);
    opening->created = true;
    try_(fill(db, opening, err));
    return note_opened(db, opening, err);
}

enum err_code triage_open(struct db *db, const struct triage_request *request, int64_t *triage_id,
                          bool *created, struct err *err)
{
    struct opening opening = {.request = request};
    if (request->week && !is_week(request->week))
        return err_set(err, ERR_INVALID, "\"%.40s\" is no week: write it like 2026-W47",
                       request->week);
    try_(db_transaction(db, open_work, &opening, err));
    *triage_id = opening.triage_id;
    *created = opening.created;
    return ERR_OK;
}

/* ---- Reading -------------------------------------------------------------------------------- */

enum err_code triage_read(struct db *db, int32_t project_id, int64_t triage_id, json_t **document,
                          struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    add_ids(&params, project_id, triage_id);
    try_(db_run(db, QUERY_TRIAGE_GET, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no triage %" PRId64, triage_id);
    *document = json_loads(rows_text(rows, 0, 0), 0, NULL);
    return *document ? ERR_OK : err_nomem(err);
}

static enum err_code make_digest(struct db *db, int32_t project_id, int64_t triage_id,
                                 char **digest, struct err *err)
{
    json_t *document = NULL;
    try_(triage_read(db, project_id, triage_id, &document, err));
    *digest = triage_digest(document);
    json_decref(document);
    return *digest ? ERR_OK : err_nomem(err);
}

/* Columns of triage_hold.sql. */
enum { STATE, WEEK };

static enum err_code hold(struct db *db, int32_t project_id, int64_t triage_id, struct rows **rows,
                          struct err *err)
{
    auto_params struct params params = {0};
    add_ids(&params, project_id, triage_id);
    try_(db_run(db, QUERY_TRIAGE_HOLD, &params, rows, err));
    if (rows_count(*rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no triage %" PRId64, triage_id);
    return ERR_OK;
}

enum err_code triage_digest_read(struct db *db, int32_t project_id, int64_t triage_id,
                                 char **digest, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    add_ids(&params, project_id, triage_id);
    try_(db_run(db, QUERY_TRIAGE_DIGEST, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no triage %" PRId64, triage_id);
    if (rows_null(rows, 0, 0))
        return make_digest(db, project_id, triage_id, digest, err);
    *digest = strdup(rows_text(rows, 0, 0));
    return *digest ? ERR_OK : err_nomem(err);
}

/* ---- Closing -------------------------------------------------------------------------------- */

struct closing {
    int32_t project_id;
    int64_t triage_id, now;
    const char *actor;
};

static enum err_code keep(struct db *db, const struct closing *closing, const char *digest,
                          struct err *err)
{
    auto_params struct params params = {0};
    add_ids(&params, closing->project_id, closing->triage_id);
    params_text(&params, digest);
    params_text(&params, closing->actor);
    params_time(&params, closing->now);
    return db_run(db, QUERY_TRIAGE_CLOSE, &params, NULL, err);
}

static enum err_code tell(struct db *db, const struct closing *closing, const char *week,
                          const char *digest, struct err *err)
{
    json_t *before = json_pack("{s:s}", "state", "open");
    json_t *after = json_pack("{s:s}", "state", "closed");
    json_t *payload = json_pack("{s:I, s:s, s:s, s:s}", "triage", (json_int_t)closing->triage_id,
                                "week", week, "actor", closing->actor, "digest", digest);
    enum err_code code = before && after && payload ? ERR_OK : err_nomem(err);
    if (code == ERR_OK)
        code = audit_add(db,
                         &(struct audit){.project_id = closing->project_id,
                                         .now = closing->now,
                                         .actor = closing->actor,
                                         .action = "triage.close",
                                         .subject_kind = "triage",
                                         .subject_id = closing->triage_id,
                                         .before = before,
                                         .after = after},
                         err);
    if (code == ERR_OK)
        code = outbox_add(db,
                          &(struct outbox_event){.project_id = closing->project_id,
                                                 .now = closing->now,
                                                 .subject_kind = "triage",
                                                 .subject_id = closing->triage_id,
                                                 .event = "triage.closed",
                                                 .payload = payload},
                          err);
    json_decref(before);
    json_decref(after);
    json_decref(payload);
    return code;
}

static enum err_code close_work(struct db *db, void *context, struct err *err)
{
    const struct closing *closing = context;
    auto_rows struct rows *rows = NULL;
    try_(hold(db, closing->project_id, closing->triage_id, &rows, err));
    if (strcmp(rows_text(rows, 0, STATE), "closed") == 0)
        return ERR_OK;
    char *digest = NULL;
    try_(make_digest(db, closing->project_id, closing->triage_id, &digest, err));
    enum err_code code = keep(db, closing, digest, err);
    if (code == ERR_OK)
        code = tell(db, closing, rows_text(rows, 0, WEEK), digest, err);
    free(digest);
    return code;
}

enum err_code triage_close(struct db *db, int32_t project_id, int64_t triage_id, const char *actor,
                           int64_t now, struct err *err)
{
    struct closing closing = {
        .project_id = project_id, .triage_id = triage_id, .now = now, .actor = actor};
    return db_transaction(db, close_work, &closing, err);
}
