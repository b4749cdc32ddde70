#include "analyzer/notify/destination.h"

#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/notify/secret.h"
#include "analyzer/notify/template.h"
#include "analyzer/outbox.h"
#include "common/config.h"
#include "common/crypto.h"
#include "common/http_client.h"

const struct destination_kind_row destination_kinds[DESTINATION__KINDS] = {
    [DESTINATION_GITHUB] = {"github_issues", true, "/repos/",
                            "https://api.github.com/repos/OWNER/NAME",
                            "quarantine.*,alarm.*,cluster.*", MARKUP_MARKDOWN},
    [DESTINATION_GITLAB] = {"gitlab_issues", true, "/api/v4/projects/",
                            "https://gitlab.com/api/v4/projects/GROUP%2FNAME",
                            "quarantine.*,alarm.*,cluster.*", MARKUP_MARKDOWN},
    [DESTINATION_JIRA] = {"jira", true, "/project/",
                          "https://NAME.atlassian.net/rest/api/3/project/KEY",
                          "quarantine.*,alarm.*,cluster.*", MARKUP_JIRA},
    [DESTINATION_WEBHOOK] = {"webhook", false, NULL, "https://hooks.example/escapement", "*",
                             MARKUP_PLAIN},
    [DESTINATION_SLACK] = {"slack", false, NULL, "https://hooks.slack.com/services/",
                           "quarantine.active,quarantine.closed,quarantine.expired,alarm.*,"
                           "cluster.*,incident.*,triage.*",
                           MARKUP_SLACK},
};

bool destination_kind_find(const char *name, enum destination_kind *kind)
{
    for (int i = 0; i < DESTINATION__KINDS; i++)
        if (strcmp(destination_kinds[i].name, name) == 0) {
            *kind = (enum destination_kind)i;
            return true;
        }
    return false;
}

/* ---- What one may be ----------------------------------------------------------------------- */

bool destination_address_ok(const char *address)
{
    static const char local[] = "http://127.0.0.1:", secure[] = "https://";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                ".:/_~-%+[]";
    const char *rest = text_starts(address, secure) ? address + strlen(secure)
                       : config.deliver_loopback && text_starts(address, local)
                           ? address + strlen(local)
                           : "";
    return *rest && *rest != '/' && rest[strspn(rest, plain)] == '\0' && !strstr(rest, "..") &&
           !strstr(rest, "//") && !strchr(rest, '@');
}

/* Is at @path behind it exactly one more segment, or two of GitHub? */
static bool path_ok(const struct destination *destination)
{
    const char *wanted = destination_kinds[destination->kind].path;
    if (!wanted)
        return true;
    const char *found = strstr(destination->address, wanted);
    if (!found)
        return false;
    const char *rest = found + strlen(wanted), *slash = strchr(rest, '/');
    if (destination->kind == DESTINATION_JIRA && !strstr(destination->address, "/rest/api/2/") &&
        !strstr(destination->address, "/rest/api/3/"))
        return false;
    if (destination->kind == DESTINATION_GITHUB)
        return slash && slash > rest && slash[1] && !strchr(slash + 1, '/');
    return *rest && !slash;
}

static enum err_code check_address(const struct destination *destination, struct err *err)
{
    char host[256];
    bool never;
    const struct destination_kind_row *kind = &destination_kinds[destination->kind];
    if (!*destination->address || !destination_address_ok(destination->address) ||
        !path_ok(destination))
        return err_set(err, ERR_INVALID,
                       "field \"address\": as %s; https, without user, query and fragment",
                       kind->example);
    http_host(destination->address, host, sizeof host);
    bool literal = strchr(host, ':') || host[strspn(host, "0123456789.")] == '\0';
    if (literal && !text_starts(destination->address, "http:") &&
        !http_address_public(host, &never) &&
        (never || !http_host_listed(host, config.deliver_private_hosts)))
        return err_set(err, ERR_INVALID,
                       "field \"address\": %s is a private address; deliver_private_hosts is the "
                       "setting that lists hosts that may be",
                       host);
    return ERR_OK;
}

static enum err_code check_events(const struct destination *destination, struct err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._*-";
    if (!destination->events[0])
        return err_set(err, ERR_INVALID, "field \"events\": at least one");
    for (size_t i = 0; destination->events[i]; i++) {
        const char *glob = destination->events[i];
        if (!*glob || strlen(glob) > DESTINATION_EVENT_MAX || glob[strspn(glob, letters)])
            return err_set(err, ERR_INVALID,
                           "field \"events\": names such as quarantine.active, with * for any");
    }
    return ERR_OK;
}

