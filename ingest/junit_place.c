/* Where in the file does libxml2 stand? It counts lines well, but its columns depend on how the
 * bytes came. Offsets below are into the stream of filtered bytes that it was given; a line start
 * may lie before that stream, where plain cases went past it. */
#include "ingest/junit_internal.h"

#include <string.h>

/* The offset of the next byte that libxml2 has not read. */
static int64_t offset_of(const xmlParserInput *input)
{
    return (int64_t)input->consumed + (input->cur - input->base);
}

/* The bytes behind the last line feed in @bytes, of which the end is where libxml2 stands; -1 when
 * there is none. */
static int64_t behind_feed(const char *bytes, int64_t len)
{
    const char *last = len > 0 ? memrchr(bytes, '\n', (size_t)len) : NULL;
    return last ? bytes + len - (last + 1) : -1;
}

int64_t junit_column(const struct junit *junit)
{
    const struct place *place = &junit->place;
    const xmlParserInput *input = junit->parser->input;
    int64_t at = offset_of(input), behind;
    /* in the chunk that is being parsed */
    behind = behind_feed(place->chunk, at - place->chunk_at);
    if (behind >= 0)
        return behind + 1;
    /* in what was left of those before it, as far as libxml2 still has it */
    int64_t base = (int64_t)input->consumed, floor = base > place->floor ? base : place->floor;
    behind = behind_feed((const char *)input->base + (floor - base), at - floor);
    if (behind >= 0)
        return behind + 1;
    return base <= place->rest || input->line == place->rest_line ? at - place->line_start + 1 : 0;
}

void junit_place_chunk(struct junit *junit, const char *bytes)
{
    junit->place.chunk = bytes;
    junit->place.chunk_at = junit->place.fed;
}

void junit_place_parsed(struct junit *junit, size_t len)
{
    struct place *place = &junit->place;
    const xmlParserInput *input = junit->parser->input;
    if (!input)
        return;
    int64_t at = offset_of(input), column = junit_column(junit);
    place->line_start = column ? at - (column - 1) : at;
    place->rest = at;
    place->rest_line = input->line;
    place->fed += (int64_t)len;
    place->chunk = NULL;
    place->chunk_at = place->fed;
}

void junit_place_passed_by(struct junit *junit, const char *bytes, size_t len, int64_t lines)
{
    struct place *place = &junit->place;
    xmlParserInput *input = junit->parser->input;
    /* the blanks that libxml2 still holds stand before */
    int64_t held = input->end - input->cur, behind = behind_feed((const char *)input->cur, held);
    if (behind >= 0)
        place->line_start = place->fed - behind;
    behind = behind_feed(bytes, (int64_t)len);
    if (behind >= 0)
        place->line_start = place->fed - behind;
    else
        place->line_start -= (int64_t)len;
    place->rest = place->floor = place->fed;
    input->line += (int)lines;
    place->rest_line = input->line;
    for (const xmlChar *at = input->cur; at < input->end; at++)
        place->rest_line += *at == '\n';
}
