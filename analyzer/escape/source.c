/* The table of kinds, how each signs, and small readers that all of them use. */
#include "analyzer/escape/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "common/crypto.h"
#include "common/text.h"

static const int64_t SECOND = 1000000;
static const int64_t LAST_MILLISECOND = INT64_C(253402300799999); /* of the year 9999 */

const struct source_kind_row source_kinds[SOURCE__KINDS] = {
    [SOURCE_GITHUB_ISSUES] = {"github_issues", "X-GitHub-Delivery", NULL, "X-Hub-Signature-256",
                              "X-GitHub-Event", source_read_github},
    [SOURCE_PAGERDUTY] = {"pagerduty", NULL, NULL, "X-PagerDuty-Signature", NULL,
                          source_read_pagerduty},
    [SOURCE_INCIDENT_IO] = {"incident_io", "webhook-id", "webhook-timestamp", "webhook-signature",
                            NULL, source_read_incident_io},
    [SOURCE_JIRA] = {"jira", "X-Atlassian-Webhook-Identifier", NULL, "X-Hub-Signature", NULL,
                     source_read_jira},
    [SOURCE_SENTRY] = {"sentry", "Request-ID", NULL, "Sentry-Hook-Signature",
                       "Sentry-Hook-Resource", source_read_sentry},
    [SOURCE_GENERIC] = {"generic", "webhook-id", "webhook-timestamp", "webhook-signature", NULL,
                        source_read_generic},
};

bool source_kind_find(const char *name, enum source_kind *kind)
{
    for (*kind = 0; *kind < SOURCE__KINDS; (*kind)++)
        if (strcmp(source_kinds[*kind].name, name) == 0)
            return true;
    return false;
}

/* ---- Signatures ------------------------------------------------------------------------------ */

/* True when one of the signatures in @given, parted by @comma and each behind @prefix, is @wanted.
 * All are looked at, each in constant time. */
static bool is_among(const char *given, char comma, const char *prefix, const char *wanted)
{
    size_t skip = strlen(prefix), size = strlen(wanted);
    bool good = false;
    const char *end;
    for (const char *at = given; at; at = end ? end + 1 : NULL) {
        end = strchr(at, comma);
        size_t len = end ? (size_t)(end - at) : strlen(at);
        if (len == skip + size && strncmp(at, prefix, skip) == 0)
            good = crypto_equal(at + skip, wanted, size) || good;
    }
    return good;
}

/* The HMAC of the body in hex, behind @prefix. */
static enum err_code verify_hex(const char *secret, const char *given, const char *prefix,
                                const char *body, size_t len, bool *good, struct err *err)
{
    unsigned char mac[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    try_(crypto_hmac(secret, strlen(secret), body, len, mac, err));
    crypto_hex(mac, sizeof mac, hex);
    *good = is_among(given, ',', prefix, hex);
    return ERR_OK;
}

/* As Standard Webhooks has it: the HMAC of "id.time.body" in base64, with a key in base64 behind
 * "whsec_", and a time that is not far from now. */
static enum err_code verify_standard(const char *secret, const struct delivery_head *head,
                                     const char *body, size_t len, int64_t now, bool *good,
                                     struct err *err)
{
    unsigned char key[512], mac[SHA256_SIZE];
    char base64[4 * ((SHA256_SIZE + 2) / 3) + 1], *end;
    size_t key_len = strlen(secret);
    const char *encoded = text_starts(secret, "whsec_") ? secret + strlen("whsec_") : NULL;
    long long time = strtoll(head->time ? head->time : "", &end, 10);
    *good = false;
    if (!head->id || !head->time || !*head->time || *end)
        return ERR_OK;
    if (encoded &&
        (strlen(encoded) > sizeof key || !crypto_unbase64(encoded, strlen(encoded), key, &key_len)))
        return err_set(err, ERR_UNAVAILABLE, "the secret behind whsec_ is no base64");
    if (time < now / SECOND - SOURCE_SKEW_SECONDS || time > now / SECOND + SOURCE_SKEW_SECONDS)
        return err_set(
            err, ERR_UNAUTHORIZED,
            "the time that was signed is more than %d seconds from now: it may be an old "
            "delivery that somebody sends again",
            SOURCE_SKEW_SECONDS);
    auto_text struct text signed_text = {0};
    text_printf(&signed_text, "%s.%s.", head->id, head->time);
    text_append(&signed_text, body, len);
    if (signed_text.failed)
        return err_nomem(err);
    try_(crypto_hmac(encoded ? (const void *)key : secret, key_len, signed_text.data,
                     signed_text.len, mac, err));
    crypto_base64(mac, sizeof mac, base64);
    *good = is_among(head->signature, ' ', "v1,", base64);
    return ERR_OK;
}

enum err_code source_verify(enum source_kind kind, const char *secret,
                            const struct delivery_head *head, const char *body, size_t len,
                            int64_t now, struct err *err)
{
    bool good = false;
    if (!head->signature)
        return err_set(err, ERR_UNAUTHORIZED, "the delivery is not signed: there is no %s",
                       source_kinds[kind].signature);
    switch (kind) {
    case SOURCE_GITHUB_ISSUES:
    case SOURCE_JIRA:
        try_(verify_hex(secret, head->signature, "sha256=", body, len, &good, err));
        break;
    case SOURCE_PAGERDUTY:
        try_(verify_hex(secret, head->signature, "v1=", body, len, &good, err));
        break;
    case SOURCE_SENTRY:
        try_(verify_hex(secret, head->signature, "", body, len, &good, err));
        break;
    case SOURCE_INCIDENT_IO:
    case SOURCE_GENERIC:
    case SOURCE__KINDS:
        try_(verify_standard(secret, head, body, len, now, &good, err));
        break;
    }
    if (!good)
        return err_set(err, ERR_UNAUTHORIZED, "the signature is not the one of this delivery");
    return ERR_OK;
}

const char *source_delivery_key(enum source_kind kind, const struct delivery_head *head,
                                const json_t *body, const char *bytes, size_t len,
                                struct arena *arena)
{
    unsigned char digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    const char *key = head->id;
    if (!key && kind == SOURCE_PAGERDUTY)
        key = heard_text(body, "event.id", arena);
    if (key && *key && strlen(key) <= SOURCE_KEY_MAX)
        return arena_text(arena, key, strlen(key));
    sha256_of(bytes, len, digest);
    crypto_hex(digest, sizeof digest, hex);
    return arena_text(arena, hex, strlen(hex));
}

/* ---- For the readers ------------------------------------------------------------------------- */

static const json_t *find(const json_t *body, const char *path)
{
    char name[64];
    while (body && *path) {
        size_t len = strcspn(path, ".");
        if (len >= sizeof name)
            return NULL;
        memcpy(name, path, len);
        name[len] = '\0';
        body = json_object_get(body, name);
        path += len + (path[len] == '.');
    }
    return body;
}

const char *heard_text(const json_t *body, const char *path, struct arena *arena)
{
    const json_t *value = find(body, path);
    char number[32];
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return arena_text(arena, number, strlen(number));
    }
    const char *text = json_string_value(value);
    return text && *text ? text : NULL;
}

