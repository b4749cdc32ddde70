/* Starts and stops the server, and tells whether it runs.
 *
 * What a server leaves behind when it is killed can stop the next one: postmaster.pid and the lock
 * of the socket name a process id, and PostgreSQL believes them when that id belongs to any process
 * of the same user, or to a dead one that nobody has waited for. So the id is believed here only
 * for a process that is a postgres and works in our PGDATA, and what names another is removed.
 * Backends that outlive the server by a moment still hold its shared memory; then the start is
 * tried again. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cluster_internal.h"
#include "cli/process.h"
#include "common/auto.h"
#include "common/clock.h"

enum {
    READY_WAIT_S = 300, /* recovery after a crash may take a while */
    AGAIN_WAIT_S = 60,  /* for what a killed server left in memory */
    STOP_WAIT_S = 120,
    LOG_KEPT = 8 << 20,
    ROOM_LEAST = 1 << 20,
    COMPLAINT_MAX = 8 << 10
};

/* ---- Does it run --------------------------------------------------------------------------- */

static bool is_postgres(pid_t pid)
{
    char link[64], program[4096];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
    ssize_t len = readlink(link, program, sizeof program - 1);
    if (len <= 0)
        return false;
    program[len] = '\0';
    const char *name = strrchr(program, '/');
    /* After an update of the package it is "postgres (deleted)". */
    return name && text_starts(name, "/postgres") && strchr(" ", name[strlen("/postgres")]);
}

/* Whether @pid is a server of this cluster. */
static bool is_ours(const struct cluster *cluster, pid_t pid)
{
    char link[64];
    struct stat theirs, ours;
    snprintf(link, sizeof link, "/proc/%d/cwd", (int)pid);
    return is_postgres(pid) && stat(link, &theirs) == 0 && stat(cluster->data, &ours) == 0 &&
           theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}

enum { PID_LINE = 1, STATUS_LINE = 8 };

/* Reads line @number of postmaster.pid. False when there is no such line. */
static bool pid_file_line(const struct cluster *cluster, int number, char *line, int size)
{
    char path[CLUSTER_PATH + 64];
    snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool read = true;
    for (int i = 0; read && i < number; i++)
        read = fgets(line, size, file) != NULL;
    fclose(file);
    return read;
}

pid_t cluster_pid(const struct cluster *cluster)
{
    char line[1200];
    if (!pid_file_line(cluster, PID_LINE, line, sizeof line))
        return 0;
    long pid = strtol(line, NULL, 10);
    return pid > 1 && pid <= INT32_MAX && is_ours(cluster, (pid_t)pid) ? (pid_t)pid : 0;
}

static bool is_ready(const struct cluster *cluster, pid_t pid)
{
    char line[1200];
    return cluster_pid(cluster) == pid && pid_file_line(cluster, STATUS_LINE, line, sizeof line) &&
           text_starts(line, "ready");
}

/* ---- Start --------------------------------------------------------------------------------- */

static void remove_remains(const struct cluster *cluster)
{
    char path[CLUSTER_PATH + 96];
    snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data);
    unlink(path);
    snprintf(path, sizeof path, "%s.lock", cluster->socket);
    unlink(path);
    unlink(cluster->socket);
}

