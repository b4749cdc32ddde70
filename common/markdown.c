#include "common/markdown.h"

#include <string.h>

static void put(struct text *out, char c)
{
    if (strchr("\\`*_{}[]<>#|@!~&", c))
        text_putc(out, '\\');
    text_putc(out, c);
}

void markdown_puts(struct text *out, const char *words)
{
    for (; *words; words++)
        put(out, *words);
}

void markdown_line(struct text *out, const char *words)
{
    for (; *words; words++)
        put(out, *words == '\n' || *words == '\r' ? ' ' : *words);
}