const char *heard_time(const json_t *body, const char *path, struct arena *arena)
{
    const json_t *value = find(body, path);
    char text[64], form[CLOCK_TEXT_SIZE];
    int64_t time;
    if (json_is_integer(value)) {
        if (json_integer_value(value) < 0 || json_integer_value(value) > LAST_MILLISECOND)
            return NULL;
        time = json_integer_value(value) * 1000;
    } else {
        size_t len = json_string_length(value);
        if (!json_is_string(value) || len + 2 > sizeof text)
            return NULL;
        snprintf(text, sizeof text, "%s", json_string_value(value));
        if (len > 5 && (text[len - 5] == '+' || text[len - 5] == '-') && strchr(text, 'T'))
            snprintf(text + len - 2, sizeof text - len + 2, ":%s",
                     json_string_value(value) + len - 2);
        if (!clock_parse(text, &time))
            return NULL;
    }
    clock_format(time, form);
    return arena_text(arena, form, strlen(form));
}

void heard_give(struct heard *heard, enum defect_field field, const char *given,
                struct arena *arena)
{
    size_t max = field == DEFECT_TITLE ? (size_t)defect_rows[field].max : SOURCE_SUMMARY_MAX;
    if (!given || !*given)
        return;
    size_t len = strlen(given);
    char *text = arena_text(arena, given, len > max ? text_cut(given, len, max) : len);
    if (field == DEFECT_TITLE && text) /* one line */
        for (char *c = text; *c; c++)
            *c = (unsigned char)*c < ' ' ? ' ' : *c;
    if (text)
        defect_give(&heard->fields, field, text);
}

bool heard_labels(struct heard *heard, const json_t *labels, const char *wanted,
                  struct arena *arena)
{
    static const enum defect_field fields[] = {DEFECT_CATEGORY, DEFECT_TRIGGER, DEFECT_STAGE,
                                               DEFECT_SEVERITY, DEFECT_POPULATION};
    bool found = false;
    size_t i;
    const json_t *label;
    json_array_foreach(labels, i, label)
    {
        const char *text =
            json_is_string(label) ? json_string_value(label) : heard_text(label, "name", arena);
        if (!text)
            continue;
        found = found || strcasecmp(text, wanted) == 0;
        if (text_starts(text, "service:"))
            heard->service = text + strlen("service:");
        for (size_t j = 0; j < sizeof fields / sizeof *fields; j++) {
            const char *name = defect_rows[fields[j]].name;
            if (text_starts(text, name) && text[strlen(name)] == ':')
                heard_give(heard, fields[j], text + strlen(name) + 1, arena);
        }
    }
    return found;
}
