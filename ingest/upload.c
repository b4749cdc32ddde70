#include "ingest/upload.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "common/text.h"
#include "ingest/label_words.h"
#include "ingest/mask.h"

const char *const upload_parameters[] = {
    "commit",        "branch",       "build",     "job",      "shard",      "variant", "attempt",
    "gate",          "url",          "exit_code", "complete", "started_at", "layer",   "population",
    "target_branch", "pull_request", "tree",      "host",     NULL};

void upload_init(struct upload *upload)
{
    memset(upload, 0, sizeof *upload);
}

void upload_free(struct upload *upload)
{
    arena_free(&upload->arena);
    upload_init(upload);
}

/* The start of a value, as a message may show it. */
enum { SHOWN_MAX = 40 };

static enum err_code refuse(const char *name, const char *value, const char *hint, struct err *err)
{
    struct arena arena = {0};
    if (mask_text(&value, &arena, NULL) != ERR_OK) /* what may have a secret is not shown */
        value = "";
    size_t len = strlen(value), shown = text_cut(value, len, SHOWN_MAX);
    (void)err_set(err, ERR_INVALID, "%s \"%.*s%s\" can't be used: %s", name, (int)shown, value,
                  shown < len ? "..." : "", hint);
    arena_free(&arena);
    return ERR_INVALID;
}

/* A hash of git, kept in lower case. */
static enum err_code set_hash(struct upload *upload, const char *name, const char *value,
                              const char *hint, const char **field, struct err *err)
{
    size_t len = strlen(value);
    bool good = len >= 7 && len <= UPLOAD_COMMIT_MAX;
    for (size_t i = 0; i < len && good; i++)
        good = isxdigit((unsigned char)value[i]);
    if (!good)
        return refuse(name, value, hint, err);
    if (value[strspn(value, "0")] == '\0')
        return refuse(name, value, "nothing but zeros is how git writes that there is none", err);
    char *copy = arena_text(&upload->arena, value, len);
    if (!copy)
        return err_nomem(err);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    *field = copy;
    return ERR_OK;
}

/* The code point at *@at, of text that is known to be UTF-8; *@at moves past it. */
static uint32_t next_point(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    size_t more = *p < 0x80 ? 0 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
    static const unsigned char masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    uint32_t point = *p & masks[more];
    for (size_t i = 1; i <= more; i++)
        point = point << 6 | (p[i] & 0x3F);
    *at += more + 1;
    return point;
}

/* What makes two names that look the same differ, or one look like another; NULL: nothing. What
 * people write with (joiners in emoji, marks of direction in Hebrew) is let through. */
static const char *hidden_in(const char *value)
{
    static const struct {
        uint32_t first, last;
        const char *fault;
    } rows[] = {
        {0x01, 0x1F, "it has a control character or a line break"},
        {0x7F, 0x9F, "it has a control character"},
        {0x2028, 0x2029, "it has a line break"},
        {0x202A, 0x202E, "it has a character that turns the direction of writing"},
        {0x2066, 0x2069, "it has a character that turns the direction of writing"},
        {0x200B, 0x200B, "it has a character that nobody sees"},
        {0x2060, 0x2060, "it has a character that nobody sees"},
        {0xFEFF, 0xFEFF, "it has a character that nobody sees"},
    };
    for (const char *at = value; *at;) {
        uint32_t point = next_point(&at);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (point >= rows[i].first && point <= rows[i].last)
                return rows[i].fault;
    }
    return NULL;
}

/* A name: UTF-8 as it came, nothing hidden in it, bounded. Empty is as good as not given: CI
 * systems fill in nothing for a variable that they do not have. */
