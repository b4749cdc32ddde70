/* The answer to an upload, for people. */
#ifndef CLI_INGEST_PRINT_H
#define CLI_INGEST_PRINT_H

#include <jansson.h>
#include <stdbool.h>

/* Prints @answer on standard output: the verdict, what is failing and why it is or
 * is not excused, what passed on retry, warnings. */
void ingest_print(const json_t *answer, bool replayed);

#endif
