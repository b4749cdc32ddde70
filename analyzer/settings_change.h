/* Changing what a project has set, with a record; and the settings as they are shown. */
#ifndef ANALYZER_SETTINGS_CHANGE_H
#define ANALYZER_SETTINGS_CHANGE_H

#include <jansson.h>

#include "analyzer/settings.h"

struct settings_wanted {
    const char *name;
    const char *value; /* NULL: its default again */
};

struct settings_change {
    int32_t project_id;
    int64_t now;
    const char *actor;
    const char *reason; /* or NULL */
    const struct settings_wanted *wanted;
    size_t count;
};

/* Changes all of them or none, in one transaction with its audit row; no change, no row.
 * ERR_INVALID names the setting that is not known, of another type or out of range. */
enum err_code settings_change(struct db *db, const struct settings_change *change,
                              struct err *err) must_check;

/* Puts one in force in @settings alone. ERR_INVALID as settings_change(). */
enum err_code settings_apply(struct settings *settings, const struct settings_wanted *wanted,
                             struct err *err) must_check;

/* Every setting of a project: name, type, value, default, min, max, help, changed_by, changed_at.
 */
enum err_code settings_pack(struct db *db, int32_t project_id, json_t **list,
                            struct err *err) must_check;

/* A value from JSON as it is written: a number, true or false, a text. NULL: none of them. Lives in
 * @arena. */
const char *settings_value_text(const json_t *value, struct arena *arena);

/* Fills @wanted from an object of names and values (null: the default), which has to be checked by
 * settings_set() yet. ERR_INVALID names what is no value. */
enum err_code settings_wanted_read(const json_t *object, struct arena *arena,
                                   struct settings_wanted **wanted, size_t *count,
                                   struct err *err) must_check;

#endif
