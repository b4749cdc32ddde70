/* May this build go green? The verdict on the attempts of one job of one build so far: pass only
 * if every test that is failing still is excused, and the report is whole and sound. */
#ifndef ANALYZER_FLAKE_VERDICT_H
#define ANALYZER_FLAKE_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

#include "analyzer/flake/distrust.h"
#include "analyzer/flake/verdict_question.h"
#include "common/db.h"

enum { VERDICT_LISTED_MAX = 500 /* tests that the answer names; all of them are judged */ };

/* One execution, failing or not, as the answer shows it. */
struct verdict_attempt {
    struct verdict_attempt *next;
    const char *outcome;   /* passed, failed, error */
    double seconds;        /* NAN: not said */
    const char *message;   /* "" for a pass; NULL: it has expired */
    const char *signature; /* NULL for a pass */
};

struct verdict_test {
    int32_t test_id, occurrence;
    const char *suite, *classname, *name, *variant;
    const char *owner;     /* or NULL: nobody's */
    const char *outcome;   /* of a failing one: failed, error */
    const char *kind;      /* of a flaky one: how it came to pass, or "outage"; or NULL */
    int64_t quarantine_id; /* 0: none is open */
    bool excused;          /* by that quarantine */
    const char *refusal;   /* NULL when excused: not_quarantined, new_signature, expired, broken,
                              guard */
    const char *detail;    /* why, in words; NULL when excused */
    int64_t signature_id;  /* of its last failing attempt */
    const char *signature;
    struct verdict_attempt *attempts; /* in the order they ran */
};

/* Why the report as a whole can't make a build green. */
struct verdict_refusal {
    const char *reason; /* damaged, no_tests, incomplete */
    const char *cause;  /* of incomplete: unexplained_exit, suite_shrank, ...; else NULL */
    const char *detail;
};

enum { VERDICT_REFUSALS_MAX = 8 };

/* What a reader of an untrusted report is to know, behind the reason. */
#define VERDICT_UNTRUSTED                                                                          \
    "it is judged by itself; nothing is learnt from it, and it makes and ends no quarantine."

struct verdict {
    struct arena arena; /* owns the text of the judgement */
    bool pass;
    /* the report, as it was stored */
    int64_t report_id, build_id;
    const char *build, *commit, *branch, *job, *shard, *variant, *gate; /* branch, gate: or NULL */
    int32_t attempt, tests, passed, failed, errors, skipped, retried;
    bool damaged;
    enum distrust distrust; /* if any, it tells nobody anything */
    const char *causes;     /* joined by commas; "" is complete */
    json_t *warnings;       /* a reference of its own */
    json_t *incidents;      /* that its failures are of: id, kind, tests, failed, reports, text */
    /* the judgement */
    struct verdict_refusal refusals[VERDICT_REFUSALS_MAX];
    size_t refusal_count;
    struct verdict_test *failing, *flaky; /* the first VERDICT_LISTED_MAX of each */
    size_t failing_count, flaky_count;    /* listed */
    size_t failing_total, flaky_total, excused_total;
    const char *summary; /* one line */
    const char *comment; /* Markdown */
};

/* Judges a report that was stored and folded, in the same transaction, and notes in the ledger what
 * a quarantine excused; that may still be outstanding. A report that is alone and in which nothing
 * failed need not be stored before, either. The part of @verdict that tells of the report is the
 * caller's, and has to outlive it; the rest, zeroed before, is filled. Free it also after a
 * failure. ERR_NOT_FOUND: no such report; ERR_NOMEM, ERR_INTERNAL; those of the database. */
enum err_code verdict_judge(struct db *db, const struct verdict_question *question,
                            struct verdict *verdict, struct err *err) must_check;

void verdict_free(struct verdict *verdict); /* accepts a zeroed one */

#endif
