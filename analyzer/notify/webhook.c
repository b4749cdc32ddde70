#include "analyzer/notify/webhook.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/crypto.h"

void webhook_id(const char *key, int64_t outbox_id, char id[WEBHOOK_ID_SIZE])
{
    char digits[33];
    size_t len = 0;
    for (; *key && len < sizeof digits - 1; key++)
        if (*key != '-')
            digits[len++] = *key;
    digits[len] = '\0';
    snprintf(id, WEBHOOK_ID_SIZE, "msg_%s_%" PRId64, digits, outbox_id);
}

enum err_code webhook_sign(const char *secret, const char *id, int64_t timestamp, const char *body,
                           char signature[WEBHOOK_SIGNATURE_SIZE], struct err *err)
{
    static const char coded[] = "whsec_";
    unsigned char digest[SHA256_SIZE];
    size_t len = strlen(secret);
    unsigned char *key auto_free = malloc(len + 1);
    auto_text struct text signed_text = {0};
    text_printf(&signed_text, "%s.%" PRId64 ".%s", id, timestamp, body);
    if (!key || signed_text.failed)
        return err_nomem(err);
    if (!text_starts(secret, coded))
        memcpy(key, secret, len);
    else if (!crypto_unbase64(secret + strlen(coded), len - strlen(coded), key, &len))
        return err_set(err, ERR_UNAVAILABLE, "its secret begins with whsec_ but is no base64");
    enum err_code code = crypto_hmac(key, len, signed_text.data, signed_text.len, digest, err);
    explicit_bzero(key, len);
    memcpy(signature, "v1,", 3);
    crypto_base64(digest, sizeof digest, signature + 3);
    return code;
}

static json_t *pack(const struct message *message)
{
    char at[CLOCK_TEXT_SIZE];
    clock_format(message->added_at, at);
    return json_pack("{s:s, s:s, s:{s:s, s:{s:s, s:I}, s:O}}", "type", message->event, "timestamp",
                     at, "data", "project", message->project, "subject", "kind",
                     message->subject_kind, "id", (json_int_t)message->subject_id, "event",
                     message->payload);
}

enum err_code webhook_deliver(struct calls *calls, const struct message *message, int64_t now,
                              struct err *err)
{
    char id[WEBHOOK_ID_SIZE], signature[WEBHOOK_SIGNATURE_SIZE] = "", lines[3][128];
    json_t *packed = pack(message);
    char *body auto_free = packed ? json_dumps(packed, JSON_COMPACT) : NULL;
    json_decref(packed);
    if (!body)
        return err_nomem(err);
    int64_t timestamp = now / 1000000;
    webhook_id(calls->destination->key, message->outbox_id, id);
    try_(webhook_sign(text_get(&calls->secret), id, timestamp, body, signature, err));
    snprintf(lines[0], sizeof lines[0], "webhook-id: %s", id);
    snprintf(lines[1], sizeof lines[1], "webhook-timestamp: %" PRId64, timestamp);
    snprintf(lines[2], sizeof lines[2], "webhook-signature: %s", signature);
    const char *const headers[] = {lines[0], lines[1], lines[2], NULL};
    return call_send(calls, &(struct call){.method = "POST", .headers = headers, .body = body},
                     err);
}

/* The address that Slack gives out is the secret. */
static enum err_code slack_url(const struct calls *calls, const char **url, struct err *err)
{
    const char *secret = text_get(&calls->secret);
    if (!secret || !text_starts(secret, calls->destination->address) ||
        !destination_address_ok(secret))
        return err_set(err, ERR_UNAVAILABLE,
                       "its secret has to be the address that Slack gave out, and to begin with "
                       "the address of the destination");
    *url = secret;
    return ERR_OK;
}

enum err_code slack_deliver(struct calls *calls, const struct message *message, struct err *err)
{
    const char *url = NULL;
    auto_text struct text words = {0};
    try_(slack_url(calls, &url, err));
    try_(message_text(calls->destination, message, &words, err));
    json_t *packed = json_pack("{s:s}", "text", text_get(&words));
    char *body auto_free = packed ? json_dumps(packed, JSON_COMPACT) : NULL;
    json_decref(packed);
    if (!body)
        return err_nomem(err);
    return call_send(calls, &(struct call){.method = "POST", .url = url, .body = body}, err);
}
