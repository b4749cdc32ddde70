/* escapement token: make, list and end tokens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "api/token.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"

enum { LISTED_MAX = 10000 };

struct flags {
    const char *project, *scope, *name, *expires;
    bool all_projects, json;
};

/* ---- create -------------------------------------------------------------------------------- */

static enum err_code read_new(const struct flags *flags, int64_t now, enum scope *scope,
                              int64_t *expires_at, struct err *err)
{
    if (flags->all_projects == (flags->project != NULL))
        return err_set(err, ERR_INVALID, "say --project NAME or --all-projects, one of the two");
    if (!flags->scope)
        return err_set(err, ERR_INVALID, "say --scope upload, read, triage or admin");
    *scope = scope_of(flags->scope);
    if (*scope == SCOPE_NONE)
        return err_set(err, ERR_INVALID, "scope \"%.40s\" is none of upload, read, triage, admin",
                       flags->scope);
    *expires_at = 0;
    return flags->expires ? session_when(flags->expires, now, expires_at, err) : ERR_OK;
}

/* The token stands alone on standard output, so that it can be caught in a variable or a file. */
static int print_new(const struct flags *flags, const char *plain, int64_t token_id,
                     int64_t expires_at)
{
    char until[CLOCK_TEXT_SIZE] = "it is revoked";
    if (expires_at)
        clock_format(expires_at, until);
    if (flags->json)
        return options_print_json(
            json_pack("{s:I, s:s, s:s, s:s, s:s?, s:s?}", "id", (json_int_t)token_id, "token",
                      plain, "name", flags->name, "scope", flags->scope, "project", flags->project,
                      "expires_at", expires_at ? until : NULL));
    fprintf(stderr, "token %lld: scope %s, %s%s, good until %s; it is shown only now\n",
            (long long)token_id, flags->scope, flags->project ? "project " : "all projects",
            flags->project ? flags->project : "", until);
    puts(plain);
    return EX_OK;
}

static enum err_code create(struct db *db, struct flags *flags, int *code, struct err *err)
{
    int64_t now = clock_now(), expires_at = 0, token_id;
    enum scope scope = SCOPE_NONE;
    int32_t project_id;
    char plain[TOKEN_SIZE];
    try_(read_new(flags, now, &scope, &expires_at, err));
    if (!flags->name)
        flags->name = flags->scope;
    if (flags->project)
        try_(session_project(db, flags->project, true, &project_id, err));
    try_(token_create(db, flags->project, flags->name, scope, expires_at, now, plain, &token_id,
                      err));
    *code = print_new(flags, plain, token_id, expires_at);
    return ERR_OK;
}

/* ---- list, revoke -------------------------------------------------------------------------- */

/* Columns of token_list.sql. */
enum { ID, PROJECT, NAME, SCOPE, CREATED_AT, EXPIRES_AT, LAST_USED_AT, REVOKED_AT };

static json_t *pack(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:I, s:s?, s:s, s:s, s:s, s:s?, s:s?, s:s?}", "id", (json_int_t)rows_int(rows, row, ID),
        "project", rows_text_or_null(rows, row, PROJECT), "name", rows_text(rows, row, NAME),
        "scope", rows_text(rows, row, SCOPE), "created_at", rows_text(rows, row, CREATED_AT),
        "expires_at", rows_text_or_null(rows, row, EXPIRES_AT), "last_used_at",
        rows_text_or_null(rows, row, LAST_USED_AT), "revoked_at",
        rows_text_or_null(rows, row, REVOKED_AT));
}

static void print_row(const struct rows *rows, size_t row)
{
    const char *project = rows_text_or_null(rows, row, PROJECT);
    const char *used = rows_text_or_null(rows, row, LAST_USED_AT);
    const char *ends = rows_text_or_null(rows, row, EXPIRES_AT);
    const char *revoked = rows_text_or_null(rows, row, REVOKED_AT);
    printf("%-5s %-7s %-24s %-20s last used %-20s %s %s\n", rows_text(rows, row, ID),
           rows_text(rows, row, SCOPE), project ? project : "(all projects)",
           rows_text(rows, row, NAME), used ? used : "never", revoked ? "revoked" : "good until",
           revoked ? revoked
           : ends  ? ends
                   : "it is revoked");
}

