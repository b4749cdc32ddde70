/* Bundles of files: tar and zip, each packed or not, read while they arrive: nothing is written to
 * disk, and memory does not grow with their size. The one owner of libarchive.
 * Bounded by max_entries, max_expanded_bytes, max_expansion_ratio and max_window_bytes. */
#ifndef COMMON_ARCHIVE_H
#define COMMON_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

enum { ARCHIVE_HEAD = 512 }; /* bytes that are enough to tell */

/* Is it packed, or a tar or zip? Told by its first bytes, of which there are no more when @len is
 * below ARCHIVE_HEAD. */
bool archive_is_one(const char *head, size_t len);

enum archive_kind { ARCHIVE_KIND_FILE, ARCHIVE_KIND_LINK, ARCHIVE_KIND_OTHER };

/* What is done with what it holds. Folders are not told. A failure ends the walk. */
struct archive_sinks {
    /* A file begins. @path is as stored: any bytes. NULL: the whole is one packed file. */
    enum err_code (*begin)(void *context, const char *path, enum archive_kind kind,
                           struct err *err);
    enum err_code (*data)(void *context, const char *bytes, size_t len, struct err *err);
    enum err_code (*end)(void *context, struct err *err);
    /* What was told as a file is a symbolic link: a zip says so at its end. */
    void (*was_link)(void *context, const char *path);
    void *context;
};

/* Where the bytes come from: at most @max, valid until the next call; 0: there are no more. */
struct archive_source {
    size_t (*pull)(void *context, const char **bytes, size_t max);
    void *context;
};

/* How far it came. */
struct archive_end {
    bool broken_off; /* the bytes end too soon: the file that began last did not end */
    int64_t bytes;   /* that came */
};

/* Walks through all files in the order they stand in. The bytes are the @len of @head, of which
 * archive_is_one() holds, and then those of @source. ERR_OK also for one that breaks off, all
 * files before that being whole. ERR_INVALID: damaged, encrypted or packed in a way that is not
 * known; ERR_LIMIT: past a named limit; else what a sink says. */
enum err_code archive_walk(const char *head, size_t len, const struct archive_source *source,
                           const struct archive_sinks *sinks, struct archive_end *end,
                           struct err *err) must_check;

#endif
