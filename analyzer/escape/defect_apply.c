/* What follows from what was said of a bug. */
#include "analyzer/escape/defect.h"

#include <string.h>

#include "common/clock.h"

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Who had fixed or closed it says so by a time as well as by a state. */
static enum err_code follow_state(struct defect_record *record, const struct defect_change *change,
                                  struct err *err)
{
    struct defect_fields *now = &record->fields;
    const struct defect_fields *given = &change->fields;
    const char **state = &now->text[DEFECT_STATE];
    if (!*state)
        *state = "open";
    if (!given->given[DEFECT_STATE] && same(*state, "open"))
        *state = now->text[DEFECT_CLOSED_AT]  ? "closed"
                 : now->text[DEFECT_FIXED_AT] ? "fixed"
                                              : "open";
    bool open = same(*state, "open"), fixed = same(*state, "fixed");
    if (open && !given->given[DEFECT_FIXED_AT])
        now->text[DEFECT_FIXED_AT] = NULL;
    if ((open || fixed) && !given->given[DEFECT_CLOSED_AT])
        now->text[DEFECT_CLOSED_AT] = NULL;
    if (!same(*state, "duplicate"))
        record->duplicate_of = NULL;
    enum defect_field done = fixed ? DEFECT_FIXED_AT : DEFECT_CLOSED_AT;
    if (change->by != DEFECT_BY_IMPORT && !now->text[done] && (fixed || same(*state, "closed"))) {
        char *form = arena_alloc(change->arena, CLOCK_TEXT_SIZE);
        if (!form)
            return err_nomem(err);
        clock_format(change->now, form);
        now->text[done] = form;
    }
    return ERR_OK;
}

static void follow_layer(struct defect_record *record, const struct defect_change *change,
                         const struct defect_words *words)
{
    const char **layer = &record->fields.text[DEFECT_LAYER];
    if (change->fields.given[DEFECT_LAYER])
        record->settled = *layer && change->by != DEFECT_BY_SOURCE;
    if (record->settled || (change->fields.given[DEFECT_LAYER] && *layer))
        return;
    const struct defect_word *category =
        defect_word_find(words, "category", record->fields.text[DEFECT_CATEGORY]);
    *layer = category ? category->more : NULL;
}

/* How @sha is known. What a person said stands against what a source says. */
static void follow_commit(const struct defect_record *before, struct defect_record *record,
                          const struct defect_change *change, enum defect_field sha,
                          const char **how)
{
    enum defect_field sure = sha + 1;
    const char **text = record->fields.text;
    bool given = change->fields.given[sha];
    if (change->by != DEFECT_BY_HAND && same(*how, "by_hand")) {
        text[sha] = before->fields.text[sha];
        text[sure] = before->fields.text[sure];
        return;
    }
    if (given && text[sha]) {
        *how = change->by == DEFECT_BY_HAND ? "by_hand" : "explicit";
        if (!change->fields.given[sure] || !text[sure])
            text[sure] = "certain";
    }
    if (!text[sha])
        *how = text[sure] = NULL;
    else if (!text[sure])
        text[sure] = before->fields.text[sure] ? before->fields.text[sure] : "certain";
}

/* The commit before the fix still had the bug: near it, where nothing better tells. */
static void follow_fix(struct defect_record *record, const char *parent)
{
    if (!parent || (record->introduced_how && !same(record->introduced_how, "last_deployment")))
        return;
    record->fields.text[DEFECT_INTRODUCED_SHA] = parent;
    record->fields.text[DEFECT_INTRODUCED_SURE] = "likely";
    record->introduced_how = "fix_parent";
}

enum err_code defect_apply(struct defect_record *record, const struct defect_change *change,
                           const struct defect_words *words, enum defect_field *at, struct err *err)
{
    const struct defect_record before = *record;
    struct defect_fields *fields = &record->fields;
    for (int i = 0; i < DEFECT_STORED; i++)
        if (change->fields.given[i])
            fields->text[i] = change->fields.text[i];
    if (!fields->text[DEFECT_KNOWN])
        fields->text[DEFECT_KNOWN] = "false";
    *at = DEFECT_STATE;
    try_(follow_state(record, change, err));
    follow_layer(record, change, words);
    follow_commit(&before, record, change, DEFECT_INTRODUCED_SHA, &record->introduced_how);
    follow_commit(&before, record, change, DEFECT_RELEASED_SHA, &record->released_how);
    follow_fix(record, change->fields.text[DEFECT_FIX_PARENT]);
    return defect_agree(fields, words, record->settled, change->now, at, err);
}

static bool put(json_t *object, const char *name, const char *text)
{
    return json_object_set_new(object, name, text ? json_string(text) : json_null()) == 0;
}

json_t *defect_pack(const struct defect_record *record)
{
    json_t *object = json_object();
    bool good = object != NULL;
    for (int i = 0; good && i < DEFECT_STORED; i++)
        good = put(object, defect_rows[i].name, record->fields.text[i]);
    good = good && put(object, "source", record->source) &&
           put(object, "source_key", record->key) &&
           put(object, "introduced_how", record->introduced_how) &&
           put(object, "released_how", record->released_how) &&
           put(object, "duplicate_of", record->duplicate_of) &&
           put(object, "event_at", record->event_at) &&
           put(object, "layer_settled", record->settled ? "true" : "false");
    if (good)
        return object;
    json_decref(object);
    return NULL;
}
