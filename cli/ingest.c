/* escapement ingest: reads reports, stores them and prints the verdict. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "api/intake.h"
#include "cli/commands.h"
#include "cli/ingest_note.h"
#include "cli/ingest_print.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/side_file.h"
#include "common/belt.h"
#include "common/clock.h"
#include "ingest/retries.h"

enum { EXIT_FAIL = 1, PARAMETERS = 18 };

/* How far reading has come, told on a terminal once it takes long. */
struct progress {
    bool shown;
    double started, last;
    double bytes;
};

struct reading {
    struct report report;
    struct belt *belt; /* to the thread that follows */
    struct sha256 *sum;
    struct namesakes names;
    struct progress progress;
};

struct flags {
    const char *project, *codeowners;
    const char *values[PARAMETERS]; /* in the order of upload_parameters */
    bool json, report_only;
};

static void tell(struct progress *progress)
{
    double now = clock_monotonic();
    if (now - progress->started < 2 || now - progress->last < 0.25 || !isatty(STDERR_FILENO))
        return;
    progress->last = now;
    progress->shown = true;
    fprintf(stderr, "\rread %.0f MB", progress->bytes / 1e6);
}

static void tell_end(const struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}

/* The digest takes as long as reading, and so does telling names apart: a thread of its own does
 * both meanwhile. What of the latter fails is done again by who has all. */
static void follow(void *context, struct belt *belt)
{
    struct reading *reading = context;
    const char *bytes;
    for (size_t len; (len = belt_take(belt, &bytes, BELT_SIZE)) > 0;) {
        sha256_add(reading->sum, bytes, len);
        (void)!namesakes_enter(&reading->names, &reading->report,
                               namesakes_steady(&reading->report), NULL);
    }
}

static void watch(void *context, const char *bytes, size_t len)
{
    struct reading *reading = context;
    belt_put(reading->belt, bytes, len);
    reading->progress.bytes += (double)len;
    tell(&reading->progress);
}

static enum err_code read_inputs(struct reading *reading, const struct inputs *inputs,
                                 struct err *err)
{
    struct bundle *bundle = NULL;
    reading->report.followed = inputs->count == 1 && !inputs->list[0].found;
    enum err_code code = bundle_new(&reading->report, &bundle, err);
    for (size_t i = 0; i < inputs->count && code == ERR_OK; i++) {
        const char *name = inputs->list[i].name;
        belt_put(reading->belt, name, strlen(name) + 1);
        code = inputs_read(inputs, i, bundle, watch, reading, err);
    }
    if (code == ERR_OK)
        code = bundle_finish(bundle, err);
    bundle_free(bundle);
    return code;
}

static enum err_code read_all(struct reading *reading, char *const *arguments, size_t count,
                              struct err *err)
{
    struct inputs inputs = {0};
    enum err_code code = inputs_collect(arguments, count, &inputs, err);
    if (code == ERR_OK)
        code = read_inputs(reading, &inputs, err);
    inputs_free(&inputs);
    tell_end(&reading->progress);
    return code;
}

static enum err_code read_with_digest(struct reading *reading, char *const *arguments, size_t count,
                                      unsigned char content[SHA256_SIZE], struct err *err)
{
    try_(sha256_new(&reading->sum, err));
    enum err_code code = belt_new(follow, reading, &reading->belt, err);
    if (code == ERR_OK) {
        code = read_all(reading, arguments, count, err);
        belt_close(reading->belt);
        belt_free(reading->belt);
    }
    sha256_end(reading->sum, content);
    if (code == ERR_OK)
        return retries_settle_named(&reading->report, &reading->names, err);
    namesakes_free(&reading->names);
    return code;
}

static enum err_code read_upload(const struct flags *flags, struct upload *upload, int64_t now,
                                 struct err *err)
{
    for (size_t i = 0; upload_parameters[i]; i++) {
        if (flags->values[i])
            try_(upload_set(upload, upload_parameters[i], flags->values[i], now, err));
    }
    return upload_settle(upload, err);
}

/* A connection takes its time: it is made while the files are read. */
struct connecting {
    pthread_t thread;
    struct db *db;
    enum err_code code;
    struct err err;
};

static void *connect_meanwhile(void *context)
{
    struct connecting *connecting = context;
    connecting->code = session_open(&connecting->db, &connecting->err);
    return NULL;
}

static enum err_code read_and_connect(struct reading *reading, char *const *arguments, size_t count,
                                      unsigned char content[SHA256_SIZE],
                                      struct connecting *connecting, struct err *err)
{
    bool shared = pthread_create(&connecting->thread, NULL, connect_meanwhile, connecting) == 0;
    enum err_code code = read_with_digest(reading, arguments, count, content, err);
    if (shared)
        pthread_join(connecting->thread, NULL);
    else
        connect_meanwhile(connecting);
    if (code == ERR_OK && connecting->code != ERR_OK) {
        *err = connecting->err;
        code = connecting->code;
    }
    return code;
}

