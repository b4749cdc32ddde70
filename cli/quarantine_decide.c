/* escapement decide, bulk and guard: how quarantines go on, and which tests never get into one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/flake/guard.h"
#include "analyzer/flake/quarantine_bulk.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"

struct flags {
    const char *project, *reason, *as, *commit, *gap, *review, *subject, *action;
    bool json, end;
};

static const char wants_project[] = "--project is missing", wants_reason[] = "--reason is missing";

/* The number of the open period of a test. */
static enum err_code find_period(struct db *db, int32_t project_id, const char *test, int64_t *id,
                                 struct err *err)
{
    int32_t test_id;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(session_test(db, project_id, test, &test_id, err));
    params_int(&params, project_id);
    params_int(&params, test_id);
    try_(db_run(db, QUERY_QUARANTINE_OF_TEST, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "test %.120s is not in quarantine", test);
    *id = rows_int(rows, 0, 0);
    return ERR_OK;
}

static enum err_code begin(const struct flags *flags, struct db **db,
                           struct quarantine_decision *decision, struct err *err)
{
    *decision = (struct quarantine_decision){.reason = flags->reason,
                                             .actor = "cli",
                                             .now = clock_now(),
                                             .gap = flags->gap,
                                             .commit = flags->commit};
    if (flags->review)
        try_(session_when(flags->review, decision->now, &decision->review_at, err));
    try_(session_open(db, err));
    return session_project(*db, flags->project, false, &decision->project_id, err);
}

/* ---- decide ---------------------------------------------------------------------------------- */

static enum err_code decide(const struct flags *flags, const char *test, int64_t *id,
                            struct err *err)
{
    auto_db struct db *db = NULL;
    struct quarantine_decision decision;
    try_(begin(flags, &db, &decision, err));
    try_(find_period(db, decision.project_id, test, &decision.quarantine_id, err));
    *id = decision.quarantine_id;
    if (flags->commit)
        return quarantine_fix(db, &decision, err);
    decision.decision = flags->as;
    return quarantine_decide(db, &decision, err);
}

int cmd_decide(int argc, char **argv)
{
    static const struct command_help help = {
        "decide --project P --reason WHY (--as DECISION | --commit SHA) [FLAGS] TEST",
        "Decides on the quarantine of a test: --as fixed or deleted ends it, extended moves its\n"
        "review date; --commit names the fix, which runs prove from now on.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "why, in a few words; needed"},
        {"as", OPTION_TEXT, &flags.as, "DECISION", "fixed, deleted or extended"},
        {"commit", OPTION_TEXT, &flags.commit, "SHA", "the commit that mends the test"},
        {"gap", OPTION_TEXT, &flags.gap, "TEXT", "of deleted: what nothing tests any more"},
        {"review", OPTION_TEXT, &flags.review, "WHEN", "of extended: 30d or a date"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc != 2 || !flags.project || !flags.reason || !flags.as == !flags.commit)
        return options_misused(argv[0], "%s",
                               argc != 2        ? "one test at a time"
                               : !flags.project ? wants_project
                               : !flags.reason  ? wants_reason
                                                : "give either --as or --commit");
    struct err err = {0};
    int64_t id = 0;
    if (decide(&flags, argv[1], &id, &err) != ERR_OK)
        return options_fail(&err);
    const char *done = flags.commit ? "proving" : flags.as;
    if (flags.json)
        return options_print_json(
            json_pack("{s:I, s:s}", "quarantine", (json_int_t)id, "decision", done));
    printf("quarantine %" PRId64 " of test %s: %s\n", id, argv[1], done);
    return EX_OK;
}

/* ---- bulk ------------------------------------------------------------------------------------ */

static enum err_code bulk(const struct flags *flags, char **words, size_t count, json_t *items,
                          size_t *done, struct err *err)
{
    auto_db struct db *db = NULL;
    struct quarantine_bulk order = {.action = flags->action};
    try_(begin(flags, &db, &order.decision, err));
    for (size_t i = 0; i < count; i++) {
        struct err why = {0};
        int64_t id = strtoll(words[i], NULL, 10);
        bool good = quarantine_bulk_one(db, &order, id, &why) == ERR_OK;
        *done += good;
        if (!flags->json)
            printf("%s: %s\n", words[i], good ? "done" : why.message);
        json_array_append_new(items, json_pack("{s:I, s:b, s:s?}", "id", (json_int_t)id, "done",
                                               good, "detail", good ? NULL : why.message));
    }
    return ERR_OK;
}

static bool known_action(const char *action)
{
    const char *const *known = quarantine_actions;
    while (*known && (!action || strcmp(*known, action) != 0))
        known++;
    return *known != NULL;
}

int cmd_bulk(int argc, char **argv)
{
    static const struct command_help help = {
        "bulk --project P --action ACTION --reason WHY [FLAGS] NUMBER ...",
        "Does one thing to many quarantines, each by its number: activate, release, extend, fix.\n"
        "Each answers for itself; the exit code is 0 when all could be done.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"action", OPTION_TEXT, &flags.action, "ACTION", "activate, release, extend or fix"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "why, in a few words; needed"},
        {"commit", OPTION_TEXT, &flags.commit, "SHA", "of fix: the commit that mends the tests"},
        {"review", OPTION_TEXT, &flags.review, "WHEN", "of activate and extend: 30d or a date"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    size_t count = (size_t)argc - 1, done = 0;
    if (count == 0 || count > QUARANTINE_BULK_MAX || !flags.project || !flags.reason ||
        !known_action(flags.action))
        return options_misused(argv[0], "%s",
                               !flags.project  ? wants_project
                               : !flags.reason ? wants_reason
                               : count == 0    ? "which quarantines?"
                               : count > QUARANTINE_BULK_MAX
                                   ? "at most 200 at a time"
                                   : "--action is activate, release, extend or fix");
    struct err err = {0};
    json_t *items = json_array();
    if (bulk(&flags, argv + 1, count, items, &done, &err) != ERR_OK) {
        json_decref(items);
        return options_fail(&err);
    }
    if (flags.json)
        options_print_json(json_pack("{s:I, s:I, s:O}", "done", (json_int_t)done, "of",
                                     (json_int_t)count, "items", items));
    json_decref(items);
    return done == count ? EX_OK : EX_DATAERR;
}

/* ---- guard ----------------------------------------------------------------------------------- */

static enum err_code guard(const struct flags *flags, const char *word, int64_t *id,
                           struct err *err)
{
    auto_db struct db *db = NULL;
    struct guard_change change = {.actor = "cli",
                                  .now = clock_now(),
                                  .subject = flags->subject,
                                  .reason = flags->reason,
                                  .guard_id = flags->end ? strtoll(word, NULL, 10) : 0};
    try_(session_open(&db, err));
    try_(session_project(db, flags->project, false, &change.project_id, err));
    if (!flags->end)
        try_(session_test(db, change.project_id, word, &change.test_id, err));
    try_(flags->end ? guard_end(db, &change, err) : guard_add(db, &change, err));
    *id = change.guard_id;
    return ERR_OK;
}

int cmd_guard(int argc, char **argv)
{
    static const struct command_help help = {
        "guard --project P (--subject WHAT TEST | --end --reason WHY NUMBER)",
        "Says that a test guards against an escape happening again: its failures are never\n"
        "excused, and it can't be quarantined. --end takes that back, by the guard's number.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"subject", OPTION_TEXT, &flags.subject, "WHAT", "what it guards against"},
        {"end", OPTION_SWITCH, &flags.end, NULL, "end a guard"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "of an end: why"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc != 2 || !flags.project || (flags.end ? !flags.reason : !flags.subject))
        return options_misused(argv[0], "%s",
                               !flags.project ? wants_project
                               : argc != 2    ? "which one?"
                               : flags.end    ? wants_reason
                                              : "--subject is missing");
    struct err err = {0};
    int64_t id = 0;
    if (guard(&flags, argv[1], &id, &err) != ERR_OK)
        return options_fail(&err);
    if (flags.json)
        return options_print_json(
            json_pack("{s:I, s:b}", "guard", (json_int_t)id, "stands", !flags.end));
    printf("guard %" PRId64 " %s\n", id, flags.end ? "has ended" : "stands");
    return EX_OK;
}
