/* A refused `escapement ingest`, noted beside the refused uploads over HTTP. */
#ifndef CLI_INGEST_NOTE_H
#define CLI_INGEST_NOTE_H

#include <stdint.h>

#include "common/err.h"

struct ingest_note {
    const char *project;
    const char *const *values; /* in the order of upload_parameters; NULL: not given */
    int64_t bytes;             /* that were read */
    int64_t now;
};

/* Notes @err when it is about what was given, the project is there and the database can be reached.
 * Says nothing when it cannot: the command has its own failure to tell. */
void ingest_note(const struct ingest_note *note, const struct err *err);

#endif
