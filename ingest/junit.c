/* bytes > sniff (is it XML at all?) > UTF-16 to UTF-8 > filter > blocks > libxml2 > reader
 *
 * libxml2 sees the document inside a few root elements of ours. So comments and blank lines before
 * the XML declaration (which the filter blanks out), a second root and the output of a program
 * after the root are ordinary content instead of fatal errors, and a surplus end tag does not end
 * the parse. Nothing in content can be a DOCTYPE, so no entity is ever declared; the filter refuses
 * one before libxml2 sees it.
 * libxml2 is fed in blocks of one size, cut between UTF-8 sequences: its result may depend on how
 * its input is cut, ours must not. */
#include "ingest/junit_internal.h"

#include <ctype.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

static const char wrapper[] = "<e><e><e><e>";

/* ---- libxml2's side ------------------------------------------------------------------------ */

void junit_fail(struct junit *junit, enum err_code code)
{
    if (code != ERR_OK && junit->code == ERR_OK) {
        junit->code = code;
        xmlStopParser(junit->parser);
    }
}

/* Without entity substitution libxml2 hands an ampersand over as "&#38;". The decoded value is put
 * behind the others in junit->decoded. */
static void decode(struct junit *junit, struct slice value)
{
    static const char mark[] = "&#38;";
    const char *at = value.at, *end = value.at + value.len, *found;
    while ((found = memmem(at, (size_t)(end - at), mark, sizeof mark - 1))) {
        text_append(&junit->decoded, at, (size_t)(found - at));
        text_putc(&junit->decoded, '&');
        at = found + sizeof mark - 1;
    }
    text_append(&junit->decoded, at, (size_t)(end - at));
}

static void decode_values(struct junit *junit, struct attributes *attributes, uint32_t encoded)
{
    size_t starts[ATTRIBUTE__MAX + 1] = {0};
    text_clear(&junit->decoded);
    for (unsigned i = 0; i < ATTRIBUTE__MAX; i++) {
        if (encoded & (UINT32_C(1) << i))
            decode(junit, attributes->values[i]);
        starts[i + 1] = junit->decoded.len;
    }
    if (junit->decoded.failed) {
        junit_fail(junit, err_nomem(&junit->err));
        return;
    }
    for (unsigned i = 0; i < ATTRIBUTE__MAX; i++)
        if (encoded & (UINT32_C(1) << i))
            attributes->values[i] =
                (struct slice){junit->decoded.data + starts[i], starts[i + 1] - starts[i]};
}

/* Where the names are known by their pointers; -1 for one that means nothing here. */
static int value_of(const struct name *names, const xmlChar *interned)
{
    for (; names->interned; names++)
        if (names->interned == interned)
            return (int)names->value;
    return -1;
}

static void collect(struct junit *junit, struct attributes *out, int count, const xmlChar **values)
{
    uint32_t encoded = 0;
    out->present = 0;
    out->count = (size_t)count;
    for (int i = 0; i < count; i++) {
        const xmlChar **value = values + 5 * i;
        if (i < ATTRIBUTE_NAMES)
            out->names[i] = (const char *)value[0];
        int which = value_of(junit->attributes, value[0]);
        if (which < 0 || out->present & (UINT32_C(1) << which))
            continue;
        size_t len = (size_t)(value[4] - value[3]);
        out->present |= UINT32_C(1) << which;
        out->values[which] = (struct slice){(const char *)value[3], len};
        if (memchr(value[3], '&', len))
            encoded |= UINT32_C(1) << which;
    }
    if (encoded)
        decode_values(junit, out, encoded);
}