static enum err_code store(const struct flags *flags, struct reading *reading,
                           const struct upload *upload, int64_t now, char *const *arguments,
                           size_t count, struct intake_answer *answer, struct err *err)
{
    struct connecting connecting = {.db = NULL};
    unsigned char content[SHA256_SIZE];
    struct intake intake = {
        .upload = upload, .report = &reading->report, .content = content, .now = now};
    enum err_code code = read_and_connect(reading, arguments, count, content, &connecting, err);
    reading->report.bytes = (int64_t)reading->progress.bytes;
    if (code == ERR_OK && flags->codeowners)
        code = side_file_codeowners(flags->codeowners, &reading->report, err);
    if (code == ERR_OK)
        code = session_project(connecting.db, flags->project, true, &intake.project_id, err);
    if (code == ERR_OK)
        code = intake_run(connecting.db, &intake, answer, err);
    db_close(connecting.db);
    return code;
}

static int run(const struct flags *flags, char *const *arguments, size_t count)
{
    struct err err = {0};
    struct reading reading = {.progress.started = clock_monotonic()};
    struct upload upload;
    struct intake_answer answer = {.body = NULL};
    int64_t now = clock_now();
    report_init(&reading.report);
    upload_init(&upload);
    enum err_code code = read_upload(flags, &upload, now, &err);
    if (code == ERR_OK)
        code = store(flags, &reading, &upload, now, arguments, count, &answer, &err);
    int exit_code = EX_OK;
    if (code != ERR_OK) {
        exit_code = options_fail(&err);
        ingest_note(&(struct ingest_note){flags->project, flags->values,
                                          (int64_t)reading.progress.bytes, now},
                    &err);
    }
    if (code == ERR_OK && flags->json)
        puts(answer.body);
    else if (code == ERR_OK)
        ingest_print(answer.document, answer.replayed);
    if (code == ERR_OK && !answer.pass && !flags->report_only)
        exit_code = EXIT_FAIL;
    intake_answer_free(&answer);
    upload_free(&upload);
    report_free(&reading.report);
    return exit_code;
}

static const struct command_help help = {
    "ingest --project P --commit SHA [FLAGS] FILE...",
    "Stores the JUnit reports of one attempt of a CI job and prints the verdict: may the build\n"
    "go green? FILE is a report, a folder (every *.xml below it), a tar or zip of reports, a\n"
    "pattern, or - for standard input, each also packed with gzip, zstd, xz or bzip2; several\n"
    "are one report. The project is made when it is not there.\n"
    "Exit code: 0 pass, 1 fail, 64 and up: nothing was stored, and why.\n"};

int cmd_ingest(int argc, char **argv)
{
    struct flags flags = {.project = NULL};
    const char **v = flags.values;
    const struct option_row rows[] = {
        {"project", OPTION_TEXT, &flags.project, "P", "the project"},
        {"commit", OPTION_TEXT, &v[0], "SHA", "the commit that was tested; needed"},
        {"branch", OPTION_TEXT, &v[1], "NAME", "its branch"},
        {"build", OPTION_TEXT, &v[2], "KEY", "the CI build (the commit)"},
        {"job", OPTION_TEXT, &v[3], "NAME", "the CI job (default)"},
        {"shard", OPTION_TEXT, &v[4], "NAME", "part of the job"},
        {"variant", OPTION_TEXT, &v[5], "NAME", "what the job ran on, such as an os"},
        {"attempt", OPTION_TEXT, &v[6], "N", "attempt of the job (1)"},
        {"gate", OPTION_TEXT, &v[7], "NAME", "the gate that the job stands for"},
        {"url", OPTION_TEXT, &v[8], "URL", "the page of the build in CI"},
        {"exit-code", OPTION_TEXT, &v[9], "N", "exit code of the test command"},
        {"complete", OPTION_TEXT, &v[10], "yes|no",
         "yes: this is all there is, also when it is less than usual"},
        {"started-at", OPTION_TEXT, &v[11], "TIME", "when the run began"},
        {"layer", OPTION_TEXT, &v[12], "NAME", "layer of the tests: unit, integration, e2e, ..."},
        {"population", OPTION_TEXT, &v[13], "NAME", "whose data the tests run with"},
        {"target-branch", OPTION_TEXT, &v[14], "NAME",
         "the branch that a pull request would change"},
        {"pull-request", OPTION_TEXT, &v[15], "N", "its number or name"},
        {"tree", OPTION_TEXT, &v[16], "SHA", "the tree that was tested, which commits may share"},
        {"host", OPTION_TEXT, &v[17], "NAME", "the machine that the job ran on (as its files say)"},
        {"codeowners", OPTION_TEXT, &flags.codeowners, "FILE",
         "who owns which file; named as in the repository, .github/CODEOWNERS"},
        {"report-only", OPTION_SWITCH, &flags.report_only, NULL, "exit with 0 also on a fail"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "print the whole answer as JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc < 2)
        return options_misused(argv[0], "which files? name reports, a folder, or - for stdin");
    if (!flags.project || !flags.values[0])
        return options_misused(argv[0], "--%s is missing", flags.project ? "commit" : "project");
    return run(&flags, argv + 1, (size_t)argc - 1);
}
