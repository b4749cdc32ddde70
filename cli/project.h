/* The longer parts of escapement project, a file each. */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/settings_change.h"
#include "common/db.h"

/* Sets @words ("name=value", "name=" for the default), and prints all settings. */
enum err_code project_settings(struct db *db, int32_t project_id, char **words, size_t count,
                               const char *reason, bool json, struct err *err) must_check;

/* Prints what @words, as settings, would have changed between @from and @to (dates; NULL: the last
 * 90 days). */
enum err_code project_replay(struct db *db, int32_t project_id, char **words, size_t count,
                             const char *from, const char *to, bool json,
                             struct err *err) must_check;

/* Reads "name=value" words; each is cut in two. @wanted has room for @count. */
enum err_code project_settings_read(char **words, size_t count, struct settings_wanted *wanted,
                                    struct err *err) must_check;

enum { PROJECT_SETTINGS_MAX = 100 };

#endif
