#include "common/neutral.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* The code point at @at, of text that is UTF-8, and how many bytes it has. */
static uint32_t point_at(const char *at, size_t *len)
{
    const unsigned char *p = (const unsigned char *)at;
    size_t more = *p < 0xC0 ? 0 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
    static const unsigned char masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    uint32_t point = *p < 0x80 ? *p : *p & masks[more];
    *len = 1;
    while (*len <= more && (p[*len] & 0xC0) == 0x80)
        point = point << 6 | (p[(*len)++] & 0x3F);
    return point;
}

/* Escape sequences begin in the C0 and in the C1 controls. */
static bool acts(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* "##vso[", "##teamcity[", "##[": the mark of a command wherever in a line it stands. */
static bool is_marked(const char *at)
{
    if (at[0] != '#' || at[1] != '#')
        return false;
    for (at += 2; isalnum((unsigned char)*at) || *at == '-' || *at == '_'; at++)
        ;
    return *at == '[';
}

void neutral_puts(struct text *out, const char *words)
{
    bool started = false; /* something stands before it on the line that is no blank */
    for (size_t len; *words; words += len) {
        uint32_t point = point_at(words, &len);
        if (acts(point)) {
            text_putc(out, ' ');
            continue;
        }
        text_append(out, words, len);
        if (is_marked(words) || (!started && words[0] == ':' && words[1] == ':'))
            text_putc(out, ' ');
        started |= *words != ' ';
    }
}