static enum err_code open_log(const struct cluster *cluster, int *log, struct err *err)
{
    struct stat info;
    if (stat(cluster->log, &info) == 0 && info.st_size > LOG_KEPT) {
        char old[CLUSTER_PATH + 64];
        snprintf(old, sizeof old, "%s.old", cluster->log);
        (void)rename(cluster->log, old);
    }
    *log = open(cluster->log, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*log < 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot write %s: %s", cluster->log, strerror(errno));
    return ERR_OK;
}

/* These are given here and not in a file, so that a moved folder works and nothing can open the
 * cluster to the network by mistake. */
static enum err_code spawn(const struct cluster *cluster, int log, pid_t *pid, struct err *err)
{
    char program[CLUSTER_PATH + 64], port[32], sockets[CLUSTER_PATH + 96];
    try_(cluster_program("postgres", program, sizeof program, err));
    snprintf(port, sizeof port, "port=%d", CLUSTER_PORT);
    snprintf(sockets, sizeof sockets, "unix_socket_directories=\"%s\"", cluster->sockets);
    const char *const argv[] = {program,
                                "-D",
                                cluster->data,
                                "-c",
                                "listen_addresses=",
                                "-c",
                                port,
                                "-c",
                                sockets,
                                "-c",
                                "unix_socket_permissions=0700",
                                NULL};
    return process_start(argv, cluster->data, log, pid, err);
}

/* Waits until @pid is ready. *@ended when it ended instead; it may be our child. */
static enum err_code wait_ready(const struct cluster *cluster, pid_t pid, bool *ended,
                                struct err *err)
{
    double end = clock_monotonic() + READY_WAIT_S;
    bool child = true;
    *ended = false;
    while (!is_ready(cluster, pid)) {
        pid_t waited = child ? waitpid(pid, NULL, WNOHANG) : 0;
        child = child && waited >= 0;
        *ended = child ? waited == pid : cluster_pid(cluster) != pid;
        if (*ended)
            return ERR_OK;
        if (clock_monotonic() > end)
            return err_set(err, ERR_UNAVAILABLE,
                           "PostgreSQL (process %d) is not ready after %d s; see %s", (int)pid,
                           READY_WAIT_S, cluster->log);
        process_nap();
    }
    return ERR_OK;
}

/* What the server said since @from in the log. */
static void read_log(int log, off_t from, struct text *words)
{
    char buffer[COMPLAINT_MAX];
    off_t size = lseek(log, 0, SEEK_END);
    if (size - from > COMPLAINT_MAX)
        from = size - COMPLAINT_MAX;
    ssize_t got = pread(log, buffer, sizeof buffer, from);
    text_append(words, buffer, got > 0 ? (size_t)got : 0);
}

static bool is_full(const struct cluster *cluster)
{
    struct statvfs disk;
    return statvfs(cluster->data, &disk) == 0 &&
           (uint64_t)disk.f_bavail * disk.f_frsize < (uint64_t)ROOM_LEAST;
}

/* One try. *@again: it failed over what another server, killed or about to end, still holds. */
static enum err_code try_start(const struct cluster *cluster, int log, bool *again, struct err *err)
{
    off_t from = lseek(log, 0, SEEK_END);
    bool ended;
    pid_t pid;
    *again = false;
    try_(spawn(cluster, log, &pid, err));
    try_(wait_ready(cluster, pid, &ended, err));
    if (!ended)
        return ERR_OK;
    auto_text struct text said = {0};
    read_log(log, from, &said);
    const char *words = text_get(&said);
    size_t len;
    if (!words)
        return err_nomem(err);
    *again = strstr(words, "is still in use") || strstr(words, "lock file");
    words = process_complaint(words, &len);
    if (is_full(cluster)) /* then the log has no words either */
        return err_set(err, ERR_UNAVAILABLE,
                       "PostgreSQL does not start: the disk of %s is full; make room",
                       cluster->home);
    return err_set(err, ERR_UNAVAILABLE, "PostgreSQL does not start: %.*s; see %s", (int)len, words,
                   cluster->log);
}

static enum err_code start(const struct cluster *cluster, struct err *err)
{
    auto_fd int log = -1;
    try_(open_log(cluster, &log, err));
    double end = clock_monotonic() + AGAIN_WAIT_S;
    for (;;) {
        struct err why = {0};
        bool again = false;
        if (!cluster_pid(cluster))
            remove_remains(cluster);
        enum err_code code = try_start(cluster, log, &again, &why);
        if (code == ERR_OK)
            return ERR_OK;
        if (!again || clock_monotonic() > end)
            return err_set(err, code, "%s", why.message);
        process_nap();
    }
}

enum err_code cluster_start(const struct cluster *cluster, bool *started, struct err *err)
{
    *started = false;
    try_(cluster_make(cluster, err));
    try_(cluster_make_sockets(cluster, err));
    pid_t pid = cluster_pid(cluster);
    if (pid) {
        bool ended; /* by somebody who does not know of our lock */
        try_(wait_ready(cluster, pid, &ended, err));
        if (!ended)
            return ERR_OK;
    }
    try_(start(cluster, err));
    *started = true;
    return ERR_OK;
}

enum err_code cluster_create_database(const struct cluster *cluster, struct err *err)
{
    char program[CLUSTER_PATH + 64], port[16];
    try_(cluster_program("createdb", program, sizeof program, err));
    snprintf(port, sizeof port, "%d", CLUSTER_PORT);
    const char *const argv[] = {program,
                                "--host",
                                cluster->sockets,
                                "--port",
                                port,
                                "--username=escapement",
                                "--maintenance-db=postgres",
                                "escapement",
                                NULL};
    auto_text struct text output = {0};
    return process_run(argv, &output, err);
}

/* ---- Stop ---------------------------------------------------------------------------------- */

enum err_code cluster_stop(const struct cluster *cluster, bool *stopped, struct err *err)
{
    *stopped = false;
    pid_t pid = cluster_pid(cluster);
    if (!pid)
        return ERR_OK;
    if (kill(pid, SIGINT) != 0 && errno != ESRCH)
        return err_set(err, ERR_FORBIDDEN, "cannot stop PostgreSQL (process %d): %s", (int)pid,
                       strerror(errno));
    double end = clock_monotonic() + STOP_WAIT_S;
    while (is_ours(cluster, pid)) {
        if (clock_monotonic() > end)
            return err_set(err, ERR_UNAVAILABLE, "PostgreSQL (process %d) does not stop; see %s",
                           (int)pid, cluster->log);
        process_nap();
    }
    *stopped = true;
    return ERR_OK;
}
