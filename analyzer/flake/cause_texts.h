/* Words of failures that hint at a cause. */
#ifndef ANALYZER_FLAKE_CAUSE_TEXTS_H
#define ANALYZER_FLAKE_CAUSE_TEXTS_H

#include "analyzer/flake/causes.h"

/* The words of @cause that @text has, whatever their case; NULL: none. */
const char *cause_text(enum cause cause, const char *text);

#endif
