/* What a case is called, where it stands, what it ran on, and which try of its test it says it is:
 * a part of the reader. */
#ifndef INGEST_READER_NAMES_H
#define INGEST_READER_NAMES_H

#include "ingest/reader_internal.h"

/* Fill @row's names (and what they tell of tries), its source file and what it ran on. */
enum err_code case_names(struct reader *reader, struct report_case *row,
                         const struct attributes *attributes, struct err *err) must_check;
enum err_code case_place(struct reader *reader, struct report_case *row,
                         const struct attributes *attributes, struct err *err) must_check;
enum err_code case_variant(struct reader *reader, struct report_case *row,
                           struct err *err) must_check;
void case_try(struct report_case *row, const struct attributes *attributes);

/* The same from a property of the case that is open. */
void case_property(struct reader *reader, const char *name, const struct attributes *attributes);

#endif
