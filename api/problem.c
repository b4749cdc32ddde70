/* Problem documents (RFC 9457), and what their `type` leads to. */
#include "api/handlers.h"
#include "api/request_internal.h"

#include <string.h>

#include "common/neutral.h"
#include "common/text.h"

const struct problem_row problem_rows[PROBLEM__MAX] = {
    [PROBLEM_INVALID] = {"invalid", 422, "What was sent cannot be used",
                         "A parameter, a field or the body does not fit. The detail names it and "
                         "says what would do. Sending the same again fails again."},
    [PROBLEM_UNAUTHORIZED] = {"unauthorized", 401, "A token is needed",
                              "Send \"Authorization: Bearer esc_...\" with a token that is neither "
                              "revoked nor expired. `escapement token create` makes one."},
    [PROBLEM_FORBIDDEN] = {"forbidden", 403, "The token may not do this",
                           "The token is known, but its scope does not allow this. The member "
                           "scopes lists those that would."},
    [PROBLEM_NOT_FOUND] = {"not-found", 404, "There is no such thing",
                           "Nothing has this address, or the token may not see the project that it "
                           "belongs to."},
    [PROBLEM_METHOD] = {"method-not-allowed", 405, "The address has no such method",
                        "The header Allow lists the methods that it has."},
    [PROBLEM_CONFLICT] = {"conflict", 409, "It clashes with what is stored",
                          "Read the current state, decide again, and send what fits it."},
    [PROBLEM_TOO_LARGE] = {"too-large", 413, "It is larger than the limit",
                           "The detail names the limit and its value. `escapement check-config` "
                           "prints the limits in force."},
    [PROBLEM_MEDIA_TYPE] = {"unsupported-media-type", 415, "The body is of the wrong kind",
                            "Reports are sent as plain JUnit XML: unpack archives and compressed "
                            "files first."},
    [PROBLEM_TOO_MANY] = {"too-many-requests", 429, "There were too many of them",
                          "Uploads without a token are limited by the hour. Try again after the "
                          "time in Retry-After, or send a token."},
    [PROBLEM_UNAVAILABLE] = {"unavailable", 503, "It cannot be done right now",
                             "Something that is needed does not answer, or too much is under way. "
                             "Try again after the time in Retry-After; uploads may be repeated "
                             "without harm."},
    [PROBLEM_INTERNAL] = {"internal", 500, "Something failed here",
                          "It is not the request's fault. The log has the reason under the request "
                          "id that the document names as its instance."},
};

enum problem problem_of(enum err_code code)
{
    static const enum problem table[ERR__MAX] = {
        [ERR_OK] = PROBLEM_INTERNAL,
        [ERR_INVALID] = PROBLEM_INVALID,
        [ERR_UNAUTHORIZED] = PROBLEM_UNAUTHORIZED,
        [ERR_FORBIDDEN] = PROBLEM_FORBIDDEN,
        [ERR_NOT_FOUND] = PROBLEM_NOT_FOUND,
        [ERR_CONFLICT] = PROBLEM_CONFLICT,
        [ERR_LIMIT] = PROBLEM_TOO_LARGE,
        [ERR_RETRY] = PROBLEM_UNAVAILABLE,
        [ERR_UNAVAILABLE] = PROBLEM_UNAVAILABLE,
        [ERR_NOMEM] = PROBLEM_UNAVAILABLE,
        [ERR_INTERNAL] = PROBLEM_INTERNAL,
    };
    return table[code];
}

static json_t *make_document(const struct problem_row *row, const char *detail,
                             const char *request_id, json_t *more)
{
    auto_text struct text type = {0};
    text_printf(&type, "/problems/%s", row->name);
    json_t *document =
        json_pack("{s:s, s:s, s:i, s:s*, s:s}", "type", text_get(&type), "title", row->title,
                  "status", row->status, "detail", detail, "instance", request_id);
    if (document && more && json_object_update_missing(document, more) != 0) {
        json_decref(document);
        return NULL;
    }
    return document;
}

void reply_problem_as(struct reply *reply, enum problem problem, const char *detail,
                      const char *request_id, json_t *more)
{
    const struct problem_row *row = &problem_rows[problem];
    static const char last_resort[] = "{\"type\":\"/problems/unavailable\",\"title\":\"Out of "
                                      "memory\",\"status\":503}";
    reply_reset(reply);
    struct err err = {0};
    if (reply_json(reply, row->status, make_document(row, detail, request_id, more), &err) !=
        ERR_OK) {
        reply_embedded(reply, NULL, last_resort, sizeof last_resort - 1);
        reply->status = 503;
    }
    reply->type = "application/problem+json";
    reply->tagged = reply->kept = false;
}

bool reply_problem_line(struct reply *reply, enum problem problem, const char *detail)
{
    auto_text struct text line = {0};
    struct err err = {0};
    text_printf(&line, "escapement: %s: ", problem_rows[problem].title);
    neutral_puts(&line, detail);
    text_putc(&line, '\n');
    reply_reset(reply);
    return text_get(&line) &&
           reply_bytes(reply, problem_rows[problem].status, "text/plain; charset=utf-8", line.data,
                       line.len, &err) == ERR_OK;
}

const char *problem_detail(enum problem problem, const struct err *err)
{
    if (problem == PROBLEM_INTERNAL)
        return "the log has the reason under the request id";
    if (problem == PROBLEM_UNAVAILABLE)
        return "the database does not answer or too much is under way; try again in a moment";
    return err->message;
}

void reply_problem(struct reply *reply, const struct err *err, const char *request_id)
{
    enum problem problem = problem_of(err->code);
    reply_problem_as(reply, problem, problem_detail(problem, err), request_id, NULL);
}

/* GET /problems/{problem} */
enum err_code problem_show(struct request *request, struct reply *reply, struct err *err)
{
    const char *name = request_path(request, "problem");
    for (size_t i = 0; i < PROBLEM__MAX; i++) {
        const struct problem_row *row = &problem_rows[i];
        if (strcmp(row->name, name) != 0)
            continue;
        auto_text struct text page = {0};
        text_printf(&page, "%s (%d)\n\n%s\n", row->title, row->status, row->about);
        if (page.failed)
            return err_nomem(err);
        return reply_bytes(reply, 200, "text/plain; charset=utf-8", page.data, page.len, err);
    }
    return err_set(err, ERR_NOT_FOUND, "there is no problem \"%.100s\"", name);
}
