/* Durations and time stamps as runners really write them. */
#ifndef INGEST_NUMBERS_H
#define INGEST_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds from the @len bytes of @text: "1.5", "0.", "7.5e-05", "1,234.56" (thousands), "0,014"
 * and "1.234,5" (decimal comma), and whole numbers too large for seconds (nanoseconds). NAN for
 * anything else, and for less than nothing. */
float numbers_seconds(const char *text, size_t len);

/* The same where whole numbers are nanoseconds, however few. */
float numbers_nanoseconds(const char *text, size_t len);

/* A whole number from 0 to 2^31 - 1 that takes up all of @text; -1 when it is none. */
int32_t numbers_count(const char *text, size_t len);

/* A time stamp: RFC 3339, ISO 8601 without a zone (taken as UTC) or with a space, RFC 1123
 * ("Sat, 21 Nov 2026 01:23:06 GMT"), or with "GMT-08:00". False for anything else, and for dates
 * before 1990, which runners write when they do not know. */
bool numbers_time(const char *text, size_t len, int64_t *microseconds);

#endif
