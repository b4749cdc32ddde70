/* Why testing missed a bug: what the data propose, and what people say to it. No gap names a
 * person; who decided stands in the audit alone. */
#ifndef ANALYZER_ESCAPE_GAP_H
#define ANALYZER_ESCAPE_GAP_H

#include <jansson.h>

#include "analyzer/escape/facts.h"

/* The gaps that data can propose, in the order of the vocabulary. */
enum gap_kind {
    GAP_POPULATION,
    GAP_QUARANTINED,
    GAP_FLAKE_IGNORED,
    GAP_NOT_RUN,
    GAP_BYPASSED,
    GAP_OVER_BUDGET,
    GAP_NO_TEST,
    GAP__MAX
};
extern const char *const gap_words[GAP__MAX];

enum { GAP_WORD_MAX = 2000 };

struct gap {
    char *why;        /* the finding in a sentence; NULL: the data do not propose it */
    json_t *evidence; /* ids that it rests on: tests, reports, quarantines, gates, builds */
};

/* Judges @facts. Where tests are known that would have caught the escape and were there in time,
 * only these count; else all that happened on its commits is offered, and the sentence says so.
 * ERR_NOMEM. Free the gaps also after a failure. */
enum err_code gap_propose(const struct facts *facts, struct gap gaps[GAP__MAX],
                          struct err *err) must_check;
void gap_free(struct gap gaps[GAP__MAX]);

struct gap_change {
    int32_t project_id;
    int64_t defect_id;
    const char *actor;
    int64_t now;
    const char *type;  /* a gap_type */
    const char *state; /* confirmed or rejected */
    const char *word;  /* why; needed */
};

/* A person's word: confirms or rejects what was proposed, or names a gap that was not.
 * ERR_NOT_FOUND: no such escape; ERR_INVALID: no word, no such type, or there is nothing of that
 * type to reject. */
enum err_code gap_decide(struct db *db, const struct gap_change *change,
                         struct err *err) must_check;

/* Takes a word back. ERR_NOT_FOUND: none was said. */
enum err_code gap_reopen(struct db *db, const struct gap_change *change,
                         struct err *err) must_check;

struct gap_test {
    int32_t project_id;
    int64_t defect_id;
    const char *actor;
    int64_t now;
    int32_t test_id;
    const char *why; /* or NULL */
    bool dropped;    /* it would not have, after all */
};

/* Says that a test would have caught an escape, or takes that back. ERR_NOT_FOUND. */
enum err_code gap_name_test(struct db *db, const struct gap_test *test, struct err *err) must_check;

#endif