static enum err_code check_template(const char *field, const char *template, bool allowed,
                                    struct err *err)
{
    struct err why = {0};
    if (template && !allowed)
        return err_set(err, ERR_INVALID, "field \"%s\": this kind has none", field);
    if (template && !*template)
        return err_set(err, ERR_INVALID, "field \"%s\": empty; leave it out for the usual one",
                       field);
    if (template && template_check(template, &why) != ERR_OK)
        return err_set(err, ERR_INVALID, "field \"%s\": %s", field, why.message);
    return ERR_OK;
}

enum err_code destination_check(const struct destination *destination, struct err *err)
{
    const struct destination_kind_row *kind = &destination_kinds[destination->kind];
    if (!*destination->name)
        return err_set(err, ERR_INVALID, "field \"name\": needed");
    try_(check_address(destination, err));
    if (destination->secret && !secret_name_ok(destination->secret))
        return err_set(err, ERR_INVALID,
                       "field \"secret\": the name of it, in capital letters, digits and _; the "
                       "secret itself stays in the environment or a file");
    if (!destination->secret)
        return err_set(err, ERR_INVALID, "field \"secret\": the name of its %s is needed",
                       destination->kind == DESTINATION_WEBHOOK ? "signing key"
                       : destination->kind == DESTINATION_SLACK ? "whole address"
                                                                : "token");
    try_(check_events(destination, err));
    try_(check_template("title", destination->title, kind->tickets, err));
    try_(check_template("body", destination->body, destination->kind != DESTINATION_WEBHOOK, err));
    if (destination->issue_type && destination->kind != DESTINATION_JIRA)
        return err_set(err, ERR_INVALID, "field \"issue_type\": only Jira has them");
    return ERR_OK;
}

/* ---- Rows ---------------------------------------------------------------------------------- */

/* Columns of destination_take and destination_get. */
enum { ID, KEY, NAME, KIND, ADDRESS, SECRET, TITLE, BODY, ISSUE_TYPE, FAILURES, EVENTS, ENABLED };

void destination_read(const struct rows *rows, int32_t project_id, struct destination *destination)
{
    *destination = (struct destination){.project_id = project_id,
                                        .destination_id = rows_int(rows, 0, ID),
                                        .key = rows_text(rows, 0, KEY),
                                        .name = rows_text(rows, 0, NAME),
                                        .address = rows_text(rows, 0, ADDRESS),
                                        .secret = rows_text_or_null(rows, 0, SECRET),
                                        .title = rows_text_or_null(rows, 0, TITLE),
                                        .body = rows_text_or_null(rows, 0, BODY),
                                        .issue_type = rows_text_or_null(rows, 0, ISSUE_TYPE),
                                        .failures = rows_int(rows, 0, FAILURES),
                                        .enabled = true};
    destination_kind_find(rows_text(rows, 0, KIND), &destination->kind);
}

static bool copy(struct arena *arena, const char **text)
{
    if (*text)
        *text = arena_text(arena, *text, strlen(*text));
    return true;
}

static enum err_code copy_texts(struct arena *arena, struct destination *destination,
                                const json_t *events, struct err *err)
{
    const char **texts[] = {&destination->key,       &destination->name,  &destination->address,
                            &destination->secret,    &destination->title, &destination->body,
                            &destination->issue_type};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool had = *texts[i] != NULL;
        copy(arena, texts[i]);
        if (had && !*texts[i])
            return err_nomem(err);
    }
    size_t i;
    const json_t *event;
    json_array_foreach(events, i, event)
    {
        if (i == DESTINATION_EVENTS_MAX)
            break;
        destination->events[i] =
            arena_text(arena, json_string_value(event), json_string_length(event));
        if (!destination->events[i])
            return err_nomem(err);
    }
    return ERR_OK;
}

enum err_code destination_load(struct db *db, int32_t project_id, int64_t destination_id,
                               struct arena *arena, struct destination *destination,
                               struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, destination_id);
    try_(db_run(db, QUERY_DESTINATION_GET, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "no such destination in this project");
    destination_read(rows, project_id, destination);
    destination->enabled = rows_bool(rows, 0, ENABLED);
    json_t *events = json_loads(rows_text(rows, 0, EVENTS), 0, NULL);
    enum err_code code = events ? copy_texts(arena, destination, events, err) : err_nomem(err);
    json_decref(events);
    return code;
}

/* ---- Changes ------------------------------------------------------------------------------- */

static json_t *pack(const struct destination *destination)
{
    json_t *events = json_array();
    for (size_t i = 0; destination->events[i]; i++)
        json_array_append_new(events, json_string(destination->events[i]));
    return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:s?, s:s?, s:s?, s:b}", "name", destination->name,
                     "kind", destination_kinds[destination->kind].name, "address",
                     destination->address, "secret", destination->secret, "events", events, "title",
                     destination->title, "body", destination->body, "issue_type",
                     destination->issue_type, "enabled", destination->enabled);
}

