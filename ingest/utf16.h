/* The first look at a file's bytes: a UTF-8 byte order mark is dropped, UTF-16 (by its mark, or by
 * a first '<' that takes two bytes) becomes UTF-8, everything else passes untouched. */
#ifndef INGEST_UTF16_H
#define INGEST_UTF16_H

#include "ingest/filter.h"

enum utf16_mode { UTF16_UNKNOWN, UTF16_NOT, UTF16_LITTLE, UTF16_BIG };

struct utf16 {
    filter_sink *sink;
    void *context;
    enum utf16_mode mode;
    unsigned char carry[4];
    size_t carry_len;
};

void utf16_init(struct utf16 *utf16, filter_sink *sink, void *context);
enum err_code utf16_feed(struct utf16 *utf16, const char *bytes, size_t len,
                         struct err *err) must_check;
enum err_code utf16_end(struct utf16 *utf16, struct err *err) must_check;

#endif
