/* A growing byte buffer whose error sticks: append freely, ask once at the end.
 * Holds bytes, always followed by a NUL that is not counted. */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data; /* NULL while empty */
    size_t len, capacity;
    size_t limit; /* 0: none; appending past it fails the buffer */
    bool failed;  /* memory ran out or the limit was passed; appends do nothing from then on */
};

void text_free(struct text *text);
void text_clear(struct text *text); /* empties, keeps the memory, forgets a failure */

void text_append(struct text *text, const char *bytes, size_t len);
void text_puts(struct text *text, const char *string);
void text_putc(struct text *text, char byte);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The bytes as a C string ("" while empty), owned by @text; NULL if it failed. */
const char *text_get(const struct text *text);

/* Hands the bytes over to the caller, who frees them; @text is empty afterwards. NULL if failed. */
char *text_take(struct text *text);

/* True when @string is @prefix and something after it, or equal. */
bool text_starts(const char *string, const char *prefix);

/* The length of the longest start of @bytes of at most @max bytes that does not cut a UTF-8
 * sequence in two. */
size_t text_cut(const char *bytes, size_t len, size_t max);

/* Takes out of @string, in place, what is no well-formed UTF-8, such as a sequence that a bound on
 * its length has cut. */
void text_mend(char *string);

/* True when @bytes are well-formed UTF-8 (no surrogates, nothing over U+10FFFF, shortest form). */
bool text_is_utf8(const char *bytes, size_t len);

#define auto_text __attribute__((cleanup(text_free)))

#endif
