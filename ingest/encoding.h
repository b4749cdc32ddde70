/* Characters: which UTF-8 is well-formed, which code points XML allows, which encodings are known.
 */
#ifndef INGEST_ENCODING_H
#define INGEST_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum encoding { ENCODING_UTF8, ENCODING_WINDOWS, ENCODING_UNKNOWN };
enum { ENCODING_MOST = 4, ENCODING_REFERENCE = 32 /* bytes of the longest reference */ };
enum reference { REFERENCE_GOOD, REFERENCE_NONE, REFERENCE_ILLEGAL, REFERENCE_UNFINISHED };

/* The length of the well-formed and allowed UTF-8 sequence at @at, whose first byte is past 127; 0
 * when it is none; -1 when the bytes end before that can be said. */
int encoding_utf8_length(const unsigned char *at, size_t len);

/* True when XML 1.0 allows this code point. */
bool encoding_allowed(uint32_t code);

/* What the & at @at begins: a reference XML knows without a DTD and allows, of which *@length is
 * told; one that it does not allow; one that the bytes break off in; or none. */
enum reference encoding_reference(const unsigned char *at, size_t len, size_t *length);

/* Puts the UTF-8 of a byte past 127 of windows-1252 (of which Latin-1 is a part) into @out. */
size_t encoding_windows(unsigned char byte, char out[ENCODING_MOST]);

/* Reads encoding="..." of an XML declaration, and its name, cut, into @name ("" when there is
 * none). UTF-16 counts as UTF-8: by then it has been converted, or the declaration is wrong. */
enum encoding encoding_declared(const char *declaration, char *name, size_t size);

#endif
