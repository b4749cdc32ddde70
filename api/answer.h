/* The answer to an upload in other forms than its JSON document, which stays the one that is kept:
 * for people who read a log, for a comment on a pull request, for what a CI shows beside a line. */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include <jansson.h>
#include <stdbool.h>

#include "api/reply.h"
#include "common/text.h"

/* What stands in the log of a job: the summary, every failing test with what excuses it or why
 * nothing does, flaky tests, warnings. @page: the address of the build's page, or NULL. Nothing in
 * it is a command to the CI that prints it. */
void answer_plain(const json_t *answer, bool replayed, const char *page, struct text *out);

/* The comment on a pull request, in Markdown. */
void answer_markdown(const json_t *answer, const char *page, struct text *out);

/* Where a test is written. */
struct answer_place {
    long long test;
    const char *file; /* NULL: not known, as where there is none */
    long long line;   /* 0: not known */
};

/* Workflow commands of GitHub Actions, which show a failing test beside its line: an error for each
 * that nothing excuses, a warning for one that is excused or flaky, ten of each as GitHub shows. */
void answer_github(const json_t *answer, const struct answer_place *places, size_t count,
                   struct text *out);

/* Headers that say the verdict, whatever the body is: Escapement-Verdict, -Report, -Failing (not
 * excused), -Excused, -Flaky. ERR_INTERNAL when @answer has no verdict. */
enum err_code answer_headers(const json_t *answer, struct reply *reply, struct err *err) must_check;

#endif
