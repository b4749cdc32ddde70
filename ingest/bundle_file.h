/* The files of a bundle, one after the other: what is JUnit is read, CODEOWNERS is kept, what is
 * neither is left out and listed, and what should be XML and is none makes the report damaged.
 *
 * A DOCTYPE refuses the whole upload, unless it names another root than JUnit's and the root is
 * another: such a file (Cobertura's coverage.xml, testng.xml) is not read, so that what it declares
 * can do no harm. */
#ifndef INGEST_BUNDLE_FILE_H
#define INGEST_BUNDLE_FILE_H

#include "common/arena.h"
#include "common/text.h"
#include "ingest/bundle_path.h"
#include "ingest/junit.h"
#include "ingest/prolog.h"

/* A file that should be XML and is none. */
struct bundle_unread {
    struct bundle_unread *next;
    const char *path; /* NULL: it was nothing after all */
    const char *why;
    bool added; /* to the report */
};

struct bundle_files {
    struct report *report;
    size_t read;          /* JUnit files */
    size_t other_results; /* files of test results that are no JUnit XML */
    struct arena arena;
    struct bundle_unread *unread, *last_unread;
    int owners_rank;
    /* The file that is open. */
    bool open, begun; /* begun: it has bytes */
    enum bundle_path_kind kind;
    struct text path;
    struct text owners;
    struct junit *junit;
    struct prolog prolog;
    struct err refused; /* by the reader */
    const char *why;    /* it is left out; NULL: not known yet */
};

void bundle_files_init(struct bundle_files *files, struct report *report);
void bundle_files_free(struct bundle_files *files);

/* A file begins, called @path, which is clean. @why: not NULL for one that is left out. */
enum err_code bundle_file_begin(struct bundle_files *files, const char *path, const char *why,
                                struct err *err) must_check;
enum err_code bundle_file_data(struct bundle_files *files, const char *bytes, size_t len,
                               struct err *err) must_check;
/* ERR_INVALID: the upload is refused because of it. */
enum err_code bundle_file_end(struct bundle_files *files, struct err *err) must_check;

/* The file @path that was read as one is a link: it is left out. */
void bundle_file_was_link(struct bundle_files *files, const char *path);

/* Adds those that could not be read so far to the report. */
enum err_code bundle_files_flush(struct bundle_files *files, struct err *err) must_check;

/* After the last file: adds those that could not be read to the report. ERR_INVALID when no JUnit
 * report is among the files, with what is there instead. */
enum err_code bundle_files_end(struct bundle_files *files, struct err *err) must_check;

#endif
