/* Issues of GitHub and GitLab, whose APIs differ in names. They are looked for in the list, newest
 * first: the search is behind by seconds or minutes, and would make a second ticket. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/notify/tracker.h"
#include "common/clock.h"
#include "common/member.h"

enum { PAGES_MAX = 20, PAGE_ITEMS = 100 };

struct names {
    const char *number, *page, *open, *text; /* of an issue */
    const char *newest;                      /* the list of issues, up to the number of the page */
    const char *comments, *comments_order;
    bool newest_comments; /* come first: those after ours are few, so the first page has it */
    const char *change;   /* how the state is changed */
};

static const struct names github = {
    .number = "number",
    .page = "html_url",
    .open = "open",
    .text = "body",
    .newest = "/issues?state=all&sort=created&direction=desc&per_page=100&page=",
    .comments = "comments",
    .comments_order = "",
    .change = "PATCH",
};
static const struct names gitlab = {
    .number = "iid",
    .page = "web_url",
    .open = "opened",
    .text = "description",
    .newest = "/issues?scope=all&order_by=created_at&sort=desc&per_page=100&page=",
    .comments = "notes",
    .comments_order = "order_by=created_at&sort=desc&",
    .newest_comments = true,
    .change = "PUT",
};

static const struct names *names_of(const struct calls *calls)
{
    return calls->destination->kind == DESTINATION_GITHUB ? &github : &gitlab;
}

/* Calls below the address of the project. */
static enum err_code ask(struct calls *calls, const char *method, json_t *body, json_t **answer,
                         struct err *err, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
static enum err_code ask(struct calls *calls, const char *method, json_t *body, json_t **answer,
                         struct err *err, const char *format, ...)
{
    char path[512];
    auto_text struct text url = {0};
    va_list args;
    va_start(args, format);
    vsnprintf(path, sizeof path, format, args);
    va_end(args);
    text_printf(&url, "%s%s", calls->destination->address, path);
    if (url.failed) {
        json_decref(body);
        return err_nomem(err);
    }
    return call_json(calls, method, url.data, body, answer, err);
}

static void read_issue(const struct names *names, const json_t *item, struct issue *issue)
{
    snprintf(issue->id, sizeof issue->id, "%" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(item, names->number)));
    snprintf(issue->url, sizeof issue->url, "%s", member_text(item, names->page));
    issue->open = strcmp(member_text(item, "state"), names->open) == 0;
}

/* Takes @answer. */
static enum err_code read_answer(const struct calls *calls, json_t *answer, struct issue *issue,
                                 struct err *err)
{
    const struct names *names = names_of(calls);
    bool good = json_is_integer(json_object_get(answer, names->number));
    if (good)
        read_issue(names, answer, issue);
    json_decref(answer);
    return good ? ERR_OK : err_set(err, ERR_UNAVAILABLE, "it answers with what is no issue");
}

/* Looks at one page. True: what is sought cannot be on another. */
static bool search_page(const struct names *names, const json_t *page, const char *mark,
                        int64_t since, struct issue *issue)
{
    bool last = json_array_size(page) < PAGE_ITEMS;
    size_t i;
    const json_t *item;
    json_array_foreach(page, i, item)
    {
        int64_t made = 0;
        if (strstr(member_text(item, names->text), mark)) {
            read_issue(names, item, issue);
            return true;
        }
        last |= clock_parse(member_text(item, "created_at"), &made) && made < since;
    }
    return last;
}

static enum err_code find(struct calls *calls, const char *mark, int64_t since, struct issue *issue,
                          struct err *err)
{
    const struct names *names = names_of(calls);
    bool last = false;
    *issue = (struct issue){.open = false};
    for (int number = 1; number <= PAGES_MAX && !last; number++) {
        json_t *page = NULL;
        try_(ask(calls, "GET", NULL, &page, err, "%s%d", names->newest, number));
        last = search_page(names, page, mark, since, issue);
        json_decref(page);
    }
    if (!last)
        return err_set(err, ERR_UNAVAILABLE,
                       "too many issues were made since the ticket was asked for to look for it");
    return ERR_OK;
}

/* The text with its mark where people do not see it. */
static json_t *marked(const struct issue_text *text)
{
    return json_sprintf("%s\n\n<!-- %s -->\n", text->text, text->mark);
}

static enum err_code create(struct calls *calls, const struct issue_text *text, struct issue *issue,
                            struct err *err)
{
    const struct names *names = names_of(calls);
    json_t *answer = NULL, *label = json_pack(names == &github ? "[s]" : "s", "escapement"),
           *body = json_pack("{s:s, s:o, s:o}", "title", text->title, names->text, marked(text),
                             "labels", label);
    if (!body)
        return err_nomem(err);
    try_(ask(calls, "POST", body, &answer, err, "/issues"));
    return read_answer(calls, answer, issue, err);
}

static enum err_code read(struct calls *calls, struct issue *issue, struct err *err)
{
    json_t *answer = NULL;
    try_(ask(calls, "GET", NULL, &answer, err, "/issues/%s", issue->id));
    return read_answer(calls, answer, issue, err);
}

static enum err_code commented(struct calls *calls, const char *id, const char *mark, bool *found,
                               struct err *err)
{
    const struct names *names = names_of(calls);
    bool last = false;
    *found = false;
    for (int number = 1; !*found && !last; number++) {
        json_t *page = NULL;
        size_t i;
        const json_t *item;
        try_(ask(calls, "GET", NULL, &page, err, "/issues/%s/%s?%sper_page=100&page=%d", id,
                 names->comments, names->comments_order, number));
        json_array_foreach(page, i, item)
        {
            *found |= strstr(member_text(item, "body"), mark) != NULL;
        }
        last = names->newest_comments || json_array_size(page) < PAGE_ITEMS;
        json_decref(page);
    }
    return ERR_OK;
}

static enum err_code comment(struct calls *calls, const char *id, const struct issue_text *text,
                             struct err *err)
{
    json_t *body = json_pack("{s:o}", "body", marked(text));
    return body
               ? ask(calls, "POST", body, NULL, err, "/issues/%s/%s", id, names_of(calls)->comments)
               : err_nomem(err);
}

static enum err_code set_open(struct calls *calls, const char *id, bool open, struct err *err)
{
    const struct names *names = names_of(calls);
    json_t *body = names == &github ? json_pack("{s:s, s:s}", "state", open ? "open" : "closed",
                                                "state_reason", open ? "reopened" : "completed")
                                    : json_pack("{s:s}", "state_event", open ? "reopen" : "close");
    return body ? ask(calls, names->change, body, NULL, err, "/issues/%s", id) : err_nomem(err);
}

const struct tracker issues_tracker = {find, create, read, commented, comment, set_open};
