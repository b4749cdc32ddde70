/* The dialects of JUnit XML: one table, one row a producer, told apart by marks that it leaves in
 * its own files. A row says how the producer encodes retries, which names make up the identity,
 * and what its cases mean where the plain reading is wrong. */
#ifndef INGEST_DIALECT_H
#define INGEST_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIALECT_MARK_SIZE = 160, DIALECT_WORDS_SIZE = 224, DIALECT_LOOKS_MAX = 255 };

/* Properties that only some producers write. */
enum dialect_property {
    DIALECT_GO = 1 << 0,
    DIALECT_SUREFIRE = 1 << 1,
    DIALECT_ANT = 1 << 2,
    DIALECT_GINKGO = 1 << 3,
    DIALECT_OPENSHIFT = 1 << 4,
    DIALECT_REPETITION = 1 << 5,
    DIALECT_XRAY = 1 << 6,
    DIALECT_POLARION = 1 << 7,
    DIALECT_TESTRAIL = 1 << 8,
    DIALECT_TESTMO = 1 << 9,
    DIALECT_SAUCE = 1 << 10,
    DIALECT_TESTNG = 1 << 11,
    DIALECT_QT = 1 << 12,
    DIALECT_KYUA = 1 << 13,
    DIALECT_WTR = 1 << 14,
    DIALECT_KARMA = 1 << 15
};

/* What is seen of a file before its first case is settled. What is absent is "". First its shape,
 * which is mostly the same from case to case. */
struct dialect_marks {
    bool root_suites;    /* the root is <testsuites> */
    bool web_link;       /* a <webLink> in a case */
    uint32_t properties; /* enum dialect_property */
    /* names of the attributes in the order they are written, a blank between them */
    char root_words[DIALECT_WORDS_SIZE], suite_words[DIALECT_WORDS_SIZE],
        case_words[DIALECT_WORDS_SIZE];
    /* and names: */
    char root_name[DIALECT_MARK_SIZE];
    char outer_name[DIALECT_MARK_SIZE];                                /* of the outermost suite */
    char suite_name[DIALECT_MARK_SIZE], suite_host[DIALECT_MARK_SIZE]; /* of the innermost suite */
    char suite_time[DIALECT_MARK_SIZE];                                /* its time stamp */
    char suite_file[DIALECT_MARK_SIZE]; /* of the last that has one */
    char schema[DIALECT_MARK_SIZE];     /* xsi:noNamespaceSchemaLocation of the root or a suite */
    char classname[DIALECT_MARK_SIZE], name[DIALECT_MARK_SIZE], file[DIALECT_MARK_SIZE],
        status[DIALECT_MARK_SIZE]; /* of the case */
};

enum dialect_flag {
    DIALECT_REPEATS = 1 << 0, /* rows of one test in one suite are its attempts */
    DIALECT_SUITE_IN_IDENTITY = 1 << 1,
    DIALECT_HOST_IS_VARIANT = 1 << 2,       /* suite hostname: the project, the browser */
    DIALECT_FAILURES_ARE_ATTEMPTS = 1 << 3, /* several <failure> in one case */
    DIALECT_PHASES_ARE_ROWS = 1 << 4,       /* a failing call and a failing teardown: two rows */
    DIALECT_TODO = 1 << 5,                  /* <skipped> beside <failure>: it may fail */
    DIALECT_SUBTESTS = 1 << 6,        /* "Test/case" runs within "Test", which fails with it */
    DIALECT_REPEATS_APART = 1 << 7,   /* attempts, unless they stand side by side: parameters */
    DIALECT_REPEATS_MIXED = 1 << 8,   /* attempts, where some failed and some passed */
    DIALECT_SKIPS_ARE_TRIES = 1 << 9, /* a try that failed is a skipped row beside the others */
    DIALECT_LAST_ROW_TELLS = 1 << 10, /* earlier rows pass also when the try failed */
    DIALECT_BEGIN_NAMES = 1 << 11,    /* "begin 6 NAME" is another try of test 6 */
    DIALECT_CLASS_IS_FILE = 1 << 12,  /* the class name is the path of the source */
    DIALECT_SUITE_FILE = 1 << 13,     /* the first suite names the source file of all */
    DIALECT_NANOSECONDS = 1 << 14,
    DIALECT_SKIPS_MAY_FAIL = 1 << 15, /* <skipped> also for what could not be run */
    DIALECT_TEARDOWN_ROWS = 1 << 16,  /* two rows that failed are a call and its teardown */
    DIALECT_MAYFAIL = 1 << 17,        /* <skipped> beside <failure> tells of "!mayfail" */
    DIALECT_WARNINGS = 1 << 18,       /* a <failure type="WARN"> fails nothing */
    DIALECT_LINE_IN_CLASS = 1 << 19,  /* the class name is "FILE:LINE" */
    DIALECT_SUITE_CHANGES = 1 << 20,  /* the suite is named anew in every run */
    DIALECT_HEADER_LOGS = 1 << 21,    /* errors in headers count messages */
    DIALECT_PASSES_AFTER = 1 << 22, /* rows that failed are attempts where one after them passed */
    DIALECT_SUITE_IS_BROWSER = 1 << 23, /* the suite's name up to its version is the variant */
    DIALECT_UNSTABLE = 1 << 24,         /* "NAME (unstable)" passed after a try that failed */
    DIALECT_HEADER_HINTS = 1 << 25,     /* headers may count failures that are none, or tries */
    DIALECT_HEADER_OF_RUN = 1 << 26,    /* the header of every suite counts the whole run */
    DIALECT_HOOK_SKIPS = 1 << 27        /* <skipped> also for what its own hook kept from running */
};

struct dialect_look; /* one way its files may look: dialect_rows.h */

struct dialect {
    const char *name;
    const struct dialect_look *looks;
    unsigned flags;      /* enum dialect_flag */
    const char *retries; /* where the attempts of a test stand: "none" when it retries nothing */
    const char *retries_how; /* how to make hidden retries visible; NULL when they are visible */
};

/* Which looks the shape of the last marks leaves open: then only names are compared. */
struct dialect_memo {
    bool filled;
    unsigned char shape[offsetof(struct dialect_marks, root_name)];
    size_t count;
    unsigned char open[DIALECT_LOOKS_MAX]; /* in the order of the table */
};

/* The first row that recognises @marks; NULL when none does. @memo is zeroed at first. */
const struct dialect *dialect_find(const struct dialect_marks *marks, struct dialect_memo *memo);

/* True when @row recognises @marks, whatever the rows before it say. */
bool dialect_recognises(const struct dialect *row, const struct dialect_marks *marks);

/* The mark that the property @name with the @len bytes of @value is; 0 for most. */
uint32_t dialect_property(const char *name, const char *value, size_t len);

/* The row of files that no other row knows. */
const struct dialect *dialect_generic(void);

/* The row called @name, which may be any text; generic when there is none. */
const struct dialect *dialect_named(const char *name);

/* Row @index of the table, NULL past its end. */
const struct dialect *dialect_at(size_t index);

#endif
