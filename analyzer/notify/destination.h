/* Destinations: who is to be told of what happens in a project, and what one may look like. */
#ifndef ANALYZER_NOTIFY_DESTINATION_H
#define ANALYZER_NOTIFY_DESTINATION_H

#include <jansson.h>
#include <stdbool.h>

#include "common/db.h"

enum destination_kind {
    DESTINATION_GITHUB,
    DESTINATION_GITLAB,
    DESTINATION_JIRA,
    DESTINATION_WEBHOOK,
    DESTINATION_SLACK,
    DESTINATION__KINDS
};

/* How values are escaped in what is sent. */
enum markup { MARKUP_PLAIN, MARKUP_MARKDOWN, MARKUP_JIRA, MARKUP_SLACK };

struct destination_kind_row {
    const char *name;
    bool tickets;        /* a ticket each subject; else a message each event */
    const char *path;    /* what its address has to hold behind the host; NULL: anything */
    const char *example; /* of an address */
    const char *events;  /* that it gets when nothing is said, joined by commas */
    enum markup markup;
};

extern const struct destination_kind_row destination_kinds[DESTINATION__KINDS];

enum {
    DESTINATION_NAME_MAX = 100,
    DESTINATION_ADDRESS_MAX = 500,
    DESTINATION_SECRET_MAX = 64, /* the name of it */
    DESTINATION_EVENTS_MAX = 20,
    DESTINATION_EVENT_MAX = 64,
    DESTINATION_TITLE_MAX = 200,
    DESTINATION_BODY_MAX = 10000,
    DESTINATIONS_MAX = 50 /* of a project */
};

struct destination {
    int32_t project_id;
    int64_t destination_id; /* 0: not made yet */
    enum destination_kind kind;
    const char *key; /* of 32 hex digits */
    const char *name, *address;
    const char *secret;                             /* its name; NULL: none */
    const char *title, *body;                       /* templates; NULL: the usual ones */
    const char *issue_type;                         /* NULL: Bug */
    const char *events[DESTINATION_EVENTS_MAX + 1]; /* ends in NULL */
    bool enabled;
    int64_t failures; /* attempts in a row that came to nothing */
};

/* The kind called @name. False: there is none. */
bool destination_kind_find(const char *name, enum destination_kind *kind);

/* Whether all of it can be: ERR_INVALID names the field. */
enum err_code destination_check(const struct destination *destination, struct err *err) must_check;

/* Whether @address may be called by what is set: https, or http on 127.0.0.1 where that is
 * allowed; no user, no query, no fragment. */
bool destination_address_ok(const char *address);

/* The columns that destination_take and destination_get begin with; texts stay owned by @rows. The
 * events are not read. */
void destination_read(const struct rows *rows, int32_t project_id, struct destination *destination);

struct destination_change {
    struct destination now; /* as it is to be */
    const char *actor;
    int64_t at;
    bool created;
};

/* Adds, changes or removes one, with its audit row, in the caller's transaction. ERR_CONFLICT: the
 * name is taken, or there are as many as there may be; ERR_NOT_FOUND. */
enum err_code destination_add(struct db *db, struct destination_change *change,
                              struct err *err) must_check;
enum err_code destination_set(struct db *db, const struct destination_change *change,
                              struct err *err) must_check;
enum err_code destination_remove(struct db *db, int32_t project_id, int64_t destination_id,
                                 const char *actor, int64_t now, struct err *err) must_check;

/* Reads one with its events, locked; its texts are copied into @arena. ERR_NOT_FOUND. */
enum err_code destination_load(struct db *db, int32_t project_id, int64_t destination_id,
                               struct arena *arena, struct destination *destination,
                               struct err *err) must_check;

#endif
