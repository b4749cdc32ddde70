/* The dialects of JUnit XML: one table, one row a producer, told apart by marks that it leaves in
 * its own files. A row says how the producer encodes retries, which names make up the identity,
 * and what its cases mean where the plain reading is wrong. */
#ifndef INGEST_DIALECT_H
#define INGEST_DIALECT_H

#include "ingest/report.h"

enum { DIALECT_MARK_SIZE = 160 };

/* What is seen of a file before its first case is settled. Absent attributes are "". */
struct dialect_marks {
    bool root_suites; /* the root is <testsuites> */
    bool root_bare;   /* and has no attribute at all */
    bool root_id, root_uuid;
    char root_name[DIALECT_MARK_SIZE];
    char suite_name[DIALECT_MARK_SIZE]; /* of the innermost suite */
    char suite_host[DIALECT_MARK_SIZE];
    char schema[DIALECT_MARK_SIZE]; /* xsi:noNamespaceSchemaLocation of the root or suite */
    bool suite_id, suite_time_stamp;
    bool go_version, surefire_property;                         /* <property> of that name */
    char classname[DIALECT_MARK_SIZE], name[DIALECT_MARK_SIZE]; /* of the case */
    bool case_status, case_result, case_duration, case_class, case_assertions;
};

enum dialect_flag {
    DIALECT_REPEATS = 1, /* rows of one test in one suite are its attempts */
    DIALECT_SUITE_IN_IDENTITY = 2,
    DIALECT_HOST_IS_VARIANT = 4,       /* suite hostname: the project, the browser */
    DIALECT_FAILURES_ARE_ATTEMPTS = 8, /* several <failure> in one case */
    DIALECT_PHASES_ARE_ROWS = 16,      /* a failing call and a failing teardown: two rows */
    DIALECT_SUBTESTS = 64,             /* "Test/case" runs within "Test", which fails with it */
    DIALECT_TODO = 32                  /* <skipped> beside <failure>: it may fail */
};

struct dialect {
    const char *name;
    bool (*recognise)(const struct dialect_marks *marks);
    unsigned flags;          /* enum dialect_flag */
    const char *retries_how; /* how to make hidden retries visible; NULL when they are visible */
};

/* The first row that recognises @marks; NULL when none does. */
const struct dialect *dialect_find(const struct dialect_marks *marks);

/* The row of files that no other row knows. */
const struct dialect *dialect_generic(void);

/* The row called @name, which may be any text; generic when there is none. */
const struct dialect *dialect_named(const char *name);

/* Row @index of the table, NULL past its end. */
const struct dialect *dialect_at(size_t index);

#endif
