/* What the trackers have in common: issues that are found, made, told about, opened and closed. */
#ifndef ANALYZER_NOTIFY_TRACKER_H
#define ANALYZER_NOTIFY_TRACKER_H

#include "analyzer/notify/call.h"

enum { ISSUE_ID_MAX = 64, ISSUE_URL_MAX = 600 };

struct issue {
    char id[ISSUE_ID_MAX]; /* number or key; "" when there is none */
    char url[ISSUE_URL_MAX];
    bool open;
};

struct issue_text {
    const char *title, *text;
    const char *mark; /* stands in every text of ours, once a subject or a delivery */
};

struct tracker {
    /* Finds the issue with @mark that was made at @since or later; id "" when there is none. */
    enum err_code (*find)(struct calls *calls, const char *mark, int64_t since, struct issue *issue,
                          struct err *err);
    enum err_code (*create)(struct calls *calls, const struct issue_text *text, struct issue *issue,
                            struct err *err);
    /* Reads issue->id. ERR_NOT_FOUND: it is gone. */
    enum err_code (*read)(struct calls *calls, struct issue *issue, struct err *err);
    /* Whether a comment of the last hundred has @mark. */
    enum err_code (*commented)(struct calls *calls, const char *id, const char *mark, bool *found,
                               struct err *err);
    enum err_code (*comment)(struct calls *calls, const char *id, const struct issue_text *text,
                             struct err *err);
    enum err_code (*set_open)(struct calls *calls, const char *id, bool open, struct err *err);
};

extern const struct tracker github_tracker, gitlab_tracker, jira_tracker;

/* ---- For trackers -------------------------------------------------------------------------- */

/* The address of the destination and @format behind it. NULL in @url->failed. */
void tracker_url(const struct calls *calls, struct text *url, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A text field of @object; "" when there is none. */
const char *tracker_text(const json_t *object, const char *name);

/* The text with its mark where people do not see it, for Markdown. */
void tracker_marked(const struct issue_text *text, struct text *out);

/* Whether one of the @field of an array of objects has @mark. */
bool tracker_has_mark(const json_t *list, const char *field, const char *mark);

/* Walks pages of issues, newest first, until one of them has @mark in its @field or was made before
 * @since. @url has room for the number of the page behind it. */
struct tracker_walk {
    const char *url, *field, *mark;
    int64_t since;
    void (*read)(const json_t *item, struct issue *issue);
};
enum err_code tracker_walk(struct calls *calls, const struct tracker_walk *walk,
                           struct issue *issue, struct err *err) must_check;

#endif
