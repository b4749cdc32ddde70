/* Words that a blameless text does without: names of people, and phrases that look for somebody at
 * fault. A remark is a hint, not a judgement: it says what to write about instead. */
#ifndef ANALYZER_ESCAPE_BLAME_H
#define ANALYZER_ESCAPE_BLAME_H

#include <jansson.h>
#include <stdbool.h>

/* A list of remarks on @words, empty when there are none. NULL when memory ran out. */
json_t *blame_remarks(const char *words);

/* Whether @name, in small letters, stands in @words as whole words, whatever their case. Only ASCII
 * letters have one. */
bool blame_finds(const char *words, const char *name);

#endif
