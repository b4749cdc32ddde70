/* What can be said of a bug: each field with what it takes, and what has to hold between them.
 * Pure, but for the words, which are read once and given. Values are text, as they are stored. */
#ifndef ANALYZER_ESCAPE_DEFECT_FIELD_H
#define ANALYZER_ESCAPE_DEFECT_FIELD_H

#include <stdbool.h>

#include "common/db.h"

/* In the order of the columns of defect_page. */
enum defect_field {
    DEFECT_TITLE,
    DEFECT_SUMMARY,
    DEFECT_URL,
    DEFECT_STATE,
    DEFECT_CATEGORY,
    DEFECT_TRIGGER,
    DEFECT_STAGE,
    DEFECT_ORIGIN_STAGE,
    DEFECT_KNOWN,
    DEFECT_SEVERITY,
    DEFECT_SERVICE, /* this and the next two by name */
    DEFECT_POPULATION,
    DEFECT_GATE,
    DEFECT_TEST,
    DEFECT_LAYER,
    DEFECT_INTRODUCED_AT,
    DEFECT_RELEASED_AT,
    DEFECT_BEGAN_AT,
    DEFECT_DETECTED_AT,
    DEFECT_FIXED_AT,
    DEFECT_CLOSED_AT,
    DEFECT_INTRODUCED_SHA,
    DEFECT_INTRODUCED_SURE,
    DEFECT_RELEASED_SHA,
    DEFECT_RELEASED_SURE,
    DEFECT_FIX_SHA,
    DEFECT_USERS_HIT,
    DEFECT_USERS_SHARE,
    DEFECT_MONEY,
    DEFECT_CURRENCY,
    DEFECT_IMPACT_SECONDS,
    DEFECT_STORED,
    DEFECT_FIX_PARENT = DEFECT_STORED, /* only told: the commit before the fix */
    DEFECT_FIELDS
};

enum defect_type {
    DEFECT_LINE,
    DEFECT_LINES,
    DEFECT_ADDRESS, /* http or https */
    DEFECT_WORD,    /* of a vocabulary, or a name in the project */
    DEFECT_CHOICE,
    DEFECT_NUMBER,
    DEFECT_DECIMAL, /* kept exactly */
    DEFECT_TRUTH,
    DEFECT_TIME,
    DEFECT_SHA
};

struct defect_row {
    const char *name;
    enum defect_type type;
    int64_t min, max;  /* of a number; max also bytes of a text */
    const char *words; /* of a choice: with commas between; of a word: which vocabulary */
    const char *help;
};
extern const struct defect_row defect_rows[DEFECT_FIELDS];

/* False: there is none of that name. */
bool defect_field_find(const char *name, enum defect_field *field);

struct defect_fields {
    const char *text[DEFECT_FIELDS]; /* NULL: nothing is known */
    bool given[DEFECT_FIELDS];
};
/* NULL takes away what was known. */
void defect_give(struct defect_fields *fields, enum defect_field field, const char *text);

struct defect_word {
    const char *field, *word, *more;
};
struct defect_words {
    struct defect_word *list; /* in order */
    size_t count;
};
/* The entry, or NULL. */
const struct defect_word *defect_word_find(const struct defect_words *words, const char *field,
                                           const char *word);
bool defect_stage_escapes(const struct defect_words *words, const char *stage);

/* Checks each given field and gives it the form in which it is stored, in @arena; blank text is
 * none. ERR_INVALID: *@at is the field, and the message says what it takes without naming it. */
enum err_code defect_read(struct defect_fields *fields, const struct defect_words *words,
                          struct arena *arena, enum defect_field *at, struct err *err) must_check;

/* Checks what has to hold between all fields, given or not: needed ones, times in their order and
 * not after @now, money with its currency, and that no escape is closed before the layer that
 * should have found it is @settled. Failures as those of defect_read(). */
enum err_code defect_agree(const struct defect_fields *fields, const struct defect_words *words,
                           bool settled, int64_t now, enum defect_field *at,
                           struct err *err) must_check;

#endif