/* The element of ours that comes at the end, see close_open(). */
static bool is_closer(const struct junit *junit, const xmlChar *name)
{
    return junit->closing && name[0] == 'e' && name[1] == '\0';
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **values)
{
    struct junit *junit = context;
    struct attributes attributes;
    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted;
    if (junit->code != ERR_OK || is_closer(junit, name))
        return;
    if (junit->wrappers < WRAPPERS) {
        junit->wrappers++;
        return;
    }
    int element = value_of(junit->elements, name);
    if (element < 0 && junit->closing) /* the beginning of a name, at which the file breaks off */
        return;
    collect(junit, &attributes, count, values);
    if (junit->code == ERR_OK)
        junit_fail(junit,
                   reader_start(junit->reader, element < 0 ? ELEMENT_OTHER : (enum element)element,
                                (const char *)name, &attributes,
                                xmlSAX2GetLineNumber(junit->parser), &junit->err));
    /* what was wrong with the tag of the root */
    if (junit->code == ERR_OK && junit->doubt.line && reader_inside(junit->reader))
        reader_damage(junit->reader, "malformed", junit->doubt.line, junit->doubt.column,
                      junit->doubt.reason);
    junit->doubt.line = 0;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct junit *junit = context;
    (void)prefix, (void)uri;
    if (junit->code == ERR_OK && !is_closer(junit, name))
        junit_fail(junit, reader_end(junit->reader, &junit->err));
}

static void on_text(void *context, const xmlChar *bytes, int len)
{
    struct junit *junit = context;
    junit->doubt.line = 0;
    if (junit->code == ERR_OK && len > 0)
        reader_text(junit->reader, (const char *)bytes, (size_t)len,
                    xmlSAX2GetLineNumber(junit->parser));
}

/* Here libxml2 still stands before the bytes. */
static void on_cdata(void *context, const xmlChar *bytes, int len)
{
    struct junit *junit = context;
    int64_t line = 0;
    if (junit->code != ERR_OK || len <= 0)
        return;
    if (reader_rests(junit->reader) || !reader_inside(junit->reader)) { /* else nobody asks */
        line = xmlSAX2GetLineNumber(junit->parser);
        for (int i = 0; i < len; i++)
            line += bytes[i] == '\n';
    }
    reader_text(junit->reader, (const char *)bytes, (size_t)len, line);
}

/* Never reached, as nothing in content is a DOCTYPE; if it ever were, it is the end. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    struct junit *junit = context;
    (void)name, (void)id, (void)system;
    junit_fail(junit,
               err_set(&junit->err, ERR_INVALID,
                       "%s: a DOCTYPE is not accepted, remove it from the file", junit->filename));
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct junit *junit = context;
    if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE ||
        error->code == XML_ERR_MISPLACED_CDATA_END || junit->code != ERR_OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        junit_fail(junit, err_nomem(&junit->err));
        return;
    }
    /* Outside of a root it is a program's output, if no root follows at once; at the end it is what
     * reader_finish() words. */
    bool inside = reader_inside(junit->reader);
    bool surplus = error->code == XML_ERR_TAG_NAME_MISMATCH && reader_began(junit->reader);
    if (junit->closing)
        return;
    char reason[DOUBT_SIZE];
    snprintf(reason, sizeof reason, "not well-formed: %s",
             surplus && !inside ? "an end tag without its start"
             : error->message   ? error->message
                                : "");
    size_t len = strlen(reason);
    while (len && isspace((unsigned char)reason[len - 1]))
        reason[--len] = '\0';
    if (inside || surplus) {
        reader_damage(junit->reader, "malformed", error->line, junit_column(junit), reason);
    } else if (!junit->doubt.line) {
        junit->doubt.line = error->line;
        junit->doubt.column = junit_column(junit);
        memcpy(junit->doubt.reason, reason, len + 1);
    }
}

/* ---- blocks -------------------------------------------------------------------------------- */

static enum err_code parse(struct junit *junit, const char *bytes, size_t len)
{
    junit_place_chunk(junit, bytes);
    xmlParseChunk(junit->parser, bytes, (int)len, 0);
    junit_place_parsed(junit, len);
    if (junit->code == ERR_OK && junit->parser->instate == XML_PARSER_EOF &&
        reader_began(junit->reader))
        reader_damage(junit->reader, "malformed", xmlSAX2GetLineNumber(junit->parser), 0,
                      "too badly formed to read on; what follows is missing");
    return junit->code;
}

