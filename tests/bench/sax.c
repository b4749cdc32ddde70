/* The yardstick for reading: libxml2's push parser in blocks of 64 KB, with handlers that do
 * nothing.   sax FILE */
#include <libxml/parser.h>
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

int main(int argc, char **argv)
{
    static char block[BLOCK];
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text,
                             .cdataBlock = on_text};
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    if (!file || !parser)
        return 1;
    setvbuf(file, NULL, _IONBF, 0);
    xmlCtxtUseOptions(parser, XML_PARSE_HUGE | XML_PARSE_NONET);
    size_t len;
    while ((len = fread(block, 1, BLOCK, file)) > 0)
        xmlParseChunk(parser, block, (int)len, 0);
    xmlParseChunk(parser, NULL, 0, 1);
    int code = parser->wellFormed ? 0 : 1;
    xmlFreeParserCtxt(parser);
    fclose(file);
    return code;
}
