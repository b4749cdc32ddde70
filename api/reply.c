/* Answers: filled by handlers, tagged, and handed over to libmicrohttpd. */
#include "api/reply_internal.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto.h"

enum { ETAG_BYTES = 16 };

/* On every answer. Pages need no more than this to work, and nothing else may run. The hash is that
 * of the one style that stands in a page: of post-mortems, which are kept and sent as single files.
 */
static const char *const fixed_headers[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' "
                                "'sha256-d8AA4lekGASHAk1se+bm/9w6oOVHB8frDg2NVtVjvdk='; "
                                "connect-src 'self'; img-src 'self' data:; "
                                "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
};

void reply_init(struct reply *reply, struct arena *arena)
{
    memset(reply, 0, sizeof *reply);
    reply->arena = arena;
}

void reply_reset(struct reply *reply)
{
    free(reply->owned);
    reply_init(reply, reply->arena);
}

/* ---- Filling ------------------------------------------------------------------------------- */

enum err_code reply_json(struct reply *reply, int status, json_t *body, struct err *err)
{
    char *text = body ? json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(body);
    if (!text)
        return err_nomem(err);
    return reply_take_json(reply, status, text, err);
}

enum err_code reply_take_json(struct reply *reply, int status, char *text, struct err *err)
{
    if (!text)
        return err_nomem(err);
    free(reply->owned);
    reply->owned = text;
    reply->bytes = text;
    reply->len = strlen(text);
    reply->status = status;
    reply->type = "application/json";
    reply->tagged = true;
    return ERR_OK;
}

enum err_code reply_bytes(struct reply *reply, int status, const char *type, const char *bytes,
                          size_t len, struct err *err)
{
    char *copy = malloc(len + 1);
    const char *kept_type = arena_text(reply->arena, type, strlen(type));
    if (!copy || !kept_type) {
        free(copy);
        return err_nomem(err);
    }
    if (len)
        memcpy(copy, bytes, len);
    free(reply->owned);
    reply->owned = copy;
    reply->bytes = copy;
    reply->len = len;
    reply->status = status;
    reply->type = kept_type;
    return ERR_OK;
}

void reply_embedded(struct reply *reply, const char *type, const char *bytes, size_t len)
{
    reply->bytes = bytes;
    reply->len = len;
    reply->status = 200;
    reply->type = type;
    reply->tagged = reply->kept = true;
}

enum err_code reply_header(struct reply *reply, const char *name, const char *value,
                           struct err *err)
{
    if (reply->header_count == REPLY_HEADERS_MAX)
        return err_set(err, ERR_INTERNAL, "more than %d headers in an answer", REPLY_HEADERS_MAX);
    const char *kept_name = arena_text(reply->arena, name, strlen(name));
    const char *kept_value = arena_text(reply->arena, value, strlen(value));
    if (!kept_name || !kept_value)
        return err_nomem(err);
    reply->headers[reply->header_count].name = kept_name;
    reply->headers[reply->header_count++].value = kept_value;
    return ERR_OK;
}

const char *reply_header_get(const struct reply *reply, const char *name)
{
    for (int i = 0; i < reply->header_count; i++)
        if (strcmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    return "";
}

/* ---- Sending ------------------------------------------------------------------------------- */

void reply_etag(const struct reply *reply, char etag[REPLY_ETAG_SIZE])
{
    if (reply->etag[0]) {
        memcpy(etag, reply->etag, REPLY_ETAG_SIZE);
        return;
    }
    unsigned char digest[SHA256_SIZE];
    sha256_of(reply->bytes, reply->len, digest);
    etag[0] = '"';
    crypto_hex(digest, ETAG_BYTES, etag + 1);
    memcpy(etag + 1 + 2 * ETAG_BYTES, "\"", 2);
}

/* If-None-Match is a list of tags, perhaps weak ones, or an asterisk. */
static bool names(const char *if_none_match, const char *etag)
{
    return strcmp(if_none_match, "*") == 0 || strstr(if_none_match, etag) != NULL;
}

static bool add_headers(struct MHD_Response *response, const struct reply *reply, const char *etag,
                        const struct reply_head *head)
{
    bool ok = MHD_add_response_header(response, "X-Request-Id", head->request_id);
    for (size_t i = 0; i < sizeof fixed_headers / sizeof *fixed_headers; i++)
        ok &= MHD_add_response_header(response, fixed_headers[i][0], fixed_headers[i][1]);
    for (int i = 0; i < reply->header_count; i++)
        ok &= MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    ok &= MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
                                  reply->kept ? "no-cache" : "no-store");
    if (reply->type && reply->status != MHD_HTTP_NOT_MODIFIED)
        ok &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    if (*etag)
        ok &= MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, etag);
    if (head->closing)
        ok &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    return ok;
}

/* The response owns the body from here on. */
static struct MHD_Response *make_response(struct reply *reply)
{
    if (reply->status == MHD_HTTP_NOT_MODIFIED)
        return MHD_create_response_from_buffer(0, (char[]){""}, MHD_RESPMEM_MUST_COPY);
    /* MHD's buffer is a plain pointer for the sake of MUST_FREE; it does not write to it */
    union {
        const char *read;
        void *plain;
    } bytes = {.read = reply->bytes};
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->len, bytes.plain, reply->owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response)
        reply->owned = NULL;
    return response;
}

bool reply_send(struct reply *reply, struct MHD_Connection *connection,
                const struct reply_head *head)
{
    char etag[REPLY_ETAG_SIZE] = "";
    if (reply->tagged && reply->status == MHD_HTTP_OK) {
        reply_etag(reply, etag);
        if (head->if_none_match && names(head->if_none_match, etag))
            reply->status = MHD_HTTP_NOT_MODIFIED;
    }
    struct MHD_Response *response = make_response(reply);
    if (!response)
        return false;
    bool sent = add_headers(response, reply, etag, head) &&
                MHD_queue_response(connection, (unsigned)reply->status, response) == MHD_YES;
    MHD_destroy_response(response);
    return sent;
}
