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

enum err_code filter_service(struct request *request, int64_t *service_id, struct err *err)
{
    const char *name = request_query(request, "service");
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    *service_id = 0;
    if (!name)
        return ERR_OK;
    params_int(&params, request_project_id(request));
    params_text(&params, name);
    params_null(&params);
    params_int(&params, 1);
    try_(db_run(request_db(request), QUERY_SERVICE_PAGE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_INVALID,
                       "query parameter \"service\": there is no such service in this project");
    *service_id = rows_int(rows, 0, 0);
    return ERR_OK;
}

void filter_params_id(struct params *params, int64_t id)
{
    if (id)
        params_int(params, id);
    else
        params_null(params);
}
