/* Turns the elements of one JUnit file into the cases of a report.
 * Knows nothing of bytes or of the XML library: junit.c calls it in document order. */
#ifndef INGEST_READER_H
#define INGEST_READER_H

#include "ingest/dialect.h"
#include "ingest/excerpt.h"
#include "ingest/report.h"

enum element {
    ELEMENT_OTHER,
    ELEMENT_TESTSUITES,
    ELEMENT_TESTSUITE,
    ELEMENT_TESTCASE,
    ELEMENT_FAILURE,
    ELEMENT_ERROR,
    ELEMENT_SKIPPED,
    ELEMENT_FLAKY_FAILURE,
    ELEMENT_FLAKY_ERROR,
    ELEMENT_RERUN_FAILURE,
    ELEMENT_RERUN_ERROR,
    ELEMENT_PROPERTY,
    ELEMENT_SYSTEM_OUT,
    ELEMENT_SYSTEM_ERR,
    ELEMENT__MAX
};

enum attribute {
    ATTRIBUTE_NAME,
    ATTRIBUTE_CLASSNAME,
    ATTRIBUTE_TIME,
    ATTRIBUTE_FILE,
    ATTRIBUTE_LINE,
    ATTRIBUTE_MESSAGE,
    ATTRIBUTE_TYPE,
    ATTRIBUTE_TIMESTAMP,
    ATTRIBUTE_HOSTNAME,
    ATTRIBUTE_ERRORS,
    ATTRIBUTE_FAILURES,
    ATTRIBUTE_ID,
    ATTRIBUTE_UUID,
    ATTRIBUTE_STATUS,
    ATTRIBUTE_RESULT,
    ATTRIBUTE_DURATION,
    ATTRIBUTE_CLASS,
    ATTRIBUTE_ASSERTIONS,
    ATTRIBUTE_SCHEMA,
    ATTRIBUTE_VALUE,
    ATTRIBUTE_RETRIES,
    ATTRIBUTE_ATTEMPT,
    ATTRIBUTE__MAX
};

/* How they are spelled; several spellings may stand for one. Ended by a NULL name. */
struct spelling {
    const char *name;
    unsigned value;
};
extern const struct spelling reader_elements[], reader_attributes[];

struct slice {
    const char *at;
    size_t len;
};

enum { ATTRIBUTE_NAMES = 16 };

struct attributes {
    uint32_t present; /* bit 1 << ATTRIBUTE_...; what is not present is not filled */
    struct slice values[ATTRIBUTE__MAX];
    size_t count;                       /* of all attributes, also of those not listed here */
    const char *names[ATTRIBUTE_NAMES]; /* of the first ones, as they are written */
};

struct reader;

/* Reads into @report under @file_name, which is added to it with the first element. NULL: no
 * memory. One reader at a time works on a report. */
struct reader *reader_new(struct report *report, const char *file_name);
void reader_free(struct reader *reader);

/* The events, each with the line it stands on. ERR_INVALID for a first element that is not one of
 * a test report; ERR_LIMIT; ERR_NOMEM. */
enum err_code reader_start(struct reader *reader, enum element element, const char *name,
                           const struct attributes *attributes, int64_t line,
                           struct err *err) must_check;
enum err_code reader_end(struct reader *reader, struct err *err) must_check;
void reader_text(struct reader *reader, const char *bytes, size_t len, int64_t line);

/* Ends the file. Elements still open at @line and @column are the mark of a truncated one. */
enum err_code reader_finish(struct reader *reader, int64_t line, int64_t column,
                            struct err *err) must_check;

/* Marks the file as damaged; the first reason is kept as a warning. */
void reader_damage(struct reader *reader, const char *code, int64_t line, int64_t column,
                   const char *reason);

/* In a suite (or the root), with no case open. */
bool reader_rests(const struct reader *reader);
bool reader_inside(const struct reader *reader); /* within a root element */
bool reader_began(const struct reader *reader);  /* the file stands in the report */
uint32_t reader_file_index(const struct reader *reader);

/* Takes back everything that was appended to the report. */
void reader_withdraw(struct reader *reader);

#endif
