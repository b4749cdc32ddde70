#include "analyzer/notify/call.h"

#include <stdio.h>
#include <string.h>

#include "analyzer/notify/secret.h"
#include "analyzer/notify/template.h"
#include "common/auto.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/crypto.h"
#include "common/http_client.h"

enum { HEADERS_MAX = 12, EXCERPT_MAX = 200 };

enum err_code calls_open(const struct destination *destination, struct calls *calls,
                         struct err *err)
{
    *calls = (struct calls){.destination = destination};
    calls->deadline =
        clock_monotonic() + (double)config.deliver_timeout_ms / 1000 * (CALLS_MAX - 1);
    if (!destination->secret)
        return ERR_OK;
    return secret_read(destination->secret, &calls->secret, err);
}

void calls_close(struct calls *calls)
{
    if (calls->secret.data)
        explicit_bzero(calls->secret.data, calls->secret.capacity);
    text_free(&calls->secret);
    text_free(&calls->answer);
}

/* ---- Showing the secret -------------------------------------------------------------------- */

/* Jira Cloud takes "mail:token" as a user with a password, Jira Server a token alone. */
static void put_jira(const char *secret, struct text *header)
{
    if (!strchr(secret, ':')) {
        text_printf(header, "Authorization: Bearer %s", secret);
        return;
    }
    size_t len = strlen(secret);
    char *coded auto_free = malloc(4 * ((len + 2) / 3) + 1);
    if (!coded) {
        header->failed = true;
        return;
    }
    crypto_base64(secret, len, coded);
    text_printf(header, "Authorization: Basic %s", coded);
    explicit_bzero(coded, strlen(coded));
}

/* Webhooks are signed and Slack's secret is its address: neither is shown in a header. */
static void put_secret(const struct calls *calls, struct text *header)
{
    const char *secret = text_get(&calls->secret);
    if (!secret || !*secret)
        return;
    switch (calls->destination->kind) {
    case DESTINATION_GITHUB:
        text_printf(header, "Authorization: Bearer %s", secret);
        return;
    case DESTINATION_GITLAB:
        text_printf(header, "PRIVATE-TOKEN: %s", secret);
        return;
    case DESTINATION_JIRA:
        put_jira(secret, header);
        return;
    case DESTINATION_WEBHOOK:
    case DESTINATION_SLACK:
    case DESTINATION__KINDS:
        return;
    }
}

/* ---- Calling ------------------------------------------------------------------------------- */

void call_excerpt(const struct calls *calls, size_t max, struct text *out)
{
    const char *answer = text_get(&calls->answer);
    if (answer)
        template_escape(answer, max, MARKUP_PLAIN, out);
}

/* What it means that it did not do it. */
static enum err_code judge(const struct calls *calls, struct err *err)
{
    long status = calls->status;
    char host[256];
    auto_text struct text words = {0};
    http_host(calls->destination->address, host, sizeof host);
    call_excerpt(calls, EXCERPT_MAX, &words);
    enum err_code code = ERR_UNAVAILABLE;
    if (status == 404 || status == 410)
        code = ERR_NOT_FOUND;
    else if (status == 400 || status == 413 || status == 422)
        code = ERR_INVALID;
    else if (status == 429 || calls->pause_s > 0)
        code = ERR_LIMIT;
    return err_set(err, code, "%.100s: it answers %ld%s%s%s", host, status,
                   status >= 300 && status < 400 ? " (redirects are not followed)" : "",
                   words.len ? ": " : "", words.len ? words.data : "");
}

static enum err_code send_with(struct calls *calls, const struct call *call,
                               const char *const *headers, struct err *err)
{
    double left = (calls->deadline - clock_monotonic()) * 1000;
    if (left < 1)
        return err_set(err, ERR_UNAVAILABLE, "its calls took too long together");
    long timeout =
        left < (double)config.deliver_timeout_ms ? (long)left : (long)config.deliver_timeout_ms;
    struct http_answer answer = {.body = calls->answer};
    calls->answer = (struct text){.data = NULL};
    enum err_code code =
        http_send(&(struct http_call){.method = call->method,
                                      .url = call->url ? call->url : calls->destination->address,
                                      .headers = headers,
                                      .body = call->body,
                                      .body_len = call->body ? strlen(call->body) : 0,
                                      .timeout_ms = timeout,
                                      .max = (size_t)config.max_answer_bytes,
                                      .loopback = config.deliver_loopback == 1,
                                      .private_hosts = config.deliver_private_hosts},
                  &answer, err);
    calls->answer = answer.body;
    calls->status = answer.status;
    calls->pause_s = answer.pause_s;
    return code;
}

/* The secret stands in what is sent and nowhere else: an answer that repeats it is masked, also as
 * the header has it. */
static void mask(struct calls *calls, const struct text *header)
{
    const char *coded = header->len ? strrchr(header->data, ' ') : NULL;
    if (calls->secret.len)
        secret_mask(&calls->answer, calls->secret.data);
    if (coded)
        secret_mask(&calls->answer, coded + 1);
}

enum err_code call_send(struct calls *calls, const struct call *call, struct err *err)
{
    const char *headers[HEADERS_MAX] = {"Accept: application/json"};
    size_t count = 1;
    auto_text struct text secret = {0};
    put_secret(calls, &secret);
    if (secret.failed || calls->secret.failed)
        return err_nomem(err);
    if (calls->destination->kind == DESTINATION_GITHUB) {
        headers[0] = "Accept: application/vnd.github+json";
        headers[count++] = "X-GitHub-Api-Version: 2022-11-28";
    }
    if (call->body)
        headers[count++] = "Content-Type: application/json";
    if (secret.len)
        headers[count++] = secret.data;
    for (size_t i = 0; call->headers && call->headers[i] && count + 1 < HEADERS_MAX; i++)
        headers[count++] = call->headers[i];
    enum err_code code = send_with(calls, call, headers, err);
    mask(calls, &secret);
    if (secret.data)
        explicit_bzero(secret.data, secret.capacity);
    if (code != ERR_OK)
        return code;
    bool good = calls->status >= 200 && calls->status < 300;
    calls->answered |= good;
    return good ? ERR_OK : judge(calls, err);
}

enum err_code call_json(struct calls *calls, const char *method, const char *url, json_t *body,
                        json_t **answer, struct err *err)
{
    char *text auto_free = body ? json_dumps(body, JSON_COMPACT) : NULL;
    bool lost = body && !text;
    json_decref(body);
    if (lost)
        return err_nomem(err);
    try_(call_send(calls, &(struct call){.method = method, .url = url, .body = text}, err));
    if (!answer)
        return ERR_OK;
    *answer = json_loadb(calls->answer.data ? calls->answer.data : "", calls->answer.len, 0, NULL);
    if (!*answer)
        return err_set(err, ERR_UNAVAILABLE, "it answers %ld with what is no JSON", calls->status);
    return ERR_OK;
}
