#include "ingest/junit_internal.h"

#include <string.h>

#include "ingest/plain.h"

/* True when libxml2 has read all that it was given, but for blanks, and stands in the content of a
 * suite: then it makes no difference to it whether there was one more case. *@line is where. */
static bool at_rest(struct junit *junit, int64_t *line)
{
    if (junit->block_len && junit_flush(junit) != ERR_OK)
        return false;
    const xmlParserInput *input = junit->parser->input;
    if (junit->parser->instate != XML_PARSER_CONTENT || !input || !reader_rests(junit->reader))
        return false;
    *line = xmlSAX2GetLineNumber(junit->parser);
    for (const xmlChar *at = input->cur; at < input->end; at++) {
        if (*at != ' ' && *at != '\n')
            return false;
        *line += *at == '\n';
    }
    return true;
}

/* Past blanks, as long as another plain case follows them; else where they begin. */
static const char *next_case(const char *at, const char *end, int64_t *lines)
{
    const char *next = at;
    int64_t passed = 0;
    while (next < end && (*next == ' ' || *next == '\n'))
        passed += *next++ == '\n';
    if (end - next < PLAIN_START || memcmp(next, plain_start, PLAIN_START) != 0)
        return at;
    *lines += passed;
    return next;
}

/* Almost all of a report is plain cases one after the other: they go to the reader directly. */
size_t junit_take_plain(void *context, const char *bytes, size_t len)
{
    struct junit *junit = context;
    const char *at = bytes, *end = bytes + len, *taken = bytes;
    struct attributes attributes;
    int64_t line = 0, first_line = 0;
    if (!junit->sniffed || junit->code != ERR_OK)
        return 0;
    while (end - at >= PLAIN_START && memcmp(at, plain_start, PLAIN_START) == 0) {
        at = plain_case(at, end, &attributes);
        if (!at || (taken == bytes && !at_rest(junit, &line)))
            break;
        if (taken == bytes)
            first_line = line;
        junit_fail(junit, reader_start(junit->reader, ELEMENT_TESTCASE, "testcase", &attributes,
                                       line, &junit->err));
        if (junit->code == ERR_OK)
            junit_fail(junit, reader_end(junit->reader, &junit->err));
        taken = at = next_case(at, end, &line);
        if (junit->code != ERR_OK)
            break;
    }
    if (taken > bytes)
        junit_place_passed_by(junit, bytes, (size_t)(taken - bytes), line - first_line);
    return (size_t)(taken - bytes);
}
