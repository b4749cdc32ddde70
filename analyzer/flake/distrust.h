/* Why nothing is learnt from a report: who sent it may be anybody. What a person can do about it is
 * in its words. */
#ifndef ANALYZER_FLAKE_DISTRUST_H
#define ANALYZER_FLAKE_DISTRUST_H

enum distrust {
    DISTRUST_NONE, /* the report is trusted */
    DISTRUST_NO_TOKEN,
    DISTRUST_PULL_REQUEST,
    DISTRUST_OPEN_REF,
    DISTRUST__MAX
};

/* Its word in answers; NULL for DISTRUST_NONE. */
const char *distrust_reason(enum distrust distrust);

/* A sentence without its end: how it came, and how to be trusted; NULL for DISTRUST_NONE. */
const char *distrust_detail(enum distrust distrust);

#endif
