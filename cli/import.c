/* escapement import: bugs from a file. */
#include "analyzer/escape/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/side_file.h"
#include "common/clock.h"

enum { MAPPING_BYTES_MAX = 1024 * 1024, SHOWN_FAULTS = 20, TEXT_MAX = 300 };

struct flags {
    const char *project, *source, *format, *mapping, *report;
    bool dry_run, whole, json;
};

/* ---- While it goes on ------------------------------------------------------------------------ */

struct progress {
    double started, last;
};

static void show_progress(void *context, double share, size_t rows)
{
    struct progress *progress = context;
    double now = clock_monotonic();
    if (now - progress->started < 2 || now - progress->last < 0.25 || !isatty(STDERR_FILENO))
        return;
    progress->last = now;
    fprintf(stderr, "\r%3.0f %%, %zu rows", share * 100, rows);
}

static void end_progress(const struct progress *progress)
{
    if (progress->last > 0)
        fputs("\r\033[K", stderr);
}

/* ---- What came of it ------------------------------------------------------------------------- */

static json_t *pack_fault(const struct import_fault *fault)
{
    return json_pack("{s:I, s:I, s:s?, s:s?, s:s?, s:s}", "row", (json_int_t)fault->row, "line",
                     (json_int_t)fault->line, "column", fault->column, "field", fault->name, "key",
                     fault->key, "reason", fault->reason);
}

static json_t *pack_report(const struct import *import, const char *file)
{
    json_t *faults = json_array();
    for (size_t i = 0; faults && i < import->fault_count; i++)
        if (json_array_append_new(faults, pack_fault(&import->faults[i])) != 0) {
            json_decref(faults);
            faults = NULL;
        }
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:b, s:b, s:o}", "file", file, "source",
                     import->source, "rows", (json_int_t)import->rows, "stored",
                     (json_int_t)(import->undone ? 0 : import->stored), "already",
                     (json_int_t)import->already, "refused", (json_int_t)import->fault_count,
                     "dry_run", import->dry_run, "undone", import->undone, "refusals", faults);
}

static enum err_code write_report(const struct import *import, const char *file, const char *name,
                                  struct err *err)
{
    json_t *report = pack_report(import, file);
    if (!report)
        return err_nomem(err);
    int failed = json_dump_file(report, name, JSON_INDENT(1));
    json_decref(report);
    return failed ? err_set(err, ERR_UNAVAILABLE, "%s can't be written", name) : ERR_OK;
}

static void say(const struct import *import, const struct flags *flags)
{
    for (size_t i = 0; i < import->fault_count && i < SHOWN_FAULTS; i++) {
        const struct import_fault *fault = &import->faults[i];
        fprintf(stderr, "row %zu (line %zu)%s%s: %s\n", fault->row, fault->line,
                fault->column ? ", " : "", fault->column ? fault->column : "", fault->reason);
    }
    if (import->fault_count > SHOWN_FAULTS)
        fprintf(stderr, "and %zu more%s\n", import->fault_count - SHOWN_FAULTS,
                flags->report ? "" : "; --report FILE has them all");
    const char *stored = import->dry_run  ? "would be stored"
                         : import->undone ? "could be stored, and none was"
                                          : "stored";
    printf("%zu rows: %zu %s, %zu there already, %zu refused\n", import->rows, import->stored,
           stored, import->already, import->fault_count);
}

static int tell(const struct import *import, const struct flags *flags, const char *file)
{
    struct err err = {0};
    int code = import->fault_count ? EX_DATAERR : EX_OK;
    if (flags->report && write_report(import, file, flags->report, &err) != ERR_OK)
        return options_fail(&err);
    if (!flags->json) {
        say(import, flags);
        return code;
    }
    int printed = options_print_json(pack_report(import, file));
    return printed == EX_OK ? code : printed;
}

/* ---- The command ----------------------------------------------------------------------------- */

static enum err_code read_mapping(const char *name, struct import *import, json_t **mapping,
                                  struct err *err)
{
    auto_text struct text text = {0};
    json_error_t where;
    if (!name)
        return import_map_read(NULL, &import->map, err);
    try_(side_file_read(name, MAPPING_BYTES_MAX, &text, err));
    *mapping = json_loadb(text_get(&text), text.len, JSON_REJECT_DUPLICATES, &where);
    if (!*mapping)
        return err_set(err, ERR_INVALID, "%s: no JSON at line %d, column %d: %.200s", name,
                       where.line, where.column, where.text);
    return import_map_read(*mapping, &import->map, err);
}

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);
    return len > end_len && strcmp(name + len - end_len, end) == 0;
}

