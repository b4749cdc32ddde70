/* The byte filter: makes any bytes that claim to be XML safe for an XML parser.
 * What no parser may accept is replaced by U+FFFD, raw markup characters in text and attribute
 * values are escaped, comments, instructions and the XML declaration go, a DOCTYPE stops it. Line
 * feeds are never added or taken away, so that line numbers stay those of the file. */
#ifndef INGEST_FILTER_H
#define INGEST_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

/* Takes clean bytes; called with what came in, untouched, wherever that was clean. */
typedef enum err_code filter_sink(void *context, const char *bytes, size_t len, struct err *err);

/* Is shown the bytes from a plain_start in text on, after all before them was passed to the sink.
 * Says how many it took for itself, 0 for none. */
typedef size_t filter_plain(void *context, const char *bytes, size_t len);

enum filter_state {
    FILTER_TEXT,
    FILTER_TAG,   /* between < and >, outside quotes */
    FILTER_VALUE, /* inside quotes */
    FILTER_COMMENT,
    FILTER_CDATA,
    FILTER_PI,
    FILTER_DECLARATION, /* of the XML */
    FILTER_END_TAG
};

struct filter_place {
    uint64_t count;
    int64_t line, column; /* of the first one; 1-based, the column in bytes */
};

/* A tag past these bounds costs a parser more than it can be worth: time grows with the square. */
enum {
    FILTER_CARRY = 64,
    FILTER_LOOK_AHEAD = 32,
    FILTER_TAG_BYTES = 4 << 20,
    FILTER_TAG_VALUES = 1000
};

struct filter {
    filter_sink *sink;
    filter_plain *plain; /* or NULL */
    void *context;
    enum filter_state state;
    size_t tag_len, tag_values; /* so far, of the tag */
    unsigned char quote;        /* that ends a value */
    bool latin1;                /* bytes past 127 are windows-1252 */
    bool doctype;               /* the reason of the ERR_INVALID */
    bool unsure;                /* the bytes declare an encoding that is not known here */
    char encoding[40];          /* as declared, cut */
    char declaration[128];      /* the start of the one being read */
    size_t declaration_len;
    unsigned char carry[FILTER_CARRY]; /* the start of something that is not all there yet */
    size_t carry_len;
    int64_t line; /* where the next byte stands */
    int64_t column;
    struct filter_place replaced; /* bytes and references put as U+FFFD */
    struct filter_place escaped;  /* < and & put as &lt; and &amp; */
    struct filter_place unended;  /* a < in a declaration or instruction whose end is missing */
};

void filter_init(struct filter *filter, filter_sink *sink, void *context);

/* Passes @bytes on. ERR_INVALID at a DOCTYPE (filter->line is its line); ERR_LIMIT at a tag past
 * the bounds; else what the sink says.
 * The output does not depend on how the bytes are cut into calls. */
enum err_code filter_feed(struct filter *filter, const char *bytes, size_t len,
                          struct err *err) must_check;

/* Passes on what waited for more bytes. */
enum err_code filter_end(struct filter *filter, struct err *err) must_check;

#endif
