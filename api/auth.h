/* Who calls, and may they: tokens and projects looked up, with a small memory of what was found.
 * A token that is revoked stops working AUTH_MEMORY_S later at most; what was not found is never
 * remembered, so a new token or project works at once. */
#ifndef API_AUTH_H
#define API_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "api/request.h"
#include "api/route.h"
#include "common/crypto.h"
#include "common/db.h"

enum { AUTH_MEMORY_S = 5, AUTH_MEMORY_SLOTS = 512 };

struct auth_memory;

enum err_code auth_memory_new(struct auth_memory **memory, struct err *err) must_check;
void auth_memory_free(struct auth_memory *memory); /* accepts NULL */

/* A question: whose token, and which project does the route name (NULL: none). */
struct auth_question {
    const unsigned char *token; /* its digest */
    const char *project;
    int64_t now;
};

/* Answers from memory; false when it is not there. @caller's name lives in @arena. */
bool auth_recall(struct auth_memory *memory, const struct auth_question *question,
                 struct arena *arena, struct caller *caller, int32_t *project_id);

/* Answers from the database, and remembers. ERR_UNAUTHORIZED: no such token; ERR_NOT_FOUND: no
 * such project, or the token may not see it. */
enum err_code auth_find(struct auth_memory *memory, struct db *db,
                        const struct auth_question *question, struct arena *arena,
                        struct caller *caller, int32_t *project_id, struct err *err) must_check;

/* Remembers an answer that was found at @asked (clock_monotonic()) and ends at @expires_at. */
void auth_remember(struct auth_memory *memory, const struct auth_question *question,
                   const struct caller *caller, int32_t project_id, int64_t expires_at,
                   double asked);

/* ERR_FORBIDDEN says which of @scopes would do. */
enum err_code auth_check_scope(const struct caller *caller, int scopes, struct err *err) must_check;

#endif
