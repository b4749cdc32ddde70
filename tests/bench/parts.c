/* The yardsticks for an upload: how long PostgreSQL takes for "select 1", there and back, and
 * libxml2 for the file, with handlers that do nothing; beside them, for a row of one number that is
 * safely on the disk.
 *   parts URL FILE ROUNDS   prints a line a round: microseconds of each */
#include <libpq-fe.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **values)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
    (void)count, (void)defaulted, (void)values;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double ask(PGconn *connection, const char *words)
{
    double started = now();
    PGresult *result = PQexec(connection, words);
    double took = now() - started;
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        fputs(PQerrorMessage(connection), stderr);
        exit(1);
    }
    PQclear(result);
    return took;
}

static double parse(const char *bytes, int len)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start};
    double started = now();
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    xmlCtxtUseOptions(parser, XML_PARSE_HUGE | XML_PARSE_NONET);
    xmlParseChunk(parser, bytes, len, 1);
    xmlFreeParserCtxt(parser);
    return now() - started;
}

int main(int argc, char **argv)
{
    static char bytes[16 << 20];
    if (argc != 4)
        return 64;
    FILE *file = fopen(argv[2], "rb");
    PGconn *connection = PQconnectdb(argv[1]);
    if (!file || PQstatus(connection) != CONNECTION_OK)
        return 1;
    int len = (int)fread(bytes, 1, sizeof bytes, file);
    ask(connection, "set client_min_messages = error");
    ask(connection, "create table if not exists yardstick (number int)");
    for (long rounds = strtol(argv[3], NULL, 10); rounds > 0; rounds--) {
        double asked = ask(connection, "select 1"), parsed = parse(bytes, len);
        printf("%.1f %.1f %.1f\n", asked, parsed,
               ask(connection, "insert into yardstick values (1)"));
    }
    PQfinish(connection);
    fclose(file);
    return 0;
}
