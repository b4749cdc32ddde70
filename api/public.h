/* Uploads without a token, where a project takes them (public_upload). They are untrusted, smaller
 * than others and so many an hour; that is counted in the database, for all servers together. */
#ifndef API_PUBLIC_H
#define API_PUBLIC_H

#include <stdint.h>

#include "api/request.h"
#include "common/db.h"

/* The caller of an upload to @project that shows no token. ERR_UNAUTHORIZED: there is no such
 * project, or it takes none (which is not said); ERR_LIMIT: none any more in this hour, and
 * @caller and @project_id are filled. */
enum err_code public_find(struct db *db, const char *project, int64_t now, struct caller *caller,
                          int32_t *project_id, struct err *err) must_check;

/* Counts an upload, in its transaction. ERR_LIMIT as above. */
enum err_code public_count(struct db *db, int32_t project_id, int64_t now,
                           struct err *err) must_check;

/* Seconds until the next hour. */
int public_wait_s(int64_t now);

#endif
