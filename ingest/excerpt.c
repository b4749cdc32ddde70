#include "ingest/excerpt.h"

#include <ctype.h>
#include <string.h>

void excerpt_init(struct excerpt *excerpt, size_t limit)
{
    memset(excerpt, 0, sizeof *excerpt);
    excerpt->limit = limit;
}

void excerpt_free(struct excerpt *excerpt)
{
    text_free(&excerpt->text);
}

void excerpt_clear(struct excerpt *excerpt)
{
    text_clear(&excerpt->text);
    excerpt->head = excerpt->cut = 0;
}

void excerpt_clear_blank(struct excerpt *excerpt)
{
    for (size_t i = 0; i < excerpt->text.len; i++)
        if (!isspace((unsigned char)excerpt->text.data[i]))
            return;
    excerpt_clear(excerpt);
}

/* Where the next UTF-8 sequence begins, at @from or after it. */
static size_t sequence_start(const char *bytes, size_t len, size_t from)
{
    while (from < len && ((unsigned char)bytes[from] & 0xC0) == 0x80)
        from++;
    return from;
}

/* Cuts the middle out, so that at most the limit is left. */
static void compact(struct excerpt *excerpt)
{
    struct text *text = &excerpt->text;
    if (text->failed || text->len <= excerpt->limit)
        return;
    if (!excerpt->head)
        excerpt->head = text_cut(text->data, text->len, excerpt->limit / 2);
    size_t tail = excerpt->limit - excerpt->head;
    size_t from = sequence_start(text->data, text->len, text->len - tail);
    excerpt->cut += from - excerpt->head;
    memmove(text->data + excerpt->head, text->data + from, text->len - from);
    text->len -= from - excerpt->head;
    text->data[text->len] = '\0';
}

void excerpt_append(struct excerpt *excerpt, const char *bytes, size_t len)
{
    while (len) {
        size_t room = 2 * excerpt->limit - excerpt->text.len, part = len < room ? len : room;
        text_append(&excerpt->text, bytes, part);
        if (excerpt->text.failed)
            return;
        bytes += part;
        len -= part;
        if (excerpt->text.len >= 2 * excerpt->limit)
            compact(excerpt);
    }
}

const char *excerpt_keep(struct excerpt *excerpt, struct arena *arena)
{
    struct text *text = &excerpt->text;
    if (text->failed)
        return NULL;
    while (text->len && isspace((unsigned char)text->data[text->len - 1]))
        text->len--;
    compact(excerpt);
    size_t start = 0;
    for (size_t i = 0; i < text->len && isspace((unsigned char)text->data[i]); i++)
        if (text->data[i] == '\n')
            start = i + 1;
    if (!excerpt->cut)
        return text->len ? arena_text(arena, text->data + start, text->len - start) : "";
    if (start > excerpt->head)
        start = excerpt->head;

    char *tail = arena_text(arena, text->data + excerpt->head, text->len - excerpt->head);
    if (!tail)
        return NULL;
    text->len = excerpt->head;
    text_printf(text, "[... %zu bytes cut ...]", excerpt->cut);
    text_puts(text, tail);
    return text->failed ? NULL : arena_text(arena, text->data + start, text->len - start);
}

const char *excerpt_of(const char *bytes, size_t len, size_t limit, struct arena *arena)
{
    if (len <= limit)
        return arena_text(arena, bytes, len);
    struct excerpt excerpt;
    excerpt_init(&excerpt, limit);
    excerpt_append(&excerpt, bytes, len);
    const char *kept = excerpt_keep(&excerpt, arena);
    excerpt_free(&excerpt);
    return kept;
}
