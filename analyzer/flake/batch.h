/* The fold of some reports in one transaction: sums, streams with what stands out in them, scores,
 * and the rules after them. Whatever the order in which reports come, the state is that of a count
 * over all that were folded. */
#ifndef ANALYZER_FLAKE_BATCH_H
#define ANALYZER_FLAKE_BATCH_H

#include <stdbool.h>

#include "analyzer/flake/lists.h"
#include "analyzer/flake/sums.h"
#include "analyzer/settings.h"

struct batch_report {
    int64_t report_id, commit_id, list_id;
    int64_t received_at, begun_at;
    int32_t tests;
    bool noted;                         /* its failing runs are counted already */
    const char *branch, *job, *variant; /* branch: or NULL */
    int64_t stream_id;                  /* 0: of no protected branch */
};

struct batch {
    struct db *db;
    int32_t project_id;
    int64_t now;
    const struct settings *settings;
    const char *default_branch;
    /* what follows is filled by the parts */
    struct arena arena; /* owns it */
    struct batch_report *reports;
    size_t count;
    bool more;    /* there are reports after these */
    bool rescore; /* all scores have to be reckoned anew */
    struct sums sums;
    struct lists lists;
    int32_t max_test;
    int64_t *changed; /* reports of blips that are new or gone */
    size_t changed_count, changed_room;
    bool *concerned; /* by test, up to max_test: its score has to be reckoned anew */
};

/* What a fold said. */
struct batch_result {
    size_t reports;
    int64_t results;
    bool more;
};

/* Folds the next reports of the project, if there are any; all of them again, or scores alone, when
 * settings that they rest on were changed. @db must not be in a transaction. */
enum err_code batch_fold(struct db *db, int32_t project_id, int64_t now,
                         struct batch_result *result, struct err *err) must_check;

/* ---- the parts, in their order -------------------------------------------------------------- */

/* A test whose score has to be reckoned anew. */
enum err_code batch_concern(struct batch *batch, int32_t test_id, struct err *err) must_check;

/* Names the stream of each report that belongs to one. */
enum err_code streams_name(struct batch *batch, struct err *err) must_check;
/* Reads the results of all reports into the sums. A commit counts once a stream and test. */
enum err_code batch_sum(struct batch *batch, struct err *err) must_check;
/* Adds the reports to their streams, and judges anew what is near them. */
enum err_code streams_fold(struct batch *batch, struct err *err) must_check;
/* Reckons the scores of all that is concerned, and has the rules look at them. */
enum err_code scores_write(struct batch *batch, struct err *err) must_check;
/* Reckons what failures cost. */
enum err_code costs_write(struct batch *batch, struct err *err) must_check;

#endif
