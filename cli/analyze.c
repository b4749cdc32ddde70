/* escapement analyze: folds what was uploaded into sums, streams and scores; checks that they are
 * what a recount says. */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/escape/inbox.h"
#include "analyzer/flake/analyze.h"
#include "analyzer/flake/recount.h"
#include "analyzer/lease.h"
#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/log.h"
#include "common/text.h"

enum { PROGRESS_AFTER_S = 2, DIFFERENT = 1, VERIFY_LEASE_SECONDS = 3600, LEASE_NAME_SIZE = 32 };

struct flags {
    const char *project;
    bool watch, verify, json;
};

/* What all projects together had. */
struct run {
    const struct flags *flags;
    double started;
    bool shown; /* progress: the line has to be ended */
    int64_t reports, results;
    int64_t busy;       /* projects that another process folds */
    enum err_code code; /* the first failure of a project */
    struct err err;
};

static volatile sig_atomic_t stopping;

static void stop(int number)
{
    (void)number;
    stopping = 1;
}

static void take_signals(void)
{
    const struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- folding -------------------------------------------------------------------------------- */

static bool progress(void *context, const struct analyzed *project, bool done)
{
    struct run *run = context;
    if (done) {
        run->reports += project->reports;
        run->results += project->results;
        run->busy += project->busy;
        if (project->code != ERR_OK && run->code == ERR_OK) {
            run->code = project->code;
            run->err = project->err;
        }
        if (project->late_code != ERR_OK)
            log_event(LOG_WARN, "causes_not_noted", "error", project->late.message, (char *)NULL);
    } else if (isatty(STDERR_FILENO) && clock_monotonic() > run->started + PROGRESS_AFTER_S) {
        run->shown = true;
        long long folded = run->reports + project->reports;
        fprintf(stderr, "\r%lld reports folded", folded);
    }
    return !stopping;
}

static enum err_code pass(struct db *db, int32_t project_id, struct run *run, struct err *err)
{
    run->started = clock_monotonic();
    const struct analyze_order order = {project_id, progress, run};
    enum err_code code = analyze_pass(db, &order, NULL, err);
    if (run->shown)
        fputc('\n', stderr);
    if (code == ERR_OK && !stopping)
        code = inbox_take(db, project_id, clock_now(), err);
    if (code == ERR_OK && run->code != ERR_OK) {
        *err = run->err;
        code = run->code;
    }
    return code;
}

static void print_pass(const struct run *run, bool json)
{
    double seconds = clock_monotonic() - run->started;
    if (json)
        options_print_json(json_pack("{s:I, s:I, s:f, s:I}", "reports", (json_int_t)run->reports,
                                     "results", (json_int_t)run->results, "seconds", seconds,
                                     "busy_projects", (json_int_t)run->busy));
    else if (run->reports || !run->busy)
        printf("folded %lld reports with %lld results in %.1f s\n", (long long)run->reports,
               (long long)run->results, seconds);
    if (run->busy && !json)
        puts("another process is at it; what it has was left alone");
    fflush(stdout);
}

/* A pass that fails is said once, and tried again. */
static enum err_code watch(struct db *db, int32_t project_id, const struct flags *flags,
                           struct err *err)
{
    int64_t pause_ms = config.analyze_every_ms ? config.analyze_every_ms : 1;
    const struct timespec pause = {.tv_sec = (time_t)(pause_ms / 1000),
                                   .tv_nsec = (long)(pause_ms % 1000) * 1000000};
    struct err last = {0};
    while (!stopping) {
        struct run run = {.flags = flags};
        struct err this = {0};
        if (pass(db, project_id, &run, &this) != ERR_OK && strcmp(this.message, last.message) != 0)
            (void)options_fail(&this);
        last = this;
        if (run.reports)
            print_pass(&run, flags->json);
        if (!stopping)
            nanosleep(&pause, NULL);
    }
    (void)err;
    return ERR_OK;
}

/* ---- checking ------------------------------------------------------------------------------- */

static json_t *pack(const char *name, const struct recount *recount)
{
    json_t *items = json_array();
    for (size_t i = 0; i < recount->count; i++) {
        const struct recount_difference *it = &recount->differences[i];
        json_array_append_new(items,
                              json_pack("{s:s, s:s, s:s?, s:s?}", "what", it->what, "where",
                                        it->where, "stored", it->stored, "counted", it->counted));
    }
    return json_pack("{s:s, s:b, s:I, s:o}", "project", name, "equal", recount->count == 0,
                     "scores", (json_int_t)recount->tests, "differences", items);
}

static void print(const char *name, const struct recount *recount)
{
    if (recount->count == 0)
        printf("%s: equal; tally, events and %lld scores are what a recount says\n", name,
               (long long)recount->tests);
    for (size_t i = 0; i < recount->count; i++) {
        const struct recount_difference *it = &recount->differences[i];
        printf("%s: %s of %s\n    stored  %s\n    counted %s\n", name, it->what, it->where,
               it->stored ? it->stored : "nothing", it->counted ? it->counted : "nothing");
    }
}

/* Nobody folds the project meanwhile. */
static enum err_code verify_project(struct db *db, int32_t project_id, struct recount *recount,
                                    struct err *err)
{
    char lease[LEASE_NAME_SIZE];
    struct err late = {0};
    bool taken;
    snprintf(lease, sizeof lease, "fold:%d", project_id);
    try_(lease_take(db, lease, VERIFY_LEASE_SECONDS, 0, &taken, err));
    if (!taken)
        return err_set(err, ERR_CONFLICT,
                       "another process folds project %d; stop it, or wait until it is done",
                       project_id);
    enum err_code code = recount_project(db, project_id, recount, err);
    enum err_code ended = lease_end(db, lease, true, code == ERR_OK ? err : &late);
    return code == ERR_OK ? ended : code;
}

static enum err_code verify(struct db *db, int32_t project_id, const struct flags *flags,
                            bool *equal, struct err *err)
{
    enum { ID, NAME };
    auto_rows struct rows *projects = NULL;
    json_t *items = json_array();
    enum err_code code = db_run(db, QUERY_PROJECT_NAMES, NULL, &projects, err);
    for (size_t i = 0; code == ERR_OK && i < rows_count(projects); i++) {
        struct recount recount = {.count = 0};
        if (project_id && rows_int(projects, i, ID) != project_id)
            continue;
        code = verify_project(db, (int32_t)rows_int(projects, i, ID), &recount, err);
        if (code == ERR_OK && flags->json)
            json_array_append_new(items, pack(rows_text(projects, i, NAME), &recount));
        else if (code == ERR_OK)
            print(rows_text(projects, i, NAME), &recount);
        *equal &= recount.count == 0;
        recount_free(&recount);
    }
    if (code == ERR_OK && flags->json)
        options_print_json(json_pack("{s:b, s:O}", "equal", *equal, "projects", items));
    json_decref(items);
    return code;
}

/* ---- the command ---------------------------------------------------------------------------- */

static enum err_code run(const struct flags *flags, bool *equal, struct err *err)
{
    auto_text struct text url = {0};
    auto_db struct db *db = NULL;
    int32_t project_id = 0;
    struct run run = {.flags = flags};
    try_(cluster_database_url(&url, err));
    try_(db_open(text_get(&url), 0, &db, err));
    if (flags->project)
        try_(session_project(db, flags->project, false, &project_id, err));
    take_signals();
    if (flags->watch)
        return watch(db, project_id, flags, err);
    try_(pass(db, project_id, &run, err));
    if (flags->verify)
        return verify(db, project_id, flags, equal, err);
    print_pass(&run, flags->json);
    return ERR_OK;
}

int cmd_analyze(int argc, char **argv)
{
    static const struct command_help help = {
        "analyze [PROJECT] [--watch | --verify] [--json]",
        "Folds the reports that wait for it: sums, streams of commits, events that show there, "
        "and\n"
        "the score of each test; then the rules look at them. `serve` does it by itself, every\n"
        "analyze_every_ms. Of all projects, or of one. It may be ended at any time.\n"
        "Review dates are looked at every hour, and windows of days slide every day.\n"};
    struct flags flags = {.project = NULL};
    const struct option_row rows[] = {
        {"watch", OPTION_SWITCH, &flags.watch, NULL, "go on until SIGTERM or SIGINT"},
        {"verify", OPTION_SWITCH, &flags.verify, NULL,
         "then count everything again from results and failures: 0 equal, 1 not, and where"},
        {"json", OPTION_SWITCH, &flags.json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 2)
        return options_misused(argv[0], "\"%s\" is too much", argv[2]);
    if (flags.watch && flags.verify)
        return options_misused(argv[0], "--watch and --verify do not go together");
    flags.project = argc > 1 ? argv[1] : NULL;
    struct err err = {0};
    bool equal = true;
    if (run(&flags, &equal, &err) != ERR_OK)
        return options_fail(&err);
    return equal ? EX_OK : DIFFERENT;
}
