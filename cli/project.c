/* escapement project: make, list and change projects. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/policy.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/project.h"
#include "cli/project_trust.h"
#include "cli/session.h"
#include "cli/side_file.h"
#include "common/clock.h"
#include "ingest/path_rules.h"

enum { PATH_RULES_FILE_MAX = 4 * PATH_RULES_TEXT_MAX };

struct flags {
    const char *auto_activate, *public_upload, *reason, *from, *to, *default_branch, *path_rules;
    int64_t review_days, min_share_percent;
    bool json;
};

/* Columns of project_page.sql that are shown. */
enum {
    NAME = 1,
    AUTO_ACTIVATE,
    REVIEW_DAYS,
    MIN_SHARE,
    DEFAULT_BRANCH = MIN_SHARE + 2,
    PATH_RULES,
    PUBLIC_UPLOAD,
    LISTED_MAX = 10000
};

static json_t *pack(const struct rows *rows, size_t row)
{
    return json_pack("{s:s, s:{s:b, s:I, s:f}, s:s, s:o, s:b}", "name", rows_text(rows, row, NAME),
                     "policy", "auto_activate", rows_bool(rows, row, AUTO_ACTIVATE), "review_days",
                     (json_int_t)rows_int(rows, row, REVIEW_DAYS), "min_share",
                     rows_real(rows, row, MIN_SHARE), "default_branch",
                     rows_text(rows, row, DEFAULT_BRANCH), "path_rules",
                     json_loads(rows_text(rows, row, PATH_RULES), 0, NULL), "public_upload",
                     rows_bool(rows, row, PUBLIC_UPLOAD));
}

static void print(const struct rows *rows, size_t row)
{
    printf("%-32s auto-activate %s, review after %s days, suites at least %.0f %% of usual\n",
           rows_text(rows, row, NAME), rows_bool(rows, row, AUTO_ACTIVATE) ? "on" : "off",
           rows_text(rows, row, REVIEW_DAYS), rows_real(rows, row, MIN_SHARE) * 100);
}

/* What is too long for the line of a list. */
static void print_rules(const struct rows *rows)
{
    json_t *rules = json_loads(rows_text(rows, 0, PATH_RULES), 0, NULL);
    size_t i;
    const json_t *rule, *value;
    printf("  CODEOWNERS counts from the branch %s\n", rows_text(rows, 0, DEFAULT_BRANCH));
    if (rows_bool(rows, 0, PUBLIC_UPLOAD))
        puts("  takes uploads without a token");
    json_array_foreach(rules, i, rule)
    {
        printf("  %s:", json_string_value(json_object_get(rule, "pattern")));
        for (size_t label = 0; label < LABEL__MAX; label++)
            if ((value = json_object_get(rule, label_names[label])))
                printf(" %s %s", label_names[label], json_string_value(value));
        putchar('\n');
    }
    json_decref(rules);
}

/* All projects, or the one with @project_id. */
static enum err_code list(struct db *db, int32_t project_id, bool json, struct err *err)
{
    auto_params struct params params = {0};
    if (project_id)
        params_int(&params, project_id);
    else
        params_null(&params);
    params_null(&params);
    params_int(&params, LISTED_MAX);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_PAGE, &params, &rows, err));
    json_t *items = json_array();
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (json)
            json_array_append_new(items, pack(rows, i));
        else
            print(rows, i);
    }
    if (!json && project_id && rows_count(rows))
        print_rules(rows);
    if (json)
        options_print_json(json_pack("{s:O}", "items", items));
    else if (rows_count(rows) == 0)
        puts("no projects yet: make one with \"escapement project create NAME\"");
    json_decref(items);
    return ERR_OK;
}

static enum err_code read_rules(const char *name, json_t **rules, struct err *err)
{
    auto_text struct text text = {0};
    json_error_t where;
    struct path_rules checked;
    try_(side_file_read(name, PATH_RULES_FILE_MAX, &text, err));
    *rules = json_loadb(text_get(&text), text.len, JSON_REJECT_DUPLICATES, &where);
    if (!*rules)
        return err_set(err, ERR_INVALID, "%s:%d: no JSON: %.200s", name, where.line, where.text);
    enum err_code code = path_rules_read(&checked, *rules, err);
    path_rules_free(&checked);
    return code;
}

/* -1: not given. */
static enum err_code read_switch(const char *flag, const char *value, int *is_on, struct err *err)
{
    *is_on = value ? strcmp(value, "on") == 0 : -1;
    if (value && !*is_on && strcmp(value, "off") != 0)
        return err_set(err, ERR_INVALID, "--%s is on or off", flag);
    return ERR_OK;
}

