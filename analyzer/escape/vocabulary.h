/* The words of the vocabularies, for what is told from outside. */
#ifndef ANALYZER_ESCAPE_VOCABULARY_H
#define ANALYZER_ESCAPE_VOCABULARY_H

#include "common/db.h"

/* Checks that @word, if there is one, is of @vocabulary ("bug_category", "change_type", ...).
 * ERR_INVALID names @field and lists the words. */
enum err_code vocabulary_check(struct db *db, const char *vocabulary, const char *field,
                               const char *word, struct err *err) must_check;

#endif
