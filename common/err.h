/* Errors as values.
 * A fallible function returns an err_code and fills the caller's struct err, which never
 * allocates and keeps the place and the words of the first failure. */
#ifndef COMMON_ERR_H
#define COMMON_ERR_H

#include <stddef.h>

enum err_code {
    ERR_OK,
    ERR_INVALID,      /* what the caller sent can't be used; it has to change */
    ERR_UNAUTHORIZED, /* nobody is named, or the token is not known */
    ERR_FORBIDDEN,    /* known, but not allowed */
    ERR_NOT_FOUND,
    ERR_CONFLICT,    /* it clashes with what is stored */
    ERR_LIMIT,       /* a named limit is passed */
    ERR_RETRY,       /* the same call may succeed at once: lost connection, deadlock */
    ERR_UNAVAILABLE, /* something that is needed does not answer */
    ERR_NOMEM,
    ERR_INTERNAL,
    ERR__MAX
};

struct err {
    enum err_code code;
    const char *file; /* where it was first set */
    int line;
    char sqlstate[6]; /* of PostgreSQL, or empty */
    char message[512];
};

#define must_check __attribute__((warn_unused_result))

/* Fills @err (may be NULL) unless it already holds a failure, and returns @code.
 * The message is lower case: what happened, then a hint what to do. */
#define err_set(err, code, ...) err_set_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
enum err_code err_set_at(struct err *err, enum err_code code, const char *file, int line,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Out of memory: the one failure that is worded here. */
#define err_nomem(err) err_set_at((err), ERR_NOMEM, __FILE__, __LINE__, "out of memory")

/* Forgets the failure in @err, so that the next one is kept. */
void err_clear(struct err *err);

/* The stable name of @code ("invalid", "not_found", ...), never NULL. */
const char *err_name(enum err_code code);

/* The HTTP status and the program's exit code (sysexits.h) that stand for @code. */
int err_http_status(enum err_code code);
int err_exit_code(enum err_code code);

/* Evaluates @call; if it is not ERR_OK, leaves the function with its code. */
#define try_(call)                                                                                 \
    do {                                                                                           \
        enum err_code try_code = (call);                                                           \
        if (try_code != ERR_OK)                                                                    \
            return try_code;                                                                       \
    } while (0)

#endif
