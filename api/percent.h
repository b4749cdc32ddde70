/* Percent-encoding of addresses. What does not decode to UTF-8 text without NUL is refused. */
#ifndef API_PERCENT_H
#define API_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"

/* True when @len bytes at @encoded are not empty and decode to text. */
bool percent_valid(const char *encoded, size_t len);

/* The text of @len bytes at @encoded; @form: a plus sign is a space. NULL when they are no text
 * or memory ran out. */
const char *percent_decode(const char *encoded, size_t len, bool form, struct arena *arena);

/* Why that is so, as the end of a sentence: "has a % without two hex digits after it". */
const char *percent_fault(const char *encoded, size_t len);

#endif
