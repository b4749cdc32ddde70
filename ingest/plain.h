/* The element that almost all of a report is made of: <testcase name="..." .../> with a few plain
 * attributes and nothing in it. It is told apart from all others in one look, so that an XML parser
 * is needed only for the rest. */
#ifndef INGEST_PLAIN_H
#define INGEST_PLAIN_H

#include <stddef.h>

#include "ingest/reader.h"

/* How such an element begins. */
enum { PLAIN_START = 10 };
extern const char plain_start[PLAIN_START + 1];

/* Reads the element at @at, which begins with plain_start, and fills @attributes. Returns where it
 * ends; NULL when it is not complete before @end, or has anything that is not plain: another
 * attribute than name, classname, time and file, one twice, a reference, markup, control
 * characters, or bytes past 127. */
const char *plain_case(const char *at, const char *end, struct attributes *attributes);

#endif
