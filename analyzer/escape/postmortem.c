#include "analyzer/escape/postmortem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/escape/action.h"
#include "analyzer/escape/blame.h"
#include "analyzer/escape/mortem.h"
#include "common/clock.h"
#include "common/text.h"

const char *const postmortem_states[] = {"draft", "in_review", "reviewed", "closed", NULL};

enum { NAMES_SHOWN = 5 };

/* ---- Building ------------------------------------------------------------------------------- */

static void mortem_free(struct mortem *mortem)
{
    facts_free(&mortem->facts);
    gap_free(mortem->gaps);
    rows_free(mortem->head);
    rows_free(mortem->decided);
    rows_free(mortem->changes);
    rows_free(mortem->actions);
    rows_free(mortem->guards);
    rows_free(mortem->watch);
    rows_free(mortem->words);
    rows_free(mortem->names);
}

static enum err_code load(struct db *db, int32_t project_id, int64_t defect_id,
                          struct mortem *mortem, struct err *err)
{
    const struct {
        enum query query;
        struct rows **rows;
    } parts[] = {
        {QUERY_POSTMORTEM_HEAD, &mortem->head},        {QUERY_GAP_LIST, &mortem->decided},
        {QUERY_POSTMORTEM_CHANGES, &mortem->changes},  {QUERY_POSTMORTEM_ACTIONS, &mortem->actions},
        {QUERY_POSTMORTEM_GUARDS, &mortem->guards},    {QUERY_POSTMORTEM_WATCH, &mortem->watch},
        {QUERY_POSTMORTEM_FIELD_LIST, &mortem->words}, {QUERY_POSTMORTEM_NAMES, &mortem->names}};
    try_(facts_load(db, project_id, defect_id, &mortem->facts, err));
    try_(gap_propose(&mortem->facts, mortem->gaps, err));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        auto_params struct params params = {0};
        params_int(&params, project_id);
        params_int(&params, defect_id);
        try_(db_run(db, parts[i].query, &params, parts[i].rows, err));
    }
    if (rows_count(mortem->head) == 0) /* it was an escape a moment ago */
        return err_set(err, ERR_NOT_FOUND, "there is no such escape in this project");
    return ERR_OK;
}

/* What people wrote into a field; NULL: nothing. */
static const char *words_of(const struct mortem *mortem, const char *field)
{
    for (size_t row = 0; row < rows_count(mortem->words); row++)
        if (strcmp(rows_text(mortem->words, row, 0), field) == 0)
            return rows_text(mortem->words, row, 1);
    return NULL;
}

/* Names that are known here may be words as well: they are remarked upon, and hold up nothing. */
static json_t *remark(const struct mortem *mortem, const char *words)
{
    json_t *remarks = blame_remarks(words);
    int found = 0;
    for (size_t row = 0; row < rows_count(mortem->names) && found < NAMES_SHOWN; row++)
        if (blame_finds(words, rows_text(mortem->names, row, 0))) {
            found++;
            json_array_append_new(remarks,
                                  json_sprintf("\"%s\" may be somebody's name: say which part of "
                                               "the system or the process it was",
                                               rows_text(mortem->names, row, 0)));
        }
    return remarks;
}

struct counts {
    int fields, filled, proposed, written, open;
};

static json_t *build_field(const struct mortem *mortem, const struct mortem_field *field,
                           struct counts *counts)
{
    char id[100];
    snprintf(id, sizeof id, "%s.%s", field->section, field->id);
    json_t *lines = json_array();
    enum mortem_status status = field->fill ? field->fill(mortem, lines) : MORTEM_FILLED;
    const char *words = words_of(mortem, id), *word;
    counts->fields++;
    if (json_array_size(lines) > 0) {
        word = status == MORTEM_PROPOSED ? "proposed" : "filled";
        *(status == MORTEM_PROPOSED ? &counts->proposed : &counts->filled) += 1;
    } else {
        word = words ? "written" : "open";
        *(words ? &counts->written : &counts->open) += 1;
    }
    return json_pack("{s:s, s:s, s:s, s:o, s:s?, s:s?, s:o}", "id", id, "label", field->label,
                     "status", word, "lines", lines, "words", words, "hint",
                     strcmp(word, "open") == 0 ? field->hint : NULL, "remarks",
                     words ? remark(mortem, words) : json_array());
}

