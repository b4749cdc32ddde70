/* The private PostgreSQL of `escapement dev`: one cluster in a folder of its own, reached over a
 * Unix socket only, run by an unprivileged user. */
#ifndef CLI_CLUSTER_H
#define CLI_CLUSTER_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/err.h"
#include "common/text.h"

enum {
    CLUSTER_PORT = 8461, /* only names the socket file: nothing listens on the network */
    CLUSTER_PATH = 1024
};

struct cluster {
    uid_t uid; /* who it runs as: us, or for root `postgres` or `nobody` */
    gid_t gid;
    char user[64];
    char home[CLUSTER_PATH];         /* the data folder: lock, log and the two folders below */
    char data[CLUSTER_PATH + 32];    /* PGDATA */
    char log[CLUSTER_PATH + 32];     /* what the server says */
    char sockets[CLUSTER_PATH + 32]; /* the folder of the socket */
    char socket[CLUSTER_PATH + 64];
    char url[3 * CLUSTER_PATH + 256];
};

/* Fills in the names, from config.data_dir or the usual place; touches nothing. ERR_INVALID when
 * the path cannot be used. */
enum err_code cluster_find(struct cluster *cluster, struct err *err) must_check;

/* Makes the process the user that the cluster runs as, for good. With @make the data folder is
 * made first when it is missing. ERR_NOT_FOUND: there is none (without @make);
 * ERR_FORBIDDEN: it is somebody else's, or cannot be entered. */
enum err_code cluster_enter(struct cluster *cluster, bool make, struct err *err) must_check;

/* Takes the lock under which a cluster is started, changed and stopped, waiting for whoever has
 * it; close *@lock to give it back. */
enum err_code cluster_lock(const struct cluster *cluster, int *lock, struct err *err) must_check;

/* The process id of the server; 0 when it does not run. */
pid_t cluster_pid(const struct cluster *cluster);

/* Makes the cluster if there is none and starts it if it does not run; returns when it accepts
 * connections. Needs the lock. */
enum err_code cluster_start(const struct cluster *cluster, bool *started,
                            struct err *err) must_check;

/* Makes the database `escapement` in the running cluster. */
enum err_code cluster_create_database(const struct cluster *cluster, struct err *err) must_check;

/* Stops it: sessions are ended, nothing is lost. ERR_OK with *@stopped false when it did not run.
 * Needs the lock. */
enum err_code cluster_stop(const struct cluster *cluster, bool *stopped,
                           struct err *err) must_check;

/* Writes the version of the server's programs ("15.20"). ERR_UNAVAILABLE names the package. */
enum err_code cluster_version(char *version, size_t size, struct err *err) must_check;

/* Appends the URL of the private cluster to @url. ERR_UNAVAILABLE when nobody answers there, with
 * what to do. */
enum err_code cluster_default_url(struct text *url, struct err *err) must_check;

/* Appends the URL of the database that commands work with: config.database_url, or else that of
 * the private cluster. */
enum err_code cluster_database_url(struct text *url, struct err *err) must_check;

#endif
