/* `escapement inspect`: what would be stored of some reports, without storing it. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/inspect_json.h"
#include "cli/options.h"
#include "cli/side_file.h"
#include "common/auto.h"
#include "common/text.h"
#include "ingest/dialect.h"
#include "ingest/labels.h"
#include "ingest/left_out.h"
#include "ingest/outcome.h"
#include "ingest/retries.h"

enum { LINES_OF_DETAILS = 6, WIDTH = 160 };

static void print_time(float seconds)
{
    if (!isnan(seconds))
        printf(", %.3g s", (double)seconds);
}

/* At most @lines lines of @text, indented. */
static void print_text(const char *text, int lines)
{
    for (; *text && lines > 0; lines--) {
        size_t len = strcspn(text, "\n");
        printf("        %.*s\n", (int)(len < WIDTH ? len : text_cut(text, len, WIDTH)), text);
        text += len + (text[len] != '\0');
    }
    if (*text)
        puts("        ...");
}

static void print_labels(const struct labels *labels)
{
    if (labels->owner)
        printf("    owner %s\n", labels->owner);
    if (labels->layer)
        printf("    layer %s\n", labels->layer);
    if (labels->population)
        printf("    population %s\n", labels->population);
}

static void print_case(const struct report_case *row, const struct labels *labels)
{
    int number = 1;
    printf("  %s: ",
           row->outcome == OUTCOME_FLAKY ? "flaky" : outcome_name((enum outcome)row->outcome));
    printf("%s%s%s", row->classname, *row->classname ? " > " : "", row->name);
    if (*row->variant)
        printf(" [%s]", row->variant);
    if (row->occurrence > 1)
        printf(" #%d", row->occurrence);
    putchar('\n');
    print_labels(labels);
    for (const struct attempt *at = row->attempts; at; at = at->next) {
        printf("    attempt %d: %s", number++, outcome_name(at->outcome));
        print_time(at->seconds);
        if (*at->kind)
            printf(", %s", at->kind);
        putchar('\n');
        if (*at->message)
            print_text(at->message, 2);
        if (!*at->message || at->next == NULL)
            print_text(at->details, LINES_OF_DETAILS);
    }
}

static void print_file(const struct report *report, const struct label_table *labels,
                       uint32_t index)
{
    const struct report_file *file = &report->files[index];
    size_t tests = 0, passed = 0, flaky = 0, failed = 0, errors = 0, skipped = 0, retried = 0;
    for (size_t i = 0; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        if (row->file_index != index)
            continue;
        tests++;
        passed += row->outcome == OUTCOME_PASSED || row->outcome == OUTCOME_FLAKY;
        flaky += row->outcome == OUTCOME_FLAKY;
        failed += row->outcome == OUTCOME_FAILED;
        errors += row->outcome == OUTCOME_ERROR;
        skipped += row->outcome == OUTCOME_SKIPPED;
        retried += row->attempts && row->attempts->next;
    }
    printf("%s (%s)%s\n  %zu tests: %zu passed (%zu of them flaky), %zu failed, %zu errors, "
           "%zu skipped\n",
           file->name, file->dialect, file->damaged ? ", damaged" : "", tests, passed, flaky,
           failed, errors, skipped);
    for (size_t i = 0; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        if (row->file_index == index && row->outcome != OUTCOME_PASSED &&
            row->outcome != OUTCOME_SKIPPED)
            print_case(row, &labels->rows[labels->of_case[i] - 1]);
    }
    for (size_t i = 0; i < report->warning_count; i++) {
        const struct report_warning *warning = &report->warnings[i];
        if (warning->file_index == index)
            printf("  warning %s at %lld:%lld: %s\n", warning->code, (long long)warning->line,
                   (long long)warning->column, warning->message);
    }
    const char *how = dialect_named(file->dialect)->retries_how;
    if (how && !retried)
        printf("  to see retries: %s\n", how);
}

static void print_left_out(const struct report *report)
{
    for (size_t i = 0; i < report->left_out_count; i++)
        printf("left out: %s: %s\n", report->left_out[i].name, report->left_out[i].why);
    size_t more = report->left_out_files - report->left_out_count;
    if (more > 0)
        printf("left out: %zu more file%s, such as images and logs\n", more, more == 1 ? "" : "s");
    if (report->codeowners)
        printf("owners: %s\n", report->codeowners->name);
}

