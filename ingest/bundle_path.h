/* The paths of files in a bundle, which may be anything: made fit to be shown and compared. */
#ifndef INGEST_BUNDLE_PATH_H
#define INGEST_BUNDLE_PATH_H

#include <stdbool.h>

#include "common/err.h"
#include "common/text.h"

/* Writes into @out (cleared first) where @path leads, from the root of the bundle and never out of
 * it: without a drive, a leading "/", "." and ".." as folders, and doubled slashes; backslashes
 * are slashes; what is no UTF-8 or a control character becomes U+FFFD.
 * ERR_LIMIT past max_path_bytes or max_path_depth; ERR_NOMEM. */
enum err_code bundle_path_clean(const char *path, struct text *out, struct err *err) must_check;

enum bundle_path_kind {
    BUNDLE_PATH_XML,
    BUNDLE_PATH_CODEOWNERS, /* where such a file is looked for */
    BUNDLE_PATH_ATTACHMENT, /* an image, a video, a trace, a log */
    BUNDLE_PATH_OTHER
};

/* What the file at the clean @path should be. */
enum bundle_path_kind bundle_path_kind(const char *path);

/* Of several CODEOWNERS the one of the lowest rank is used. Only for paths of that kind. */
int bundle_path_owners_rank(const char *path);

#endif
