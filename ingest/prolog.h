/* The root element that XML announces: by a DOCTYPE, and by the root itself. It reads no more than
 * that, and trusts nothing. */
#ifndef INGEST_PROLOG_H
#define INGEST_PROLOG_H

#include <stdbool.h>
#include <stddef.h>

enum { PROLOG_NAME = 64 };

struct prolog {
    int state;
    char last[2];           /* bytes before this one, in a comment or instruction */
    int brackets;           /* open in a DOCTYPE */
    char word[PROLOG_NAME]; /* what is being read */
    size_t word_len;
    char doctype[PROLOG_NAME]; /* the element that a DOCTYPE names; "" none */
    char root[PROLOG_NAME];    /* without its prefix; "" not there yet */
};

/* Reads on until the root is known. Zeroed at first. UTF-16 is read as well. */
void prolog_feed(struct prolog *prolog, const char *bytes, size_t len);

/* Is @name the root of a JUnit report? */
bool prolog_is_junit(const char *name);

#endif
