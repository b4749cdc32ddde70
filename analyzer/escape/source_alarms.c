/* What services that ring for incidents tell: PagerDuty, incident.io, Sentry. */
#include <string.h>

#include "analyzer/escape/source.h"
#include "common/clock.h"
#include "common/text.h"

static int64_t when(const char *time)
{
    int64_t value = 0;
    return time && clock_parse(time, &value) ? value : 0;
}

/* "P2", "SEV 3", "3": the first digit from 1 to 5. */
static const char *severity_in(const char *words, struct arena *arena)
{
    const char *digit = words ? strpbrk(words, "12345") : NULL;
    return digit ? arena_text(arena, digit, 1) : NULL;
}

enum err_code source_read_pagerduty(const json_t *body, const struct delivery_head *head,
                                    struct arena *arena, struct heard *heard, struct err *err)
{
    (void)head;
    const json_t *event = json_object_get(body, "event"), *data = json_object_get(event, "data");
    const char *type = heard_text(event, "event_type", arena);
    const char *at = heard_time(event, "occurred_at", arena);
    if (!type || !text_starts(type, "incident.") || !heard_text(data, "title", arena)) {
        heard->ignored = "only events of whole incidents are taken";
        return ERR_OK;
    }
    heard->key = heard_text(data, "id", arena);
    if (!heard->key)
        return err_set(err, ERR_INVALID, "it has no event.data.id");
    heard->event_at = when(at);
    heard->service = heard_text(data, "service.summary", arena);
    heard_give(heard, DEFECT_TITLE, heard_text(data, "title", arena), arena);
    heard_give(heard, DEFECT_URL, heard_text(data, "html_url", arena), arena);
    heard_give(heard, DEFECT_DETECTED_AT, heard_time(data, "created_at", arena), arena);
    heard_give(heard, DEFECT_SEVERITY,
               severity_in(heard_text(data, "priority.summary", arena), arena), arena);
    if (strcmp(type, "incident.resolved") == 0) {
        heard_give(heard, DEFECT_STATE, "fixed", arena);
        heard_give(heard, DEFECT_FIXED_AT, at, arena);
    } else if (strcmp(type, "incident.reopened") == 0 || strcmp(type, "incident.triggered") == 0) {
        heard_give(heard, DEFECT_STATE, "open", arena);
    }
    return ERR_OK;
}

enum err_code source_read_incident_io(const json_t *body, const struct delivery_head *head,
                                      struct arena *arena, struct heard *heard, struct err *err)
{
    (void)head;
    const char *type = heard_text(body, "event_type", arena);
    if (!type || !strstr(type, "incident.incident_")) {
        heard->ignored = "only events of incidents are taken";
        return ERR_OK;
    }
    /* the incident stands under the event's name; in an older form one deeper */
    const json_t *incident = json_object_get(body, type);
    if (json_object_get(incident, "incident"))
        incident = json_object_get(incident, "incident");
    const char *status = heard_text(incident, "incident_status.category", arena);
    heard->key = heard_text(incident, "id", arena);
    if (!heard->key)
        return err_set(err, ERR_INVALID, "it has no id of an incident under \"%.100s\"", type);
    const char *changed = heard_time(incident, "updated_at", arena);
    heard->event_at = when(changed);
    heard_give(heard, DEFECT_TITLE, heard_text(incident, "name", arena), arena);
    heard_give(heard, DEFECT_SUMMARY, heard_text(incident, "summary", arena), arena);
    heard_give(heard, DEFECT_URL, heard_text(incident, "permalink", arena), arena);
    heard_give(heard, DEFECT_DETECTED_AT, heard_time(incident, "created_at", arena), arena);
    heard_give(heard, DEFECT_SEVERITY,
               severity_in(heard_text(incident, "severity.name", arena), arena), arena);
    bool over = status && (strcmp(status, "closed") == 0 || strcmp(status, "learning") == 0 ||
                           strcmp(status, "post-incident") == 0);
    if (status && (strcmp(status, "declined") == 0 || strcmp(status, "merged") == 0))
        heard_give(heard, DEFECT_STATE, "invalid", arena);
    else
        heard_give(heard, DEFECT_STATE, over ? "fixed" : "open", arena);
    if (over)
        heard_give(heard, DEFECT_FIXED_AT, changed, arena);
    return ERR_OK;
}

enum err_code source_read_sentry(const json_t *body, const struct delivery_head *head,
                                 struct arena *arena, struct heard *heard, struct err *err)
{
    const json_t *issue = json_object_get(json_object_get(body, "data"), "issue");
    const char *action = heard_text(body, "action", arena);
    if (!head->event || strcmp(head->event, "issue") != 0 || !action) {
        heard->ignored = "only events of issues are taken";
        return ERR_OK;
    }
    heard->key = heard_text(issue, "id", arena);
    if (!heard->key)
        return err_set(err, ERR_INVALID, "it has no data.issue.id");
    const char *seen = heard_time(issue, "lastSeen", arena);
    heard->event_at = when(seen);
    heard->service = heard_text(issue, "project.slug", arena);
    heard_give(heard, DEFECT_TITLE, heard_text(issue, "title", arena), arena);
    heard_give(heard, DEFECT_SUMMARY, heard_text(issue, "culprit", arena), arena);
    heard_give(heard, DEFECT_URL, heard_text(issue, "web_url", arena), arena);
    heard_give(heard, DEFECT_DETECTED_AT, heard_time(issue, "firstSeen", arena), arena);
    heard_give(heard, DEFECT_USERS_HIT, heard_text(issue, "userCount", arena), arena);
    if (strcmp(action, "resolved") == 0)
        heard_give(heard, DEFECT_STATE, "fixed", arena);
    else if (strcmp(action, "ignored") == 0 || strcmp(action, "archived") == 0)
        heard_give(heard, DEFECT_STATE, "invalid", arena);
    else if (strcmp(action, "created") == 0 || strcmp(action, "unresolved") == 0)
        heard_give(heard, DEFECT_STATE, "open", arena);
    return ERR_OK;
}
