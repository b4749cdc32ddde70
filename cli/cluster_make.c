/* Makes the folders of a cluster: finds the programs of PostgreSQL, lets initdb work in a folder
 * beside the final one and renames it when all is in place, so that a cluster exists either whole
 * or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/cluster_internal.h"
#include "cli/process.h"
#include "common/auto.h"

#define FRESH "postgres.new."

enum { MAJOR = 15, ROOM_MB = 96, FOLDERS_OPEN = 16, MB = 1 << 20 };

/* ---- The programs -------------------------------------------------------------------------- */

/* The folder of the programs: Debian's, or the one that pg_config names. */
static enum err_code program_folder(char *folder, size_t size, struct err *err)
{
    snprintf(folder, size, "/usr/lib/postgresql/%d/bin", MAJOR);
    if (access(folder, X_OK) == 0)
        return ERR_OK;
    static const char *const argv[] = {"/usr/bin/env", "pg_config", "--bindir", NULL};
    auto_text struct text output = {0};
    struct err unused = {0};
    if (process_run(argv, &output, &unused) != ERR_OK || !output.len)
        return err_set(err, ERR_UNAVAILABLE,
                       "PostgreSQL is not installed: install the package postgresql-%d", MAJOR);
    snprintf(folder, size, "%.*s", (int)strcspn(output.data, "\n"), output.data);
    return ERR_OK;
}

enum err_code cluster_program(const char *program, char *path, size_t size, struct err *err)
{
    char folder[CLUSTER_PATH];
    try_(program_folder(folder, sizeof folder, err));
    snprintf(path, size, "%s/%s", folder, program);
    if (access(path, X_OK) != 0)
        return err_set(err, ERR_UNAVAILABLE, "%s is missing: install the package postgresql-%d",
                       path, MAJOR);
    return ERR_OK;
}

enum err_code cluster_version(char *version, size_t size, struct err *err)
{
    char path[CLUSTER_PATH + 64];
    try_(cluster_program("postgres", path, sizeof path, err));
    const char *const argv[] = {path, "-V", NULL};
    auto_text struct text output = {0};
    try_(process_run(argv, &output, err));
    const char *number = output.data ? strpbrk(output.data, "0123456789") : NULL;
    if (!number)
        return err_set(err, ERR_INTERNAL, "%s does not say its version", path);
    snprintf(version, size, "%.*s", (int)strspn(number, "0123456789."), number);
    return ERR_OK;
}

/* ---- Settings ------------------------------------------------------------------------------ */

static uint64_t memory_limit_of_group(void)
{
    uint64_t bytes = UINT64_MAX;
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "re");
    if (!file)
        return bytes;
    char line[32] = "";
    if (fgets(line, sizeof line, file) && *line >= '0' && *line <= '9')
        bytes = strtoull(line, NULL, 10);
    fclose(file);
    return bytes;
}

static uint64_t memory_mb(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    uint64_t bytes = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : (uint64_t)1 << 30;
    uint64_t limit = memory_limit_of_group();
    return (bytes < limit ? bytes : limit) / MB;
}

static enum err_code write_file(const char *path, int flags, const char *content, struct err *err)
{
    auto_fd int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0600);
    size_t len = strlen(content);
    if (fd < 0 || write(fd, content, len) != (ssize_t)len || fsync(fd) != 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot write %s: %s", path, strerror(errno));
    return ERR_OK;
}

/* For one machine that has other things to do too; nothing here risks what was committed. */
static enum err_code write_settings(const char *data, struct err *err)
{
    static const char format[] =
        "# Made once by `escapement dev` for this machine; change it as you like. Addresses, port\n"
        "# and socket are given when the server is started and cannot be changed here.\n"
        "shared_buffers = %" PRIu64 "MB\n"
        "effective_cache_size = %" PRIu64 "MB\n"
        "maintenance_work_mem = 64MB\n"
        "max_wal_size = 2GB\n"
        "wal_buffers = 32MB\n"
        "min_wal_size = 128MB\n"
        "checkpoint_timeout = 15min\n"
        "wal_compression = lz4\n"
        "default_toast_compression = lz4\n"
        "fsync = on\n"
        "random_page_cost = 1.1\n"
        "jit = off\n"
        "max_locks_per_transaction = 256\n"
        "log_checkpoints = off\n"
        "timezone = 'UTC'\n"
        "log_timezone = 'UTC'\n"
        "log_line_prefix = '%%m [%%p] '\n";
    uint64_t memory = memory_mb(), shared = memory / 8;
    shared = shared > 256 ? 256 : shared < 16 ? 16 : shared;
    auto_text struct text content = {0};
    text_printf(&content, format, shared, memory / 2 > 64 ? memory / 2 : 64);
    if (content.failed)
        return err_nomem(err);
    char path[CLUSTER_PATH + 64];
    snprintf(path, sizeof path, "%s/escapement.conf", data);
    try_(write_file(path, O_CREAT | O_TRUNC, text_get(&content), err));
    snprintf(path, sizeof path, "%s/postgresql.conf", data);
    return write_file(path, O_APPEND, "\ninclude = 'escapement.conf'\n", err);
}

