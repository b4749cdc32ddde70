/* Time: microseconds since 1970-01-01 UTC, and its RFC 3339 form. */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_TEXT_SIZE = 32 };

int64_t clock_now(void);      /* wall clock, microseconds since 1970 */
double clock_monotonic(void); /* seconds, for durations */

/* Writes "2026-11-21T02:41:00.123456Z" (no fraction when it is zero) into @text. */
void clock_format(int64_t microseconds, char text[CLOCK_TEXT_SIZE]);

/* Reads an RFC 3339 time, or an ISO 8601 one without a zone (taken as UTC), or a date.
 * False when @text is none of them or lies outside the years 1 to 9999. */
bool clock_parse(const char *text, int64_t *microseconds);

#endif
