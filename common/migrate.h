/* Brings a database up to this program: the files of sql/migrations, in order, one transaction
 * each, recorded with the digest of what was run. Forward only. */
#ifndef COMMON_MIGRATE_H
#define COMMON_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/db.h"
#include "common/err.h"

enum { MIGRATION_CHECKSUM = 65 }; /* SHA-256 in hex, and its NUL */

/* One migration of this program. */
struct migration {
    int version;                       /* 1, 2, ... */
    const char *name;                  /* of the file */
    char checksum[MIGRATION_CHECKSUM]; /* of the file */
    int64_t applied_at;                /* microseconds since 1970; 0: not yet */
};

/* Runs every migration that @db has not had; *@applied counts those that this call ran. Safe when
 * several do it at once. ERR_CONFLICT, and nothing more is run, when the database had another
 * version of one of them, has a gap, or is newer than this program. */
enum err_code migrate_up(struct db *db, size_t *applied, struct err *err) must_check;

/* Whether @db fits this program, for those that only use it. ERR_UNAVAILABLE when it is behind or
 * newer, with what to do; ERR_CONFLICT as above. */
enum err_code migrate_check(struct db *db, struct err *err) must_check;

/* The migrations of this program and which of them @db has had, in @arena. ERR_CONFLICT as above;
 * the list is filled even so. */
enum err_code migrate_list(struct db *db, struct arena *arena, struct migration **list,
                           size_t *count, struct err *err) must_check;

#endif
