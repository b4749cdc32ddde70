/* The signature of a failure: what it says, without what differs from run to run, and the
 * project's own functions that it came through (frames.h). Two failures of one signature are taken
 * for the same trouble; those of one text have one parent.
 *
 * The text is "KIND: LINE", at most SIGNATURE_TEXT_MAX bytes. LINE is the first line of the message
 * that says anything; of the details when there is none ("Failed", "=== RUN ...", "cart.cc:12" say
 * nothing, nor does what stands above the exception in a traceback of Python). In it, runs of white
 * space become one space, and these are replaced, in this order:
 *   <uuid>  550e8400-e29b-41d4-a716-446655440000
 *   <time>  2026-11-21, 2026-11-21T02:30:00.123Z, 02:30:00 with or without a zone
 *   <addr>  127.0.0.1, with its port
 *   <hex>   0x7ffe12, and eight or more hex digits with both a digit and a letter among them
 *   <path>  the folders of /a/b/c.go, C:\a\b.c, a/b/c.py; the file's name stays ("<path>c.go"),
 *           :LINE and :LINE:COLUMN behind it go; paths of URLs stay
 *   <time>  durations: 12ms, 3.5s, 1m30s, 250 milliseconds
 *   <n>     other numbers (ports too), with sign, fraction and exponent; inside a word only from
 *           four digits on, so that int64 and utf8 stay themselves
 * Quoted texts of more than 40 bytes stay as they are: they are the data of the test. */
#ifndef INGEST_SIGNATURE_H
#define INGEST_SIGNATURE_H

#include "ingest/frames.h"
#include "ingest/report.h"

enum { SIGNATURE_TEXT_MAX = 200 };

struct signature {
    struct identity hash;   /* XXH3, 128 bits, canonical byte order, over text and frames */
    struct identity parent; /* the same over text alone: equal to hash where there are no frames */
    struct frames frames;
    char text[SIGNATURE_TEXT_MAX + 1];
    const char *line; /* what LINE was taken from, in the message or the details as given */
    size_t line_len;
};

/* Pure: the same three texts (none NULL, any may be "") always make the same signature. */
void signature_make(const char *kind, const char *message, const char *details,
                    struct signature *out);

#endif
