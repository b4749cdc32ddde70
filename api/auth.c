/* The memory is a table with one place a key: a newer answer replaces the one in its place, so it
 * never grows and nothing has to be swept. */
#include "api/auth.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/token.h"
#include "common/clock.h"

enum { PROJECT_NAME_MAX = 64 };

struct slot {
    double good_until; /* clock_monotonic(); 0: empty */
    unsigned char token[SHA256_SIZE];
    char project[PROJECT_NAME_MAX + 1]; /* "": the route names none */
    char name[TOKEN_NAME_MAX + 1];
    struct caller caller; /* its name is not used */
    int32_t project_id;
    int64_t expires_at; /* 0: never */
};

struct auth_memory {
    pthread_mutex_t lock;
    struct slot slots[AUTH_MEMORY_SLOTS];
};

enum err_code auth_memory_new(struct auth_memory **out, struct err *err)
{
    struct auth_memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return err_nomem(err);
    pthread_mutex_init(&memory->lock, NULL);
    *out = memory;
    return ERR_OK;
}

void auth_memory_free(struct auth_memory *memory)
{
    if (!memory)
        return;
    pthread_mutex_destroy(&memory->lock);
    free(memory);
}

/* The digest is as good as random, so its first bytes spread; the name is mixed in. */
static struct slot *place_of(struct auth_memory *memory, const struct auth_question *question)
{
    uint32_t hash;
    memcpy(&hash, question->token, sizeof hash);
    for (const char *p = question->project ? question->project : ""; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    return &memory->slots[hash % AUTH_MEMORY_SLOTS];
}

static bool holds(const struct slot *slot, const struct auth_question *question)
{
    return slot->good_until > clock_monotonic() &&
           (slot->expires_at == 0 || slot->expires_at > question->now) &&
           strcmp(slot->project, question->project ? question->project : "") == 0 &&
           crypto_equal(slot->token, question->token, SHA256_SIZE);
}

bool auth_recall(struct auth_memory *memory, const struct auth_question *question,
                 struct arena *arena, struct caller *caller, int32_t *project_id)
{
    pthread_mutex_lock(&memory->lock);
    const struct slot *slot = place_of(memory, question);
    const char *name = NULL;
    if (holds(slot, question) && (name = arena_text(arena, slot->name, strlen(slot->name)))) {
        *caller = slot->caller;
        caller->name = name;
        *project_id = slot->project_id;
    }
    pthread_mutex_unlock(&memory->lock);
    return name != NULL;
}

void auth_remember(struct auth_memory *memory, const struct auth_question *question,
                   const struct caller *caller, int32_t project_id, int64_t expires_at,
                   double asked)
{
    const char *project = question->project ? question->project : "";
    if (strlen(project) > PROJECT_NAME_MAX || strlen(caller->name) > TOKEN_NAME_MAX)
        return;
    pthread_mutex_lock(&memory->lock);
    struct slot *slot = place_of(memory, question);
    slot->good_until = asked + AUTH_MEMORY_S;
    memcpy(slot->token, question->token, SHA256_SIZE);
    snprintf(slot->project, sizeof slot->project, "%s", project);
    snprintf(slot->name, sizeof slot->name, "%s", caller->name);
    slot->caller = *caller;
    slot->caller.name = NULL;
    slot->project_id = project_id;
    slot->expires_at = expires_at;
    pthread_mutex_unlock(&memory->lock);
}

/* A project that the token may not see is answered like one that does not exist. */
static enum err_code find_project(struct db *db, const char *name, const struct caller *caller,
                                  int32_t *project_id, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_text(&params, name);
    try_(db_run(db, QUERY_PROJECT_BY_NAME, &params, &rows, err));
    int32_t found = rows_count(rows) ? (int32_t)rows_int(rows, 0, 0) : 0;
    if (!found || (caller->project_id && caller->project_id != found))
        return err_set(err, ERR_NOT_FOUND, "there is no project \"%.100s\"", name);
    *project_id = found;
    return ERR_OK;
}

enum err_code auth_find(struct auth_memory *memory, struct db *db,
                        const struct auth_question *question, struct arena *arena,
                        struct caller *caller, int32_t *project_id, struct err *err)
{
    double asked = clock_monotonic();
    int64_t expires_at = 0;
    try_(token_find(db, question->token, question->now, arena, caller, &expires_at, err));
    *project_id = 0;
    if (question->project)
        try_(find_project(db, question->project, caller, project_id, err));
    auth_remember(memory, question, caller, *project_id, expires_at, asked);
    return ERR_OK;
}

enum err_code auth_check_scope(const struct caller *caller, int scopes, struct err *err)
{
    if (scopes & (int)caller->scope)
        return ERR_OK;
    char enough[SCOPES_TEXT_SIZE];
    scopes_text(scopes, enough);
    return err_set(err, ERR_FORBIDDEN, "the token \"%s\" has the scope %s; this needs %s",
                   caller->name, scope_name(caller->scope), enough);
}
