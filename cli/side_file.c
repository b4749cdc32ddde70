#include "cli/side_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ingest/left_out.h"
#include "ingest/owners.h"

enum { PIECE = 65536 };

static enum err_code read_all(FILE *file, const char *name, size_t max, struct text *text,
                              struct err *err)
{
    static char piece[PIECE];
    size_t len;
    while ((len = fread(piece, 1, sizeof piece, file)) > 0) {
        text_append(text, piece, len);
        if (text->len > max)
            return err_set(err, ERR_LIMIT, "%s has more than %zu bytes", name, max);
    }
    if (ferror(file))
        return err_set(err, ERR_UNAVAILABLE, "%s can't be read: %s", name, strerror(errno));
    return text_get(text) ? ERR_OK : err_nomem(err);
}

enum err_code side_file_read(const char *name, size_t max, struct text *text, struct err *err)
{
    FILE *file = fopen(name, "re");
    if (!file)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
                       "%s can't be opened: %s", name, strerror(errno));
    enum err_code code = read_all(file, name, max, text, err);
    fclose(file);
    return code;
}

enum err_code side_file_codeowners(const char *name, struct report *report, struct err *err)
{
    auto_text struct text text = {0};
    struct owners owners;
    try_(side_file_read(name, OWNERS_TEXT_MAX, &text, err));
    enum err_code code = owners_read(&owners, name, text_get(&text), text.len, err);
    owners_free(&owners);
    try_(code);
    struct report_codeowners *file = arena_zalloc(&report->arena, 1, sizeof *file);
    if (!file)
        return err_nomem(err);
    file->name = arena_text(&report->arena, name, strlen(name));
    file->text = arena_text(&report->arena, text_get(&text), text.len);
    if (!file->name || !file->text)
        return err_nomem(err);
    report->codeowners = file;
    return ERR_OK;
}