/* The labels that files and, where one is given, a CODEOWNERS file give to the cases. */
static enum err_code find_labels(const struct report *report, struct owners *owners,
                                 struct label_table *labels, struct err *err)
{
    const struct report_codeowners *file = report->codeowners;
    struct label_sources sources = {.owners = file ? owners : NULL};
    struct err fault = {.code = ERR_OK};
    if (file && owners_read(owners, file->name, file->text, strlen(file->text), &fault) != ERR_OK) {
        fprintf(stderr, "%s was not taken: %s\n", file->name, fault.message);
        sources.owners = NULL;
    }
    for (size_t i = 0; i < owners->problem_count && i < OWNERS_PROBLEMS_MAX; i++)
        fprintf(stderr, "%s:%zu: left out: %s\n", file->name, owners->problems[i].line,
                owners->problems[i].what);
    return labels_find(report, &sources, labels, err);
}

static int print_report(const struct report *report, bool as_json)
{
    struct err err = {.code = ERR_OK};
    auto_(owners_free) struct owners owners = {.syntax = PATH_GITHUB};
    auto_(label_table_free) struct label_table labels = {.rows = NULL};
    if (find_labels(report, &owners, &labels, &err) != ERR_OK)
        return options_fail(&err);
    if (as_json)
        return options_print_json(inspect_json(report, &labels));
    for (uint32_t i = 0; i < report->file_count; i++)
        print_file(report, &labels, i);
    print_left_out(report);
    if (report->warnings_dropped)
        printf("%zu more warnings were dropped (max_warnings)\n", report->warnings_dropped);
    return EX_OK;
}

static int print_dialects(bool as_json)
{
    if (as_json)
        return options_print_json(inspect_dialects_json());
    const struct dialect *row;
    for (size_t i = 0; (row = dialect_at(i)) != NULL; i++) {
        printf("%-24s  attempts: %s\n", row->name, row->retries);
        if (row->retries_how)
            printf("%-24s  %s\n", "", row->retries_how);
    }
    return EX_OK;
}

static int fail_with(int status, const struct err *err)
{
    int failed = options_fail(err);
    return status == EX_OK ? failed : status;
}

/* Reads what can be read; the exit code of the first file that could not. */
static int read_all(struct report *report, const struct inputs *inputs)
{
    struct err failure = {0};
    struct bundle *bundle = NULL;
    if (bundle_new(report, &bundle, &failure) != ERR_OK)
        return options_fail(&failure);
    int status = EX_OK;
    for (size_t i = 0; i < inputs->count; i++) {
        struct err err = {0};
        if (inputs_read(inputs, i, bundle, NULL, NULL, &err) != ERR_OK)
            status = fail_with(status, &err);
    }
    if (bundle_finish(bundle, &failure) != ERR_OK)
        status = fail_with(status, &failure);
    bundle_free(bundle);
    return status;
}

int cmd_inspect(int argc, char **argv)
{
    static const struct command_help help = {
        "inspect FILE... [--json | --quiet] | --dialects [--json]",
        "Shows what would be stored of JUnit reports: tests, outcomes and attempts. Several files\n"
        "count as one report; a folder stands for every *.xml below it, - for standard input. A\n"
        "file may be packed (gzip, zstd, xz, bzip2) and may be a tar or zip of many.\n"
        "Needs no database. Exit code 65 when a file was refused; with --quiet that is all it "
        "says.\n"
        "With --dialects: the producers whose files are told apart, where each keeps the attempts\n"
        "of a test, and what to do where it hides them.\n"};
    bool as_json = false, quiet = false, dialects = false;
    const char *codeowners = NULL;
    const struct option_row rows[] = {
        {"json", OPTION_SWITCH, &as_json, NULL, "print JSON"},
        {"quiet", OPTION_SWITCH, &quiet, NULL, "read, and print nothing"},
        {"codeowners", OPTION_TEXT, &codeowners, "FILE", "show who owns each test"},
        {"dialects", OPTION_SWITCH, &dialects, NULL, "list the producers that are known"},
        {0},
    };
    int status = options_read(&help, rows, &argc, argv);
    if (status != OPTIONS_DONE)
        return status;
    if (dialects && argc == 1)
        return print_dialects(as_json);
    if (argc < 2 || dialects)
        return options_misused("inspect",
                               dialects ? "--dialects takes no file" : "no file is named");

    struct err err = {0};
    auto_(inputs_free) struct inputs inputs = {0};
    auto_(report_free) struct report report;
    report_init(&report);
    if (inputs_collect(argv + 1, (size_t)argc - 1, &inputs, &err) != ERR_OK)
        return options_fail(&err);
    status = read_all(&report, &inputs);
    if (retries_settle(&report, &err) != ERR_OK ||
        (codeowners && side_file_codeowners(codeowners, &report, &err) != ERR_OK))
        return options_fail(&err);
    int printed = quiet ? EX_OK : print_report(&report, as_json);
    return status == EX_OK ? printed : status;
}
