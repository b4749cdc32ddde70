/* What the parts of a stretch share. */
#ifndef ANALYZER_FLAKE_STRETCH_INTERNAL_H
#define ANALYZER_FLAKE_STRETCH_INTERNAL_H

#include "analyzer/flake/cell.h"
#include "analyzer/flake/stretch.h"

/* A report of a commit of the stretch; those of one commit follow each other. */
struct stretch_report {
    int64_t report_id, list_id;
    size_t column;
    int32_t *failed, *in_incident; /* tests that ended failing: evidence, and none */
    size_t failed_count, in_incident_count;
    bool expired; /* its results are gone: it says nothing */
};

/* What a test did on a commit. */
struct mark {
    uint8_t passes, fails, in_incident; /* fails: those that are evidence */
    uint16_t first_pass, first_fail;    /* reports of the commit, from 0 */
};

/* The commits of a stream that may have a bearing, as columns, oldest first. */
struct stretch {
    struct batch *batch;
    int64_t stream_id;
    struct arena arena;
    int64_t *commits;
    size_t *first_report; /* of each column */
    size_t columns;
    size_t judge_from, judge_until; /* the columns in which blips are found anew */
    size_t keep_until;              /* a blip in a column before that is not taken back: neighbours
                                       that it had have expired */
    size_t tail_from; /* the last commits of the stream; columns: they are not touched */
    struct stretch_report *reports;
    size_t report_count;
    /* the tests at hand, and what they did: a row of columns each */
    const int32_t *tests;
    size_t test_count;
    struct mark *marks;
    int32_t *rows; /* by test: its row, from 1; 0: it is not at hand */
    size_t row_tests;
};

static inline const struct mark *stretch_row(const struct stretch *stretch, size_t row)
{
    return stretch->marks + row * stretch->columns;
}

/* The columns, the reports and the tests that failed in them. *@tests: sorted. */
enum err_code stretch_read(struct stretch *stretch, int64_t from, int64_t until, int32_t **tests,
                           size_t *count, struct err *err) must_check;
/* Fills the marks of the tests at hand. */
enum err_code stretch_fill(struct stretch *stretch, struct err *err) must_check;
/* Brings the stored blips of the tests at hand in line. */
enum err_code stretch_blips(struct stretch *stretch, struct err *err) must_check;
/* Notes what they did on the last commits. */
enum err_code stretch_tails(struct stretch *stretch, struct err *err) must_check;

#endif
