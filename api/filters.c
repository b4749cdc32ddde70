#include "api/filters.h"

#include <string.h>

#include "common/clock.h"
#include "ingest/upload.h"

enum err_code filter_time(const struct request *request, const char *name, int64_t *time,
                          struct err *err)
{
    const char *given = request_query(request, name);
    *time = 0;
    if (given && !clock_parse(given, time))
        return err_set(err, ERR_INVALID,
                       "query parameter \"%s\": \"%.100s\" is no time; give a date or a time such "
                       "as 2026-01-31T09:30:00Z",
                       name, given);
    return ERR_OK;
}

enum err_code filter_commit(struct request *request, const char **commit, struct err *err)
{
    const char *given = request_query(request, "commit");
    *commit = NULL;
    if (!given)
        return ERR_OK;
    size_t len = strlen(given);
    if (len < 4 || len > UPLOAD_COMMIT_MAX || strspn(given, "0123456789abcdefABCDEF") != len)
        return err_set(err, ERR_INVALID,
                       "query parameter \"commit\": 4 to %d hex digits, the start of it is enough",
                       UPLOAD_COMMIT_MAX);
    char *lower = arena_text(request_arena(request), given, len);
    if (!lower)
        return err_nomem(err);
    for (char *c = lower; *c; c++)
        *c = *c >= 'A' && *c <= 'F' ? (char)(*c - 'A' + 'a') : *c;
    *commit = lower;
    return ERR_OK;
}
