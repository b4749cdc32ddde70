/* escapement project trust: whose ID tokens a project takes for uploads. */
#include "cli/project_trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "api/oidc.h"
#include "api/trust.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"
#include "common/config.h"

struct flags {
    const char *issuer, *kind, *audience, *repository;
    bool json;
};

static const char *field(const json_t *trust, const char *name)
{
    return json_string_value(json_object_get(trust, name));
}

/* Takes @trust over. */
static int print(json_t *trust, const char *done, bool json)
{
    if (json)
        return options_print_json(trust);
    printf("%-5lld %-8s %-32s for %s, from %s%s\n",
           (long long)json_integer_value(json_object_get(trust, "id")), field(trust, "kind"),
           field(trust, "repository"), field(trust, "audience"), field(trust, "issuer"), done);
    json_decref(trust);
    return EX_OK;
}

static enum err_code list(struct db *db, int32_t project_id, bool json, int *code, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_null(&params);
    params_int(&params, OIDC_TRUSTS_MAX);
    try_(db_run(db, QUERY_TRUST_LIST, &params, &rows, err));
    json_t *items = json_array();
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (json)
            json_array_append_new(items, trust_pack(rows, i));
        else
            *code = print(trust_pack(rows, i), "", false);
    }
    if (json)
        *code = options_print_json(json_pack("{s:O}", "items", items));
    else if (rows_count(rows) == 0)
        puts("no trusts yet: make one with \"escapement project trust NAME add\"");
    json_decref(items);
    return ERR_OK;
}

static enum err_code add(struct db *db, struct trust *trust, const struct flags *flags, int *code,
                         struct err *err)
{
    trust->issuer = flags->issuer ? flags->issuer : oidc_kinds[OIDC_GITHUB].issuer;
    trust->kind = flags->kind;
    trust->audience = flags->audience ? flags->audience : config.public_url;
    trust->repository = flags->repository;
    try_(trust_add(db, trust, err));
    *code = print(trust->packed, "", flags->json);
    return ERR_OK;
}

static enum err_code end(struct db *db, struct trust *trust, const char *id,
                         const struct flags *flags, int *code, struct err *err)
{
    char *rest;
    trust->trust_id = strtoll(id, &rest, 10);
    if (rest == id || *rest || trust->trust_id < 1)
        return err_set(err, ERR_INVALID,
                       "\"%.40s\" is no trust's number; see escapement project trust NAME list",
                       id);
    try_(trust_end(db, trust, err));
    *code = print(trust->packed, ": ended", flags->json);
    return ERR_OK;
}

static enum err_code run(char **words, const struct flags *flags, int *code, struct err *err)
{
    auto_db struct db *db = NULL;
    struct trust trust = {.actor = "cli", .now = clock_now()};
    try_(session_open(&db, err));
    try_(session_project(db, words[1], false, &trust.project_id, err));
    if (strcmp(words[2], "list") == 0)
        return list(db, trust.project_id, flags->json, code, err);
    return strcmp(words[2], "add") == 0 ? add(db, &trust, flags, code, err)
                                        : end(db, &trust, words[3], flags, code, err);
}

int project_trust(int argc, char **argv)
{
    static const struct command_help help = {
        "project trust NAME list | add --repository OWNER/NAME [FLAGS] | remove ID",
        "Lists, adds and ends trusts: whose ID tokens the project takes for uploads in place of\n"
        "tokens of its own. Those of pull requests and of refs that are not protected are taken,\n"
        "too, and are not trusted: what they upload is judged, and teaches nothing.\n"};
    struct flags flags = {.json = false};
    const struct option_row rows[] = {
        {"repository", OPTION_TEXT, &flags.repository, "OWNER/NAME", "add: whose jobs"},
        {"audience", OPTION_TEXT, &flags.audience, "TEXT",
         "add: what the tokens are made for (else public_url)"},
        {"issuer", OPTION_TEXT, &flags.issuer, "URL", "add: who signs them (else GitHub Actions)"},
        {"kind", OPTION_TEXT, &flags.kind, "KIND", "add: github or gitlab, for an issuer of yours"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    const char *verb = argc > 2 ? argv[2] : "";
    bool is_remove = strcmp(verb, "remove") == 0;
    if (!is_remove && strcmp(verb, "list") != 0 && strcmp(verb, "add") != 0)
        return options_misused(argv[0], "say project trust NAME list, add or remove");
    if (argc != (is_remove ? 4 : 3))
        return options_misused(argv[0],
                               is_remove ? "say which trust: its number"
                                         : "project trust NAME %s takes flags only",
                               verb);
    struct err err = {0};
    code = EX_OK;
    return run(argv, &flags, &code, &err) == ERR_OK ? code : options_fail(&err);
}
