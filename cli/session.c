#include "cli/session.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cluster.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/text.h"

enum { SHOWN_TESTS = 5, DAYS_MAX = 3650 };

enum err_code session_open(struct db **db, struct err *err)
{
    auto_text struct text url = {0};
    try_(cluster_database_url(&url, err));
    if (url.failed)
        return err_nomem(err);
    return db_open(text_get(&url), (int)config.db_statement_ms, db, err);
}

static enum err_code make_project(struct db *db, const char *name, int32_t *project_id,
                                  struct err *err)
{
    auto_params struct params params = {0};
    params_text(&params, name);
    params_time(&params, clock_now());
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_CREATE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return session_project(db, name, false, project_id, err); /* somebody was faster */
    *project_id = (int32_t)rows_int(rows, 0, 0);
    fprintf(stderr, "created project %s\n", name);
    return ERR_OK;
}

/* The tests of its first report may still have to become rows. */
static enum err_code unpack(struct db *db, int32_t project_id, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    return db_run(db, QUERY_TEST_UNPACK, &params, NULL, err);
}

static bool good_name(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len > 64 || !isalnum((unsigned char)name[0]))
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

enum err_code session_project(struct db *db, const char *name, bool make, int32_t *project_id,
                              struct err *err)
{
    if (!name)
        return err_set(err, ERR_INVALID, "which project? say --project NAME");
    if (!good_name(name))
        return err_set(err, ERR_INVALID,
                       "project \"%.64s\" can't be: 1 to 64 of a-z 0-9 . _ -, first a letter or "
                       "digit",
                       name);
    auto_params struct params params = {0};
    params_text(&params, name);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_BY_NAME, &params, &rows, err));
    if (rows_count(rows) == 0 && make)
        return make_project(db, name, project_id, err);
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "there is no project %s: make it with \"escapement project create %s\"",
                       name, name);
    *project_id = (int32_t)rows_int(rows, 0, 0);
    return make ? ERR_OK : unpack(db, *project_id, err);
}

static enum err_code several(const struct rows *rows, const char *words, struct err *err)
{
    auto_text struct text list = {0};
    for (size_t i = 0; i < rows_count(rows) && i < SHOWN_TESTS; i++)
        text_printf(&list, "%s%s (%.60s)", i ? ", " : "", rows_text(rows, i, 0),
                    rows_text(rows, i, 1));
    return err_set(err, ERR_CONFLICT, "\"%.80s\" is the name of several tests; give a number: %s",
                   words, list.failed ? "" : text_get(&list));
}

enum err_code session_test(struct db *db, int32_t project_id, const char *words, int32_t *test_id,
                           struct err *err)
{
    char *end;
    long number = strtol(words, &end, 10);
    if (isdigit((unsigned char)words[0]) && !*end && number > 0 && number <= INT32_MAX) {
        *test_id = (int32_t)number;
        return ERR_OK;
    }
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_text(&params, words);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_TEST_BY_WORDS, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "there is no test \"%.120s\": give its number, or its name as the runner "
                       "writes it",
                       words);
    if (rows_count(rows) > 1)
        return several(rows, words, err);
    *test_id = (int32_t)rows_int(rows, 0, 0);
    return ERR_OK;
}

enum err_code session_when(const char *words, int64_t now, int64_t *when, struct err *err)
{
    char *end;
    long days = strtol(words, &end, 10);
    if (isdigit((unsigned char)words[0]) && strcmp(end, "d") == 0 && days > 0 && days <= DAYS_MAX) {
        *when = now + (int64_t)days * 24 * 3600 * 1000000;
        return ERR_OK;
    }
    if (clock_parse(words, when))
        return ERR_OK;
    return err_set(err, ERR_INVALID,
                   "\"%.40s\" is no time: say 30d, 2026-12-31 or an RFC 3339 time", words);
}
