/* The verdict in words: a line for a log, and a comment for a pull request. */
#ifndef ANALYZER_FLAKE_VERDICT_WORDS_H
#define ANALYZER_FLAKE_VERDICT_WORDS_H

#include "analyzer/flake/verdict.h"

/* The plain name of a test: class or suite, and name, as a person would point at it. Bounded. */
enum { VERDICT_NAME_SIZE = 400 };
void verdict_test_name(const struct verdict_test *test, char name[VERDICT_NAME_SIZE]);

/* Fills verdict->summary and verdict->comment. */
enum err_code verdict_say(struct verdict *verdict, struct err *err) must_check;

#endif
