/* Every migration is run under an advisory lock of its transaction, and what the database has had
 * is read again behind the lock: of two that start at once, the second finds the work done. */
#include "common/migrate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/crypto.h"
#include "common/db_internal.h"
#include "migrations.h"

/* What the database says and how it compares. */
struct state {
    struct migration list[migrations_count + 1]; /* one more, because there may be none */
    size_t applied;                              /* how many of them it has had */
    bool newer;                                  /* it has had others beyond them */
    int newest;                                  /* the version of the last of those */
};

/* The program's own list. That the numbers run from 1 without a gap is the work of who adds a
 * file; the database must never see it otherwise. */
static enum err_code own_list(struct state *state, struct err *err)
{
    memset(state, 0, sizeof *state);
    for (size_t i = 0; i < migrations_count; i++) {
        struct migration *migration = &state->list[i];
        unsigned char digest[SHA256_SIZE];
        migration->name = migrations_names[i];
        migration->version = (int)strtol(migration->name, NULL, 10);
        if (migration->version != (int)i + 1)
            return err_set(err, ERR_INTERNAL,
                           "this program has no migration %zu: the next one it has is %s", i + 1,
                           migration->name);
        sha256_of(migrations_table[i].text, migrations_table[i].len, digest);
        crypto_hex(digest, sizeof digest, migration->checksum);
    }
    return ERR_OK;
}

/* Compares row @row of the record, which should be migration @row + 1. */
static enum err_code compare(struct state *state, const struct rows *rows, size_t row,
                             struct err *err)
{
    int64_t version = rows_int(rows, row, 0);
    if (version > migrations_count) {
        state->newer = true;
        state->newest = (int)version;
        return ERR_OK;
    }
    if (version != (int64_t)row + 1)
        return err_set(err, ERR_CONFLICT,
                       "the database has had migration %" PRId64
                       " (%s) but not migration %zu; restore it from a backup",
                       version, rows_text(rows, row, 1), row + 1);
    struct migration *migration = &state->list[row];
    migration->applied_at = rows_int(rows, row, 3);
    state->applied = row + 1;
    if (strcmp(rows_text(rows, row, 2), migration->checksum) != 0)
        return err_set(err, ERR_CONFLICT,
                       "migration %s was changed after it was run: the database has %s, this "
                       "program %s; undo the change and add a new migration",
                       migration->name, rows_text(rows, row, 2), migration->checksum);
    return ERR_OK;
}

/* Reads what @db has had. All rows are looked at, so that the list is filled even on a conflict. */
static enum err_code read_state(struct db *db, struct state *state, bool *exists, struct err *err)
{
    auto_rows struct rows *found = NULL, *rows = NULL;
    try_(own_list(state, err));
    try_(db_run(db, QUERY_MIGRATION_EXISTS, NULL, &found, err));
    *exists = rows_bool(found, 0, 0);
    if (!*exists)
        return ERR_OK;
    try_(db_run(db, QUERY_MIGRATION_LIST, NULL, &rows, err));
    enum err_code code = ERR_OK;
    for (size_t row = 0; row < rows_count(rows); row++) {
        enum err_code this_code = compare(state, rows, row, err);
        code = code == ERR_OK ? this_code : code;
    }
    return code;
}

static enum err_code check_newer(const struct state *state, enum err_code code, struct err *err)
{
    if (!state->newer)
        return ERR_OK;
    return err_set(err, code,
                   "the database is newer than this program: it has had migration %d, this program "
                   "knows %d; use the newer program",
                   state->newest, (int)migrations_count);
}

static enum err_code record(struct db *db, const struct migration *migration, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, migration->version);
    params_text(&params, migration->name);
    params_text(&params, migration->checksum);
    params_time(&params, clock_now());
    return db_run(db, QUERY_MIGRATION_INSERT, &params, NULL, err);
}

/* Runs the next migration that is due; a transaction. */
static enum err_code step(struct db *db, void *context, struct err *err)
{
    bool *ran = context, exists;
    struct state state;
    *ran = false;
    try_(db_run(db, QUERY_MIGRATION_LOCK, NULL, NULL, err));
    try_(read_state(db, &state, &exists, err));
    try_(check_newer(&state, ERR_CONFLICT, err));
    if (!exists)
        try_(db_run(db, QUERY_MIGRATION_BOOTSTRAP, NULL, NULL, err));
    if (state.applied == migrations_count)
        return ERR_OK;
    const struct migration *next = &state.list[state.applied];
    struct err why = {0};
    enum err_code code = db_run_migration(db, state.applied, &why);
    if (code != ERR_OK) {
        err_set(err, code, "migration %s: %s", next->name, why.message);
        return code;
    }
    *ran = true;
    return record(db, next, err);
}

/* Looks before it locks: most calls find nothing to do, and then need no right to change. */
enum err_code migrate_up(struct db *db, size_t *applied, struct err *err)
{
    struct state state;
    bool exists;
    *applied = 0;
    try_(read_state(db, &state, &exists, err));
    try_(check_newer(&state, ERR_CONFLICT, err));
    if (exists && state.applied == migrations_count)
        return ERR_OK;
    for (bool ran = true; ran; *applied += ran)
        try_(db_transaction(db, step, &ran, err));
    return ERR_OK;
}

enum err_code migrate_check(struct db *db, struct err *err)
{
    struct state state;
    bool exists;
    try_(read_state(db, &state, &exists, err));
    try_(check_newer(&state, ERR_UNAVAILABLE, err));
    if (!exists || state.applied < migrations_count)
        return err_set(err, ERR_UNAVAILABLE,
                       "the database is behind this program (%zu of %d migrations): run "
                       "\"escapement migrate\"",
                       state.applied, (int)migrations_count);
    return ERR_OK;
}

enum err_code migrate_list(struct db *db, struct arena *arena, struct migration **list,
                           size_t *count, struct err *err)
{
    struct state state;
    bool exists;
    enum err_code code = read_state(db, &state, &exists, err);
    enum err_code newer = check_newer(&state, ERR_CONFLICT, err);
    *count = migrations_count;
    *list = arena_zalloc(arena, migrations_count + 1, sizeof **list);
    if (!*list)
        return err_nomem(err);
    memcpy(*list, state.list, migrations_count * sizeof **list);
    return code == ERR_OK ? newer : code;
}
