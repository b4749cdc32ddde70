/* What a project says of tests by the path of their file: [{"pattern": "/e2e/", "layer": "e2e"}].
 * Patterns are written as in GitHub's CODEOWNERS; for each label the last rule that fits and gives
 * it counts. */
#ifndef INGEST_PATH_RULES_H
#define INGEST_PATH_RULES_H

#include <jansson.h>

#include "ingest/label_words.h"
#include "ingest/path_list.h"

enum { PATH_RULES_MAX = 500, PATH_RULES_TEXT_MAX = 65536 /* bytes, as compact JSON */ };

struct path_rules {
    struct arena arena;
    struct path_list lists[LABEL__MAX];
};

/* Reads @rules, which may be any JSON. ERR_INVALID names the rule, from 1, and what would do;
 * ERR_NOMEM. Free @into also after a failure. */
enum err_code path_rules_read(struct path_rules *into, const json_t *rules,
                              struct err *err) must_check;
void path_rules_free(struct path_rules *rules); /* accepts a zeroed one */

#endif
