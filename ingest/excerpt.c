/* Where the middle is cut out, the head ends with a line and the tail begins with one, if there is
 * one near; else words stay whole. */
#include "ingest/excerpt.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST_SECRET = 4096 };

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
    excerpt->torn = false;
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

/* What may stand between a word and the next. All else may be part of a secret, of which a cut must
 * not leave a piece that nobody knows for one. */
static bool separates(char c)
{
    return isspace((unsigned char)c) || (c && strchr("\"'`,;<>()[]{}|", c));
}

/* Where a head of at most @max bytes ends: behind a line, or else before the word that would be
 * torn; in the midst of it only where it is longer than any secret. */
static size_t head_end(const char *bytes, size_t max)
{
    for (size_t at = max; at > max - max / 4; at--)
        if (bytes[at - 1] == '\n')
            return at;
    for (size_t at = max; at > 0 && max - at <= LONGEST_SECRET; at--)
        if (separates(bytes[at - 1]))
            return at;
    return max > LONGEST_SECRET ? max : 0;
}

/* The same for where a tail begins, at @from or behind it. */
static size_t tail_start(const char *bytes, size_t len, size_t from)
{
    for (size_t at = from; at < len && at - from <= (len - from) / 4; at++)
        if (bytes[at - 1] == '\n')
            return at;
    for (size_t at = from; at < len && at - from <= LONGEST_SECRET; at++)
        if (separates(bytes[at]))
            return at;
    return len - from > LONGEST_SECRET ? from : len;
}

/* Cuts the middle out, so that at most the limit is left. */
static void compact(struct excerpt *excerpt)
{
    struct text *text = &excerpt->text;
    if (text->failed || text->len <= excerpt->limit)
        return;
    if (!excerpt->cut)
        excerpt->head = head_end(text->data, text_cut(text->data, text->len, excerpt->limit / 2));
    size_t tail = excerpt->limit - excerpt->limit / 2;
    size_t from = sequence_start(text->data, text->len, text->len - tail);
    from = tail_start(text->data, text->len, from);
    excerpt->torn = from == text->len;
    excerpt->cut += from - excerpt->head;
    memmove(text->data + excerpt->head, text->data + from, text->len - from);
    text->len -= from - excerpt->head;
    text->data[text->len] = '\0';
}

/* What goes on of a word whose start is gone goes too. */
static size_t torn_length(struct excerpt *excerpt, const char *bytes, size_t len)
{
    size_t torn = 0;
    while (excerpt->torn && torn < len && !separates(bytes[torn]))
        torn++;
    excerpt->torn = excerpt->torn && torn == len;
    excerpt->cut += torn;
    return torn;
}

void excerpt_append(struct excerpt *excerpt, const char *bytes, size_t len)
{
    size_t torn = torn_length(excerpt, bytes, len);
    bytes += torn;
    len -= torn;
    while (len) {
        size_t room = 2 * excerpt->limit - excerpt->text.len, part = len < room ? len : room;
        text_append(&excerpt->text, bytes, part);
        if (excerpt->text.failed)
            return;
        bytes += part;
        len -= part;
        if (excerpt->text.len < 2 * excerpt->limit)
            continue;
        compact(excerpt);
        torn = torn_length(excerpt, bytes, len);
        bytes += torn;
        len -= torn;
    }
}

/* The mark stands on a line of its own where the head ended with one. */
static const char *with_mark(struct excerpt *excerpt, size_t start, struct arena *arena)
{
    struct text *text = &excerpt->text;
    char *tail = arena_text(arena, text->data + excerpt->head, text->len - excerpt->head);
    if (!tail)
        return NULL;
    bool own_line = excerpt->head && text->data[excerpt->head - 1] == '\n';
    text->len = excerpt->head;
    text_printf(text, "[... %zu bytes cut ...]%s", excerpt->cut, own_line && *tail ? "\n" : "");
    text_puts(text, tail);
    return text->failed ? NULL : arena_text(arena, text->data + start, text->len - start);
}

const char *excerpt_keep(struct excerpt *excerpt, struct arena *arena)
{
    struct text *text = &excerpt->text;
    if (text->failed)
        return NULL;
    while (text->len > excerpt->head && isspace((unsigned char)text->data[text->len - 1]))
        text->len--;
    compact(excerpt);
    size_t start = 0;
    for (size_t i = 0; i < text->len && isspace((unsigned char)text->data[i]); i++)
        if (text->data[i] == '\n')
            start = i + 1;
    if (!excerpt->cut)
        return text->len ? arena_text(arena, text->data + start, text->len - start) : "";
    return with_mark(excerpt, start < excerpt->head ? start : excerpt->head, arena);
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
