#include "analyzer/escape/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/escape/defect.h"
#include "common/clock.h"
#include "common/text.h"

enum err_code inbox_keep(struct db *db, const struct inbox_delivery *delivery, bool *fresh,
                         struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, delivery->project_id);
    params_int(&params, delivery->source_id);
    params_text(&params, delivery->key);
    params_time(&params, delivery->now);
    params_text(&params, delivery->event);
    params_text(&params, delivery->body);
    try_(db_run(db, QUERY_SOURCE_EVENT_ADD, &params, &rows, err));
    *fresh = rows_count(rows) > 0;
    return ERR_OK;
}

/* ---- Understanding --------------------------------------------------------------------------- */

/* Columns of source_event_next. */
enum { EVENT_ID, KIND, NAME, SERVICE, STAGE, EVENT, BODY };

struct work {
    int32_t project_id;
    int64_t now;
    bool done; /* nothing waits any more */
    /* what became of the one at hand */
    int64_t event_id, defect_id, happened_at;
    const char *state;
    char reason[512];
};

/* Words that the project does not have are left out, and said so: the rest is worth keeping. */
static void drop_unknown(struct heard *heard, const struct defect_words *words, struct work *work)
{
    for (int i = 0; i < DEFECT_STORED; i++) {
        const char *text = heard->fields.text[i];
        if (defect_rows[i].type != DEFECT_WORD || !text ||
            defect_word_find(words, defect_rows[i].words, text))
            continue;
        size_t len = strlen(work->reason);
        snprintf(work->reason + len, sizeof work->reason - len, "%sthere is no %s \"%.100s\" here",
                 len ? "; " : "", defect_rows[i].name, text);
        heard->fields.text[i] = NULL;
        heard->fields.given[i] = false;
    }
}

/* What the source says of all its bugs, where a new one does not say it itself. */
static enum err_code add_usual(struct db *db, const struct work *work, const struct rows *event,
                               const struct defect_words *words, struct arena *arena,
                               struct heard *heard, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *known = NULL;
    params_int(&params, work->project_id);
    params_text(&params, rows_text(event, 0, NAME));
    params_text(&params, heard->key);
    try_(db_run(db, QUERY_SOURCE_DEFECT, &params, &known, err));
    if (heard->service &&
        defect_word_find(words, defect_rows[DEFECT_SERVICE].words, heard->service))
        defect_give(&heard->fields, DEFECT_SERVICE, heard->service);
    if (rows_count(known) > 0)
        return ERR_OK;
    if (!heard->fields.given[DEFECT_SERVICE] && !rows_null(event, 0, SERVICE))
        defect_give(&heard->fields, DEFECT_SERVICE, rows_text(event, 0, SERVICE));
    if (!heard->fields.given[DEFECT_STAGE])
        defect_give(&heard->fields, DEFECT_STAGE, rows_text(event, 0, STAGE));
    if (!heard->fields.given[DEFECT_DETECTED_AT]) {
        char at[CLOCK_TEXT_SIZE];
        clock_format(heard->event_at ? heard->event_at : work->now, at);
        heard_give(heard, DEFECT_DETECTED_AT, at, arena);
    }
    return ERR_OK;
}

static enum err_code take_heard(struct db *db, struct work *work, const struct rows *event,
                                struct heard *heard, struct arena *arena, struct err *err)
{
    struct defect_words words;
    struct defect_change change = {.project_id = work->project_id,
                                   .by = DEFECT_BY_SOURCE,
                                   .actor = rows_text(event, 0, NAME),
                                   .now = work->now,
                                   .source = rows_text(event, 0, NAME),
                                   .key = heard->key,
                                   .event_at = heard->event_at,
                                   .arena = arena};
    try_(defect_words_load(db, work->project_id, arena, &words, err));
    drop_unknown(heard, &words, work);
    try_(add_usual(db, work, event, &words, arena, heard, err));
    change.fields = heard->fields;
    try_(defect_take(db, &change, err));
    work->defect_id = change.defect_id;
    return ERR_OK;
}

