#include "ingest/encoding.h"

#include <string.h>
#include <strings.h>

int encoding_utf8_length(const unsigned char *at, size_t len)
{
    unsigned char first = at[0];
    size_t need = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    for (size_t i = 1; i < need; i++) {
        if (i >= len)
            return -1;
        unsigned char low = 0x80, high = 0xBF;
        if (i == 1) {
            low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : low;
            high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : high;
        }
        if (at[i] < low || at[i] > high)
            return 0;
    }
    if (first == 0xEF && at[1] == 0xBF && at[2] >= 0xBE)
        return 0;
    return (int)need;
}

bool encoding_allowed(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF) && code != 0xFFFE && code != 0xFFFF;
}

/* &#NN; and &#xHH;, of which *@length is told. */
static enum reference number_reference(const unsigned char *at, size_t len, size_t *length)
{
    size_t i = 2;
    bool hex = i < len && at[i] == 'x';
    uint32_t code = 0;
    i += hex;
    size_t start = i;
    for (; i < len && i < ENCODING_REFERENCE; i++) {
        unsigned char c = at[i];
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (hex && (c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (c | 32) - 'a' + 10U;
        else
            break;
        code = code > 0x10FFFF ? code : code * (hex ? 16 : 10) + digit;
    }
    if (i == len && len < ENCODING_REFERENCE)
        return REFERENCE_UNFINISHED;
    if (i == start || i >= len || at[i] != ';')
        return REFERENCE_NONE;
    *length = i + 1;
    return encoding_allowed(code) ? REFERENCE_GOOD : REFERENCE_ILLEGAL;
}

enum reference encoding_reference(const unsigned char *at, size_t len, size_t *length)
{
    static const char *const names[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
    if (len >= 2 && at[1] == '#')
        return number_reference(at, len, length);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t name_len = strlen(names[i]);
        if (memcmp(at, names[i], len < name_len ? len : name_len) != 0)
            continue;
        *length = name_len;
        return len < name_len ? REFERENCE_UNFINISHED : REFERENCE_GOOD;
    }
    return REFERENCE_NONE;
}

/* What windows-1252 has between 128 and 159; the holes are kept as they are in Latin-1. */
static const uint16_t windows[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

size_t encoding_windows(unsigned char byte, char out[ENCODING_MOST])
{
    unsigned code = byte < 0xA0 ? windows[byte - 0x80] : byte;
    size_t len = 0;
    if (code < 0x800) {
        out[len++] = (char)(0xC0 | code >> 6);
    } else {
        out[len++] = (char)(0xE0 | code >> 12);
        out[len++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    out[len++] = (char)(0x80 | (code & 0x3F));
    return len;
}

static bool listed(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

enum encoding encoding_declared(const char *declaration, char *name, size_t size)
{
    static const char *const windows_names[] = {"iso-8859-1", "iso8859-1",    "latin1", "latin-1",
                                                "cp1252",     "windows-1252", NULL};
    static const char *const utf_names[] = {"utf-8", "utf8",    "us-ascii", "ascii",    "utf-16",
                                            "utf16", "unicode", "utf-16le", "utf-16be", NULL};
    name[0] = '\0';
    const char *at = strstr(declaration, "encoding");
    at = at ? strpbrk(at, "\"'") : NULL;
    const char *end = at ? strchr(at + 1, *at) : NULL;
    if (!end || end == at + 1)
        return ENCODING_UTF8;
    size_t len = (size_t)(end - at - 1);
    if (len >= size)
        len = size - 1;
    memcpy(name, at + 1, len);
    name[len] = '\0';
    if (listed(name, windows_names))
        return ENCODING_WINDOWS;
    return listed(name, utf_names) ? ENCODING_UTF8 : ENCODING_UNKNOWN;
}