static enum err_code run(const struct flags *flags, const char *file, struct import *import,
                         json_t **mapping, struct err *err)
{
    auto_db struct db *db = NULL;
    auto_text struct text text = {0};
    char reason[TEXT_MAX];
    try_(read_mapping(flags->mapping, import, mapping, err));
    try_(
        side_file_read(strcmp(file, "-") == 0 ? "/dev/stdin" : file, IMPORT_BYTES_MAX, &text, err));
    try_(session_open(&db, err));
    try_(session_project(db, flags->project, false, &import->project_id, err));
    snprintf(reason, sizeof reason, "import of %.200s", file);
    text_mend(reason);
    import->reason = reason;
    import->bytes = text_get(&text);
    import->len = text.len;
    return import_run(db, import, err);
}

static int import_file(const struct flags *flags, const char *file)
{
    struct progress progress = {.started = clock_monotonic()};
    struct import import = {.now = clock_now(),
                            .source = flags->source,
                            .actor = "cli",
                            .dry_run = flags->dry_run,
                            .whole = flags->whole,
                            .progress = show_progress,
                            .context = &progress};
    struct err err = {0};
    json_t *mapping = NULL;
    import.jsonl = flags->format ? strcmp(flags->format, "jsonl") == 0
                                 : ends_with(file, ".jsonl") || ends_with(file, ".ndjson");
    enum err_code code = run(flags, file, &import, &mapping, &err);
    end_progress(&progress);
    int exit_code = code == ERR_OK ? tell(&import, flags, file) : options_fail(&err);
    import_free(&import);
    json_decref(mapping);
    return exit_code;
}

static const struct command_help help = {
    "import --project P [FLAGS] FILE",
    "Stores bugs from a file (or - for standard input): comma-separated values, whose first row\n"
    "names the columns, or a JSON object a line. Every row needs key (its name where it comes\n"
    "from), title and detected_at. A row whose source and key are stored already is left as it\n"
    "is: the same file again changes nothing. All is one transaction; a row that can't be used\n"
    "is refused, with its row, column and reason.\n"
    "Fields: key, title, summary, url, state (open, fixed, closed, invalid), category, trigger,\n"
    "stage, origin_stage, known_at_release, severity (1 to 5), service, population, gate,\n"
    "should_have_layer, introduced_at, released_at, began_at, detected_at, fixed_at, closed_at,\n"
    "introduced_sha, introduced_sure, released_sha, released_sure, fix_sha, fix_parent, "
    "users_hit,\n"
    "users_share, money, currency, impact_seconds. Times are dates or RFC 3339.\n"
    "A mapping names other columns and words:\n"
    "  {\"columns\": {\"Issue key\": \"key\", \"Labels\": null},\n"
    "   \"values\": {\"stage\": {\"Production\": \"customer\", \"*\": \"staging\"}},\n"
    "   \"defaults\": {\"service\": \"checkout\"}}\n"
    "Limits: 512 MiB, 1000000 rows, 1000 cells a row, 1 MiB a cell.\n"
    "Exit code: 0; 65 when a row was refused (the others are stored, but for --all-or-nothing);\n"
    "64 and up: nothing was stored, and why.\n"};

int cmd_import(int argc, char **argv)
{
    struct flags flags = {.source = "import"};
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"source", OPTION_TEXT, &flags.source, "NAME", "where they come from (import)"},
        {"format", OPTION_TEXT, &flags.format, "NAME", "csv or jsonl (by the name of the file)"},
        {"mapping", OPTION_TEXT, &flags.mapping, "FILE", "which column is which field, as JSON"},
        {"dry-run", OPTION_SWITCH, &flags.dry_run, NULL, "say what would be stored, store nothing"},
        {"all-or-nothing", OPTION_SWITCH, &flags.whole, NULL,
         "store nothing when a row is refused"},
        {"report", OPTION_TEXT, &flags.report, "FILE", "write what came of it, as JSON"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "print that on standard output"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc != 2 || !flags.project)
        return options_misused(argv[0], "%s",
                               argc == 2 ? "--project is missing" : "one file at a time");
    if (flags.format && strcmp(flags.format, "csv") != 0 && strcmp(flags.format, "jsonl") != 0)
        return options_misused(argv[0], "--format is csv or jsonl");
    if (!*flags.source || strlen(flags.source) > DEFECT_KEY_MAX ||
        strcmp(flags.source, "hand") == 0 || strcmp(flags.source, "gate") == 0)
        return options_misused(argv[0], "--source is 1 to 200 bytes, and neither hand nor gate");
    return import_file(&flags, argv[1]);
}
