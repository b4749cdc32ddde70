/* A post-mortem on paper: the document of postmortem.h as Markdown, and as a page of HTML that
 * needs nothing beside it. Words of people are text in both, never markup. */
#ifndef ANALYZER_ESCAPE_RENDER_H
#define ANALYZER_ESCAPE_RENDER_H

#include <jansson.h>

#include "common/text.h"

void render_markdown(const json_t *document, struct text *out);
void render_html(const json_t *document, struct text *out);

#endif
