/* escapement dev: a private PostgreSQL for one machine, ready for use. What is told goes to
 * standard error; standard output has only what a shell can evaluate, or JSON. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "api/token.h"
#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/db.h"
#include "common/migrate.h"

enum { EXIT_NOT_RUNNING = 3 }; /* as service managers know it */

struct dev {
    struct cluster cluster;
    char version[32];
    bool started;           /* by us, just now */
    size_t applied;         /* migrations run, just now */
    char token[TOKEN_SIZE]; /* the first one ever, made just now; or empty */
};

/* Opens the database, and makes it when it is missing. */
static enum err_code open_database(const struct cluster *cluster, struct db **db, struct err *err)
{
    struct err first = {0};
    if (db_open(cluster->url, 0, db, &first) == ERR_OK)
        return ERR_OK;
    struct err unused = {0};
    if (cluster_create_database(cluster, &unused) != ERR_OK)
        return err_set(err, first.code, "%s", first.message);
    return db_open(cluster->url, 0, db, err);
}

/* Somebody has to be able to begin: the first token may do everything, and is shown this once. */
static enum err_code make_first_token(struct db *db, struct dev *dev, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    int64_t id;
    try_(db_run(db, QUERY_TOKEN_ANY, NULL, &rows, err));
    if (rows_bool(rows, 0, 0))
        return ERR_OK;
    return token_create(db, NULL, "first admin", SCOPE_ADMIN, 0, clock_now(), dev->token, &id, err);
}

/* The whole way is under the lock, so that of two that start at once the second finds all done. */
static enum err_code bring_up(struct dev *dev, struct err *err)
{
    auto_fd int lock = -1;
    auto_db struct db *db = NULL;
    struct cluster *cluster = &dev->cluster;
    try_(cluster_version(dev->version, sizeof dev->version, err));
    try_(cluster_enter(cluster, true, err));
    try_(cluster_lock(cluster, &lock, err));
    try_(cluster_start(cluster, &dev->started, err));
    try_(open_database(cluster, &db, err));
    try_(migrate_up(db, &dev->applied, err));
    return make_first_token(db, dev, err);
}

/* The URL has no quote in it: what is not plain is percent-encoded. */
static int tell_up(const struct dev *dev, bool json)
{
    const struct cluster *cluster = &dev->cluster;
    int pid = (int)cluster_pid(cluster);
    if (json)
        return options_print_json(
            json_pack("{s:b, s:b, s:i, s:s, s:s, s:s, s:s, s:I, s:s, s:s?}", "running", true,
                      "started", dev->started, "pid", pid, "version", dev->version, "user",
                      cluster->user, "data_dir", cluster->home, "socket", cluster->socket,
                      "migrations_applied", (json_int_t)dev->applied, "database_url", cluster->url,
                      "token", dev->token[0] ? dev->token : NULL));
    fprintf(stderr, "PostgreSQL %s %s as %s, process %d, in %s\n", dev->version,
            dev->started ? "started" : "runs already", cluster->user, pid, cluster->home);
    fprintf(stderr, "migrations: %zu run now\n", dev->applied);
    const char *other = getenv("DATABASE_URL");
    if (other && *other && strcmp(other, cluster->url) != 0)
        fputs("note: DATABASE_URL is set to another database, and the other commands use that\n",
              stderr);
    printf("export DATABASE_URL='%s'\n", cluster->url);
    if (dev->token[0]) {
        fputs("the first admin token, shown this once: keep it\n", stderr);
        printf("export ESCAPEMENT_TOKEN='%s'\n", dev->token);
    }
    return EX_OK;
}

static int start(struct dev *dev, bool json)
{
    struct err err = {0};
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "bringing up PostgreSQL in %s ...\n", dev->cluster.home);
    if (bring_up(dev, &err) != ERR_OK)
        return options_fail(&err);
    return tell_up(dev, json);
}

