/* Bugs from a file, CSV or a JSON object a line: all rows that are sound are stored in one
 * transaction, and each that is not is told of. The same file again changes nothing. */
#ifndef ANALYZER_ESCAPE_IMPORT_H
#define ANALYZER_ESCAPE_IMPORT_H

#include "analyzer/escape/defect.h"
#include "analyzer/escape/import_map.h"

enum { IMPORT_BYTES_MAX = 512 * 1024 * 1024, IMPORT_ROWS_MAX = 1000000, IMPORT_CHUNK = 1000 };

/* A row that was refused. */
struct import_fault {
    size_t row, line;          /* as a spreadsheet counts; where it begins in the file */
    const char *column, *name; /* of the file, and our field; NULL: the whole row */
    const char *key;           /* NULL: it has none that could be read */
    const char *reason;
};

typedef void import_progress(void *context, double share, size_t rows);

struct import {
    int32_t project_id;
    int64_t now;
    const char *source, *actor, *reason;
    const char *bytes; /* the file */
    size_t len;
    bool jsonl;
    bool dry_run; /* all is done, and undone again */
    bool whole;   /* nothing is stored when a row is refused */
    struct import_map map;
    import_progress *progress; /* or NULL: called after each chunk */
    void *context;

    /* filled in */
    struct arena arena; /* owns what faults say */
    struct import_fault *faults;
    size_t fault_count, fault_capacity;
    size_t rows, stored, already; /* already: there before, and left as they are */
    bool undone;                  /* as asked for: none of them is stored after all */
};

/* ERR_INVALID: a column is not known, or gives what another gives, or what every bug needs has
 * none; ERR_LIMIT: too many bytes or rows. Nothing is stored then. */
enum err_code import_run(struct db *db, struct import *import, struct err *err) must_check;
void import_free(struct import *import);

#endif
