/* What the parts of the JUnit module share: junit.c, which drives libxml2, junit_plain.c, which
 * does without it where it can, and junit_place.c, which tells where in the file it stands. */
#ifndef INGEST_JUNIT_INTERNAL_H
#define INGEST_JUNIT_INTERNAL_H

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include "common/text.h"
#include "ingest/filter.h"
#include "ingest/junit.h"
#include "ingest/reader.h"
#include "ingest/sniff.h"
#include "ingest/utf16.h"

enum {
    BLOCK = 64 << 10,
    WRAPPERS = 4,
    ELEMENTS = ELEMENT__MAX + 4,
    ATTRIBUTES = ATTRIBUTE__MAX + 4
};

struct name {
    const xmlChar *interned; /* in the parser's dictionary: one pointer compare tells */
    unsigned value;
};

/* See junit_place.c. */
struct place {
    int64_t fed;        /* bytes that libxml2 was given */
    int64_t rest;       /* where it stood after the last chunk */
    int64_t line_start; /* where the line of that place begins */
    int64_t floor;      /* bytes before this one are on no line of those behind it */
    int rest_line;
    const char *chunk; /* that is being parsed, and its offset */
    int64_t chunk_at;
};

enum { DOUBT_SIZE = 256 };

/* What is wrong with the tag that is being read outside of any root: if it turns out to be a root,
 * the report is damaged. */
struct doubt {
    int64_t line; /* 0: nothing */
    int64_t column;
    char reason[DOUBT_SIZE];
};

struct junit {
    struct report *report;
    struct reader *reader;
    char *filename;
    xmlParserCtxtPtr parser;
    struct filter filter;
    struct utf16 utf16;
    char head[SNIFF_HEAD];
    size_t head_len;
    const char *refusal; /* of what the head is no report by; but one may follow */
    struct text lead;    /* what came before it so far */
    bool sniffed, led, closing, closed;
    int64_t blank_lines; /* before the head */
    enum err_code code;  /* the failure that ended it */
    struct err err;
    bool no_xml;
    enum junit_refusal refused_as;
    char block[BLOCK];
    size_t block_len;
    size_t wrappers; /* of ours that are open */
    struct place place;
    struct doubt doubt;
    struct name elements[ELEMENTS], attributes[ATTRIBUTES];
    struct text decoded; /* attribute values of one element that had to be decoded */
};

/* Keeps the first failure and stops the parser. */
void junit_fail(struct junit *junit, enum err_code code);

/* A filter_sink for UTF-8: passes a file on to the filter once its head tells that it is a report,
 * and refuses it otherwise. */
enum err_code junit_take_head(void *context, const char *bytes, size_t len,
                              struct err *err) must_check;

/* The same at the end of a file. */
enum err_code junit_end_head(struct junit *junit) must_check;

/* Keeps the first failure, names the file in it and takes the file out of the report. */
enum err_code junit_settle_failure(struct junit *junit, enum err_code code,
                                   struct err *err) must_check;

/* Gives libxml2 all that waits in the block. */
enum err_code junit_flush(struct junit *junit) must_check;

/* The column, in bytes from 1, of the place in its line at which libxml2 stands; 0 when that can't
 * be told. */
int64_t junit_column(const struct junit *junit);

/* To be told before and after libxml2 is given a chunk, and when plain cases pass it by. */
void junit_place_chunk(struct junit *junit, const char *bytes);
void junit_place_parsed(struct junit *junit, size_t len);
void junit_place_passed_by(struct junit *junit, const char *bytes, size_t len, int64_t lines);

/* A filter_plain: takes plain cases for the reader, as many as follow each other. */
size_t junit_take_plain(void *context, const char *bytes, size_t len);

#endif