/* Becomes who runs the cluster. A folder that is not there has no cluster: that is no failure. */
static enum err_code enter_if_any(struct dev *dev, bool *any, struct err *err)
{
    struct err why = {0};
    enum err_code code = cluster_enter(&dev->cluster, false, &why);
    *any = code == ERR_OK;
    if (code == ERR_OK || code == ERR_NOT_FOUND)
        return ERR_OK;
    return err_set(err, code, "%s", why.message);
}

static enum err_code take_down(struct dev *dev, bool *stopped, struct err *err)
{
    auto_fd int lock = -1;
    bool any;
    *stopped = false;
    try_(enter_if_any(dev, &any, err));
    if (!any)
        return ERR_OK;
    try_(cluster_lock(&dev->cluster, &lock, err));
    return cluster_stop(&dev->cluster, stopped, err);
}

static int stop(struct dev *dev, bool json)
{
    struct err err = {0};
    bool stopped;
    if (take_down(dev, &stopped, &err) != ERR_OK)
        return options_fail(&err);
    if (json)
        return options_print_json(json_pack("{s:b, s:b}", "running", false, "stopped", stopped));
    fputs(stopped ? "PostgreSQL stopped\n" : "PostgreSQL does not run\n", stderr);
    return EX_OK;
}

static int status(struct dev *dev, bool json)
{
    struct err err = {0};
    bool any;
    if (cluster_version(dev->version, sizeof dev->version, &err) != ERR_OK ||
        enter_if_any(dev, &any, &err) != ERR_OK)
        return options_fail(&err);
    const struct cluster *cluster = &dev->cluster;
    int pid = any ? (int)cluster_pid(cluster) : 0;
    int code = pid ? EX_OK : EXIT_NOT_RUNNING;
    if (json) {
        json_t *number = pid ? json_integer(pid) : json_null();
        int printed = options_print_json(
            json_pack("{s:b, s:o, s:s, s:s, s:s, s:s, s:s}", "running", pid != 0, "pid", number,
                      "version", dev->version, "user", cluster->user, "data_dir", cluster->home,
                      "socket", cluster->socket, "database_url", cluster->url));
        return printed == EX_OK ? code : printed;
    }
    if (pid)
        printf("running, process %d, as %s\n", pid, cluster->user);
    else
        puts("not running");
    printf("version  %s\nfolder   %s\nsocket   %s\n", dev->version, cluster->home, cluster->socket);
    return code;
}

static int url(const struct dev *dev, bool json)
{
    if (json)
        return options_print_json(json_pack("{s:s}", "database_url", dev->cluster.url));
    puts(dev->cluster.url);
    return EX_OK;
}

int cmd_dev(int argc, char **argv)
{
    static const struct command_help help = {
        "dev [--stop | --status | --url] [--json]",
        "Starts a private PostgreSQL for this machine when it does not run, brings its database\n"
        "up to this program, and prints how to reach it: eval \"$(escapement dev)\". It has a\n"
        "folder of its own (--data-dir) and listens on a Unix socket only. The first time, it "
        "makes\n"
        "an admin token and prints it, this once.\n"};
    bool want_stop = false, want_status = false, want_url = false, json = false;
    const struct option_row rows[] = {
        {"stop", OPTION_SWITCH, &want_stop, NULL, "stop it; nothing is lost"},
        {"status", OPTION_SWITCH, &want_status, NULL, "say whether it runs; exit 3 when not"},
        {"url", OPTION_SWITCH, &want_url, NULL, "print its DATABASE_URL and nothing else"},
        {"json", OPTION_SWITCH, &json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 1)
        return options_misused(argv[0], "\"%s\" is too much", argv[1]);
    if (want_stop + want_status + want_url > 1)
        return options_misused(argv[0], "--stop, --status and --url exclude each other");
    struct dev dev = {0};
    struct err err = {0};
    if (cluster_find(&dev.cluster, &err) != ERR_OK)
        return options_fail(&err);
    if (want_stop)
        return stop(&dev, json);
    if (want_status)
        return status(&dev, json);
    return want_url ? url(&dev, json) : start(&dev, json);
}
