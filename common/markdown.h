/* Words of people in Markdown: nothing in them is markup, or calls anybody. */
#ifndef COMMON_MARKDOWN_H
#define COMMON_MARKDOWN_H

#include "common/text.h"

/* Appends @words; lines stay lines. */
void markdown_puts(struct text *out, const char *words);

/* The same on one line, for headings and entries of lists. */
void markdown_line(struct text *out, const char *words);

#endif
