/* What a triage decided, in Markdown: for chat, mail and whoever was not there. */
#ifndef ANALYZER_FLAKE_TRIAGE_DIGEST_H
#define ANALYZER_FLAKE_TRIAGE_DIGEST_H

#include <jansson.h>

/* The digest of @triage, a document of triage_read(). Freed by the caller; NULL: no memory. */
char *triage_digest(const json_t *triage);

/* The sections in their order, and what each is called. */
struct triage_section {
    const char *name, *title;
};
extern const struct triage_section triage_sections[];
extern const size_t triage_section_count;

/* Adds what a row is about, in words: "shop.CartTest › test_total". NUL-terminated. */
struct text;
void triage_say_subject(const json_t *row, struct text *out);

#endif
