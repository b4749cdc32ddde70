#include "ingest/bundle_path.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/config.h"

static const char replacement[] = "\xEF\xBF\xBD";

/* The length of the UTF-8 sequence at @at, 0 when it is none. */
static size_t sequence(const char *at)
{
    for (size_t len = 1; len <= 4 && at[len - 1]; len++)
        if (text_is_utf8(at, len))
            return len;
    return 0;
}

/* One folder or file of the path, as text. */
static void put_component(struct text *out, const char *at, size_t len)
{
    if (out->len > 0)
        text_putc(out, '/');
    for (const char *end = at + len; at < end;) {
        size_t part = sequence(at);
        if (part == 0 || (part == 1 && iscntrl((unsigned char)*at)))
            text_puts(out, replacement);
        else
            text_append(out, at, part);
        at += part ? part : 1;
    }
}

static void drop_component(struct text *out)
{
    while (out->len > 0 && out->data[out->len - 1] != '/')
        out->len--;
    if (out->len > 0)
        out->len--;
    if (out->data)
        out->data[out->len] = '\0';
}

static enum err_code check(const struct text *path, int64_t depth, struct err *err)
{
    if (path->failed)
        return err_nomem(err);
    if (depth > config.max_path_depth)
        return err_set(err, ERR_LIMIT,
                       "%.80s...: a path of more than %" PRId64 " folders (max_path_depth)",
                       text_get(path), config.max_path_depth);
    return ERR_OK;
}

enum err_code bundle_path_clean(const char *path, struct text *out, struct err *err)
{
    int64_t depth = 0;
    text_clear(out);
    if (strlen(path) > (size_t)config.max_path_bytes)
        return err_set(err, ERR_LIMIT,
                       "a file in it has a path of more than %" PRId64 " bytes (max_path_bytes)",
                       config.max_path_bytes);
    if (isalpha((unsigned char)path[0]) && path[1] == ':' && (path[2] == '\\' || path[2] == '/'))
        path += 2;
    while (*path) {
        size_t len = strcspn(path, "/\\");
        bool up = len == 2 && memcmp(path, "..", 2) == 0;
        if (up) {
            drop_component(out);
            depth -= depth > 0;
        } else if (len > 0 && !(len == 1 && *path == '.')) {
            put_component(out, path, len);
            try_(check(out, ++depth, err));
        }
        path += len + (path[len] != '\0');
    }
    if (out->len == 0)
        text_puts(out, "?");
    return check(out, depth, err);
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(word, *words) == 0)
            return true;
    return false;
}

/* What runners and browsers leave beside a report; there may be thousands. */
static bool is_attachment(const char *path, const char *base)
{
    static const char *const endings[] = {
        "avi",  "bmp",  "css",   "gif", "har", "htm", "html", "ico",  "jpeg", "jpg",   "js",
        "json", "log",  "map",   "md",  "mkv", "mov", "mp4",  "ogg",  "pdf",  "png",   "svg",
        "tap",  "text", "trace", "ttf", "txt", "wav", "webm", "webp", "woff", "woff2", NULL};
    const char *dot = strrchr(base, '.');
    /* macOS packs what it knows of a file beside it, under the same name. */
    if (text_starts(path, "__MACOSX/") || text_starts(base, "._"))
        return true;
    return strcmp(base, ".DS_Store") == 0 || (dot && is_one_of(dot + 1, endings));
}

int bundle_path_owners_rank(const char *path)
{
    static const char *const owners[] = {"CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS",
                                         "docs/CODEOWNERS"};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (strcmp(path, owners[i]) == 0)
            return (int)i;
    return -1;
}

enum bundle_path_kind bundle_path_kind(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t len = strlen(base);
    if (bundle_path_owners_rank(path) >= 0)
        return BUNDLE_PATH_CODEOWNERS;
    if (is_attachment(path, base))
        return BUNDLE_PATH_ATTACHMENT;
    return len > 4 && strcasecmp(base + len - 4, ".xml") == 0 ? BUNDLE_PATH_XML : BUNDLE_PATH_OTHER;
}
