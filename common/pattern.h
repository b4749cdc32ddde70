/* Regular expressions (Perl's, over UTF-8), with a bound on what a search may cost: the only module
 * that knows PCRE2. A compiled pattern may be searched for by many threads at a time. */
#ifndef COMMON_PATTERN_H
#define COMMON_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

struct pattern;
struct pattern_search; /* what one thread needs to look for patterns */

enum pattern_found {
    PATTERN_FOUND,
    PATTERN_ABSENT,
    PATTERN_GAVE_UP, /* it costs too much, or the text is not UTF-8: nobody knows */
};

struct pattern_span {
    size_t start, end; /* of the bytes searched */
};

/* Compiles @expression. ERR_INVALID with the place and PCRE2's words; also when it has an empty
 * match, or a construct that can't be bounded. */
enum err_code pattern_compile(const char *expression, size_t len, struct pattern **pattern,
                              struct err *err) must_check;
void pattern_free(struct pattern *pattern); /* accepts NULL */

enum err_code pattern_search_new(struct pattern_search **search, struct err *err) must_check;
void pattern_search_free(struct pattern_search *search); /* accepts NULL */

/* Finds the first match that begins at @from or after it. @span is what the group called "secret"
 * matched; where there is none, the first group; else the whole. @match_end is where the whole
 * match ended, never before @span->end. */
enum pattern_found pattern_find(const struct pattern *pattern, struct pattern_search *search,
                                const char *bytes, size_t len, size_t from,
                                struct pattern_span *span, size_t *match_end);

#endif
