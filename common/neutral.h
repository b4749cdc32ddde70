/* Words that came from outside, made safe to print in the log of a CI: whatever reads that log for
 * commands finds none in them, and a terminal does nothing but show them. */
#ifndef COMMON_NEUTRAL_H
#define COMMON_NEUTRAL_H

#include "common/text.h"

/* Appends @words (UTF-8) on one line. Control characters, line ends and turns of the direction of
 * writing become blanks; "##word[" (Azure Pipelines, TeamCity, GitHub) and "::" at the start
 * (GitHub) get a blank between their signs. */
void neutral_puts(struct text *out, const char *words);

#endif
