/* Comma-separated values as RFC 4180 has them, record by record: quoted cells with line ends in
 * them, a byte order mark, any of the three line ends; semicolons or tabs where the first record
 * has more of those. A record that is none is told as such, and reading goes on with the next line.
 */
#ifndef COMMON_CSV_H
#define COMMON_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/text.h"

enum { CSV_CELLS_MAX = 1000, CSV_CELL_MAX = 1024 * 1024 };

struct csv {
    const char *at, *end;
    char separator;
    size_t number, line; /* of the record that comes next, from 1 */
    size_t patience;     /* bytes that may be read once more */
    struct text bytes;   /* of the cells of this record */
    size_t *starts, count, capacity;
};

struct csv_record {
    size_t number, line; /* as a spreadsheet counts, and where it begins in the file */
    size_t count;        /* cells */
    const char *fault;   /* NULL: it is whole */
    size_t fault_cell;   /* from 0 */
};

/* Reads @bytes, which stay the caller's. */
void csv_open(struct csv *csv, const char *bytes, size_t len);
void csv_close(struct csv *csv);

/* The next record that is not blank; *@more is false when there is none. ERR_NOMEM. */
enum err_code csv_next(struct csv *csv, struct csv_record *record, bool *more,
                       struct err *err) must_check;

/* A cell of the record that was read last, until the next is. */
const char *csv_cell(const struct csv *csv, size_t cell);

#endif
