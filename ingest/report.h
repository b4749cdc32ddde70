/* One uploaded report in memory: what the JUnit files of one job attempt say.
 * Cases stand in file order; what did not simply pass has its attempts beside it.
 * All text belongs to the report's arena and is valid UTF-8 without NUL. */
#ifndef INGEST_REPORT_H
#define INGEST_REPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"
#include "ingest/outcome.h"

/* Identity of a test: 128 bits over its canonical name (see identity.h). */
struct identity {
    unsigned char bytes[16];
};

/* One execution of a test: kept when it failed, and where the test has several. */
struct attempt {
    struct attempt *next; /* the one that ran after this one */
    enum outcome outcome;
    bool derived;        /* it failed only because a test within it did */
    float seconds;       /* NAN when the file does not say */
    const char *kind;    /* type of the failure as written, or "" */
    const char *message; /* one line mostly, or "" */
    const char *details; /* stack trace and the like, or "" */
};

struct report_case {
    const char *suite; /* names of the suites around it, outermost first, joined by " > " */
    const char *classname;
    const char *name;
    const char *variant;      /* what the file says it ran on (browser, device), or "" */
    const char *file;         /* source file of the test, or NULL */
    struct attempt *attempts; /* oldest first; NULL: one attempt, as outcome and seconds say */
    struct identity identity;
    uint32_t file_index;  /* into report->files: the file of its last attempt */
    uint32_t suite_index; /* into report->suites */
    int32_t line;         /* in the source file; 0 unknown */
    int32_t occurrence;   /* 1; 2, 3, ... for others of the same name that are not retries */
    float seconds;        /* of the last attempt; NAN unknown */
    char outcome;         /* enum outcome, final */
    uint16_t try_number;  /* which try of its test the row says it is, from 1; 0: it does not */
};

struct report_file {
    const char *name;    /* as given by the caller */
    const char *dialect; /* name of its row in the dialect table */
    bool damaged;
    bool by_suite;        /* names of suites are part of identities, as the dialect says */
    uint32_t root_errors; /* errors counted in a header that no case of the file accounts for */
};

/* A suite as completeness counts it: the outermost named suite, or the file. */
struct report_suite {
    const char *name;
    uint32_t cases;
};

struct report_warning {
    const char *code; /* stable: "replaced_bytes", "truncated", ... */
    uint32_t file_index;
    int64_t line, column; /* of the file; 0 unknown */
    const char *message;
};

struct report_label; /* label_words.h */
struct report_counts {
    uint32_t tests, passed, failed, errors, skipped, flaky; /* flaky are also in passed */
};

struct report {
    struct arena arena;
    struct report_case *cases; /* grown by report_add_case() */
    size_t case_count, case_capacity, cases_reserved /* bytes of huge_reserve(); 0: malloc'd */;
    bool followed; /* set before one plain file is read: a thread looks at its cases as they come */
    _Atomic size_t steady; /* how many of them keep their places and names; 0 until they are many */
    bool misled;           /* after that by_suite turned out to be another */
    uint32_t *told;        /* places of the cases that have attempts; filled by retries_settle() */
    size_t told_count, told_capacity;
    struct report_file *files;
    size_t file_count, file_capacity;
    struct report_suite *suites;
    size_t suite_count, suite_capacity;
    struct report_label *labels; /* of the few cases that have any, in order of the cases */
    size_t label_count, label_capacity;
    struct report_warning *warnings;
    size_t warning_count, warning_capacity;
    size_t warnings_dropped; /* past the limit */
    size_t text_bytes;       /* of messages and details, see text_budget.h */
    struct report_left_out *left_out;
    size_t left_out_count, left_out_capacity;
    size_t left_out_files;                /* all of them, also those that are only counted */
    struct report_codeowners *codeowners; /* NULL: none came with the report */
    int64_t bytes;                        /* of the upload as it came */
    struct report_counts counts;          /* filled by retries_settle(), as what follows */
    double seconds;                       /* sum of what the cases say */
    char *outcomes;                       /* of each case a letter, in order, and a NUL */
    bool damaged;                         /* any file is */
    int64_t started_at; /* earliest time stamp in the files, microseconds since 1970; 0 */
    const char *host;   /* the first that a suite says it ran on; NULL: none does */
};

void report_init(struct report *report);
void report_free(struct report *report); /* accepts a zeroed one */

/* Appends a zeroed element; @added points at it until the next append. ERR_NOMEM, or ERR_LIMIT. */
enum err_code report_add_file(struct report *report, const char *name, struct report_file **added,
                              struct err *err) must_check;
enum err_code report_add_case(struct report *report, struct report_case **added,
                              struct err *err) must_check;

/* Notes what a reader of the report should know. Never fails: at worst it is only counted. */
void report_warn(struct report *report, uint32_t file_index, const char *code, int64_t line,
                 int64_t column, const char *format, ...) __attribute__((format(printf, 6, 7)));

#endif
