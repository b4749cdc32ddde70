/* The last commits of a stream as text, as test_stream keeps them: a letter a commit for the
 * executions that passed, and one for those that failed. Counts from 35 on are one letter. */
#ifndef ANALYZER_FLAKE_TAIL_H
#define ANALYZER_FLAKE_TAIL_H

#include <stddef.h>

#include "analyzer/flake/cell.h"

enum { TAIL_MAX = 256 /* commits: the most that window_commits may be */ };

/* @passes and @fails have room for @count letters and a NUL. */
void tail_write(const struct cell *cells, size_t count, char *passes, char *fails);

/* Reads at most TAIL_MAX cells; returns how many. */
size_t tail_read(const char *passes, const char *fails, struct cell cells[TAIL_MAX]);

/* The commits on which it ran as letters: p passed, f failed always, m both. */
void tail_letters(const struct cell *cells, size_t count, char letters[TAIL_MAX + 1]);

#endif
