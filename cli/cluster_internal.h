/* What the files of the cluster share among themselves. */
#ifndef CLI_CLUSTER_INTERNAL_H
#define CLI_CLUSTER_INTERNAL_H

#include "cli/cluster.h"

/* Writes the path of @program ("initdb") of the PostgreSQL that is installed. ERR_UNAVAILABLE
 * names the package. */
enum err_code cluster_program(const char *program, char *path, size_t size,
                              struct err *err) must_check;

/* Makes PGDATA when it is missing; else checks that it is one of the installed version. A run that
 * was broken off leaves nothing that a later one stumbles over. */
enum err_code cluster_make(const struct cluster *cluster, struct err *err) must_check;

/* Makes the folder of the socket, or checks that it is ours alone. */
enum err_code cluster_make_sockets(const struct cluster *cluster, struct err *err) must_check;

#endif
