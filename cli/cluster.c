/* Where the cluster is, whose it is, and how to reach it. */
#include "cli/cluster.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/process.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/crypto.h"

enum { SOCKET_PATH_MAX = 100, LOCK_WAIT_S = 600 };

/* ---- Names --------------------------------------------------------------------------------- */

/* PostgreSQL refuses to run as root, so for root it is `postgres`, or who has the least rights. */
static enum err_code find_user(struct cluster *cluster, struct err *err)
{
    uid_t uid = geteuid();
    const struct passwd *user = uid ? getpwuid(uid) : getpwnam("postgres");
    if (!user && !uid)
        user = getpwnam("nobody");
    if (!user && !uid)
        return err_set(err, ERR_NOT_FOUND,
                       "no user \"postgres\" or \"nobody\" to run PostgreSQL as; it refuses root");
    cluster->uid = user ? user->pw_uid : uid;
    cluster->gid = user ? user->pw_gid : getegid();
    if (user)
        snprintf(cluster->user, sizeof cluster->user, "%s", user->pw_name);
    else
        snprintf(cluster->user, sizeof cluster->user, "user %u", (unsigned)uid);
    return ERR_OK;
}

/* The data folder as it was asked for, made absolute. */
static void wanted_home(struct text *home)
{
    const char *xdg = getenv("XDG_DATA_HOME"), *own = getenv("HOME");
    if (*config.data_dir == '/') {
        text_puts(home, config.data_dir);
    } else if (*config.data_dir) {
        auto_free char *here = getcwd(NULL, 0);
        text_printf(home, "%s/%s", here ? here : "", config.data_dir);
    } else if (geteuid() == 0) {
        text_puts(home, "/var/lib/escapement");
    } else if (xdg && *xdg == '/') {
        text_printf(home, "%s/escapement", xdg);
    } else {
        const struct passwd *user = own && *own == '/' ? NULL : getpwuid(geteuid());
        text_printf(home, "%s/.local/share/escapement", user ? user->pw_dir : own ? own : "");
    }
}

/* In the data folder, or where that would be too long for a socket, in a folder of /tmp that is
 * named for it. */
static enum err_code name_socket(struct cluster *cluster, struct err *err)
{
    snprintf(cluster->sockets, sizeof cluster->sockets, "%s/socket", cluster->home);
    snprintf(cluster->socket, sizeof cluster->socket, "%s/.s.PGSQL.%d", cluster->sockets,
             CLUSTER_PORT);
    if (strlen(cluster->socket) <= SOCKET_PATH_MAX)
        return ERR_OK;
    unsigned char digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    sha256_of(cluster->home, strlen(cluster->home), digest);
    crypto_hex(digest, 8, hex);
    snprintf(cluster->sockets, sizeof cluster->sockets, "/tmp/escapement-%u-%s",
             (unsigned)cluster->uid, hex);
    int len = snprintf(cluster->socket, sizeof cluster->socket, "%s/.s.PGSQL.%d", cluster->sockets,
                       CLUSTER_PORT);
    return len > 0 ? ERR_OK : err_set(err, ERR_INTERNAL, "the socket cannot be named");
}

static enum err_code name_url(struct cluster *cluster, struct err *err)
{
    auto_text struct text url = {0};
    text_puts(&url, "postgresql:///escapement?host=");
    for (const char *p = cluster->sockets; *p; p++)
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
            strchr("/-._~", *p))
            text_putc(&url, *p);
        else
            text_printf(&url, "%%%02X", (unsigned)(unsigned char)*p);
    text_printf(&url, "&port=%d&user=escapement", CLUSTER_PORT);
    if (url.failed)
        return err_nomem(err);
    snprintf(cluster->url, sizeof cluster->url, "%s", text_get(&url));
    return ERR_OK;
}

/* Fills in all that follows from where the data folder is. */
static enum err_code name_all(struct cluster *cluster, const char *home, struct err *err)
{
    if (strlen(home) >= CLUSTER_PATH)
        return err_set(err, ERR_INVALID, "the path of the data folder is too long");
    for (const char *p = home; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '"' || *p == '\'')
            return err_set(err, ERR_INVALID,
                           "the data folder %s must not have quotes or control characters in its "
                           "name; choose another with --data-dir",
                           home);
    snprintf(cluster->home, sizeof cluster->home, "%s", home);
    snprintf(cluster->data, sizeof cluster->data, "%s/postgres", home);
    snprintf(cluster->log, sizeof cluster->log, "%s/postgres.log", home);
    try_(name_socket(cluster, err));
    return name_url(cluster, err);
}

enum err_code cluster_find(struct cluster *cluster, struct err *err)
{
    memset(cluster, 0, sizeof *cluster);
    try_(find_user(cluster, err));
    auto_text struct text home = {0};
    wanted_home(&home);
    if (home.failed)
        return err_nomem(err);
    /* One name however it is written, because the socket may be named for it. */
    auto_free char *real = realpath(text_get(&home), NULL);
    return name_all(cluster, real ? real : text_get(&home), err);
}

/* ---- Whose it is --------------------------------------------------------------------------- */

/* Makes @path and what is missing above it. */
static enum err_code make_folders(char *path, struct err *err)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int made = mkdir(path, 0755);
        if (made != 0 && errno != EEXIST)
            return err_set(err, ERR_FORBIDDEN, "cannot make the folder %s: %s", path,
                           strerror(errno));
        *slash = '/';
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_FORBIDDEN, "cannot make the folder %s: %s", path, strerror(errno));
    return ERR_OK;
}

