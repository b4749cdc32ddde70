/* What an upload says about itself, beside its files: read from query parameters or flags,
 * checked, and never trusted. */
#ifndef INGEST_UPLOAD_H
#define INGEST_UPLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/crypto.h"
#include "common/err.h"

enum {
    UPLOAD_COMMIT_MAX = 64, /* hex digits of a SHA-256 */
    UPLOAD_NAME_MAX = 255,  /* branch, build, job, shard, variant, gate, host */
    UPLOAD_URL_MAX = 2048,
    UPLOAD_ATTEMPT_MAX = 10000,
    UPLOAD_FUTURE_MAX_S = 24 * 3600 /* how far ahead the clock of a runner may be */
};

struct upload {
    struct arena arena;  /* owns the texts */
    const char *commit;  /* lower-case hex, 7 to 64 digits; needed */
    const char *branch;  /* NULL when not given */
    const char *build;   /* the commit when not given */
    const char *job;     /* "default" when not given */
    const char *shard;   /* "" when not given */
    const char *variant; /* "" when not given */
    const char *gate;    /* NULL when not given */
    const char *url;     /* of the build in CI, without "user:password@"; NULL when not given */
    const char *target_branch;      /* of a pull request; NULL when not given */
    const char *pull_request;       /* its number or name; NULL when not given */
    const char *tree;               /* as commit; NULL when not given */
    const char *host;               /* it ran on; NULL when not given */
    int32_t attempt;                /* of the job, from 1 */
    const char *layer, *population; /* of its tests; NULL when not given */
    bool has_exit_code;
    int32_t exit_code;  /* 0 to 255 */
    bool vouched;       /* complete=yes: the uploader says that the report is whole */
    int64_t started_at; /* microseconds; 0 when not given */
};

void upload_init(struct upload *upload);
void upload_free(struct upload *upload);

/* Takes one parameter by its name in the query (commit, branch, build, job, shard, variant, gate,
 * url, attempt, exit_code, complete, started_at, layer, population, target_branch, pull_request,
 * tree, host). @now bounds times. ERR_NOT_FOUND: no such parameter; ERR_INVALID: says which, what
 * was given (cut) and what would do. */
enum err_code upload_set(struct upload *upload, const char *name, const char *value, int64_t now,
                         struct err *err) must_check;

/* After the last parameter: fills what was not given. ERR_INVALID when the commit is missing. */
enum err_code upload_settle(struct upload *upload, struct err *err) must_check;

/* The key under which the same upload is recognised: SHA-256 of all parameters, of
 * @content, the digest of the file names and bytes, and of whether it is trusted. */
void upload_key(const struct upload *upload, const unsigned char content[SHA256_SIZE],
                bool untrusted, unsigned char key[SHA256_SIZE]);

/* Names of the parameters, for help texts and documents; ends in NULL. */
extern const char *const upload_parameters[];

#endif