static json_t *build(const struct mortem *mortem, int64_t defect_id, int64_t now)
{
    char at[CLOCK_TEXT_SIZE];
    struct counts counts = {0};
    json_t *sections = json_array();
    clock_format(now, at);
    for (size_t i = 0; i < mortem_section_count; i++) {
        json_t *fields = json_array();
        for (size_t j = 0; j < mortem_field_count; j++)
            if (strcmp(mortem_fields[j].section, mortem_sections[i].id) == 0)
                json_array_append_new(fields, build_field(mortem, &mortem_fields[j], &counts));
        json_array_append_new(sections,
                              json_pack("{s:s, s:s, s:o}", "id", mortem_sections[i].id, "title",
                                        mortem_sections[i].title, "fields", fields));
    }
    return json_pack("{s:I, s:s, s:n, s:s, s:s, s:{s:i, s:i, s:i, s:i, s:i}, s:o}", "escape",
                     (json_int_t)defect_id, "title", rows_text(mortem->head, 0, MORTEM_TITLE),
                     "version", "state", "draft", "made_at", at, "counts", "fields", counts.fields,
                     "filled", counts.filled, "proposed", counts.proposed, "written",
                     counts.written, "open", counts.open, "sections", sections);
}

/* The state of the latest version, and its number; draft and 0 when there is none. */
static enum err_code latest(struct db *db, int32_t project_id, int64_t defect_id, int64_t *version,
                            const char **state, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, defect_id);
    params_null(&params);
    params_int(&params, 1);
    try_(db_run(db, QUERY_POSTMORTEM_LIST, &params, &rows, err));
    *version = rows_count(rows) ? rows_int(rows, 0, 0) : 0;
    *state = postmortem_states[0];
    for (size_t i = 0; *version && postmortem_states[i]; i++)
        if (strcmp(postmortem_states[i], rows_text(rows, 0, 1)) == 0)
            *state = postmortem_states[i];
    return ERR_OK;
}

enum err_code postmortem_build(struct db *db, int32_t project_id, int64_t defect_id, int64_t now,
                               json_t **document, struct err *err)
{
    struct mortem mortem = {0};
    int64_t version;
    const char *state;
    *document = NULL;
    enum err_code code = load(db, project_id, defect_id, &mortem, err);
    if (code == ERR_OK)
        code = latest(db, project_id, defect_id, &version, &state, err);
    if (code == ERR_OK) {
        *document = build(&mortem, defect_id, now);
        if (!*document || json_object_set_new(*document, "state", json_string(state)) != 0)
            code = err_nomem(err);
    }
    mortem_free(&mortem);
    return code;
}

