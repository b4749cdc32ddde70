#include "analyzer/notify/secret.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/config.h"

enum { NAME_MAX_BYTES = 64, SECRET_MAX = 4096, MASKED_MIN = 4 };

bool secret_name_ok(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return isupper((unsigned char)*name) && strlen(name) <= NAME_MAX_BYTES &&
           name[strspn(name, letters)] == '\0';
}

static void close_file(FILE **stream)
{
    if (*stream)
        fclose(*stream);
}

static enum err_code read_file(const char *name, struct text *secret, struct err *err)
{
    auto_text struct text path = {0};
    text_printf(&path, "%s/%s", config.secrets_dir, name);
    if (path.failed)
        return err_nomem(err);
    FILE *stream auto_(close_file) = *config.secrets_dir ? fopen(path.data, "re") : NULL;
    if (!stream)
        return err_set(err, ERR_UNAVAILABLE,
                       "secret %s: set ESCAPEMENT_SECRET_%s, or put it in a file of that name in "
                       "secrets_dir",
                       name, name);
    char bytes[SECRET_MAX + 1];
    size_t len = fread(bytes, 1, sizeof bytes, stream);
    if (ferror(stream) || len > SECRET_MAX)
        return err_set(err, ERR_UNAVAILABLE, "secret %s: its file cannot be read or is too long",
                       name);
    while (len && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
        len--;
    text_append(secret, bytes, len);
    explicit_bzero(bytes, sizeof bytes);
    return ERR_OK;
}

/* A line feed in it would end the header that it is sent in. */
static bool usable(const struct text *secret)
{
    for (size_t i = 0; i < secret->len; i++)
        if ((unsigned char)secret->data[i] < ' ' || secret->data[i] == 0x7F)
            return false;
    return secret->len > 0 && secret->len <= SECRET_MAX;
}

enum err_code secret_read(const char *name, struct text *secret, struct err *err)
{
    text_clear(secret);
    if (!secret_name_ok(name))
        return err_set(err, ERR_UNAVAILABLE, "\"%.64s\" is no name of a secret", name);
    char variable[sizeof "ESCAPEMENT_SECRET_" + NAME_MAX_BYTES];
    snprintf(variable, sizeof variable, "ESCAPEMENT_SECRET_%s", name);
    const char *value = getenv(variable);
    if (value && *value)
        text_puts(secret, value);
    else
        try_(read_file(name, secret, err));
    if (secret->failed)
        return err_nomem(err);
    if (!usable(secret))
        return err_set(err, ERR_UNAVAILABLE,
                       "secret %s: it is empty, too long, or has a control character", name);
    return ERR_OK;
}

bool secret_resolves(const char *name)
{
    auto_text struct text secret = {0};
    struct err err = {0};
    bool found = secret_read(name, &secret, &err) == ERR_OK;
    if (secret.data)
        explicit_bzero(secret.data, secret.capacity);
    return found;
}

void secret_mask(struct text *text, const char *secret)
{
    size_t len = strlen(secret);
    if (len < MASKED_MIN || !text->data)
        return;
    for (char *at = text->data;
         (at = memmem(at, text->len - (size_t)(at - text->data), secret, len));)
        memset(at, '*', len);
}