enum err_code junit_flush(struct junit *junit)
{
    size_t len = junit->block_len;
    junit->block_len = 0;
    return len ? parse(junit, junit->block, len) : ERR_OK;
}

/* How much of a full block can be parsed without cutting a UTF-8 sequence. */
static size_t block_cut(const char *bytes)
{
    size_t cut = BLOCK;
    while (cut > BLOCK - 4 && ((unsigned char)bytes[cut - 1] & 0xC0) == 0x80)
        cut--;
    if (cut == BLOCK && !((unsigned char)bytes[BLOCK - 1] & 0x80))
        return BLOCK;
    return cut - 1;
}

static enum err_code take_clean(void *context, const char *bytes, size_t len, struct err *err)
{
    struct junit *junit = context;
    (void)err; /* it is kept in junit->err */
    while (len) {
        if (junit->block_len == 0 && len >= BLOCK) {
            size_t cut = block_cut(bytes);
            try_(parse(junit, bytes, cut));
            bytes += cut;
            len -= cut;
            continue;
        }
        size_t part = BLOCK - junit->block_len < len ? BLOCK - junit->block_len : len;
        memcpy(junit->block + junit->block_len, bytes, part);
        junit->block_len += part;
        bytes += part;
        len -= part;
        if (junit->block_len == BLOCK) {
            size_t cut = block_cut(junit->block), rest = BLOCK - cut;
            try_(parse(junit, junit->block, cut));
            memmove(junit->block, junit->block + cut, rest);
            junit->block_len = rest;
        }
    }
    return ERR_OK;
}

/* ---- opening and closing ------------------------------------------------------------------- */

static bool intern(xmlParserCtxtPtr parser, const struct spelling *spellings, struct name *names)
{
    for (; spellings->name; spellings++, names++) {
        names->interned = xmlDictLookup(parser->dict, (const xmlChar *)spellings->name, -1);
        names->value = spellings->value;
        if (!names->interned)
            return false;
    }
    return true;
}

static xmlParserCtxtPtr new_parser(struct junit *junit)
{
    static const xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_cdata,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    xmlSAXHandler copy = handler;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&copy, junit, NULL, 0, NULL);
    if (!parser)
        return NULL;
    xmlCtxtUseOptions(parser,
                      XML_PARSE_RECOVER | XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return parser;
}

enum err_code junit_open(struct report *report, const char *filename, struct junit **junit,
                         struct err *err)
{
    if (!text_is_utf8(filename, strlen(filename)))
        return err_set(err, ERR_INVALID, "a file has a name that is not UTF-8: rename it");
    struct junit *opened = calloc(1, sizeof *opened);
    if (!opened)
        return err_nomem(err);
    opened->report = report;
    filter_init(&opened->filter, take_clean, opened);
    opened->filter.plain = junit_take_plain;
    utf16_init(&opened->utf16, junit_take_head, opened);
    opened->filename = strdup(filename);
    opened->reader = reader_new(report, filename);
    opened->parser = new_parser(opened);
    if (!opened->filename || !opened->reader || !opened->parser ||
        !intern(opened->parser, reader_elements, opened->elements) ||
        !intern(opened->parser, reader_attributes, opened->attributes) ||
        parse(opened, wrapper, sizeof wrapper - 1) != ERR_OK) {
        junit_free(opened);
        return err_nomem(err);
    }
    int64_t ours = sizeof wrapper - 1;
    opened->place = (struct place){
        .fed = ours, .rest = ours, .line_start = ours, .floor = ours, .rest_line = 1};
    *junit = opened;
    return ERR_OK;
}

enum err_code junit_feed(struct junit *junit, const char *bytes, size_t len, struct err *err)
{
    if (junit->code != ERR_OK)
        return junit_settle_failure(junit, junit->code, err);
    return junit_settle_failure(junit, utf16_feed(&junit->utf16, bytes, len, &junit->err), err);
}

