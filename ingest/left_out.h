/* What a bundle holds beside the files that are read: it is counted and listed, never lost. */
#ifndef INGEST_LEFT_OUT_H
#define INGEST_LEFT_OUT_H

#include <jansson.h>

#include "ingest/report.h"

/* A file of a bundle that is no report. */
struct report_left_out {
    const char *name, *why;
};

/* Who owns which files, as the bundle's CODEOWNERS has it. */
struct report_codeowners {
    const char *name, *text; /* its path in the bundle; the whole file */
};

/* Counts a file that is not read, and lists it with @why unless the limit of the list is passed or
 * there is no memory. @name NULL: it is only counted. */
void report_leave_out(struct report *report, const char *name, const char *why);

/* The list, for who reads the answer: a new reference, NULL without memory. */
json_t *left_out_pack(const struct report *report);

/* Adds a file of which nothing could be read, with one warning that says why. It is damaged, so
 * that the report can't be green. */
enum err_code report_add_unread(struct report *report, const char *name, const char *code,
                                const char *why, struct err *err) must_check;

#endif
