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

extern const struct tracker issues_tracker, jira_tracker;

#endif
