/* Can these bytes be XML at all? What is uploaded by mistake is told by its name. */
#ifndef INGEST_SNIFF_H
#define INGEST_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

enum { SNIFF_HEAD = 64 }; /* bytes that are enough to tell */

/* The reason to refuse a file that starts with @head (blanks already skipped) and a hint what to
 * do; NULL when it may be XML. Fewer than SNIFF_HEAD bytes mean that the file ends there. */
const char *sniff_refusal(const char *head, size_t len);

/* True when what was refused is talk of a program, behind which a report may follow. */
bool sniff_may_lead(const char *head, size_t len);

#endif
