/* The post-mortem of an escape: one document, of sections with fields, each filled by the service,
 * proposed by it, written by people, or open. It is built anew whenever it is asked for; a version
 * is that document as it stood, kept for good. Printed by render.h. */
#ifndef ANALYZER_ESCAPE_POSTMORTEM_H
#define ANALYZER_ESCAPE_POSTMORTEM_H

#include <jansson.h>
#include <stdbool.h>

#include "common/db.h"

enum { POSTMORTEM_WORDS_MAX = 10000 };

extern const char *const postmortem_states[]; /* draft, in_review, reviewed, closed; ends in NULL */

/* The document as it stands now:
 * {"escape", "title", "version" (null), "state", "made_at", "counts": {"fields", "filled",
 *  "proposed", "written", "open"}, "sections": [{"id", "title", "fields": [{"id", "label",
 *  "status", "lines": [...], "words" (people's, or null), "hint" (what is asked for, when open),
 *  "remarks": [...] (what people's words should not say)}]}]}
 * *@document is the caller's. ERR_NOT_FOUND: no such escape. */
enum err_code postmortem_build(struct db *db, int32_t project_id, int64_t defect_id, int64_t now,
                               json_t **document, struct err *err) must_check;

/* A version as it was kept. ERR_NOT_FOUND. */
enum err_code postmortem_read(struct db *db, int32_t project_id, int64_t defect_id, int64_t version,
                              json_t **document, struct err *err) must_check;

struct postmortem_change {
    int32_t project_id;
    int64_t defect_id;
    const char *actor;
    int64_t now;
    const char *field, *words; /* of a field: its id; NULL takes away what was written */
    const char *state;         /* of a version */
    json_t *document;          /* filled in, the caller's: as it stands after the change */
};

/* Writes people's words into a field. ERR_NOT_FOUND: no such escape or field; ERR_INVALID: too
 * long. Words that blame are taken, and remarked upon. */
enum err_code postmortem_write(struct db *db, struct postmortem_change *change,
                               struct err *err) must_check;

/* Keeps the document as the next version in ->state. Forward by one, or back to draft.
 * ERR_INVALID: the states stand otherwise; to be reviewed it needs an action item each for fix,
 * prevention and detection, a word on each proposed gap, and words that blame nobody. */
enum err_code postmortem_keep(struct db *db, struct postmortem_change *change,
                              struct err *err) must_check;

#endif
