/* What the headers of a file count, against what the file shows: a part of the reader. */
#ifndef INGEST_READER_HEADER_H
#define INGEST_READER_HEADER_H

#include "ingest/report.h"

struct header {
    int64_t errors, failures;
};

struct reader;
struct attributes;

/* Adds the counts of an element to @header. */
void header_read(struct header *header, const struct attributes *attributes);

/* At the end of @file, its dialect being known: tells what its headers count beyond what it shows,
 * and fills root_errors where that cannot be anything but failures. */
void header_settle(struct reader *reader, struct report_file *file);

#endif
