/* Stack traces: which of the project's own functions a failure came through.
 *
 * Own is what belongs neither to the language's runtime nor to a test runner nor to a folder of
 * installed packages: frames_table.c has them, a row a language. A frame is a class or module and a
 * function, without lines, arguments and the numbers of lambdas and other generated names; where a
 * trace names no function, the file. A frame that repeats the one before it counts once. */
#ifndef INGEST_FRAMES_H
#define INGEST_FRAMES_H

#include <stddef.h>

enum { FRAMES_MAX = 3, FRAME_TEXT_MAX = 119, FRAMES_TEXT_MAX = FRAMES_MAX * (FRAME_TEXT_MAX + 1) };

struct frames {
    const char *language;           /* "java", "python", ...; "": no trace was found */
    size_t count;                   /* of own frames */
    char text[FRAMES_TEXT_MAX + 1]; /* innermost first, a line each */
};

/* Reads the innermost own frames of the trace in @text, which is read to its end at most once and
 * in pieces of bounded length. Of several languages the one counts whose frame comes first; of
 * several traces the first that has a frame of ours: that of the exception thrown last, where they
 * caused each other. */
void frames_find(const char *text, struct frames *out);

#endif
