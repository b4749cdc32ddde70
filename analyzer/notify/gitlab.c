/* Issues of GitLab, which are looked for in the list of the project for the same reason as those of
 * GitHub. */
#include <stdio.h>
#include <string.h>

#include "analyzer/notify/tracker.h"

static void read_issue(const json_t *item, struct issue *issue)
{
    snprintf(issue->id, sizeof issue->id, "%" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(item, "iid")));
    snprintf(issue->url, sizeof issue->url, "%s", tracker_text(item, "web_url"));
    issue->open = strcmp(tracker_text(item, "state"), "opened") == 0;
}

static enum err_code ask(struct calls *calls, const char *method, const char *url, json_t *body,
                         struct issue *issue, struct err *err)
{
    json_t *answer = NULL;
    try_(call_json(calls, method, url, body, &answer, err));
    bool good = json_is_integer(json_object_get(answer, "iid"));
    if (good)
        read_issue(answer, issue);
    json_decref(answer);
    return good ? ERR_OK : err_set(err, ERR_UNAVAILABLE, "it answers with what is no issue");
}

static enum err_code find(struct calls *calls, const char *mark, int64_t since, struct issue *issue,
                          struct err *err)
{
    auto_text struct text url = {0};
    tracker_url(calls, &url, "/issues?scope=all&order_by=created_at&sort=desc&per_page=100&page=");
    if (url.failed)
        return err_nomem(err);
    struct tracker_walk walk = {
        .url = url.data, .field = "description", .mark = mark, .since = since, .read = read_issue};
    return tracker_walk(calls, &walk, issue, err);
}

static enum err_code create(struct calls *calls, const struct issue_text *text, struct issue *issue,
                            struct err *err)
{
    auto_text struct text url = {0}, body = {0};
    tracker_url(calls, &url, "/issues");
    tracker_marked(text, &body);
    if (url.failed || body.failed)
        return err_nomem(err);
    return ask(calls, "POST", url.data,
               json_pack("{s:s, s:s, s:s}", "title", text->title, "description", body.data,
                         "labels", "escapement"),
               issue, err);
}

static enum err_code read(struct calls *calls, struct issue *issue, struct err *err)
{
    auto_text struct text url = {0};
    tracker_url(calls, &url, "/issues/%s", issue->id);
    if (url.failed)
        return err_nomem(err);
    return ask(calls, "GET", url.data, NULL, issue, err);
}

static enum err_code commented(struct calls *calls, const char *id, const char *mark, bool *found,
                               struct err *err)
{
    auto_text struct text url = {0};
    json_t *notes = NULL;
    tracker_url(calls, &url, "/issues/%s/notes?order_by=created_at&sort=desc&per_page=100", id);
    if (url.failed)
        return err_nomem(err);
    try_(call_json(calls, "GET", url.data, NULL, &notes, err));
    *found = tracker_has_mark(notes, "body", mark);
    json_decref(notes);
    return ERR_OK;
}

static enum err_code comment(struct calls *calls, const char *id, const struct issue_text *text,
                             struct err *err)
{
    auto_text struct text url = {0}, body = {0};
    tracker_url(calls, &url, "/issues/%s/notes", id);
    tracker_marked(text, &body);
    if (url.failed || body.failed)
        return err_nomem(err);
    return call_json(calls, "POST", url.data, json_pack("{s:s}", "body", body.data), NULL, err);
}

static enum err_code set_open(struct calls *calls, const char *id, bool open, struct err *err)
{
    auto_text struct text url = {0};
    tracker_url(calls, &url, "/issues/%s", id);
    if (url.failed)
        return err_nomem(err);
    return call_json(calls, "PUT", url.data,
                     json_pack("{s:s}", "state_event", open ? "reopen" : "close"), NULL, err);
}

const struct tracker gitlab_tracker = {find, create, read, commented, comment, set_open};
