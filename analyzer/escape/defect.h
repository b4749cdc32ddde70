/* Bugs, found before release (catches) or after it (escapes): written down, changed, merged, judged
 * by gate, each with its record. All of it runs in the transaction of the caller. */
#ifndef ANALYZER_ESCAPE_DEFECT_H
#define ANALYZER_ESCAPE_DEFECT_H

#include <jansson.h>

#include "analyzer/escape/defect_field.h"

enum {
    DEFECT_KEY_MAX = 200,
    DEFECT_REASON_MAX = 2000,
    DEFECT_WHY_MAX = 2000,
    /* Columns of defect_page after those of enum defect_field. */
    DEFECT_SETTLED = DEFECT_STORED,
    DEFECT_INTRODUCED_HOW,
    DEFECT_RELEASED_HOW,
    DEFECT_DUPLICATE_OF,
    DEFECT_EVENT_AT,
    DEFECT_COLUMNS, /* those before can be changed */
    DEFECT_ID = DEFECT_COLUMNS,
    DEFECT_KIND,
    DEFECT_SOURCE,
    DEFECT_KEY,
    DEFECT_SERVICE_ID,
    DEFECT_TEAM,
    DEFECT_ADDED_AT,
    DEFECT_CHANGED_AT,
    DEFECT_PLACE
};

/* Whose word it is. What people said of a commit is never overwritten by a source, and only they
 * settle which tests should have found a bug. */
enum defect_by { DEFECT_BY_HAND, DEFECT_BY_IMPORT, DEFECT_BY_SOURCE };

struct defect_change {
    int32_t project_id;
    int64_t defect_id; /* which one; filled in for a new one */
    enum defect_by by;
    const char *actor;
    int64_t now;
    const char *reason;       /* or NULL */
    const char *source, *key; /* of a new one; no key: one is made */
    int64_t event_at;         /* of a source: when what it tells of happened; 0: it does not say */
    struct defect_fields fields;
    struct arena *arena;
};

/* The words of a project, in @arena. */
enum err_code defect_words_load(struct db *db, int32_t project_id, struct arena *arena,
                                struct defect_words *words, struct err *err) must_check;

/* Writes down a bug: by hand, found now where nothing else is said. ERR_INVALID names the field;
 * ERR_CONFLICT: the source has one of that key. */
enum err_code defect_create(struct db *db, struct defect_change *change,
                            struct err *err) must_check;

/* Changes what is given of one, with before and after; nothing new changes nothing. ERR_NOT_FOUND;
 * ERR_INVALID names the field: an escape is closed when its layer is settled, and invalid takes a
 * reason. */
enum err_code defect_change(struct db *db, struct defect_change *change,
                            struct err *err) must_check;

/* What a source tells: creates the bug of @change->source and ->key or changes it. An event older
 * than the latest one that was taken in changes nothing. */
enum err_code defect_take(struct db *db, struct defect_change *change, struct err *err) must_check;

/* Makes @change->defect_id, and all that are duplicates of it, duplicates of @into. ERR_CONFLICT:
 * @into is a duplicate itself. */
enum err_code defect_merge(struct db *db, struct defect_change *change, int64_t into,
                           struct err *err) must_check;

/* Says whether a gate could have caught it; ->reason says why. @could NULL takes that back.
 * ERR_NOT_FOUND: no such bug or gate; ERR_INVALID: the gate comes after the stage where it was
 * found. */
enum err_code defect_judge(struct db *db, struct defect_change *change, const char *gate,
                           const bool *could, struct err *err) must_check;

/* For bulk: fills in what follows from the given fields of a new bug (its state, its layer, how its
 * commits are known), which were read, and checks all. Failures as those of defect_read(). */
struct defect_record {
    struct defect_fields fields;
    const char *source, *key, *introduced_how, *released_how, *duplicate_of, *event_at;
    bool settled;
};
enum err_code defect_apply(struct defect_record *record, const struct defect_change *change,
                           const struct defect_words *words, enum defect_field *at,
                           struct err *err) must_check;

/* As defect_add takes it; NULL when memory ran out. */
json_t *defect_pack(const struct defect_record *record);

#endif
