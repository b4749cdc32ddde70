/* What the two halves of the JUnit module share: junit.c, which drives libxml2, and junit_plain.c,
 * which does without it where it can. */
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

struct junit {
    struct report *report;
    struct reader *reader;
    char *filename;
    xmlParserCtxtPtr parser;
    struct filter filter;
    struct utf16 utf16;
    char head[SNIFF_HEAD];
    size_t head_len;
    bool sniffed, closing, closed;
    int64_t blank_lines; /* before the head */
    enum err_code code;  /* the failure that ended it */
    struct err err;
    char block[BLOCK];
    size_t block_len;
    size_t wrappers; /* of ours that are open */
    struct name elements[ELEMENTS], attributes[ATTRIBUTES];
    struct text decoded; /* attribute values of one element that had to be decoded */
};

/* Keeps the first failure and stops the parser. */
void junit_fail(struct junit *junit, enum err_code code);

/* Gives libxml2 all that waits in the block. */
enum err_code junit_flush(struct junit *junit) must_check;

/* A filter_plain: takes plain cases for the reader, as many as follow each other. */
size_t junit_take_plain(void *context, const char *bytes, size_t len);

#endif
