/* The inside of an answer, and the table of problems. For the server and its own routes. */
#ifndef API_REPLY_INTERNAL_H
#define API_REPLY_INTERNAL_H

#include <stdbool.h>

#include "api/reply.h"
#include "common/arena.h"

struct MHD_Connection;

enum { REPLY_HEADERS_MAX = 12, REPLY_ETAG_SIZE = 36 /* quotes round 32 hex digits, NUL */ };

struct reply {
    struct arena *arena; /* of the request: owns the texts of the headers */
    int status;          /* 0: nothing was answered yet */
    const char *type;
    char *owned;       /* the body, or NULL when it is borrowed */
    const char *bytes; /* the body */
    size_t len;
    char etag[REPLY_ETAG_SIZE]; /* when it is known already; "": it is made of the body */
    bool tagged;                /* gets an ETag, so that a client which has it is answered 304 */
    bool kept;                  /* may be kept by the client, who asks whether it is still good */
    int header_count;
    struct {
        const char *name, *value;
    } headers[REPLY_HEADERS_MAX];
};

void reply_etag(const struct reply *reply, char etag[REPLY_ETAG_SIZE]); /* of its body */

void reply_init(struct reply *reply, struct arena *arena);
void reply_reset(struct reply *reply); /* drops what was answered */

/* Answers @status with a JSON text that stands already; free()d by the reply, whatever happens.
 * ERR_NOMEM when it is NULL. */
enum err_code reply_take_json(struct reply *reply, int status, char *text,
                              struct err *err) must_check;

/* Answers 200 with bytes that live as long as the program, tagged. */
void reply_embedded(struct reply *reply, const char *type, const char *bytes, size_t len);

/* One row a kind of failure: how it stands in `type`, and what /problems/NAME says of it. */
enum problem {
    PROBLEM_INVALID,
    PROBLEM_UNAUTHORIZED,
    PROBLEM_FORBIDDEN,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD,
    PROBLEM_CONFLICT,
    PROBLEM_TOO_LARGE,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_TOO_MANY,
    PROBLEM_UNAVAILABLE,
    PROBLEM_INTERNAL,
    PROBLEM__MAX
};
struct problem_row {
    const char *name; /* in /problems/NAME */
    int status;
    const char *title;
    const char *about;
};
extern const struct problem_row problem_rows[PROBLEM__MAX];
enum problem problem_of(enum err_code code);

/* What the client is told of @err. What failed inside is for the log: its words may name hosts,
 * files and statements. */
const char *problem_detail(enum problem problem, const struct err *err);

/* Answers a problem document. @detail NULL: only the title; @more (reference kept by the caller)
 * adds members, NULL for none. Never fails: without memory the document is a fixed one. */
void reply_problem_as(struct reply *reply, enum problem problem, const char *detail,
                      const char *request_id, json_t *more);

/* The same in one plain line, for a client that asked for text: "escapement: TITLE: DETAIL". False
 * without memory. */
bool reply_problem_line(struct reply *reply, enum problem problem, const char *detail);

/* What the head of an answer says of the request and the connection. */
struct reply_head {
    const char *request_id;
    const char *if_none_match; /* of the request; NULL: none, or its method does not read */
    bool closing;              /* the connection ends with it */
};

/* Hands the answer over to libmicrohttpd; @reply->status is the status that is sent then. False
 * when the connection has to be dropped. */
bool reply_send(struct reply *reply, struct MHD_Connection *connection,
                const struct reply_head *head);

#endif