enum err_code postmortem_read(struct db *db, int32_t project_id, int64_t defect_id, int64_t version,
                              json_t **document, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    *document = NULL;
    params_int(&params, project_id);
    params_int(&params, defect_id);
    params_int(&params, version);
    try_(db_run(db, QUERY_POSTMORTEM_GET, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such version of that post-mortem");
    *document = json_loads(rows_text(rows, 0, 0), 0, NULL);
    return *document ? ERR_OK : err_nomem(err);
}

/* ---- Changing ------------------------------------------------------------------------------- */

static enum err_code note(struct db *db, const struct postmortem_change *change, const char *action,
                          const char *key, const char *value, struct err *err)
{
    json_t *after = json_pack("{s:s}", key, value);
    enum err_code code = after ? audit_add(db,
                                           &(struct audit){
                                               .project_id = change->project_id,
                                               .now = change->now,
                                               .actor = change->actor,
                                               .action = action,
                                               .subject_kind = "defect",
                                               .subject_id = change->defect_id,
                                               .after = after,
                                           },
                                           err)
                               : err_nomem(err);
    json_decref(after);
    return code;
}

static bool is_field(const char *id)
{
    for (size_t i = 0; i < mortem_field_count; i++) {
        size_t len = strlen(mortem_fields[i].section);
        if (strncmp(id, mortem_fields[i].section, len) == 0 && id[len] == '.' &&
            strcmp(id + len + 1, mortem_fields[i].id) == 0)
            return true;
    }
    return false;
}

static enum err_code rebuild(struct db *db, struct postmortem_change *change, struct err *err)
{
    json_decref(change->document);
    return postmortem_build(db, change->project_id, change->defect_id, change->now,
                            &change->document, err);
}

static enum err_code write_field(struct db *db, void *context, struct err *err)
{
    struct postmortem_change *change = context;
    auto_params struct params params = {0};
    try_(rebuild(db, change, err)); /* it is an escape */
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_text(&params, change->field);
    params_text(&params, change->words);
    params_time(&params, change->now);
    try_(db_run(db, QUERY_POSTMORTEM_FIELD_PUT, &params, NULL, err));
    try_(note(db, change, "postmortem.write", "field", change->field, err));
    return rebuild(db, change, err);
}

enum err_code postmortem_write(struct db *db, struct postmortem_change *change, struct err *err)
{
    if (!is_field(change->field))
        return err_set(err, ERR_NOT_FOUND, "a post-mortem has no field \"%.100s\"", change->field);
    if (change->words && strlen(change->words) > POSTMORTEM_WORDS_MAX)
        return err_set(err, ERR_INVALID, "field \"words\": at most %d bytes", POSTMORTEM_WORDS_MAX);
    return db_transaction(db, write_field, change, err);
}

static enum err_code check_words(const char *id, const char *words, struct err *err)
{
    json_t *remarks = blame_remarks(words);
    const char *first = json_string_value(json_array_get(remarks, 0));
    enum err_code code = !remarks ? err_nomem(err)
                         : first  ? err_set(err, ERR_INVALID, "field %s: %s", id, first)
                                  : ERR_OK;
    json_decref(remarks);
    return code;
}

/* What stands between a document and its review: the first thing is named. */
static enum err_code check_review(struct db *db, const struct postmortem_change *change,
                                  struct err *err)
{
    struct action_plan plan;
    size_t i, j;
    json_t *section, *field;
    try_(action_plan_read(db, change->project_id, change->defect_id, &plan, err));
    for (int aim = 0; aim < ACTION_AIM__MAX; aim++)
        if (plan.missing[aim])
            return err_set(err, ERR_INVALID,
                           "an action item for %s is missing: one each for fix, prevention and "
                           "detection is needed before the review",
                           action_aims[aim]);
    json_array_foreach(json_object_get(change->document, "sections"), i, section)
    {
        json_array_foreach(json_object_get(section, "fields"), j, field)
        {
            const char *id = json_string_value(json_object_get(field, "id"));
            const char *status = json_string_value(json_object_get(field, "status"));
            const char *words = json_string_value(json_object_get(field, "words"));
            if (strcmp(id, "miss.gaps") == 0 && strcmp(status, "proposed") == 0)
                return err_set(err, ERR_INVALID,
                               "a proposed gap waits for a word: confirm or reject each first");
            if (words)
                try_(check_words(id, words, err));
        }
    }
    return ERR_OK;
}

static int place(const char *state)
{
    int i = 0;
    while (postmortem_states[i] && strcmp(postmortem_states[i], state) != 0)
        i++;
    return i;
}

static json_int_t counted(const json_t *document, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(document, "counts"), key));
}

static enum err_code insert(struct db *db, const struct postmortem_change *change, int64_t version,
                            struct err *err)
{
    static const char *const keys[] = {"fields", "filled", "proposed", "written"};
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    char *document = json_dumps(change->document, JSON_COMPACT);
    if (!document)
        return err_nomem(err);
    params_int(&params, change->project_id);
    params_int(&params, change->defect_id);
    params_int(&params, version);
    params_text(&params, change->state);
    params_text(&params, document);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        params_int(&params, counted(change->document, keys[i]));
    params_time(&params, change->now);
    free(document);
    try_(db_run(db, QUERY_POSTMORTEM_ADD, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "somebody else has just kept version %" PRId64, version);
    return note(db, change, "postmortem.keep", "state", change->state, err);
}

static enum err_code keep(struct db *db, void *context, struct err *err)
{
    struct postmortem_change *change = context;
    int64_t version;
    const char *state;
    try_(rebuild(db, change, err));
    try_(latest(db, change->project_id, change->defect_id, &version, &state, err));
    int from = version ? place(state) : 0, to = place(change->state);
    if (to > from + 1)
        return err_set(err, ERR_INVALID, "it is %s, and goes on to %s", state,
                       postmortem_states[from + 1]);
    if (to < from && to > 0)
        return err_set(err, ERR_INVALID, "it is %s, and goes back to draft alone", state);
    if (to > 0)
        try_(check_review(db, change, err));
    if (json_object_set_new(change->document, "version", json_integer(version + 1)) != 0 ||
        json_object_set_new(change->document, "state", json_string(change->state)) != 0)
        return err_nomem(err);
    return insert(db, change, version + 1, err);
}

enum err_code postmortem_keep(struct db *db, struct postmortem_change *change, struct err *err)
{
    return db_transaction(db, keep, change, err);
}