static void warn_of_filter(struct junit *junit)
{
    const struct filter *filter = &junit->filter;
    uint32_t file = reader_file_index(junit->reader);
    if (junit->led)
        report_warn(junit->report, file, "leading_output", junit->blank_lines + 1, 0,
                    "text before the report was left out");
    if (filter->unended.count)
        reader_damage(junit->reader, "malformed", filter->unended.line, filter->unended.column,
                      "a declaration or instruction has no end");
    if (filter->unsure)
        report_warn(junit->report, file, "unknown_encoding", 1, 0,
                    "the encoding \"%s\" is not known and was read as UTF-8", filter->encoding);
    if (filter->replaced.count)
        report_warn(junit->report, file, "replaced_bytes", filter->replaced.line,
                    filter->replaced.column,
                    "%llu bytes or references that XML does not allow became U+FFFD",
                    (unsigned long long)filter->replaced.count);
    if (filter->escaped.count)
        report_warn(junit->report, file, "escaped_markup", filter->escaped.line,
                    filter->escaped.column, "%llu raw < or & were read as text",
                    (unsigned long long)filter->escaped.count);
}

/* libxml2 holds text back until it sees what follows: an element of ours does. So a file that ends
 * inside a text keeps the part that is there. */
static void close_open(struct junit *junit, enum filter_state state)
{
    static const char *const endings[] = {[FILTER_TEXT] = "<e/>",    [FILTER_CDATA] = "]]><e/>",
                                          [FILTER_COMMENT] = "<e/>", [FILTER_PI] = "<e/>",
                                          [FILTER_TAG] = "",         [FILTER_END_TAG] = "",
                                          [FILTER_VALUE] = "",       [FILTER_DECLARATION] = "<e/>"};
    junit->closing = true;
    xmlParseChunk(junit->parser, endings[state], (int)strlen(endings[state]), 0);
    xmlParseChunk(junit->parser, NULL, 0, 1);
}

static enum err_code finish(struct junit *junit)
{
    struct err *err = &junit->err;
    try_(utf16_end(&junit->utf16, err));
    try_(junit_end_head(junit));
    try_(filter_end(&junit->filter, err));
    enum filter_state state = junit->filter.state;
    try_(junit_flush(junit));
    close_open(junit, state);
    try_(junit->code);
    junit->no_xml = !reader_began(junit->reader);
    if (junit->no_xml)
        return err_set(err, ERR_INVALID,
                       "%s:%lld: no element of a JUnit report in it, check that it is complete",
                       junit->filename, (long long)junit->blank_lines + 1);
    int64_t line = junit->filter.line, column = junit->filter.column;
    if (!reader_inside(junit->reader) && state != FILTER_TEXT)
        reader_damage(junit->reader, "truncated", line, column, "the file ends inside a tag");
    try_(reader_finish(junit->reader, line, column, err));
    warn_of_filter(junit);
    return ERR_OK;
}

enum err_code junit_close(struct junit *junit, struct err *err)
{
    enum err_code code = junit->code != ERR_OK ? junit->code : finish(junit);
    junit->closed = code == ERR_OK;
    return junit_settle_failure(junit, code, err);
}

void junit_free(struct junit *junit)
{
    if (!junit)
        return;
    if (!junit->closed && junit->reader)
        reader_withdraw(junit->reader);
    reader_free(junit->reader);
    xmlFreeParserCtxt(junit->parser);
    text_free(&junit->decoded);
    text_free(&junit->lead);
    free(junit->filename);
    free(junit);
}

enum err_code junit_read(struct report *report, const char *filename, const char *bytes, size_t len,
                         struct err *err)
{
    struct junit *junit = NULL;
    try_(junit_open(report, filename, &junit, err));
    enum err_code code = junit_feed(junit, bytes, len, err);
    if (code == ERR_OK)
        code = junit_close(junit, err);
    junit_free(junit);
    return code;
}
