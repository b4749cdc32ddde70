/* The longer parts of escapement project, a file each. */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/db.h"

/* Sets @words ("name=value", "name=" for the default), and prints all settings. */
enum err_code project_settings(struct db *db, int32_t project_id, char **words, size_t count,
                               const char *reason, bool json, struct err *err) must_check;

#endif
