/* What must be true of any report that was read, whatever it was read from. */
#ifndef TESTS_FUZZ_WALK_H
#define TESTS_FUZZ_WALK_H

#include "common/text.h"
#include "ingest/report.h"

/* Looks at every part of a settled report; aborts where it contradicts itself. */
void walk_report(const struct report *report);

/* Appends a line for every file, case and attempt from those numbers on. */
void walk_dump(const struct report *report, size_t first_case, struct text *out);

/* Appends a line for every warning. */
void walk_dump_warnings(const struct report *report, struct text *out);

#endif