static enum err_code set_text(struct upload *upload, const char *name, const char *value,
                              size_t max, const char **field, struct err *err)
{
    size_t len = strlen(value);
    if (len > max) {
        char hint[96];
        snprintf(hint, sizeof hint, "it has %zu bytes, at most %zu are taken", len, max);
        return refuse(name, value, hint, err);
    }
    if (!text_is_utf8(value, len))
        return refuse(name, "", "it is not UTF-8", err);
    const char *fault = hidden_in(value);
    if (fault)
        return refuse(name, "", fault, err);
    if (len == 0)
        return ERR_OK;
    if (value[0] == ' ' || value[len - 1] == ' ')
        return refuse(name, value, "it begins or ends with a blank", err);
    *field = arena_text(&upload->arena, value, len);
    return *field ? ERR_OK : err_nomem(err);
}

/* Who may see the page is not for everybody who reads of it: "user:password@" is left out. */
static enum err_code set_url(struct upload *upload, const char *value, struct err *err)
{
    const char *url = NULL;
    try_(set_text(upload, "url", value, UPLOAD_URL_MAX, &url, err));
    if (!url)
        return ERR_OK;
    bool http = strncasecmp(url, "http://", 7) == 0, https = strncasecmp(url, "https://", 8) == 0;
    if (!http && !https)
        return refuse("url", url, "it has to begin with http:// or https://", err);
    size_t scheme = http ? 7 : 8, host = strcspn(url + scheme, "/?#");
    const char *secret_end = memrchr(url + scheme, '@', host);
    size_t left_out = secret_end ? (size_t)(secret_end + 1 - url) - scheme : 0;
    if (host == left_out || url[scheme + left_out] == ':' || strchr(url, ' '))
        return refuse("url", "", "it is no address of a page", err);
    char *kept = arena_text(&upload->arena, url, strlen(url));
    if (!kept)
        return err_nomem(err);
    memmove(kept + scheme, kept + scheme + left_out, strlen(kept + scheme + left_out) + 1);
    upload->url = kept;
    return mask_text(&upload->url, &upload->arena, err); /* a query may hold a token */
}

static enum err_code set_number(const char *name, const char *value, long min, long max,
                                int32_t *field, struct err *err)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end || number < min || number > max) {
        char hint[96];
        snprintf(hint, sizeof hint, "give a number from %ld to %ld%s", min, max,
                 *value ? "" : ", or leave the parameter out");
        return refuse(name, value, hint, err);
    }
    *field = (int32_t)number;
    return ERR_OK;
}

/* A clock that was never set starts in 1970, or in 1980. */
static const int64_t year_2000 = INT64_C(946684800) * 1000000;

static enum err_code set_started(struct upload *upload, const char *value, int64_t now,
                                 struct err *err)
{
    int64_t at;
    if (!clock_parse(value, &at))
        return refuse("started_at", value, "give a time such as 2026-01-31T09:30:00Z", err);
    if (at > now + (int64_t)UPLOAD_FUTURE_MAX_S * 1000000)
        return refuse("started_at", value, "it lies more than a day in the future", err);
    if (at < year_2000)
        return refuse("started_at", value, "it lies before the year 2000", err);
    upload->started_at = at;
    return ERR_OK;
}

static enum err_code set_complete(struct upload *upload, const char *value, struct err *err)
{
    if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return refuse("complete", value, "say yes when this report is all there is, or no", err);
    upload->vouched = value[0] == 'y';
    return ERR_OK;
}

static enum err_code set_label(struct upload *upload, enum label label, const char *value,
                               struct err *err)
{
    const char *fault = *value ? label_fault(label, value) : NULL;
    if (fault)
        return refuse(label_names[label], value, fault, err);
    const char **field = label == LABEL_LAYER ? &upload->layer : &upload->population;
    return set_text(upload, label_names[label], value, UPLOAD_NAME_MAX, field, err);
}

