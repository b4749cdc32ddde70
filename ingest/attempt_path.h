/* What the path of a report file says about attempts: "out/retry-2/junit.xml",
 * "junit-rerun_1.xml", and Bazel's "test_attempts/attempt_1.xml" beside "test.xml". */
#ifndef INGEST_ATTEMPT_PATH_H
#define INGEST_ATTEMPT_PATH_H

#include <stdint.h>

#include "common/text.h"

/* Writes @path without its marks of an attempt into @key (cleared first): files with one key are
 * attempts of one another. Returns the rank of the attempt: 0 for a path without a mark, which is
 * the first, else the number in the mark; UINT32_MAX for the last, Bazel's "test.xml". */
uint32_t attempt_path_read(const char *path, struct text *key);

/* Writes into @name what is the same about @path in every run: its key without the leading folders
 * up to the last that is made anew each time (under tmp, or named by a UUID, a hash, a number). */
void attempt_path_stable(const char *path, struct text *name);

#endif
