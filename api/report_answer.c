#include "api/report_answer.h"

#include <stdlib.h>
#include <string.h>

#include "api/accept.h"
#include "api/answer.h"
#include "api/request_internal.h"
#include "api/server.h"
#include "common/config.h"

/* The page of the build, as people reach it. */
static void say_page(const struct request *request, const json_t *answer, struct text *out)
{
    const char *url = config.public_url;
    size_t len = strlen(url);
    if (len > 0)
        text_append(out, url, url[len - 1] == '/' ? len - 1 : len);
    else
        text_printf(out, strchr(config.listen, ':') ? "http://[%s]:%u" : "http://%s:%u",
                    config.listen, (unsigned)server_port(request->server));
    const json_t *build = json_object_get(json_object_get(answer, "report"), "build");
    text_printf(out, "/projects/%s/builds/%" JSON_INTEGER_FORMAT, request_project(request),
                json_integer_value(json_object_get(build, "id")));
}

/* Answers with @answer in the form that the client likes best; @text is its JSON, taken over. */
static enum err_code answer_in_form(struct request *request, struct reply *reply, int status,
                                    const json_t *answer, char *text, struct err *err)
{
    enum accept form = accept_read(request->accept);
    if (form == ACCEPT_JSON)
        return reply_take_json(reply, status, text, err);
    free(text);
    auto_text struct text page = {0}, words = {0};
    say_page(request, answer, &page);
    if (!text_get(&page))
        return err_nomem(err);
    if (form == ACCEPT_TEXT)
        answer_plain(answer, status == 200 && request->report, page.data, &words);
    else
        answer_markdown(answer, page.data, &words);
    if (!text_get(&words))
        return err_nomem(err);
    try_(reply_bytes(reply, status,
                     form == ACCEPT_TEXT ? "text/plain; charset=utf-8"
                                         : "text/markdown; charset=utf-8",
                     words.data, words.len, err));
    reply->tagged = true;
    return ERR_OK;
}

enum err_code report_answer(struct request *request, struct reply *reply, int status,
                            const json_t *answer, char *text, struct err *err)
{
    if (!answer || !text) {
        free(text);
        return err_nomem(err);
    }
    try_(answer_in_form(request, reply, status, answer, text, err));
    try_(answer_headers(answer, reply, err));
    return reply_header(reply, "Vary", "Accept", err);
}
