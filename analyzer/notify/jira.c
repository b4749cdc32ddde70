/* Issues of Jira: /rest/api/2 (Server, Data Center; wiki markup) and /rest/api/3 (Cloud; documents
 * of text nodes, in which nothing can be markup). Issues are found by a label, because no list has
 * all of them; comments by a last line that people see too. An issue is closed and opened by the
 * transition whose end is of the category "done" or is not. */
#include <stdio.h>
#include <string.h>

#include "analyzer/notify/tracker.h"
#include "common/member.h"

static bool is_cloud(const struct calls *calls)
{
    return strstr(calls->destination->address, "/rest/api/3/") != NULL;
}

/* Bytes of the address before "/project/KEY". */
static int api_len(const struct calls *calls)
{
    const char *address = calls->destination->address;
    return (int)(strstr(address, "/project/") - address);
}

static const char *project_key(const struct calls *calls)
{
    return calls->destination->address + api_len(calls) + strlen("/project/");
}

static void put_url(const struct calls *calls, struct text *url, const char *id, const char *rest)
{
    text_printf(url, "%.*s/issue%s%s%s", api_len(calls), calls->destination->address,
                *id ? "/" : "", id, rest);
}

/* A document with a paragraph for each line. */
static json_t *document(const char *text)
{
    json_t *paragraphs = json_array();
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (len)
            json_array_append_new(paragraphs,
                                  json_pack("{s:s, s:[{s:s, s:s%}]}", "type", "paragraph",
                                            "content", "type", "text", "text", text, len));
        text += len + (text[len] == '\n');
    }
    return json_pack("{s:s, s:i, s:o}", "type", "doc", "version", 1, "content", paragraphs);
}

static json_t *words(const struct calls *calls, const struct text *text)
{
    const char *all = text_get(text);
    if (!all)
        return NULL;
    return is_cloud(calls) ? document(all) : json_string(all);
}

static void read_issue(const struct calls *calls, const json_t *item, struct issue *issue)
{
    const json_t *fields = json_object_get(item, "fields");
    const json_t *category = json_object_get(json_object_get(fields, "status"), "statusCategory");
    const char *address = calls->destination->address;
    snprintf(issue->id, sizeof issue->id, "%s", member_text(item, "key"));
    snprintf(issue->url, sizeof issue->url, "%.*s/browse/%s",
             (int)(strstr(address, "/rest/api/") - address), address, issue->id);
    issue->open = strcmp(member_text(category, "key"), "done") != 0;
}

/* Marks are "escapement:..."; labels may hold that. */
static enum err_code find(struct calls *calls, const char *mark, int64_t since, struct issue *issue,
                          struct err *err)
{
    (void)since;
    auto_text struct text url = {0};
    json_t *answer = NULL;
    *issue = (struct issue){.open = false};
    text_printf(&url,
                "%.*s/%s?maxResults=1&fields=status&jql=project%%3D%%22%s%%22%%20AND%%20"
                "labels%%3D%%22%s%%22%%20ORDER%%20BY%%20created%%20ASC",
                api_len(calls), calls->destination->address,
                is_cloud(calls) ? "search/jql" : "search", project_key(calls), mark);
    if (url.failed)
        return err_nomem(err);
    try_(call_json(calls, "GET", url.data, NULL, &answer, err));
    const json_t *first = json_array_get(json_object_get(answer, "issues"), 0);
    if (first)
        read_issue(calls, first, issue);
    json_decref(answer);
    return ERR_OK;
}

static enum err_code create(struct calls *calls, const struct issue_text *text, struct issue *issue,
                            struct err *err)
{
    const char *type = calls->destination->issue_type;
    auto_text struct text url = {0}, body = {0};
    json_t *answer = NULL;
    put_url(calls, &url, "", "");
    text_puts(&body, text->text);
    if (url.failed)
        return err_nomem(err);
    json_t *packed =
        json_pack("{s:{s:{s:s}, s:s, s:o, s:{s:s}, s:[s, s]}}", "fields", "project", "key",
                  project_key(calls), "summary", text->title, "description", words(calls, &body),
                  "issuetype", "name", type ? type : "Bug", "labels", "escapement", text->mark);
    if (!packed)
        return err_nomem(err);
    try_(call_json(calls, "POST", url.data, packed, &answer, err));
    read_issue(calls, answer, issue);
    json_decref(answer);
    return *issue->id ? ERR_OK : err_set(err, ERR_UNAVAILABLE, "it answers with what is no issue");
}

static enum err_code read(struct calls *calls, struct issue *issue, struct err *err)
{
    auto_text struct text url = {0};
    json_t *answer = NULL;
    put_url(calls, &url, issue->id, "?fields=status");
    if (url.failed)
        return err_nomem(err);
    try_(call_json(calls, "GET", url.data, NULL, &answer, err));
    read_issue(calls, answer, issue);
    json_decref(answer);
    return *issue->id ? ERR_OK : err_set(err, ERR_UNAVAILABLE, "it answers with what is no issue");
}

/* Bodies are texts or documents: as JSON, both hold the mark. */
static enum err_code commented(struct calls *calls, const char *id, const char *mark, bool *found,
                               struct err *err)
{
    auto_text struct text url = {0};
    put_url(calls, &url, id, "/comment?orderBy=-created&maxResults=100");
    if (url.failed)
        return err_nomem(err);
    try_(call_send(calls, &(struct call){.method = "GET", .url = url.data}, err));
    *found = calls->answer.data && strstr(calls->answer.data, mark);
    return ERR_OK;
}

static enum err_code comment(struct calls *calls, const char *id, const struct issue_text *text,
                             struct err *err)
{
    auto_text struct text url = {0}, body = {0};
    put_url(calls, &url, id, "/comment");
    text_printf(&body, "%s\n\n%s", text->text, text->mark);
    json_t *packed = json_pack("{s:o}", "body", words(calls, &body));
    if (url.failed || !packed) {
        json_decref(packed);
        return err_nomem(err);
    }
    return call_json(calls, "POST", url.data, packed, NULL, err);
}

/* The id of the first transition that ends open or closed, as wanted; NULL: there is none. */
static const char *find_transition(const json_t *answer, bool open)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, "transitions"), i, one)
    {
        const json_t *to = json_object_get(json_object_get(one, "to"), "statusCategory");
        if ((strcmp(member_text(to, "key"), "done") != 0) == open)
            return member_text(one, "id");
    }
    return NULL;
}

static enum err_code set_open(struct calls *calls, const char *id, bool open, struct err *err)
{
    auto_text struct text url = {0};
    json_t *answer = NULL;
    put_url(calls, &url, id, "/transitions");
    if (url.failed)
        return err_nomem(err);
    try_(call_json(calls, "GET", url.data, NULL, &answer, err));
    const char *transition = find_transition(answer, open);
    enum err_code code =
        transition
            ? call_json(calls, "POST", url.data,
                        json_pack("{s:{s:s}}", "transition", "id", transition), NULL, err)
            : err_set(err, ERR_INVALID, "the workflow of %s has no transition that would %s it", id,
                      open ? "open" : "close");
    json_decref(answer);
    return code;
}

const struct tracker jira_tracker = {find, create, read, commented, comment, set_open};
