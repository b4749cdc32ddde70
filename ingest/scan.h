/* The quick part of the byte filter: past everything that it need not look at. */
#ifndef INGEST_SCAN_H
#define INGEST_SCAN_H

#include "ingest/filter.h"

enum {
    SCAN_CONTROL = 1, /* not allowed in XML 1.0 */
    SCAN_HIGH = 2,    /* 128 and up */
    SCAN_OPEN = 4,    /* < */
    SCAN_AMPERSAND = 8,
    SCAN_QUOTE = 16, /* " */
    SCAN_APOSTROPHE = 32,
    SCAN_CLOSE = 64,  /* > */
    SCAN_ENDING = 128 /* - ] ? : may end a comment, CDATA, an instruction */
};

/* What each byte is, as a mask of the above. */
extern const unsigned char scan_classes[256];

/* The first byte from @at on that the filter must look at in @state, within a value that ends with
 * @quote; @end when there is none. */
const unsigned char *scan_next(enum filter_state state, unsigned char quote,
                               const unsigned char *at, const unsigned char *end);

/* How many line feeds there are. */
size_t scan_lines(const unsigned char *bytes, size_t len);

#endif
