/* What trackers of issues tell: GitHub and Jira; and the generic webhook, which speaks our words.
 */
#include <string.h>
#include <strings.h>

#include "analyzer/escape/source.h"
#include "common/clock.h"
#include "common/text.h"

static const char bug_label[] = "bug";

/* The commit behind a line "root cause: <sha>" of @body; NULL when there is none. */
static const char *root_cause(const char *body, struct arena *arena)
{
    static const char mark[] = "root cause:";
    for (const char *line = body; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        line += strspn(line, " \t*_-");
        if (strncasecmp(line, mark, strlen(mark)) != 0)
            continue;
        const char *sha = line + strlen(mark);
        sha += strspn(sha, " \t*_`");
        size_t len = strspn(sha, "0123456789abcdefABCDEF");
        if (len >= 7 && len <= 64)
            return arena_text(arena, sha, len);
    }
    return NULL;
}

static int64_t when(const char *time)
{
    int64_t value = 0;
    return time && clock_parse(time, &value) ? value : 0;
}

enum err_code source_read_github(const json_t *body, const struct delivery_head *head,
                                 struct arena *arena, struct heard *heard, struct err *err)
{
    const json_t *issue = json_object_get(body, "issue");
    const char *home = heard_text(body, "repository.full_name", arena);
    const char *number = heard_text(issue, "number", arena);
    const char *text = heard_text(issue, "body", arena), *sha;
    auto_text struct text key = {0};
    if (!head->event || strcmp(head->event, "issues") != 0) {
        heard->ignored = "only events of issues are taken";
        return ERR_OK;
    }
    if (!home || !number)
        return err_set(err, ERR_INVALID, "it has no issue.number or no repository.full_name");
    if (!heard_labels(heard, json_object_get(issue, "labels"), bug_label, arena)) {
        heard->ignored = "the issue is not labelled bug";
        return ERR_OK;
    }
    text_printf(&key, "%s#%s", home, number);
    heard->key = key.failed ? NULL : arena_text(arena, key.data, key.len);
    heard->event_at = when(heard_time(issue, "updated_at", arena));
    heard_give(heard, DEFECT_TITLE, heard_text(issue, "title", arena), arena);
    heard_give(heard, DEFECT_SUMMARY, text, arena);
    heard_give(heard, DEFECT_URL, heard_text(issue, "html_url", arena), arena);
    heard_give(heard, DEFECT_DETECTED_AT, heard_time(issue, "created_at", arena), arena);
    heard_give(heard, DEFECT_FIXED_AT, heard_time(issue, "closed_at", arena), arena);
    const char *reason = heard_text(issue, "state_reason", arena);
    const char *state = heard_text(issue, "state", arena);
    if (state && strcmp(state, "closed") == 0)
        heard_give(heard, DEFECT_STATE,
                   reason && strcmp(reason, "not_planned") == 0 ? "invalid" : "fixed", arena);
    else
        heard_give(heard, DEFECT_STATE, "open", arena);
    if (text && (sha = root_cause(text, arena)))
        heard_give(heard, DEFECT_INTRODUCED_SHA, sha, arena);
    return ERR_OK;
}

/* Jira's five priorities. */
static const char *jira_severity(const char *priority)
{
    static const char *const names[] = {"highest", "high", "medium", "low", "lowest"};
    static const char *const numbers[] = {"1", "2", "3", "4", "5"};
    for (size_t i = 0; priority && i < sizeof names / sizeof *names; i++)
        if (strcasecmp(priority, names[i]) == 0)
            return numbers[i];
    return NULL;
}

/* "https://acme.atlassian.net/browse/SHOP-7" of the address of the API. */
static const char *jira_address(const char *self, const char *key, struct arena *arena)
{
    const char *end = self ? strstr(self, "/rest/") : NULL;
    auto_text struct text address = {0};
    if (!end)
        return NULL;
    text_append(&address, self, (size_t)(end - self));
    text_printf(&address, "/browse/%s", key);
    return address.failed ? NULL : arena_text(arena, address.data, address.len);
}

enum err_code source_read_jira(const json_t *body, const struct delivery_head *head,
                               struct arena *arena, struct heard *heard, struct err *err)
{
    (void)head;
    const json_t *issue = json_object_get(body, "issue");
    const char *event = heard_text(body, "webhookEvent", arena);
    const char *type = heard_text(issue, "fields.issuetype.name", arena);
    const char *status = heard_text(issue, "fields.status.statusCategory.key", arena);
    if (!event || !text_starts(event, "jira:issue_")) {
        heard->ignored = "only events of issues are taken";
        return ERR_OK;
    }
    heard->key = heard_text(issue, "key", arena);
    if (!heard->key)
        return err_set(err, ERR_INVALID, "it has no issue.key");
    bool labelled = heard_labels(heard, json_object_get(json_object_get(issue, "fields"), "labels"),
                                 bug_label, arena);
    if (!labelled &&
        (!type || (strcasecmp(type, "bug") != 0 && strcasecmp(type, "incident") != 0))) {
        heard->ignored = "the issue is neither a bug nor an incident";
        return ERR_OK;
    }
    heard->event_at = when(heard_time(body, "timestamp", arena));
    heard_give(heard, DEFECT_TITLE, heard_text(issue, "fields.summary", arena), arena);
    heard_give(heard, DEFECT_SUMMARY, heard_text(issue, "fields.description", arena), arena);
    heard_give(heard, DEFECT_URL, jira_address(heard_text(issue, "self", arena), heard->key, arena),
               arena);
    heard_give(heard, DEFECT_SEVERITY,
               jira_severity(heard_text(issue, "fields.priority.name", arena)), arena);
    heard_give(heard, DEFECT_DETECTED_AT, heard_time(issue, "fields.created", arena), arena);
    bool gone = strcmp(event, "jira:issue_deleted") == 0;
    bool done = status && strcmp(status, "done") == 0;
    heard_give(heard, DEFECT_STATE, gone ? "invalid" : done ? "fixed" : "open", arena);
    if (done)
        heard_give(heard, DEFECT_FIXED_AT, heard_time(issue, "fields.resolutiondate", arena),
                   arena);
    return ERR_OK;
}

enum err_code source_read_generic(const json_t *body, const struct delivery_head *head,
                                  struct arena *arena, struct heard *heard, struct err *err)
{
    (void)head;
    union {
        const json_t *read;
        json_t *plain;
    } fields = {.read = json_object_get(body, "defect")};
    const char *name;
    json_t *value;
    heard->key = heard_text(body, "key", arena);
    heard->event_at = when(heard_time(body, "event_at", arena));
    if (!heard->key || !json_is_object(fields.read))
        return err_set(
            err, ERR_INVALID,
            "it has to be {\"key\": ..., \"event_at\": ..., \"defect\": {...}}, with the "
            "fields that the API takes of a defect");
    json_object_foreach(fields.plain, name, value)
    {
        enum defect_field field;
        const char *text = json_is_true(value)    ? "true"
                           : json_is_false(value) ? "false"
                                                  : heard_text(fields.read, name, arena);
        if (!defect_field_find(name, &field))
            return err_set(err, ERR_INVALID, "a defect has no field \"%.100s\"", name);
        if (field == DEFECT_SERVICE)
            heard->service = text;
        else if (text || json_is_null(value))
            defect_give(&heard->fields, field, text);
        else
            return err_set(err, ERR_INVALID,
                           "field \"%.100s\": text, a whole number, true or false", name);
    }
    return ERR_OK;
}
