/* Characters: which UTF-8 is well-formed, which code points XML allows, which encodings are known.
 */
#ifndef INGEST_ENCODING_H
#define INGEST_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum encoding { ENCODING_UTF8, ENCODING_WINDOWS, ENCODING_UNKNOWN };
enum { ENCODING_MOST = 4 };

/* The length of the well-formed and allowed UTF-8 sequence at @at, whose first byte is past 127; 0
 * when it is none; -1 when the bytes end before that can be said. */
int encoding_utf8_length(const unsigned char *at, size_t len);

/* True when XML 1.0 allows this code point. */
bool encoding_allowed(uint32_t code);

/* Puts the UTF-8 of a byte past 127 of windows-1252 (of which Latin-1 is a part) into @out. */
size_t encoding_windows(unsigned char byte, char out[ENCODING_MOST]);

/* Reads encoding="..." of an XML declaration, and its name, cut, into @name ("" when there is
 * none). UTF-16 counts as UTF-8: by then it has been converted, or the declaration is wrong. */
enum encoding encoding_declared(const char *declaration, char *name, size_t size);

#endif
