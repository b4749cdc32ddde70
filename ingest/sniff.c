#include "ingest/sniff.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct magic {
    const char *bytes;
    size_t len;
    const char *reason;
} magics[] = {
    {"\x1f\x8b", 2, "not XML but gzip data, unpack it first"},
    {"PK\x03\x04", 4, "not XML but a zip archive, unpack it first"},
    {"\x28\xb5\x2f\xfd", 4, "not XML but zstd data, unpack it first"},
    {"\xfd"
     "7zXZ",
     5, "not XML but xz data, unpack it first"},
    {"BZh", 3, "not XML but bzip2 data, unpack it first"},
    {"{", 1, "not XML but JSON, let the runner write JUnit XML"},
    {"[", 1, "not XML but JSON, let the runner write JUnit XML"},
    {"TAP version", 11, "not XML but TAP, convert it to JUnit XML first"},
};

static bool begins(const char *head, size_t len, const char *word)
{
    return len >= strlen(word) && strncasecmp(head, word, strlen(word)) == 0;
}

const char *sniff_refusal(const char *head, size_t len)
{
    if (len == 0)
        return "the file is empty, check that the runner wrote its report";
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (len >= magics[i].len && memcmp(head, magics[i].bytes, magics[i].len) == 0)
            return magics[i].reason;
    if (begins(head, len, "<!doctype html") || begins(head, len, "<html"))
        return "an HTML page, check where the file was downloaded from";
    unsigned char second = len > 1 ? (unsigned char)head[1] : 0;
    if (head[0] == '<' &&
        (isalpha(second) || second == '_' || second >= 128 || second == '!' || second == '?'))
        return NULL;
    return "not XML but plain text or binary data, check the path";
}

bool sniff_may_lead(const char *head, size_t len)
{
    unsigned char first = len ? (unsigned char)head[0] : 0;
    return first >= ' ' && first < 127 && first != '<' && !begins(head, len, "PK") &&
           !begins(head, len, "BZh");
}
