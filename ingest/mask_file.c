/* The patterns of an organisation: a line each, read at start. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "ingest/mask_internal.h"

struct reading {
    const char *path;
    int line;
    struct mask_file *file;
};

void mask_file_free(struct mask_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        pattern_free(file->rules[i].pattern);
    *file = (struct mask_file){0};
}

static void close_stream(FILE **stream)
{
    if (*stream)
        fclose(*stream);
}

static enum err_code read_bytes(const char *path, struct text *bytes, struct err *err)
{
    FILE *stream auto_(close_stream) = fopen(path, "re");
    char piece[4096];
    size_t len;
    bytes->limit = MASK_FILE_MAX;
    while (stream && !bytes->failed && (len = fread(piece, 1, sizeof piece, stream)))
        text_append(bytes, piece, len);
    if (!stream || ferror(stream))
        return err_set(err, ERR_INVALID, "mask_file: cannot read %s: %s", path, strerror(errno));
    if (bytes->failed)
        return err_set(err, ERR_INVALID, "mask_file: %s has more than %d bytes", path,
                       MASK_FILE_MAX);
    if (bytes->len &&
        (memchr(bytes->data, '\0', bytes->len) || !text_is_utf8(bytes->data, bytes->len)))
        return err_set(err, ERR_INVALID, "mask_file: %s is not UTF-8 text", path);
    return ERR_OK;
}

static enum err_code wrong(const struct reading *reading, const char *what, struct err *err)
{
    return err_set(err, ERR_INVALID, "%s:%d: %s", reading->path, reading->line, what);
}

/* The rows of the table that are called so. */
static uint64_t rows_named(const char *name)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < mask_builtin_count; i++)
        if (strcmp(mask_builtins[i].name, name) == 0)
            rows |= (uint64_t)1 << i;
    return rows;
}

static enum err_code switch_off(const struct reading *reading, const char *name, struct err *err)
{
    uint64_t rows = rows_named(name);
    if (!rows)
        return err_set(err, ERR_INVALID, "%s:%d: there is no pattern \"%.40s\" to switch off",
                       reading->path, reading->line, name);
    reading->file->off |= rows;
    return ERR_OK;
}

static enum err_code check_name(const struct reading *reading, const char *name, struct err *err)
{
    const struct mask_file *file = reading->file;
    size_t len = strlen(name);
    if (len == 0 || len > MASK_NAME_MAX ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != len)
        return wrong(reading, "a name is 1 to 32 of a-z 0-9 _", err);
    if (rows_named(name) & ~file->off)
        return wrong(reading, "a pattern that is built in has this name; \"!NAME\" switches it off",
                     err);
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->rules[i].name, name) == 0)
            return wrong(reading, "this name was used before", err);
    return ERR_OK;
}

static enum err_code add_rule(const struct reading *reading, const char *name,
                              const char *expression, struct err *err)
{
    struct mask_file *file = reading->file;
    struct err why = {0};
    size_t len = strlen(expression);
    try_(check_name(reading, name, err));
    if (file->count == MASK_FILE_PATTERNS_MAX)
        return wrong(reading, "more than 100 patterns in one file", err);
    if (len == 0 || len > MASK_EXPRESSION_MAX)
        return wrong(reading, "an expression has 1 to 1000 bytes", err);
    struct mask_rule *rule = &file->rules[file->count];
    enum err_code code = pattern_compile(expression, len, &rule->pattern, &why);
    if (code != ERR_OK)
        return err_set(err, code, "%s:%d: %s: %s", reading->path, reading->line, name, why.message);
    memcpy(rule->name, name, strlen(name) + 1);
    file->count++;
    return ERR_OK;
}

static enum err_code read_line(const struct reading *reading, char *line, struct err *err)
{
    line += strspn(line, " \t\r");
    size_t len = strlen(line);
    while (len && strchr(" \t\r", line[len - 1]))
        line[--len] = '\0';
    if (len == 0 || *line == '#')
        return ERR_OK;
    if (*line == '!')
        return switch_off(reading, line + 1 + strspn(line + 1, " \t"), err);
    char *colon = strchr(line, ':');
    if (!colon)
        return wrong(reading, "not of the form NAME: REGEX or !NAME", err);
    *colon = '\0';
    for (char *end = colon; end > line && strchr(" \t", end[-1]);)
        *--end = '\0';
    return add_rule(reading, line, colon + 1 + strspn(colon + 1, " \t"), err);
}

enum err_code mask_file_read(const char *path, struct mask_file *file, struct err *err)
{
    auto_text struct text bytes = {0};
    *file = (struct mask_file){0};
    try_(read_bytes(path, &bytes, err));
    if (!bytes.data)
        return ERR_OK;
    struct reading reading = {.path = path, .file = file};
    char *rest = bytes.data, *line;
    if (text_starts(rest, "\xEF\xBB\xBF"))
        rest += 3;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && (line = strsep(&rest, "\n"))) {
        reading.line++;
        code = read_line(&reading, line, err);
    }
    if (code != ERR_OK)
        mask_file_free(file);
    return code;
}
