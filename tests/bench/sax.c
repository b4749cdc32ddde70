/* The yardstick for reading: libxml2's push parser in blocks of 64 KB, with handlers that do
 * nothing.   sax FILE... */
#include <libxml/parser.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64 << 10 };

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **values)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
    (void)count, (void)defaulted, (void)values;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *context, const xmlChar *bytes, int len)
{
    (void)context, (void)bytes, (void)len;
}

static bool parse(xmlSAXHandler *handler, const char *name)
{
    static char block[BLOCK];
    FILE *file = fopen(name, "rb");
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(handler, NULL, NULL, 0, NULL);
    if (!file || !parser)
        return false;
    setvbuf(file, NULL, _IONBF, 0);
    xmlCtxtUseOptions(parser, XML_PARSE_HUGE | XML_PARSE_NONET);
    size_t len;
    while ((len = fread(block, 1, BLOCK, file)) > 0)
        xmlParseChunk(parser, block, (int)len, 0);
    xmlParseChunk(parser, NULL, 0, 1);
    bool good = parser->wellFormed != 0;
    xmlFreeParserCtxt(parser);
    fclose(file);
    return good;
}

int main(int argc, char **argv)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text,
                             .cdataBlock = on_text};
    bool good = argc > 1;
    for (int i = 1; i < argc; i++)
        good = parse(&handler, argv[i]) && good;
    return good ? 0 : 1;
}
