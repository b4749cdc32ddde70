#include "analyzer/escape/defect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/watch.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/crypto.h"

static const char *copy(struct arena *arena, const struct rows *rows, size_t row, int column)
{
    const char *text = rows_text_or_null(rows, row, column);
    return text ? arena_text(arena, text, strlen(text)) : NULL;
}

enum err_code defect_words_load(struct db *db, int32_t project_id, struct arena *arena,
                                struct defect_words *words, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    try_(db_run(db, QUERY_DEFECT_WORDS, &params, &rows, err));
    words->count = rows_count(rows);
    words->list = arena_zalloc(arena, words->count + 1, sizeof *words->list);
    if (!words->list)
        return err_nomem(err);
    for (size_t i = 0; i < words->count; i++) {
        struct defect_word *word = &words->list[i];
        word->field = copy(arena, rows, i, 0);
        word->word = copy(arena, rows, i, 1);
        word->more = copy(arena, rows, i, 2);
        if (!word->field || !word->word)
            return err_nomem(err);
    }
    return ERR_OK;
}

/* ---- Reading what is stored ------------------------------------------------------------------ */

static enum err_code find(struct db *db, const struct defect_change *change, struct rows **rows,
                          struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    for (int i = 0; i < 15; i++)
        params_null(&params);
    params_int(&params, 1);
    try_(db_run(db, QUERY_DEFECT_PAGE, &params, rows, err));
    return rows_count(*rows) ? ERR_OK : err_set(err, ERR_NOT_FOUND, "there is no such bug");
}

/* As it is told: RFC 3339, true and false. */
static enum err_code column_text(const struct rows *rows, int column, struct arena *arena,
                                 const char **text, struct err *err)
{
    int64_t time;
    *text = copy(arena, rows, 0, column);
    if (rows_null(rows, 0, column))
        return ERR_OK;
    bool is_time = column == DEFECT_EVENT_AT ||
                   (column < DEFECT_STORED && defect_rows[column].type == DEFECT_TIME);
    if (*text && is_time && clock_parse(*text, &time)) {
        char *form = arena_alloc(arena, CLOCK_TEXT_SIZE);
        if (form)
            clock_format(time, form);
        *text = form;
    }
    if (column == DEFECT_KNOWN || column == DEFECT_SETTLED)
        *text = rows_bool(rows, 0, column) ? "true" : "false";
    return *text ? ERR_OK : err_nomem(err);
}

static enum err_code load(struct db *db, const struct defect_change *change,
                          struct defect_record *record, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    const char *settled;
    *record = (struct defect_record){0};
    try_(find(db, change, &rows, err));
    for (int i = 0; i < DEFECT_STORED; i++)
        try_(column_text(rows, i, change->arena, &record->fields.text[i], err));
    try_(column_text(rows, DEFECT_SETTLED, change->arena, &settled, err));
    try_(column_text(rows, DEFECT_INTRODUCED_HOW, change->arena, &record->introduced_how, err));
    try_(column_text(rows, DEFECT_RELEASED_HOW, change->arena, &record->released_how, err));
    try_(column_text(rows, DEFECT_DUPLICATE_OF, change->arena, &record->duplicate_of, err));
    try_(column_text(rows, DEFECT_EVENT_AT, change->arena, &record->event_at, err));
    try_(column_text(rows, DEFECT_SOURCE, change->arena, &record->source, err));
    try_(column_text(rows, DEFECT_KEY, change->arena, &record->key, err));
    record->settled = strcmp(settled, "true") == 0;
    return ERR_OK;
}

