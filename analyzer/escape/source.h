/* Services that tell of bugs by signed webhooks: who they are, how each signs, and what a delivery
 * says. Pure but for the table: nothing here reads the database. */
#ifndef ANALYZER_ESCAPE_SOURCE_H
#define ANALYZER_ESCAPE_SOURCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyzer/escape/defect_field.h"
#include "common/arena.h"
#include "common/err.h"

enum source_kind {
    SOURCE_GITHUB_ISSUES,
    SOURCE_PAGERDUTY,
    SOURCE_INCIDENT_IO,
    SOURCE_JIRA,
    SOURCE_SENTRY,
    SOURCE_GENERIC,
    SOURCE__KINDS
};

enum {
    SOURCE_NAME_MAX = 100,
    SOURCE_KEY_MAX = 200,       /* of a delivery, of a bug */
    SOURCE_SKEW_SECONDS = 300,  /* how old or new a signed time may be */
    SOURCE_SUMMARY_MAX = 10000, /* of a text that a tracker sends; the rest is cut */
    SOURCES_MAX = 50            /* of a project */
};

/* A delivery as it came. Headers that are not there are NULL. */
struct delivery_head {
    const char *id, *time, *signature, *event;
};

/* What a delivery says of a bug. Texts live in the arena that was given. */
struct heard {
    const char *ignored; /* why it says nothing; NULL: it does */
    const char *key;     /* of the bug, there */
    const char *service; /* where it was, in the sender's word */
    int64_t event_at;    /* when what it tells of happened; 0: it does not say */
    struct defect_fields fields;
};

struct source_kind_row {
    const char *name;
    /* headers of a delivery; NULL: it has none, and the body tells */
    const char *id, *time, *signature, *event;
    enum err_code (*read)(const json_t *body, const struct delivery_head *head, struct arena *arena,
                          struct heard *heard, struct err *err);
};
extern const struct source_kind_row source_kinds[SOURCE__KINDS];

/* False: there is no kind of that name. */
bool source_kind_find(const char *name, enum source_kind *kind);

/* Whether @body was signed with @secret, as the kind signs. ERR_UNAUTHORIZED: it was not, or its
 * signed time is too far from @now (microseconds since 1970). Compared in constant time. */
enum err_code source_verify(enum source_kind kind, const char *secret,
                            const struct delivery_head *head, const char *body, size_t len,
                            int64_t now, struct err *err) must_check;

/* The sender's name of a delivery: its header, else a field of the body, else a digest of it, so
 * that the same bytes are one delivery. NULL: no memory. */
const char *source_delivery_key(enum source_kind kind, const struct delivery_head *head,
                                const json_t *body, const char *bytes, size_t len,
                                struct arena *arena);

/* For the readers. A text at a path such as "issue.fields.summary"; NULL when it is none. Numbers
 * are given as text too. */
const char *heard_text(const json_t *body, const char *path, struct arena *arena);
/* A time at a path, in the form that defects take; "+0000" and milliseconds since 1970 are read
 * too. NULL when it is none. */
const char *heard_time(const json_t *body, const char *path, struct arena *arena);
/* Gives a field when @text is not NULL; long text is cut. */
void heard_give(struct heard *heard, enum defect_field field, const char *text,
                struct arena *arena);
/* Labels such as "severity:2" or "category:security" give fields. True when @wanted is a label. */
bool heard_labels(struct heard *heard, const json_t *labels, const char *wanted,
                  struct arena *arena);

/* A file each. */
enum err_code source_read_github(const json_t *body, const struct delivery_head *head,
                                 struct arena *arena, struct heard *heard, struct err *err);
enum err_code source_read_jira(const json_t *body, const struct delivery_head *head,
                               struct arena *arena, struct heard *heard, struct err *err);
enum err_code source_read_pagerduty(const json_t *body, const struct delivery_head *head,
                                    struct arena *arena, struct heard *heard, struct err *err);
enum err_code source_read_incident_io(const json_t *body, const struct delivery_head *head,
                                      struct arena *arena, struct heard *heard, struct err *err);
enum err_code source_read_sentry(const json_t *body, const struct delivery_head *head,
                                 struct arena *arena, struct heard *heard, struct err *err);
enum err_code source_read_generic(const json_t *body, const struct delivery_head *head,
                                  struct arena *arena, struct heard *heard, struct err *err);

#endif