static enum err_code understand(struct db *db, struct work *work, const struct rows *event,
                                struct arena *arena, json_t **body, struct err *err)
{
    enum source_kind kind;
    struct heard heard = {0};
    struct delivery_head head = {.event = rows_text(event, 0, EVENT)};
    *body = json_loads(rows_text(event, 0, BODY), 0, NULL);
    if (!*body || !source_kind_find(rows_text(event, 0, KIND), &kind))
        return err_set(err, ERR_INVALID, "it is no JSON");
    try_(source_kinds[kind].read(*body, &head, arena, &heard, err));
    if (!heard.ignored && !heard.key)
        return err_nomem(err);
    if (!heard.ignored && strlen(heard.key) > SOURCE_KEY_MAX)
        return err_set(err, ERR_INVALID, "its key is longer than %d bytes", SOURCE_KEY_MAX);
    work->happened_at = heard.event_at;
    work->state = heard.ignored ? "ignored" : "taken";
    snprintf(work->reason, sizeof work->reason, "%s", heard.ignored ? heard.ignored : "");
    return heard.ignored ? ERR_OK : take_heard(db, work, event, &heard, arena, err);
}

/* What may be gone when it is tried again: it waits, and all behind it. */
static bool is_transient(enum err_code code)
{
    return code == ERR_RETRY || code == ERR_UNAVAILABLE || code == ERR_NOMEM;
}

static enum err_code note_end(struct db *db, const struct work *work, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, work->project_id);
    params_int(&params, work->event_id);
    params_text(&params, work->state);
    params_text(&params, *work->reason ? work->reason : NULL);
    if (work->defect_id)
        params_int(&params, work->defect_id);
    else
        params_null(&params);
    params_time(&params, work->happened_at);
    params_time(&params, work->now);
    return db_run(db, QUERY_SOURCE_EVENT_DONE, &params, NULL, err);
}

static enum err_code take_one(struct db *db, void *context, struct err *err)
{
    struct work *work = context;
    struct arena arena = {0};
    json_t *body = NULL;
    auto_params struct params params = {0};
    auto_rows struct rows *event = NULL;
    params_int(&params, work->project_id);
    work->defect_id = work->happened_at = 0;
    work->reason[0] = '\0';
    try_(db_run(db, QUERY_SOURCE_EVENT_NEXT, &params, &event, err));
    work->done = rows_count(event) == 0;
    if (work->done)
        return ERR_OK;
    work->event_id = rows_int(event, 0, EVENT_ID);
    enum err_code code = understand(db, work, event, &arena, &body, err);
    json_decref(body);
    arena_free(&arena);
    return code == ERR_OK ? note_end(db, work, err) : code;
}

/* In a transaction of its own: the one that failed is gone with all that it wrote. */
static enum err_code fail_one(struct db *db, void *context, struct err *err)
{
    return note_end(db, context, err);
}

/* Whatever is wrong with one delivery stays with it: those behind it are understood. */
static enum err_code note_failure(struct db *db, struct work *work, const struct err *why,
                                  struct err *err)
{
    work->state = "failed";
    work->defect_id = 0;
    if (why->code == ERR_INTERNAL) /* words of the database are not the sender's business */
        snprintf(work->reason, sizeof work->reason, "it could not be stored (sqlstate %s)",
                 why->sqlstate);
    else
        snprintf(work->reason, sizeof work->reason, "%s", why->message);
    return db_transaction(db, fail_one, work, err);
}

static enum err_code take_project(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    struct work work = {.project_id = project_id, .now = now};
    int64_t clashed = 0; /* the delivery that another process told of the same bug beside */
    while (!work.done) {
        struct err why = {0};
        work.event_id = 0;
        enum err_code code = db_transaction(db, take_one, &work, &why);
        if (code == ERR_OK)
            continue;
        if (is_transient(code) || !work.event_id)
            return err_set(err, code, "%s", why.message);
        if (code == ERR_CONFLICT && clashed != work.event_id)
            clashed = work.event_id;
        else
            try_(note_failure(db, &work, &why, err));
    }
    return ERR_OK;
}

enum err_code inbox_take(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    if (project_id)
        return take_project(db, project_id, now, err);
    try_(db_run(db, QUERY_SOURCE_EVENT_WORK, NULL, &rows, err));
    for (size_t i = 0; i < rows_count(rows); i++)
        try_(take_project(db, (int32_t)rows_int(rows, i, 0), now, err));
    return ERR_OK;
}
