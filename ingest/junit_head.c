/* What is it? The first bytes of a file tell whether it can be a report. A program may have talked
 * before the runner wrote: then the report begins where a line does. */
#include "ingest/junit_internal.h"

#include <ctype.h>
#include <string.h>

enum { LEAD_MAX = 64 << 10 /* bytes of talk before a report */ };

static enum err_code refuse(struct junit *junit, const char *what)
{
    junit->no_xml = true;
    return err_set(&junit->err, ERR_INVALID, "%s:%lld: %s", junit->filename,
                   (long long)junit->blank_lines + 1, what);
}

static enum err_code filtered(struct junit *junit, const char *bytes, size_t len)
{
    return filter_feed(&junit->filter, bytes, len, &junit->err);
}

/* Where in @text from @from on a line begins a report; NULL: nowhere yet. */
static const char *find_start(const struct text *text, size_t from)
{
    static const char *const starts[] = {"\n<?xml", "\n<testsuite", "\n<testcase"};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const char *found =
            memmem(text->data + from, text->len - from, starts[i], strlen(starts[i]));
        if (found && (!first || found < first))
            first = found;
    }
    return first ? first + 1 : NULL;
}

/* Looks for a report behind the talk. Its line feeds are passed on, for the numbers of lines. */
static enum err_code seek(struct junit *junit, const char *bytes, size_t len)
{
    enum { LONGEST = 16 };
    struct text *lead = &junit->lead;
    size_t from = lead->len > LONGEST ? lead->len - LONGEST : 0;
    size_t room = LEAD_MAX > lead->len ? LEAD_MAX - lead->len : 0;
    text_append(lead, bytes, len < room ? len : room);
    if (lead->failed)
        return err_nomem(&junit->err);
    const char *start = find_start(lead, from);
    if (!start && lead->len < LEAD_MAX)
        return ERR_OK;
    if (!start)
        return refuse(junit, junit->refusal);
    junit->led = junit->sniffed = true;
    for (const char *at = lead->data; at < start; at++)
        if (*at == '\n')
            try_(filtered(junit, at, 1));
    try_(filtered(junit, start, lead->len - (size_t)(start - lead->data)));
    return len > room ? filtered(junit, bytes + room, len - room) : ERR_OK;
}

static enum err_code sniff_and_pass(struct junit *junit)
{
    junit->refusal = sniff_refusal(junit->head, junit->head_len);
    if (junit->refusal)
        return sniff_may_lead(junit->head, junit->head_len)
                   ? seek(junit, junit->head, junit->head_len)
                   : refuse(junit, junit->refusal);
    junit->sniffed = true;
    return filtered(junit, junit->head, junit->head_len);
}

/* Gathers the head. Blank lines before it are passed on, so that line numbers stay right. */
enum err_code junit_take_head(void *context, const char *bytes, size_t len, struct err *err)
{
    struct junit *junit = context;
    (void)err; /* it is kept in junit->err */
    while (!junit->sniffed && !junit->refusal && len) {
        if (junit->head_len == 0 && isspace((unsigned char)*bytes)) {
            junit->blank_lines += *bytes == '\n';
            try_(filtered(junit, bytes, 1));
            bytes++, len--;
            continue;
        }
        size_t part = SNIFF_HEAD - junit->head_len < len ? SNIFF_HEAD - junit->head_len : len;
        memcpy(junit->head + junit->head_len, bytes, part);
        junit->head_len += part;
        bytes += part;
        len -= part;
        if (junit->head_len == SNIFF_HEAD)
            try_(sniff_and_pass(junit));
    }
    if (!len)
        return ERR_OK;
    return junit->sniffed ? filtered(junit, bytes, len) : seek(junit, bytes, len);
}

enum err_code junit_end_head(struct junit *junit)
{
    if (!junit->sniffed && !junit->refusal)
        try_(sniff_and_pass(junit));
    return junit->sniffed ? ERR_OK : refuse(junit, junit->refusal);
}
