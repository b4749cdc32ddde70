#include "api/public.h"

#include <inttypes.h>

#include "common/config.h"

static const int64_t hour = INT64_C(3600) * 1000000;

static void hour_params(struct params *params, int32_t project_id, int64_t now)
{
    params_int(params, project_id);
    params_time(params, now - now % hour);
    params_int(params, config.public_uploads_per_hour);
}

static enum err_code full(struct err *err)
{
    return err_set(err, ERR_LIMIT,
                   "the project takes %" PRId64
                   " uploads without a token an hour (public_uploads_per_hour); send a token, or "
                   "come again in the next hour",
                   config.public_uploads_per_hour);
}

enum err_code public_find(struct db *db, const char *project, int64_t now, struct caller *caller,
                          int32_t *project_id, struct err *err)
{
    auto_params struct params name = {0}, params = {0};
    auto_rows struct rows *found = NULL, *room = NULL;
    params_text(&name, project);
    try_(db_run(db, QUERY_PROJECT_BY_NAME, &name, &found, err));
    int32_t id = rows_count(found) ? (int32_t)rows_int(found, 0, 0) : 0;
    hour_params(&params, id, now);
    try_(db_run(db, QUERY_PUBLIC_UPLOAD_ROOM, &params, &room, err));
    if (rows_count(room) == 0 || !rows_bool(room, 0, 0))
        return err_set(err, ERR_UNAUTHORIZED,
                       "send \"Authorization: Bearer TOKEN\", with a token as \"escapement token "
                       "create\" prints it; no project of this name takes uploads without one");
    *caller = (struct caller){.name = "public",
                              .scope = SCOPE_UPLOAD,
                              .project_id = id,
                              .distrust = DISTRUST_NO_TOKEN,
                              .is_public = true};
    *project_id = id;
    return rows_bool(room, 0, 1) ? full(err) : ERR_OK;
}

enum err_code public_count(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    hour_params(&params, project_id, now);
    try_(db_run(db, QUERY_PUBLIC_UPLOAD_COUNT, &params, &rows, err));
    return rows_count(rows) ? ERR_OK : full(err);
}

int public_wait_s(int64_t now)
{
    return (int)((hour - now % hour) / 1000000) + 1;
}
