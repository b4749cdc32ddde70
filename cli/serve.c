/* escapement serve: runs the service until it is told to stop. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>

#include "api/metrics.h"
#include "api/server.h"
#include "cli/analyze.h"
#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/deliverer.h"
#include "cli/expire.h"
#include "cli/options.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/log.h"
#include "common/migrate.h"
#include "ingest/mask.h"

enum { DRAIN_MAX_S = 30 }; /* what was accepted is given this long to end */

struct flags {
    bool migrate;
    const char *port_file;
};

static void set_log_level(void)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (strcmp(config.log_level, names[i]) == 0)
            log_set_level((enum log_level)i);
}

/* A connection is a file: as many as the system allows. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_event(LOG_WARN, "file_limit_kept", (char *)NULL);
}

/* ---- Being told to stop -------------------------------------------------------------------- */

/* Blocked before the first thread starts, so that all threads leave them to ours. A client that
 * went away while it was answered is no reason to die. */
static void take_signals(sigset_t *stop)
{
    sigemptyset(stop);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* From here on the next signal ends the process at once. */
static void release_signals(const sigset_t *stop)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, stop, NULL);
}

static void drain(struct server *server)
{
    const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    double until = clock_monotonic() + DRAIN_MAX_S;
    server_close_door(server);
    while (server_under_way(server) > 0 && clock_monotonic() < until)
        nanosleep(&pause, NULL);
    char left[16];
    snprintf(left, sizeof left, "%d", server_under_way(server));
    log_event(LOG_INFO, "stopped", "unfinished", left, (char *)NULL);
}

/* ---- Starting ------------------------------------------------------------------------------ */

/* What the database lacks is said at once, and by /readyz; the service starts all the same, and
 * serves as soon as it can. */
static enum err_code check_database(const char *url, bool migrate, struct err *err)
{
    auto_db struct db *db = NULL;
    struct err lacks = {0};
    size_t applied = 0;
    if (migrate) {
        try_(db_open(url, 0, &db, err));
        return migrate_up(db, &applied, err);
    }
    if (db_open(url, (int)config.db_statement_ms, &db, &lacks) != ERR_OK ||
        migrate_check(db, &lacks) != ERR_OK)
        log_event(LOG_WARN, "not_ready", "error", lacks.message, (char *)NULL);
    return ERR_OK;
}

static enum err_code write_port(const char *path, unsigned port, struct err *err)
{
    if (!path)
        return ERR_OK;
    FILE *file = fopen(path, "we");
    bool written = file && fprintf(file, "%u\n", port) > 0;
    if (file)
        written &= fclose(file) == 0;
    return written ? ERR_OK
                   : err_set(err, ERR_UNAVAILABLE, "cannot write the port to %.200s", path);
}

static void announce(unsigned port)
{
    bool v6 = strchr(config.listen, ':') != NULL;
    printf("listening on http://%s%s%s:%u\n", v6 ? "[" : "", config.listen, v6 ? "]" : "", port);
    fflush(stdout);
    char text[8];
    snprintf(text, sizeof text, "%u", port);
    log_event(LOG_INFO, "listening", "address", config.listen, "port", text, "version",
              ESCAPEMENT_VERSION, (char *)NULL);
}

static enum err_code start_deliverer(const char *url, struct deliverer **deliverer, struct err *err)
{
    static const struct deliverer_hooks hooks = {metrics_deliveries, metrics_delivery_oldest};
    if (config.deliver_threads == 0)
        return ERR_OK;
    return deliverer_start(url, (unsigned)config.deliver_threads, &hooks, deliverer, err);
}

static enum err_code serve(const char *url, const struct flags *flags, struct err *err)
{
    struct db_pool *pool = NULL;
    struct server *server = NULL;
    struct expire_daily *daily = NULL;
    struct analyze_watch *watch = NULL;
    struct deliverer *deliverer = NULL;
    sigset_t stop;
    int which;
    take_signals(&stop);
    enum err_code code = mask_open(config.mask_file, err);
    if (code == ERR_OK)
        code = check_database(url, flags->migrate, err);
    if (code == ERR_OK)
        code = db_pool_open(url, (int)config.db_statement_ms, (unsigned)config.db_connections,
                            &pool, err);
    if (code == ERR_OK)
        code = server_start(pool, &server, err);
    if (code == ERR_OK)
        code = expire_daily_start(url, &daily, err);
    if (code == ERR_OK)
        code = analyze_watch_start(url, server, &watch, err);
    if (code == ERR_OK)
        code = start_deliverer(url, &deliverer, err);
    if (code == ERR_OK)
        code = write_port(flags->port_file, server_port(server), err);
    if (code == ERR_OK) {
        announce(server_port(server));
        sigwait(&stop, &which);
        release_signals(&stop);
        drain(server);
    }
    analyze_watch_stop(watch);
    deliverer_stop(deliverer);
    expire_daily_stop(daily);
    server_stop(server);
    db_pool_close(pool);
    return code;
}

int cmd_serve(int argc, char **argv)
{
    static const struct command_help help = {
        "serve [--migrate] [--port-file FILE]",
        "Runs the service: the API, the pages, /healthz, /readyz and /metrics. Prints its address\n"
        "and logs to standard error, one line an event. SIGTERM or SIGINT: finishes what it has\n"
        "accepted and ends; a second one ends it at once.\n"};
    struct flags flags = {false, NULL};
    const struct option_row rows[] = {
        {"migrate", OPTION_SWITCH, &flags.migrate, NULL,
         "bring the database up to this program first"},
        {"port-file", OPTION_TEXT, &flags.port_file, "FILE",
         "write the port there once it listens (with --port 0: any free one)"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 1)
        return options_misused(argv[0], "\"%s\" is too much", argv[1]);
    struct err err = {0};
    auto_text struct text url = {0};
    set_log_level();
    raise_file_limit();
    if (cluster_database_url(&url, &err) != ERR_OK || serve(text_get(&url), &flags, &err) != ERR_OK)
        return options_fail(&err);
    return EX_OK;
}
