/* Which test is this? 128 bits over its canonical name: a stable format, version 1.
 *
 * XXH3 (128 bits, seed 0, canonical byte order) over, in this order:
 *   1 byte    the version, 1
 *   5 fields  suite, class name, name, variant, occurrence: each as its length in bytes (32 bits,
 *             little endian) and the bytes; the occurrence in decimal digits
 * A suite that the dialect does not need is the empty field. What is stored under an identity is
 * worth years of history, so a change of any rule here is a new version. */
#ifndef INGEST_IDENTITY_H
#define INGEST_IDENTITY_H

#include <string.h>

#include "ingest/report.h"

enum { IDENTITY_VERSION = 1, IDENTITY_TEXT_SIZE = 37 };

struct identity_name {
    const char *suite; /* already cut to identity_suite_length(); "" when not needed */
    size_t suite_len;
    const char *classname, *name, *variant;
    int32_t occurrence;
};

/* ERR_NOMEM is possible for names past a few kilobytes only. */
enum err_code identity_make(const struct identity_name *name, struct identity *identity,
                            struct err *err) must_check;

/* The length of the start of @suite that is the same in every run: without a time stamp or a UUID
 * at its end ("tests.Cart-20261121023000" counts as "tests.Cart"). */
size_t identity_suite_length(const char *suite);

/* Bits to begin a hash table with: all of them are as good as random. */
static inline size_t identity_hash(const unsigned char bytes[16])
{
    size_t hash;
    memcpy(&hash, bytes, sizeof hash);
    return hash;
}

/* The usual form, 8-4-4-4-12 hex digits. */
void identity_format(const struct identity *identity, char text[IDENTITY_TEXT_SIZE]);

#endif