static void close_folder(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

static bool is_empty(const char *path)
{
    DIR *folder auto_(close_folder) = opendir(path);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return false;
    return folder != NULL;
}

/* The folder must be the user's own. An empty one of root is handed over to the user. */
static enum err_code own(const struct cluster *cluster, struct err *err)
{
    auto_fd int folder = open(cluster->home, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat info;
    if (folder < 0 || fstat(folder, &info) != 0)
        return err_set(err, ERR_FORBIDDEN, "cannot open the data folder %s: %s", cluster->home,
                       strerror(errno));
    if (info.st_uid == cluster->uid)
        return ERR_OK;
    if (geteuid() == 0 && info.st_uid == 0 && is_empty(cluster->home)) {
        if (fchown(folder, cluster->uid, cluster->gid) == 0)
            return ERR_OK;
        return err_set(err, ERR_FORBIDDEN, "cannot give the data folder %s to %s: %s",
                       cluster->home, cluster->user, strerror(errno));
    }
    const struct passwd *owner = getpwuid(info.st_uid);
    return err_set(err, ERR_FORBIDDEN,
                   "the data folder %s belongs to %s, but PostgreSQL would run as %s; choose "
                   "another with --data-dir",
                   cluster->home, owner ? owner->pw_name : "somebody else", cluster->user);
}

static enum err_code drop_root(const struct cluster *cluster, struct err *err)
{
    if (geteuid() != 0)
        return ERR_OK;
    if (setgroups(1, &cluster->gid) != 0 ||
        setresgid(cluster->gid, cluster->gid, cluster->gid) != 0 ||
        setresuid(cluster->uid, cluster->uid, cluster->uid) != 0)
        return err_set(err, ERR_FORBIDDEN, "cannot become the user %s: %s", cluster->user,
                       strerror(errno));
    if (geteuid() == 0 || setuid(0) == 0)
        return err_set(err, ERR_INTERNAL, "still root after becoming %s", cluster->user);
    return ERR_OK;
}

enum err_code cluster_enter(struct cluster *cluster, bool make, struct err *err)
{
    struct stat info;
    if (stat(cluster->home, &info) != 0 && errno == ENOENT) {
        if (!make)
            return err_set(err, ERR_NOT_FOUND, "there is no data folder %s", cluster->home);
        char path[CLUSTER_PATH];
        snprintf(path, sizeof path, "%s", cluster->home);
        try_(make_folders(path, err));
        auto_free char *real = realpath(path, NULL);
        if (real)
            try_(name_all(cluster, real, err));
    }
    umask(077);
    try_(own(cluster, err));
    try_(drop_root(cluster, err));
    if (access(cluster->home, R_OK | W_OK | X_OK) != 0 || chdir(cluster->home) != 0)
        return err_set(err, ERR_FORBIDDEN,
                       "the user %s cannot enter the data folder %s: %s; every folder above it "
                       "must let others pass (chmod a+x), or choose another with --data-dir",
                       cluster->user, cluster->home, strerror(errno));
    return ERR_OK;
}

static enum err_code wait_for_lock(int fd, const char *path, struct err *err)
{
    double end = clock_monotonic() + LOCK_WAIT_S;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return err_set(err, ERR_UNAVAILABLE, "cannot lock %s: %s", path, strerror(errno));
        if (clock_monotonic() > end)
            return err_set(err, ERR_UNAVAILABLE,
                           "another `escapement dev` holds %s and does not end", path);
        process_nap();
    }
    return ERR_OK;
}

enum err_code cluster_lock(const struct cluster *cluster, int *lock, struct err *err)
{
    char path[CLUSTER_PATH + 32];
    snprintf(path, sizeof path, "%s/lock", cluster->home);
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_FORBIDDEN, "cannot open %s: %s", path, strerror(errno));
    enum err_code code = wait_for_lock(fd, path, err);
    if (code == ERR_OK)
        *lock = fd;
    else
        close(fd);
    return code;
}

/* ---- How to reach it ----------------------------------------------------------------------- */

/* Whether somebody answers at the socket: 0, or the errno of why not. */
static int knock(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return ENOENT;
    memcpy(address.sun_path, path, strlen(path) + 1);
    auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN)
        return 0;
    return errno;
}

enum err_code cluster_default_url(struct text *url, struct err *err)
{
    struct cluster cluster;
    try_(cluster_find(&cluster, err));
    int why = knock(cluster.socket);
    if (why == EACCES || why == EPERM)
        return err_set(err, ERR_FORBIDDEN,
                       "the database of `escapement dev` in %s belongs to somebody else; set "
                       "DATABASE_URL, or choose another with --data-dir",
                       cluster.home);
    if (why)
        return err_set(err, ERR_UNAVAILABLE,
                       "no database: start one with \"escapement dev\", or set DATABASE_URL");
    text_puts(url, cluster.url);
    return url->failed ? err_nomem(err) : ERR_OK;
}

enum err_code cluster_database_url(struct text *url, struct err *err)
{
    if (!*config.database_url)
        return cluster_default_url(url, err);
    text_puts(url, config.database_url);
    return url->failed ? err_nomem(err) : ERR_OK;
}
