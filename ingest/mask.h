/* Secrets in the texts of failures: found and replaced by <masked:NAME> before anything is stored
 * or shown, so that what is around them can still be read. What is looked for is a table
 * (mask_builtin.c) and the file that the setting mask_file names.
 *
 * That file has a line each: "NAME: REGEX" looks for more (what the group called "secret" matches
 * is replaced; else the first group; else the whole), "!NAME" switches one of the table off, "#"
 * begins a comment line. A line of text is looked at by itself. One that a pattern can't be done
 * with in its bounds is masked whole.
 *
 * Names of suites, classes and tests are not masked: they are what a test is known by, and must
 * not depend on the patterns in force. Neither are those of branches, builds and jobs. */
#ifndef INGEST_MASK_H
#define INGEST_MASK_H

#include "common/arena.h"
#include "common/err.h"
#include "ingest/report.h"

enum {
    MASK_NAME_MAX = 32,
    MASK_FILE_PATTERNS_MAX = 100,
    MASK_EXPRESSION_MAX = 1000, /* bytes */
    MASK_FILE_MAX = 256 << 10   /* bytes */
};

/* Reads @path, which may be "": only the table. To be called at start, so that a mistake is known
 * then: ERR_INVALID says "FILE:LINE: what". What is read lazily otherwise, as config.mask_file
 * says, and once: a second call puts the new patterns in force, and no thread may be masking. */
enum err_code mask_open(const char *path, struct err *err) must_check;

/* Gives back what was read and compiled. The next use reads it again. */
void mask_close(void);

/* Masks the kind, message and details of every attempt of @report, and adds a warning "masked" to
 * each file, with the count of each name. Called by retries_settle(), which every reader of
 * reports ends with. */
enum err_code mask_report(struct report *report, struct err *err) must_check;

/* Masks one text: *@text is replaced by a copy in @arena if there is anything to mask in it. */
enum err_code mask_text(const char **text, struct arena *arena, struct err *err) must_check;

#endif
