/* Private keys in PEM: blocks of many lines, so that no expression on a line finds them. A block
 * may be one line with "\n" in it, the middle of a text may have been cut out of it, and whoever
 * wrote the text may have left out either end: what looks like its lines belongs to it. */
#include <string.h>

#include "ingest/mask_internal.h"

enum { LABEL_MAX = 64, KEY_LINE_MIN = 16, CUT_KEY_LINE_MIN = 40 };

static const char begin[] = "-----BEGIN ", end[] = "-----END ", dashes[] = "-----";
static const char private_key[] = "PRIVATE KEY", replacement[] = "<masked:private_key>";
static const char cut_end[] = " bytes cut ...]", cut_start[] = "[... ";

struct place {
    const char *start, *end; /* NULL: none */
};

static const char *find(const char *at, const char *limit, const char *word)
{
    return at < limit ? memmem(at, (size_t)(limit - at), word, strlen(word)) : NULL;
}

/* The first "-----BEGIN ... PRIVATE KEY ...-----" in a text, or the END. */
static struct place find_marker(const char *at, const char *limit, const char *word)
{
    for (const char *start; (start = find(at, limit, word)); at = start + 1) {
        const char *label = start + strlen(word);
        const char *most = limit - label > LABEL_MAX ? label + LABEL_MAX : limit;
        const char *close = find(label, most, dashes);
        if (close && find(label, close, private_key))
            return (struct place){start, close + strlen(dashes)};
    }
    return (struct place){NULL, NULL};
}

static struct place find_cut(const char *at, const char *limit)
{
    const char *close = find(at, limit, cut_end);
    if (!close)
        return (struct place){NULL, NULL};
    const char *start = close;
    while (start > at && start[-1] >= '0' && start[-1] <= '9')
        start--;
    if (start - at < (ptrdiff_t)strlen(cut_start) ||
        memcmp(start - strlen(cut_start), cut_start, strlen(cut_start)) != 0)
        return find_cut(close + strlen(cut_end), limit);
    return (struct place){start - strlen(cut_start), close + strlen(cut_end)};
}

static bool key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

/* The first line feed at @at or after it, or the end. */
static const char *line_end(const char *at, const char *limit)
{
    const char *found = at < limit ? memchr(at, '\n', (size_t)(limit - at)) : NULL;
    return found ? found : limit;
}

/* A line of a key: nothing but its letters, at least @least, between quotes and the like; the last
 * one may be short; a header such as "DEK-Info:"; or nothing. */
static bool key_line(const char *at, const char *limit, size_t least)
{
    static const char around[] = " \t\r\"',>|#*+\\n";
    const char *start = at;
    while (start < limit && strchr(" \t\r\"',>|#*+", *start))
        start++;
    while (limit > start && strchr(around, limit[-1]))
        limit--;
    size_t len = (size_t)(limit - start), letters = 0;
    if (len == 0)
        return least == 0;
    if (find(start, limit, "Proc-Type:") == start || find(start, limit, "DEK-Info:") == start)
        return true;
    while (letters < len && key_byte(start[letters]))
        letters++;
    return letters == len && (len >= least || start[len - 1] == '=');
}

/* Where a block ends whose end is missing: behind the lines that look like it. A cut ends it, and
 * what goes on behind the cut is found there. */
static const char *end_of_open(const char *at, const char *limit)
{
    struct place cut = find_cut(at, limit);
    if (cut.start)
        limit = cut.start;
    const char *last = line_end(at, limit);
    while (last + 1 < limit) {
        const char *next = line_end(last + 1, limit);
        bool blank = key_line(last + 1, next, 0) && !key_line(last + 1, next, 1);
        if (!blank && !key_line(last + 1, next, KEY_LINE_MIN))
            break;
        last = next;
    }
    return last;
}

/* Where a block begins that ends with the marker at @end_marker and whose begin is missing: before
 * the lines that look like it, but not before @at. */
static const char *start_of_headless(const char *at, const char *end_marker)
{
    const char *start = end_marker;
    while (start > at && start[-1] != '\n')
        start--;
    while (start > at) {
        const char *before = start - 1;
        while (before > at && before[-1] != '\n')
            before--;
        if (!key_line(before, start - 1, KEY_LINE_MIN))
            break;
        start = before;
    }
    return start;
}

/* The end of lines of a key that begin at once behind a cut, or @at. */
static const char *end_of_cut_lines(const char *at, const char *limit)
{
    const char *line = at < limit && *at == '\n' ? at + 1 : at, *last = at;
    while (line < limit) {
        const char *next = line_end(line, limit);
        if (!key_line(line, next, last == at ? CUT_KEY_LINE_MIN : KEY_LINE_MIN))
            break;
        last = next;
        line = next + 1;
    }
    return last;
}

/* Copies what is between blocks; only a cut has something to hide in it: lines of a key of which
 * both ends are gone. */
static uint32_t copy_between(const char *at, const char *limit, struct text *out)
{
    uint32_t masked = 0;
    for (struct place cut; (cut = find_cut(at, limit)).start;) {
        text_append(out, at, (size_t)(cut.end - at));
        at = end_of_cut_lines(cut.end, limit);
        if (at > cut.end) {
            text_puts(out, cut.end[0] == '\n' ? "\n" : "");
            text_puts(out, replacement);
            masked++;
        }
    }
    text_append(out, at, (size_t)(limit - at));
    return masked;
}

/* A block [@start, @stop): a cut within it stays to be seen. */
static void put_block(const char *start, const char *stop, struct text *out)
{
    struct place cut = find_cut(start, stop);
    text_puts(out, replacement);
    if (cut.start) {
        text_putc(out, ' ');
        text_append(out, cut.start, (size_t)(cut.end - cut.start));
    }
}

uint32_t mask_keys(const char *bytes, size_t len, struct text *out)
{
    const char *at = bytes, *limit = bytes + len;
    uint32_t masked = 0;
    for (;;) {
        struct place first = find_marker(at, limit, begin), last = find_marker(at, limit, end);
        if (!first.start && !last.start)
            break;
        const char *start, *stop;
        if (first.start && last.start && first.start < last.start) {
            struct place next = find_marker(first.end, last.start, begin);
            start = first.start;
            stop = next.start ? end_of_open(first.end, next.start) : last.end;
        } else if (last.start) {
            start = start_of_headless(at, last.start);
            struct place cut = find_cut(start, last.start);
            if (cut.end)
                start = cut.end;
            stop = last.end;
        } else {
            start = first.start;
            stop = end_of_open(first.end, limit);
        }
        masked += copy_between(at, start, out);
        put_block(start, stop, out);
        masked++;
        at = stop;
    }
    return masked + copy_between(at, limit, out);
}