/* Who else is told hears of it: where words go to is no secret among them. */
static enum err_code tell(struct db *db, const char *action, const char *actor, int64_t now,
                          const struct destination *destination, struct err *err)
{
    json_t *payload = json_pack("{s:s, s:{s:I, s:s, s:s}}", "actor", actor, "destination", "id",
                                (json_int_t)destination->destination_id, "name", destination->name,
                                "kind", destination_kinds[destination->kind].name);
    struct outbox_event event = {.project_id = destination->project_id,
                                 .now = now,
                                 .subject_kind = "project",
                                 .subject_id = destination->project_id,
                                 .event = action,
                                 .payload = payload};
    enum err_code code = payload ? outbox_add(db, &event, err) : err_nomem(err);
    json_decref(payload);
    return code;
}

/* @before or @after is NULL for one that was added or removed. */
static enum err_code note(struct db *db, const char *action, const char *actor, int64_t now,
                          const struct destination *before, const struct destination *after,
                          struct err *err)
{
    const struct destination *one = after ? after : before;
    json_t *was = before ? pack(before) : NULL, *is = after ? pack(after) : NULL;
    bool changed = !was || !is || !json_equal(was, is);
    enum err_code code = ERR_OK;
    if ((before && !was) || (after && !is))
        code = err_nomem(err);
    else if (changed)
        code = audit_add(db,
                         &(struct audit){.project_id = one->project_id,
                                         .now = now,
                                         .actor = actor,
                                         .action = action,
                                         .subject_kind = "destination",
                                         .subject_id = one->destination_id,
                                         .before = was,
                                         .after = is},
                         err);
    json_decref(was);
    json_decref(is);
    return code == ERR_OK && changed ? tell(db, action, actor, now, one, err) : code;
}

static void params_events(struct params *params, const struct destination *destination)
{
    size_t count = 0;
    while (destination->events[count])
        count++;
    params_text_array(params, destination->events, count, sizeof *destination->events);
}

enum err_code destination_add(struct db *db, struct destination_change *change, struct err *err)
{
    struct destination *now = &change->now;
    unsigned char key[16];
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(crypto_random(key, sizeof key, err));
    params_int(&params, now->project_id);
    params_uuid(&params, key);
    params_text(&params, now->name);
    params_text(&params, destination_kinds[now->kind].name);
    params_text(&params, now->address);
    params_text(&params, now->secret);
    params_events(&params, now);
    params_text(&params, now->title);
    params_text(&params, now->body);
    params_text(&params, now->issue_type);
    params_bool(&params, now->enabled);
    params_text(&params, change->actor);
    params_time(&params, change->at);
    params_int(&params, DESTINATIONS_MAX);
    try_(db_run(db, QUERY_DESTINATION_CREATE, &params, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT,
                       "the project has a destination of this name, or %d, which is as many as it "
                       "may have",
                       DESTINATIONS_MAX);
    now->destination_id = rows_int(rows, 0, 0);
    return note(db, "destination.create", change->actor, change->at, NULL, now, err);
}

enum err_code destination_set(struct db *db, const struct destination_change *change,
                              struct err *err)
{
    const struct destination *now = &change->now;
    struct arena arena = {0};
    struct destination before = {.project_id = now->project_id};
    enum err_code code =
        destination_load(db, now->project_id, now->destination_id, &arena, &before, err);
    if (code == ERR_OK) {
        auto_params struct params params = {0};
        params_int(&params, now->project_id);
        params_int(&params, now->destination_id);
        params_text(&params, now->name);
        params_text(&params, now->address);
        params_text(&params, now->secret);
        params_events(&params, now);
        params_text(&params, now->title);
        params_text(&params, now->body);
        params_text(&params, now->issue_type);
        params_bool(&params, now->enabled);
        params_time(&params, change->at);
        code = db_run(db, QUERY_DESTINATION_SET, &params, NULL, err);
    }
    if (code == ERR_OK)
        code = note(db, "destination.change", change->actor, change->at, &before, now, err);
    arena_free(&arena);
    return code;
}

enum err_code destination_remove(struct db *db, int32_t project_id, int64_t destination_id,
                                 const char *actor, int64_t now, struct err *err)
{
    struct arena arena = {0};
    struct destination before = {.project_id = project_id};
    enum err_code code = destination_load(db, project_id, destination_id, &arena, &before, err);
    if (code == ERR_OK) {
        auto_params struct params params = {0};
        params_int(&params, project_id);
        params_int(&params, destination_id);
        code = db_run(db, QUERY_DESTINATION_DELETE, &params, NULL, err);
    }
    if (code == ERR_OK)
        code = note(db, "destination.delete", actor, now, &before, NULL, err);
    arena_free(&arena);
    return code;
}
