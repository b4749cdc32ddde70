/* The head and the tail of a text that may be far too long: what was written first and last says
 * most. Memory stays within twice the limit, however much is appended. */
#ifndef INGEST_EXCERPT_H
#define INGEST_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/text.h"

struct excerpt {
    struct text text;
    size_t limit; /* bytes kept at most, without the mark that stands for the middle */
    size_t head;  /* bytes at the start of text that stay, once something was cut; else 0 */
    size_t cut;   /* bytes that are gone from behind the head */
    bool torn;    /* the last word that is gone may go on */
};

void excerpt_init(struct excerpt *excerpt, size_t limit);
void excerpt_free(struct excerpt *excerpt);
void excerpt_clear(struct excerpt *excerpt);
void excerpt_clear_blank(struct excerpt *excerpt); /* if there is only white space in it */
void excerpt_append(struct excerpt *excerpt, const char *bytes, size_t len);

/* A copy in @arena, without blank lines before and white space behind, the middle replaced by
 * "[... N bytes cut ...]" where it was longer than the limit. Cuts between lines, or else words,
 * so that no part of a secret is left that nobody knows for one; never in UTF-8. NULL: no memory.
 */
const char *excerpt_keep(struct excerpt *excerpt, struct arena *arena);

/* The same for bytes that are at hand. Text within the limit is copied as it is. */
const char *excerpt_of(const char *bytes, size_t len, size_t limit, struct arena *arena);

#endif