/* Locks it. */
static enum err_code hold(struct db *db, struct defect_change *change, int64_t *event_at,
                          struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, change->project_id);
    if (change->defect_id)
        params_int(&params, change->defect_id);
    else
        params_null(&params);
    params_text(&params, change->source);
    params_text(&params, change->key);
    try_(db_run(db, QUERY_DEFECT_HOLD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such bug");
    change->defect_id = rows_int(rows, 0, 0);
    *event_at = rows_int(rows, 0, 1);
    return ERR_OK;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static enum err_code add_json(struct params *params, json_t *value, struct err *err)
{
    auto_free char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
    json_decref(value);
    if (!text)
        return err_nomem(err);
    params_text(params, text);
    return ERR_OK;
}

/* The last deployment tells its commits, where nothing better does. */
static enum err_code attribute(struct db *db, const struct defect_change *change, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    return db_run(db, QUERY_DEFECT_ATTRIBUTE, &params, NULL, err);
}

static enum err_code note(struct db *db, const struct defect_change *change, const char *action,
                          const json_t *before, const json_t *after, struct err *err)
{
    return audit_add(db,
                     &(struct audit){.project_id = change->project_id,
                                     .now = change->now,
                                     .actor = change->actor,
                                     .action = action,
                                     .subject_kind = "defect",
                                     .subject_id = change->defect_id,
                                     .reason = change->reason,
                                     .before = before,
                                     .after = after},
                     err);
}

/* Takes out of both what is the same. */
static void keep_differences(json_t *before, json_t *after)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(after, next, name, value)
    {
        if (json_equal(value, json_object_get(before, name))) {
            json_object_del(before, name);
            json_object_del(after, name);
        }
    }
}

/* The watch of its category and service, if it has both. */
static enum err_code look_again(struct db *db, const struct defect_change *change,
                                const struct defect_record *record, struct err *err)
{
    const char *category = record->fields.text[DEFECT_CATEGORY];
    const char *service = record->fields.text[DEFECT_SERVICE];
    return category && service
               ? watch_evaluate(db, change->project_id, category, service, change->now, err)
               : ERR_OK;
}

/* What was and what is stored, with what followed from it; @before NULL: it is new. */
static enum err_code note_difference(struct db *db, const struct defect_change *change,
                                     const char *action, const struct defect_record *before,
                                     struct err *err)
{
    const struct defect_record nothing = {0};
    struct defect_record now;
    try_(load(db, change, &now, err));
    json_t *was = defect_pack(before ? before : &nothing), *is = defect_pack(&now);
    enum err_code code = ERR_NOMEM;
    if (was && is) {
        keep_differences(was, is);
        code = note(db, change, action, before ? was : NULL, is, err);
    } else {
        err_nomem(err);
    }
    json_decref(was);
    json_decref(is);
    if (code == ERR_OK && before)
        code = look_again(db, change, before, err);
    return code == ERR_OK ? look_again(db, change, &now, err) : code;
}

/* Names the field that a failure is about. */
static enum err_code name_field(enum defect_field at, const struct err *why, struct err *err)
{
    if (why->code != ERR_INVALID)
        return err_set(err, why->code, "%s", why->message);
    return err_set(err, ERR_INVALID, "field \"%s\": %s", defect_rows[at].name, why->message);
}

/* The tests of a project are too many for a list of words. */
static enum err_code check_test(struct db *db, const struct defect_change *change, struct err *err)
{
    const char *test = change->fields.text[DEFECT_TEST];
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    if (!test)
        return ERR_OK;
    params_int(&params, change->project_id);
    params_int(&params, strtoll(test, NULL, 10));
    try_(db_run(db, QUERY_TEST_HOLD, &params, &rows, err));
    return rows_count(rows)
               ? ERR_OK
               : err_set(err, ERR_INVALID, "field \"test\": there is no test %s", test);
}

static enum err_code prepare(struct db *db, struct defect_change *change,
                             struct defect_record *record, struct err *err)
{
    struct defect_words words;
    struct err why = {0};
    enum defect_field at = DEFECT_TITLE;
    try_(defect_words_load(db, change->project_id, change->arena, &words, err));
    if (defect_read(&change->fields, &words, change->arena, &at, &why) != ERR_OK)
        return name_field(at, &why, err);
    try_(check_test(db, change, err));
    if (defect_apply(record, change, &words, &at, &why) != ERR_OK)
        return name_field(at, &why, err);
    if (change->event_at) {
        char *form = arena_alloc(change->arena, CLOCK_TEXT_SIZE);
        if (!form)
            return err_nomem(err);
        clock_format(change->event_at, form);
        record->event_at = form;
    }
    return ERR_OK;
}

/* A name for a bug that has none where it came from. */
static enum err_code make_key(struct defect_change *change, struct err *err)
{
    uint64_t number;
    char text[24];
    try_(crypto_random(&number, sizeof number, err));
    snprintf(text, sizeof text, "%016" PRIx64, number);
    change->key = arena_text(change->arena, text, strlen(text));
    return change->key ? ERR_OK : err_nomem(err);
}

static enum err_code check_names(const struct defect_change *change, struct err *err)
{
    if (change->reason && strlen(change->reason) > DEFECT_REASON_MAX)
        return err_set(err, ERR_INVALID, "reason: it is longer than %d bytes", DEFECT_REASON_MAX);
    if (change->key && (!*change->key || strlen(change->key) > DEFECT_KEY_MAX))
        return err_set(err, ERR_INVALID, "key: 1 to %d bytes", DEFECT_KEY_MAX);
    return ERR_OK;
}

static enum err_code insert(struct db *db, struct defect_change *change,
                            struct defect_record *record, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    record->source = change->source;
    record->key = change->key;
    json_t *list = json_array();
    if (!list || json_array_append_new(list, defect_pack(record)) != 0) {
        json_decref(list);
        return err_nomem(err);
    }
    params_int(&params, change->project_id);
    params_time(&params, change->now);
    try_(add_json(&params, list, err));
    for (int i = 0; i < 3; i++)
        params_null(&params);
    try_(db_run(db, QUERY_DEFECT_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "%s has a bug \"%s\" already", change->source,
                       change->key);
    change->defect_id = rows_int(rows, 0, 0);
    return note_difference(db, change, "defect.create", NULL, err);
}

enum err_code defect_create(struct db *db, struct defect_change *change, struct err *err)
{
    struct defect_record record = {0};
    try_(check_names(change, err));
    if (!change->key)
        try_(make_key(change, err));
    if (change->by == DEFECT_BY_HAND && !change->fields.text[DEFECT_DETECTED_AT]) {
        char now[CLOCK_TEXT_SIZE];
        clock_format(change->now, now);
        defect_give(&change->fields, DEFECT_DETECTED_AT,
                    arena_text(change->arena, now, strlen(now)));
    }
    try_(prepare(db, change, &record, err));
    return insert(db, change, &record, err);
}

static bool differs(const struct defect_record *a, const struct defect_record *b, bool *known)
{
    json_t *left = defect_pack(a), *right = defect_pack(b);
    bool different = !json_equal(left, right);
    *known = left && right;
    json_decref(left);
    json_decref(right);
    return different;
}

/* Of one that is held. */
static enum err_code update(struct db *db, struct defect_change *change, struct err *err)
{
    struct defect_record before, record;
    bool known;
    try_(load(db, change, &before, err));
    record = before;
    try_(prepare(db, change, &record, err));
    const char *state = change->fields.text[DEFECT_STATE];
    if (change->by == DEFECT_BY_HAND && !change->reason && state && strcmp(state, "invalid") == 0)
        return err_set(err, ERR_INVALID, "field \"reason\": say why it is no bug");
    if (!differs(&before, &record, &known))
        return known ? ERR_OK : err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_time(&params, change->now);
    try_(add_json(&params, defect_pack(&record), err));
    try_(db_run(db, QUERY_DEFECT_SET, &params, NULL, err));
    try_(attribute(db, change, err));
    return note_difference(db, change, "defect.change", &before, err);
}

enum err_code defect_change(struct db *db, struct defect_change *change, struct err *err)
{
    int64_t event_at;
    try_(check_names(change, err));
    try_(hold(db, change, &event_at, err));
    return update(db, change, err);
}

static enum err_code pass_on(const struct err *why, struct err *err)
{
    if (err && err->code == ERR_OK)
        *err = *why;
    return why->code;
}

enum err_code defect_take(struct db *db, struct defect_change *change, struct err *err)
{
    struct err why = {0};
    int64_t event_at = 0;
    try_(check_names(change, err));
    change->defect_id = 0;
    enum err_code code = hold(db, change, &event_at, &why);
    if (code == ERR_NOT_FOUND) {
        err_clear(&why);
        code = defect_create(db, change, &why);
        bool overtaken = code == ERR_CONFLICT && !why.sqlstate[0];
        if (!overtaken)
            return code == ERR_OK ? ERR_OK : pass_on(&why, err);
        err_clear(&why);
        code = hold(db, change, &event_at, &why);
    }
    if (code != ERR_OK)
        return pass_on(&why, err);
    if (change->event_at && event_at && change->event_at < event_at)
        return ERR_OK;
    return update(db, change, err);
}

enum err_code defect_merge(struct db *db, struct defect_change *change, int64_t into,
                           struct err *err)
{
    struct defect_change other = *change;
    struct defect_record before, target;
    int64_t event_at;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    other.defect_id = into;
    if (into == change->defect_id)
        return err_set(err, ERR_INVALID, "field \"into\": a bug is no duplicate of itself");
    /* always in the same order, or two merges could wait for each other */
    try_(hold(db, into < change->defect_id ? &other : change, &event_at, err));
    try_(hold(db, into < change->defect_id ? change : &other, &event_at, err));
    try_(load(db, change, &before, err));
    try_(load(db, &other, &target, err));
    if (target.duplicate_of)
        return err_set(err, ERR_CONFLICT, "%" PRId64 " is a duplicate of %s: merge into that", into,
                       target.duplicate_of);
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_int(&params, into);
    params_time(&params, change->now);
    try_(db_run(db, QUERY_DEFECT_MERGE, &params, &rows, err));
    return note_difference(db, change, "defect.merge", &before, err);
}

/* ---- Gates ----------------------------------------------------------------------------------- */

/* What was and what is said of a gate. */
static enum err_code note_judgement(struct db *db, const struct defect_change *change,
                                    const char *gate, const bool *was, const bool *is,
                                    struct err *err)
{
    static const char *const form = "{s:s, s:b}";
    json_t *before = was ? json_pack(form, "gate", gate, "could_have_caught", *was) : NULL;
    json_t *after = is ? json_pack(form, "gate", gate, "could_have_caught", *is) : NULL;
    enum err_code code = note(db, change, "defect.judge", before, after, err);
    json_decref(before);
    json_decref(after);
    return code;
}

enum err_code defect_judge(struct db *db, struct defect_change *change, const char *gate,
                           const bool *could, struct err *err)
{
    enum { ID, NAME, STAGE, BEFORE, COULD };
    int64_t event_at;
    auto_params struct params find = {0}, params = {0};
    auto_rows struct rows *rows = NULL;
    try_(hold(db, change, &event_at, err));
    params_int(&find, change->project_id);
    params_int(&find, change->defect_id);
    params_text(&find, gate);
    try_(db_run(db, QUERY_DEFECT_GATES, &find, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no gate \"%.100s\"", gate);
    if (could && rows_null(rows, 0, BEFORE))
        return err_set(err, ERR_INVALID, "say first at which stage the bug was found");
    if (could && !rows_bool(rows, 0, BEFORE))
        return err_set(err, ERR_INVALID, "gate %s stands at %s: the bug was found there, or before",
                       gate, rows_text(rows, 0, STAGE));
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_int(&params, rows_int(rows, 0, ID));
    if (could) {
        params_bool(&params, *could);
        params_text(&params, change->reason);
        params_time(&params, change->now);
    }
    try_(db_run(db, could ? QUERY_DEFECT_GATE_SET : QUERY_DEFECT_GATE_DROP, &params, NULL, err));
    bool was = rows_bool(rows, 0, COULD);
    return note_judgement(db, change, gate, rows_null(rows, 0, COULD) ? NULL : &was, could, err);
}
