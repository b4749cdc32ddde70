/* escapement triage: the agenda of a week as text, opened, read, decided on and closed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/flake/triage.h"
#include "analyzer/flake/triage_digest.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"
#include "common/member.h"
#include "common/text.h"

struct flags {
    const char *week, *as, *owner, *due, *reason;
    int64_t row; /* 0: none */
    bool open, close, json;
};

/* "3 events before 1, in 120 runs": each number with what it is of. */
static void print_facts(const json_t *facts)
{
    const json_t *events = json_object_get(facts, "events"), *runs = json_object_get(facts, "runs");
    const json_t *promise = json_object_get(facts, "promise");
    const json_t *quarantine = json_object_get(facts, "quarantine");
    if (promise)
        printf("      to %s, by %s until %s: %s\n", member_text(promise, "decision"),
               *member_text(promise, "owner") ? member_text(promise, "owner") : "nobody",
               *member_text(promise, "due_on") ? member_text(promise, "due_on") : "no day",
               member_text(promise, "state"));
    if (events)
        printf("      %lld flaky events since the last triage, %lld in as long a time before",
               member_int(events, "now"), member_int(events, "before"));
    if (json_is_integer(json_object_get(runs, "now")))
        printf("; %lld and %lld runs", member_int(runs, "now"), member_int(runs, "before"));
    if (events)
        printf("\n");
    if (json_is_object(quarantine))
        printf("      quarantine %lld, %s%s%.10s\n", member_int(quarantine, "id"),
               member_text(quarantine, "state"),
               *member_text(quarantine, "review_at") ? ", review " : "",
               member_text(quarantine, "review_at"));
    if (*member_text(facts, "carried_from"))
        printf("      undecided since %s\n", member_text(facts, "carried_from"));
}

static void print_row(const json_t *row)
{
    auto_text struct text subject = {0};
    const json_t *decision = json_object_get(row, "decision");
    triage_say_subject(row, &subject);
    printf("  %s %4lld  %s\n",
           json_is_object(decision)                     ? "[x]"
           : json_is_true(json_object_get(row, "asks")) ? "[ ]"
                                                        : "   ",
           member_int(row, "id"), text_get(&subject) ? text_get(&subject) : "");
    print_facts(json_object_get(row, "facts"));
    if (json_is_object(decision))
        printf("      %s%s%s: %s\n", member_text(decision, "decision"),
               *member_text(decision, "owner") ? ", " : "", member_text(decision, "owner"),
               member_text(decision, "reason"));
}

static void print_agenda(const json_t *triage)
{
    const json_t *rows = json_object_get(triage, "rows"), *row;
    printf("Triage of %s (number %lld), %s: %lld of %lld rows decided\n",
           member_text(triage, "week"), member_int(triage, "id"), member_text(triage, "state"),
           member_int(triage, "decided"), member_int(triage, "asking"));
    if (json_array_size(rows) == 0)
        printf("Nothing to decide.\n");
    for (size_t section = 0; section < triage_section_count; section++) {
        bool any = false;
        size_t i;
        json_array_foreach(rows, i, row)
        {
            if (strcmp(member_text(row, "section"), triage_sections[section].name) != 0)
                continue;
            if (!any)
                printf("\n%s\n", triage_sections[section].title);
            any = true;
            print_row(row);
        }
    }
}

/* The triage of the week, or the newest there is. */
static enum err_code find(struct db *db, int32_t project_id, const struct flags *flags,
                          int64_t *triage_id, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_null(&params);
    params_text(&params, flags->week);
    params_null(&params);
    params_int(&params, 1);
    try_(db_run(db, QUERY_TRIAGE_PAGE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no triage%s%s yet: open one with --open",
                       flags->week ? " of " : "", flags->week ? flags->week : "");
    *triage_id = rows_int(rows, 0, 0);
    return ERR_OK;
}

static enum err_code decide(struct db *db, const struct triage_request *request, int64_t triage_id,
                            const struct flags *flags, struct err *err)
{
    if (!flags->row)
        return ERR_OK;
    return triage_decide(db,
                         &(struct triage_decision){.project_id = request->project_id,
                                                   .triage_id = triage_id,
                                                   .row_id = flags->row,
                                                   .decision = flags->as,
                                                   .owner = flags->owner,
                                                   .due_on = flags->due,
                                                   .reason = flags->reason,
                                                   .actor = request->actor,
                                                   .now = request->now},
                         err);
}

static enum err_code run(const char *project, const struct flags *flags, json_t **triage,
                         char **digest, struct err *err)
{
    auto_db struct db *db = NULL;
    struct triage_request request = {.week = flags->week, .actor = "cli", .now = clock_now()};
    int64_t triage_id = 0;
    bool created;
    try_(session_open(&db, err));
    try_(session_project(db, project, false, &request.project_id, err));
    try_(flags->open ? triage_open(db, &request, &triage_id, &created, err)
                     : find(db, request.project_id, flags, &triage_id, err));
    try_(decide(db, &request, triage_id, flags, err));
    if (flags->close) {
        try_(triage_close(db, request.project_id, triage_id, request.actor, request.now, err));
        try_(triage_digest_read(db, request.project_id, triage_id, digest, err));
    }
    return triage_read(db, request.project_id, triage_id, triage, err);
}

int cmd_triage(int argc, char **argv)
{
    static const struct command_help help = {
        "triage [--week 2026-W47] [--open | --close | --row N --as DECISION --reason WHY] [--json] "
        "PROJECT",
        "Prints the agenda of the weekly triage: what is new, worse, past its review date or "
        "without\n"
        "an owner, and what was promised; each row with its number, by which it is decided on.\n"};
    struct flags flags = {0};
    const struct option_row rows[] = {
        {"week", OPTION_TEXT, &flags.week, "WEEK", "of this week (the newest; to open, this one)"},
        {"open", OPTION_SWITCH, &flags.open, NULL, "open it, when it is not yet"},
        {"close", OPTION_SWITCH, &flags.close, NULL, "close it, and print its digest in Markdown"},
        {"row", OPTION_INT, &flags.row, "N", "decide on this row"},
        {"as", OPTION_TEXT, &flags.as, "DECISION", "quarantine, fix, delete, extend or dismiss"},
        {"owner", OPTION_TEXT, &flags.owner, "WHO",
         "the team or person that does it; of fix needed"},
        {"due", OPTION_TEXT, &flags.due, "DAY",
         "the last day, 2026-12-01; of fix needed, of quarantine and extend the review date"},
        {"reason", OPTION_TEXT, &flags.reason, "WHY", "why, in a few words; needed to decide"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc != 2)
        return options_misused(argv[0], argc < 2 ? "which project?" : "one project at a time");
    if (flags.open + flags.close + (flags.row != 0) > 1)
        return options_misused(argv[0], "one of --open, --close and --row");
    if (!flags.row != !flags.as)
        return options_misused(argv[0], "--row and --as go together: what is decided on which row");
    struct err err = {0};
    json_t *triage = NULL;
    char *digest = NULL;
    if (run(argv[1], &flags, &triage, &digest, &err) != ERR_OK) {
        free(digest);
        return options_fail(&err);
    }
    if (flags.json)
        code = options_print_json(json_incref(triage));
    else if (digest)
        printf("%s", digest);
    else
        print_agenda(triage);
    json_decref(triage);
    free(digest);
    return flags.json ? code : EX_OK;
}
