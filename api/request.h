/* One HTTP request as a handler sees it: checked, authorised, with a connection to the database.
 * Handlers never see libmicrohttpd. */
#ifndef API_REQUEST_H
#define API_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyzer/flake/distrust.h"
#include "common/arena.h"
#include "common/db.h"
#include "common/err.h"

/* Scopes, one bit each: a route lists those that may use it, a caller has one. */
enum scope {
    SCOPE_NONE = 0, /* public: no token needed */
    SCOPE_UPLOAD = 1,
    SCOPE_READ = 2,
    SCOPE_TRIAGE = 4,
    SCOPE_ADMIN = 8,
    /* Who may do what, as routes say it. */
    MAY_UPLOAD = SCOPE_UPLOAD | SCOPE_ADMIN,
    MAY_READ = SCOPE_READ | SCOPE_TRIAGE | SCOPE_ADMIN,
    MAY_READ_VERDICT = SCOPE_UPLOAD | MAY_READ,
    MAY_TRIAGE = SCOPE_TRIAGE | SCOPE_ADMIN,
    MAY_TELL = SCOPE_UPLOAD | MAY_TRIAGE, /* what went out, through which gates */
    MAY_ADMIN = SCOPE_ADMIN
};

struct caller {
    int64_t token_id;
    const char *name; /* of the token: the actor in the audit */
    enum scope scope;
    int32_t project_id;     /* the one it is good for; 0: all */
    enum distrust distrust; /* what it uploads is judged, and teaches nothing */
    bool is_public;         /* shows no token at all */
};

struct request; /* see request.c */

/* All texts live as long as the request. */
struct arena *request_arena(struct request *request);
struct db *request_db(struct request *request);
const struct caller *request_caller(const struct request *request);
const char *request_id(const struct request *request);
int64_t request_now(const struct request *request); /* one time for the whole request */

/* ERR_FORBIDDEN: the caller's word counts for its own upload only (a fork's pull request). */
enum err_code request_trusted(const struct request *request, struct err *err) must_check;

/* The project of a route below /projects/{project}: it exists and the caller may see it. */
int32_t request_project_id(const struct request *request);
const char *request_project(const struct request *request);

/* A {segment} of the route's path as text (decoded), or as a number: ERR_NOT_FOUND when it is
 * none, because then nothing can have that address. */
const char *request_path(const struct request *request, const char *segment);
enum err_code request_path_id(const struct request *request, const char *segment, int64_t *id,
                              struct err *err) must_check;

/* A query parameter that the route declares: NULL when not given. Undeclared ones were already
 * refused with 422. */
const char *request_query(const struct request *request, const char *name);
/* A number in [min, max]; @fallback when not given; ERR_INVALID names the parameter. */
enum err_code request_query_int(const struct request *request, const char *name, int64_t min,
                                int64_t max, int64_t fallback, int64_t *value,
                                struct err *err) must_check;
/* One of @choices (ends in NULL); *@index is -1 when not given; ERR_INVALID lists them. */
enum err_code request_query_choice(const struct request *request, const char *name,
                                   const char *const *choices, int *index,
                                   struct err *err) must_check;

/* A header of the request; NULL: it has none. */
const char *request_header(const struct request *request, const char *name);

/* The body as a JSON object (owned by the request). ERR_INVALID says where it is no JSON. */
enum err_code request_json(struct request *request, json_t **object, struct err *err) must_check;

/* The body of a BODY_TEXT, *@len bytes of whatever it is; owned by the request. */
const char *request_text(const struct request *request, size_t *len);

/* Fields of a JSON object, for bodies. A field that is not in @known (ends in NULL) is
 * ERR_INVALID; request_field_text() gives NULL for absent or null, ERR_INVALID for another type,
 * for control characters, or for more than @max bytes. */
enum err_code request_fields(const json_t *object, const char *const *known,
                             struct err *err) must_check;
enum err_code request_field_text(const json_t *object, const char *name, size_t max,
                                 const char **value, struct err *err) must_check;

#endif