static enum err_code list(struct db *db, const struct flags *flags, int *code, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    int32_t project_id = 0;
    if (flags->project)
        try_(session_project(db, flags->project, false, &project_id, err));
    if (flags->project)
        params_int(&params, project_id);
    else
        params_null(&params);
    params_null(&params);
    params_int(&params, LISTED_MAX);
    try_(db_run(db, QUERY_TOKEN_LIST, &params, &rows, err));
    json_t *items = flags->json ? json_array() : NULL;
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (flags->json)
            json_array_append_new(items, pack(rows, i));
        else
            print_row(rows, i);
    }
    if (flags->json)
        *code = options_print_json(json_pack("{s:o}", "items", items));
    else if (rows_count(rows) == 0)
        puts("no tokens yet: make one with \"escapement token create\"");
    return ERR_OK;
}

static enum err_code end_token(struct db *db, const char *id, const struct flags *flags, int *code,
                               struct err *err)
{
    char *end;
    long long token_id = strtoll(id, &end, 10);
    if (end == id || *end || token_id < 1)
        return err_set(err, ERR_INVALID,
                       "\"%.40s\" is no token's number; see escapement token list", id);
    try_(token_revoke(db, token_id, 0, clock_now(), err));
    if (flags->json)
        *code = options_print_json(json_pack("{s:I}", "revoked", (json_int_t)token_id));
    else
        printf("token %lld is revoked; running services refuse it within 5 seconds\n", token_id);
    return ERR_OK;
}

/* ---- The command --------------------------------------------------------------------------- */

/* @id: "" for all verbs but revoke. */
static int run(const char *verb, const char *id, struct flags *flags)
{
    struct err err = {0};
    auto_db struct db *db = NULL;
    int code = EX_OK;
    enum err_code failed = session_open(&db, &err);
    if (failed == ERR_OK && strcmp(verb, "create") == 0)
        failed = create(db, flags, &code, &err);
    else if (failed == ERR_OK && strcmp(verb, "list") == 0)
        failed = list(db, flags, &code, &err);
    else if (failed == ERR_OK)
        failed = end_token(db, id, flags, &code, &err);
    return failed == ERR_OK ? code : options_fail(&err);
}

int cmd_token(int argc, char **argv)
{
    static const struct command_help help = {
        "token create --project P|--all-projects --scope S [FLAGS] | list | revoke ID",
        "Makes, lists and ends tokens. A new token is printed once, alone on standard output;\n"
        "what is stored cannot be turned back into it. A project that is missing is made.\n"
        "Scopes: upload (send reports, read verdicts and the quarantine), read, triage (and "
        "read),\n"
        "admin (all).\n"};
    struct flags flags = {.json = false};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project it is good for"},
        {"all-projects", OPTION_SWITCH, &flags.all_projects, NULL, "create: good for all of them"},
        {"scope", OPTION_TEXT, &flags.scope, "SCOPE", "create: upload, read, triage or admin"},
        {"name", OPTION_TEXT, &flags.name, "NAME", "create: what it is for (else the scope)"},
        {"expires", OPTION_TEXT, &flags.expires, "WHEN",
         "create: 90d, a date or an RFC 3339 time (else never)"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    const char *verb = argc > 1 ? argv[1] : "";
    bool is_revoke = strcmp(verb, "revoke") == 0;
    if (!is_revoke && strcmp(verb, "create") != 0 && strcmp(verb, "list") != 0)
        return options_misused(argv[0], "say create, list or revoke");
    if (argc != (is_revoke ? 3 : 2))
        return options_misused(
            argv[0], is_revoke ? "say which token: its number" : "\"%s\" takes flags only", verb);
    return run(verb, is_revoke ? argv[2] : "", &flags);
}
