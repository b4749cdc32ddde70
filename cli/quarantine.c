/* escapement quarantine and release: a person's word on a test. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/flake/quarantine.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"
#include "common/text.h"

struct flags {
    const char *project, *reason, *owner, *ticket, *review, *branches;
    int64_t signature;
    bool json;
};

static enum err_code begin(const struct flags *flags, const char *test, struct db **db,
                           int32_t *project_id, int32_t *test_id, struct err *err)
{
    try_(session_open(db, err));
    try_(session_project(*db, flags->project, false, project_id, err));
    return session_test(*db, *project_id, test, test_id, err);
}

/* Globs with commas between as a list; "" is all branches. */
static enum err_code read_branches(const char *words, struct text *copy, const char **globs,
                                   struct quarantine_request *request, struct err *err)
{
    text_puts(copy, words);
    if (!text_get(copy))
        return err_nomem(err);
    request->branches = globs;
    char *rest = NULL;
    for (char *glob = copy->data ? strtok_r(copy->data, ", ", &rest) : NULL; glob;
         glob = strtok_r(NULL, ", ", &rest)) {
        if (request->branch_count == QUARANTINE_BRANCHES_MAX)
            return err_set(err, ERR_LIMIT, "more than %d branches", QUARANTINE_BRANCHES_MAX);
        globs[request->branch_count++] = glob;
    }
    return ERR_OK;
}

static enum err_code open_one(const struct flags *flags, const char *test, int64_t *id,
                              bool *created, struct err *err)
{
    auto_db struct db *db = NULL;
    struct quarantine_request request = {
        .reason = flags->reason,
        .owner = flags->owner,
        .ticket = flags->ticket,
        .actor = "cli",
        .signatures = &flags->signature,
        .signature_count = flags->signature ? 1 : 0,
        .now = clock_now(),
    };
    auto_text struct text copy = {0};
    const char *globs[QUARANTINE_BRANCHES_MAX];
    if (flags->branches)
        try_(read_branches(flags->branches, &copy, globs, &request, err));
    if (flags->review)
        try_(session_when(flags->review, request.now, &request.review_at, err));
    try_(begin(flags, test, &db, &request.project_id, &request.test_id, err));
    return quarantine_open(db, &request, id, created, err);
}

/* What both commands can't do without. */
static int check_flags(const struct flags *flags, int argc, char **argv)
{
    if (argc != 2)
        return options_misused(argv[0], argc < 2 ? "which test?" : "one test at a time");
    if (!flags->project || !flags->reason)
        return options_misused(argv[0], "--%s is missing", flags->project ? "reason" : "project");
    return OPTIONS_DONE;
}

int cmd_quarantine(int argc, char **argv)
{
    static const struct command_help help = {
        "quarantine --project P --reason WHY [FLAGS] TEST",
        "Puts a test in quarantine, or extends its quarantine: failures of it that are known no\n"
        "longer stop a build, until the review date. A failure with a new signature still does.\n"
        "TEST is the number of the test, or its name as the runner writes it.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "why, in a few words; needed"},
        {"owner", OPTION_TEXT, &flags.owner, "TEAM", "who owes the fix"},
        {"ticket", OPTION_TEXT, &flags.ticket, "URL", "where the fix is followed"},
        {"review", OPTION_TEXT, &flags.review, "WHEN",
         "30d or a date: from then on it no longer excuses (the project's policy)"},
        {"branches", OPTION_TEXT, &flags.branches, "GLOBS",
         "excuse on these branches only, with commas between (all)"},
        {"signature", OPTION_INT, &flags.signature, "ID",
         "cover only this failure (all of the last 90 days)"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    code = check_flags(&flags, argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    struct err err = {0};
    int64_t id = 0;
    bool created = false;
    if (open_one(&flags, argv[1], &id, &created, &err) != ERR_OK)
        return options_fail(&err);
    if (flags.json)
        return options_print_json(
            json_pack("{s:I, s:b}", "quarantine", (json_int_t)id, "created", created));
    printf("test %s is in quarantine (number %" PRId64
           "): failures that it covers no longer stop a "
           "build\n",
           argv[1], id);
    return EX_OK;
}

static enum err_code release_one(const struct flags *flags, const char *test, int64_t *id,
                                 struct err *err)
{
    auto_db struct db *db = NULL;
    int32_t project_id = 0, test_id = 0;
    try_(begin(flags, test, &db, &project_id, &test_id, err));
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int(&params, test_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_QUARANTINE_OF_TEST, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "test %.120s is not in quarantine", test);
    *id = rows_int(rows, 0, 0);
    return quarantine_release(db, project_id, *id, flags->reason, "cli", clock_now(), err);
}

int cmd_release(int argc, char **argv)
{
    static const struct command_help help = {
        "release --project P --reason WHY [--json] TEST",
        "Ends the quarantine of a test (also a proposed one): its failures stop builds again.\n"
        "TEST is the number of the test, or its name as the runner writes it.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "why, in a few words; needed"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    code = check_flags(&flags, argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    struct err err = {0};
    int64_t id = 0;
    if (release_one(&flags, argv[1], &id, &err) != ERR_OK)
        return options_fail(&err);
    if (flags.json)
        return options_print_json(
            json_pack("{s:I, s:s}", "quarantine", (json_int_t)id, "state", "closed"));
    printf("test %s is out of quarantine (number %" PRId64 "): its failures stop a build again\n",
           argv[1], id);
    return EX_OK;
}