/* ---- The cluster --------------------------------------------------------------------------- */

static enum err_code check_room(const struct cluster *cluster, struct err *err)
{
    struct statvfs disk;
    if (statvfs(cluster->home, &disk) != 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot look at the disk of %s: %s", cluster->home,
                       strerror(errno));
    uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize / MB;
    if (room < ROOM_MB)
        return err_set(err, ERR_UNAVAILABLE,
                       "the disk of %s has %" PRIu64 " MB left, but a new cluster needs %d; make "
                       "room, or choose another place with --data-dir",
                       cluster->home, room, ROOM_MB);
    return ERR_OK;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

static enum err_code sync_folder(const char *path, struct err *err)
{
    auto_fd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot write the folder %s: %s", path,
                       strerror(errno));
    return ERR_OK;
}

/* Removes what runs that were broken off left in the current folder, as far as that can be done. */
static void remove_broken_off(void)
{
    glob_t found = {0};
    if (glob(FRESH "*", GLOB_NOSORT, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            (void)nftw(found.gl_pathv[i], remove_entry, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    globfree(&found);
}

static enum err_code init(const struct cluster *cluster, struct err *err)
{
    char initdb[CLUSTER_PATH + 64], fresh[CLUSTER_PATH + 32];
    try_(cluster_program("initdb", initdb, sizeof initdb, err));
    try_(check_room(cluster, err));
    snprintf(fresh, sizeof fresh, "%s/" FRESH "XXXXXX", cluster->home);
    if (!mkdtemp(fresh))
        return err_set(err, ERR_UNAVAILABLE, "cannot make the folder %s: %s", fresh,
                       strerror(errno));
    const char *const argv[] = {initdb,
                                "--pgdata",
                                fresh,
                                "--username=escapement",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--auth-local=trust",
                                "--auth-host=reject",
                                "--data-checksums",
                                "--no-instructions",
                                NULL};
    auto_text struct text output = {0};
    try_(process_run(argv, &output, err));
    try_(write_settings(fresh, err));
    if (rename(fresh, cluster->data) != 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot rename %s to %s: %s", fresh, cluster->data,
                       strerror(errno));
    return sync_folder(cluster->home, err);
}

/* The number that @text begins with; 0 when with none. */
static int number_of(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

/* The major version that @data was made by; 0 when it is no data folder. */
static int major_of(const char *data)
{
    char path[CLUSTER_PATH + 64], line[16] = "";
    snprintf(path, sizeof path, "%s/PG_VERSION", data);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    bool read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    return read ? number_of(line) : 0;
}

enum err_code cluster_make(const struct cluster *cluster, struct err *err)
{
    char version[32];
    try_(cluster_version(version, sizeof version, err));
    int installed = number_of(version);
    if (installed < MAJOR)
        return err_set(err, ERR_UNAVAILABLE,
                       "PostgreSQL %s is too old: install the package postgresql-%d", version,
                       MAJOR);
    struct stat info;
    remove_broken_off();
    if (stat(cluster->data, &info) != 0 && errno == ENOENT) {
        enum err_code code = init(cluster, err);
        if (code != ERR_OK)
            remove_broken_off(); /* its room may be needed */
        return code;
    }
    int major = major_of(cluster->data);
    if (!major)
        return err_set(err, ERR_CONFLICT,
                       "%s is there but is no data folder of PostgreSQL; move it away, or choose "
                       "another place with --data-dir",
                       cluster->data);
    if (major != installed)
        return err_set(err, ERR_CONFLICT,
                       "%s was made by PostgreSQL %d, but version %s is installed; install "
                       "postgresql-%d, or choose another place with --data-dir",
                       cluster->data, major, version, major);
    return ERR_OK;
}

enum err_code cluster_make_sockets(const struct cluster *cluster, struct err *err)
{
    if (mkdir(cluster->sockets, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_UNAVAILABLE, "cannot make the folder %s: %s", cluster->sockets,
                       strerror(errno));
    struct stat info;
    if (lstat(cluster->sockets, &info) != 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot look at %s: %s", cluster->sockets,
                       strerror(errno));
    /* In /tmp anybody may have made it before us, to sit between us and our clients. */
    if (!S_ISDIR(info.st_mode) || info.st_uid != cluster->uid || (info.st_mode & 077))
        return err_set(err, ERR_FORBIDDEN,
                       "the folder %s is not %s's alone; remove it, or choose another data folder "
                       "with --data-dir",
                       cluster->sockets, cluster->user);
    return ERR_OK;
}
