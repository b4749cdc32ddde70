/* Tokens: made once, shown once, kept as SHA-256. */
#ifndef API_TOKEN_H
#define API_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "api/request.h"
#include "common/crypto.h"
#include "common/db.h"
#include "common/err.h"

enum {
    TOKEN_BYTES = 32,
    TOKEN_SIZE = 4 + 2 * TOKEN_BYTES + 1, /* "esc_", hex, NUL */
    TOKEN_NAME_MAX = 100,                 /* bytes */
};

/* Makes a token for @project (NULL: good for all projects) that ends at @expires_at (microseconds
 * since 1970, 0: never) and writes it to @plain, the only place where it can be read.
 * ERR_NOT_FOUND: no such project; ERR_INVALID: the name is empty or too long, or the end is past.
 */
enum err_code token_create(struct db *db, const char *project, const char *name, enum scope scope,
                           int64_t expires_at, int64_t now, char plain[TOKEN_SIZE],
                           int64_t *token_id, struct err *err) must_check;

/* The digest under which @plain is stored; false when it has not the form of a token. */
bool token_digest(const char *plain, unsigned char digest[SHA256_SIZE]);

/* Whose token it is, as long as it is neither revoked nor expired; its use is noted, to the
 * minute. *@expires_at: 0 for never. ERR_UNAUTHORIZED when there is none. */
enum err_code token_find(struct db *db, const unsigned char digest[SHA256_SIZE], int64_t now,
                         struct arena *arena, struct caller *caller, int64_t *expires_at,
                         struct err *err) must_check;

/* Ends a token. @project_id: it must be bound to that project; 0: any. ERR_NOT_FOUND. */
enum err_code token_revoke(struct db *db, int64_t token_id, int32_t project_id, int64_t now,
                           struct err *err) must_check;

/* "upload", "read", "triage", "admin"; SCOPE_NONE when @name is none of them. */
enum scope scope_of(const char *name);
const char *scope_name(enum scope scope);

/* The names of those in @scopes, as "upload or admin", in a buffer of the caller. */
enum { SCOPES_TEXT_SIZE = 48 };
void scopes_text(int scopes, char text[SCOPES_TEXT_SIZE]);

#endif
