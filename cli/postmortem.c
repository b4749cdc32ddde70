/* escapement postmortem: the post-mortem of an escape, to print or to put into a repository. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/escape/postmortem.h"
#include "analyzer/escape/render.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"
#include "common/text.h"

static enum err_code run(const char *project, int64_t escape, int64_t version, json_t **document,
                         struct err *err)
{
    auto_db struct db *db = NULL;
    int32_t project_id;
    try_(session_open(&db, err));
    try_(session_project(db, project, false, &project_id, err));
    return version ? postmortem_read(db, project_id, escape, version, document, err)
                   : postmortem_build(db, project_id, escape, clock_now(), document, err);
}

int cmd_postmortem(int argc, char **argv)
{
    static const struct command_help help = {
        "postmortem --project P [--version N] [--html | --json] ESCAPE",
        "Prints the post-mortem of an escape in Markdown: what the service knows of it, what it\n"
        "proposes, what people wrote, and what is open. Versions that were kept never change.\n"};
    const char *project = NULL;
    int64_t version = 0;
    bool html = false, json = false;
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &project, "P", "the project"},
        {"version", OPTION_INT, &version, "N", "as it was kept (else as it stands now)"},
        {"html", OPTION_SWITCH, &html, NULL, "as a page of HTML that needs nothing beside it"},
        {"json", OPTION_SWITCH, &json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc != 2)
        return options_misused(argv[0],
                               argc < 2 ? "which escape? give its number" : "one at a time");
    if (html && json)
        return options_misused(argv[0], "--html or --json, not both");
    char *end;
    long long escape = strtoll(argv[1], &end, 10);
    if (*end || escape <= 0)
        return options_misused(argv[0], "an escape is named by its number");
    struct err err = {0};
    json_t *document = NULL;
    auto_text struct text out = {0};
    if (run(project, escape, version, &document, &err) != ERR_OK) {
        json_decref(document);
        return options_fail(&err);
    }
    if (json)
        return options_print_json(document);
    (html ? render_html : render_markdown)(document, &out);
    json_decref(document);
    if (out.failed)
        return EX_OSERR;
    fputs(out.data, stdout);
    return EX_OK;
}