enum err_code upload_set(struct upload *upload, const char *name, const char *value, int64_t now,
                         struct err *err)
{
    const struct {
        const char *name;
        const char **field;
        size_t max;
    } texts[] = {
        {"branch", &upload->branch, UPLOAD_NAME_MAX},
        {"build", &upload->build, UPLOAD_NAME_MAX},
        {"job", &upload->job, UPLOAD_NAME_MAX},
        {"shard", &upload->shard, UPLOAD_NAME_MAX},
        {"variant", &upload->variant, UPLOAD_NAME_MAX},
        {"gate", &upload->gate, UPLOAD_NAME_MAX},
        {"target_branch", &upload->target_branch, UPLOAD_NAME_MAX},
        {"pull_request", &upload->pull_request, UPLOAD_NAME_MAX},
        {"host", &upload->host, UPLOAD_NAME_MAX},
    };
    const struct {
        const char *name, *hint;
        const char **field;
    } hashes[] = {
        {"commit", "give the hash of the commit, 7 to 64 hex digits", &upload->commit},
        {"tree", "give the hash of the tree, 7 to 64 hex digits", &upload->tree},
    };
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (strcmp(name, hashes[i].name) == 0)
            return set_hash(upload, name, value, hashes[i].hint, hashes[i].field, err);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(name, texts[i].name) == 0)
            return set_text(upload, name, value, texts[i].max, texts[i].field, err);
    }
    if (strcmp(name, "url") == 0)
        return set_url(upload, value, err);
    if (strcmp(name, "attempt") == 0)
        return set_number(name, value, 1, UPLOAD_ATTEMPT_MAX, &upload->attempt, err);
    if (strcmp(name, "exit_code") == 0) {
        try_(set_number(name, value, 0, 255, &upload->exit_code, err));
        upload->has_exit_code = true;
        return ERR_OK;
    }
    if (strcmp(name, "complete") == 0)
        return set_complete(upload, value, err);
    if (strcmp(name, "started_at") == 0)
        return set_started(upload, value, now, err);
    if (strcmp(name, "layer") == 0)
        return set_label(upload, LABEL_LAYER, value, err);
    if (strcmp(name, "population") == 0)
        return set_label(upload, LABEL_POPULATION, value, err);
    return err_set(err, ERR_NOT_FOUND, "there is no parameter %.40s", name);
}

enum err_code upload_settle(struct upload *upload, struct err *err)
{
    if (!upload->commit)
        return err_set(err, ERR_INVALID,
                       "commit is missing: say which commit was tested, as its hash");
    if (!upload->build)
        upload->build = upload->commit;
    if (!upload->job)
        upload->job = "default";
    if (!upload->shard)
        upload->shard = "";
    if (!upload->variant)
        upload->variant = "";
    if (!upload->attempt)
        upload->attempt = 1;
    return ERR_OK;
}

void upload_key(const struct upload *upload, const unsigned char content[SHA256_SIZE],
                bool untrusted, unsigned char key[SHA256_SIZE])
{
    auto_text struct text all = {0};
    const char *fields[] = {upload->commit, upload->branch,  upload->build, upload->job,
                            upload->shard,  upload->variant, upload->gate,  upload->url};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        text_printf(&all, "%zu:%s,", fields[i] ? strlen(fields[i]) : 0, fields[i] ? fields[i] : "");
    text_printf(&all, "%d,%d,%d,%lld,", upload->attempt,
                upload->has_exit_code ? upload->exit_code : -1, upload->vouched,
                (long long)upload->started_at);
    /* only when they are given, so that the keys of before they were known stay */
    if (upload->layer || upload->population)
        text_printf(&all, "layer:%s,population:%s,", upload->layer ? upload->layer : "",
                    upload->population ? upload->population : "");
    /* these came later: an upload without them has the key that it always had */
    const struct {
        const char *name, *value;
    } later[] = {{"target_branch", upload->target_branch},
                 {"pull_request", upload->pull_request},
                 {"tree", upload->tree},
                 {"host", upload->host}};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (later[i].value)
            text_printf(&all, "%s=%zu:%s,", later[i].name, strlen(later[i].value), later[i].value);
    if (untrusted)
        text_puts(&all, "untrusted,");
    text_append(&all, (const char *)content, SHA256_SIZE);
    sha256_of(all.data, all.len, key);
}
