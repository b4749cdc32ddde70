/* What is embedded in the program: the pages, their files, the description of the API. */
#include "api/handlers.h"
#include "api/request_internal.h"

#include <string.h>

#include "assets.h"
#include "common/crypto.h"

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webmanifest", "application/manifest+json"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *name)
{
    const char *suffix = strrchr(name, '.');
    for (size_t i = 0; suffix && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].suffix, suffix) == 0)
            return types[i].type;
    return "application/octet-stream";
}

static enum err_code show(struct reply *reply, const char *name, struct err *err)
{
    for (int i = 0; i < assets_count; i++) {
        if (strcmp(assets_names[i], name) != 0)
            continue;
        reply_embedded(reply, type_of(name), assets_table[i].text, assets_table[i].len);
        return ERR_OK;
    }
    return err_set(err, ERR_NOT_FOUND, "there is no file \"%.100s\"", name);
}

/* The step of a CI job, as a file that has no suffix. */
enum err_code ci_show(struct request *request, struct reply *reply, struct err *err)
{
    (void)request;
    try_(show(reply, "escapement-ci", err));
    reply->type = "text/x-shellscript; charset=utf-8";
    return ERR_OK;
}

/* The line that `sha256sum -c` takes. */
enum err_code ci_digest_show(struct request *request, struct reply *reply, struct err *err)
{
    try_(ci_show(request, reply, err));
    unsigned char digest[SHA256_SIZE];
    char line[2 * SHA256_SIZE + sizeof "  escapement-ci\n"];
    sha256_of(reply->bytes, reply->len, digest);
    crypto_hex(digest, sizeof digest, line);
    memcpy(line + 2 * (size_t)SHA256_SIZE, "  escapement-ci\n", sizeof "  escapement-ci\n");
    return reply_bytes(reply, 200, "text/plain; charset=utf-8", line, sizeof line - 1, err);
}

/* All pages are one document, whose script reads the address. */
enum err_code page_show(struct request *request, struct reply *reply, struct err *err)
{
    (void)request;
    return show(reply, "index.html", err);
}

enum err_code asset_show(struct request *request, struct reply *reply, struct err *err)
{
    return show(reply, request_path(request, "name"), err);
}

enum err_code openapi_show(struct request *request, struct reply *reply, struct err *err)
{
    (void)request;
    return show(reply, "openapi.json", err);
}