static enum err_code change(struct db *db, int32_t project_id, const struct flags *flags,
                            struct err *err)
{
    struct policy_change wanted = {.project_id = project_id,
                                   .actor = "cli",
                                   .reason = flags->reason,
                                   .now = clock_now(),
                                   .review_days = flags->review_days,
                                   .min_share = -1};
    if (flags->min_share_percent >= 0)
        wanted.min_share = (double)flags->min_share_percent / 100;
    try_(read_switch("auto-activate", flags->auto_activate, &wanted.auto_activate, err));
    try_(read_switch("public-upload", flags->public_upload, &wanted.public_upload, err));
    wanted.default_branch = flags->default_branch;
    json_t *rules = NULL;
    enum err_code code = flags->path_rules ? read_rules(flags->path_rules, &rules, err) : ERR_OK;
    wanted.path_rules = rules;
    if (code == ERR_OK)
        code = policy_change(db, &wanted, err);
    json_decref(rules);
    return code;
}

static enum err_code run(int argc, char **argv, const struct flags *flags, struct err *err)
{
    const char *verb = argc > 1 ? argv[1] : "list", *name = argc > 2 ? argv[2] : NULL;
    auto_db struct db *db = NULL;
    int32_t project_id = 0;
    try_(session_open(&db, err));
    if (strcmp(verb, "list") == 0)
        return list(db, 0, flags->json, err);
    try_(session_project(db, name, strcmp(verb, "create") == 0, &project_id, err));
    if (strcmp(verb, "settings") == 0)
        return project_settings(db, project_id, argv + 3, (size_t)argc - 3, flags->reason,
                                flags->json, err);
    if (strcmp(verb, "replay") == 0)
        return project_replay(db, project_id, argv + 3, (size_t)argc - 3, flags->from, flags->to,
                              flags->json, err);
    if (strcmp(verb, "set") == 0)
        try_(change(db, project_id, flags, err));
    return list(db, project_id, flags->json, err);
}

static int check_words(int argc, char **argv)
{
    static const char *const verbs[] = {"list", "create", "show", "set", "settings", "replay"};
    const char *verb = argc > 1 ? argv[1] : "list";
    bool is_list = strcmp(verb, "list") == 0,
         is_settings = strcmp(verb, "settings") == 0 || strcmp(verb, "replay") == 0;
    size_t i = 0;
    while (i < sizeof verbs / sizeof *verbs && strcmp(verbs[i], verb) != 0)
        i++;
    if (i == sizeof verbs / sizeof *verbs)
        return options_misused(argv[0], "there is no \"project %s\"", verb);
    if ((argc > (is_list ? 2 : 3) && !is_settings) || (!is_list && argc < 3))
        return options_misused(argv[0], "project %s takes %s", verb,
                               is_list ? "no name" : "a name");
    return OPTIONS_DONE;
}

int cmd_project(int argc, char **argv)
{
    static const struct command_help help = {
        "project list | create NAME | show NAME | set NAME [FLAGS] | trust NAME VERB |\n"
        "                          settings NAME [SETTING=VALUE ...] | replay NAME SETTING=VALUE "
        "...",
        "Makes, lists and changes projects. A project has its own tests, tokens and policy.\n"
        "\"settings\" shows and sets what it is judged by; SETTING= alone is the default again.\n"
        "\"replay\" says what such settings would have changed, and changes nothing.\n"
        "\"project trust --help\" tells of ID tokens of CI services.\n"};
    static char trust[] = "project trust"; /* as its complaints name it */
    if (argc > 1 && strcmp(argv[1], "trust") == 0) {
        argv[1] = trust;
        return project_trust(argc - 1, argv + 1);
    }
    struct flags flags = {.review_days = -1, .min_share_percent = -1};
    const struct option_row rows[] = {
        {"auto-activate", OPTION_TEXT, &flags.auto_activate, "on|off",
         "set: rules put tests with enough evidence in quarantine (off: a person does)"},
        {"review-days", OPTION_INT, &flags.review_days, "N",
         "set: how long a quarantine excuses before it must be decided on again"},
        {"min-share-percent", OPTION_INT, &flags.min_share_percent, "N",
         "set: a suite with less of its usual cases makes a report incomplete"},
        {"default-branch", OPTION_TEXT, &flags.default_branch, "NAME",
         "set: the branch whose CODEOWNERS file counts (main)"},
        {"path-rules", OPTION_TEXT, &flags.path_rules, "FILE",
         "set: JSON, [{\"pattern\": \"/e2e/\", \"layer\": \"e2e\"}], also population and owner"},
        {"public-upload", OPTION_TEXT, &flags.public_upload, "on|off",
         "set: take uploads without a token; they are judged, and teach nothing"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "set, settings: why, for the audit"},
        {"from", OPTION_TEXT, &flags.from, "DATE", "replay: from then on (90 days before --to)"},
        {"to", OPTION_TEXT, &flags.to, "DATE", "replay: until then (now)"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    code = check_words(argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    struct err err = {0};
    if (run(argc, argv, &flags, &err) != ERR_OK)
        return options_fail(&err);
    return EX_OK;
}
