#include "ingest/scan.h"

#include <string.h>

const unsigned char scan_classes[256] = {
    [0 ... 8] = SCAN_CONTROL,   [11] = SCAN_CONTROL,      [12] = SCAN_CONTROL,
    [14 ... 31] = SCAN_CONTROL, ['<'] = SCAN_OPEN,        ['&'] = SCAN_AMPERSAND,
    ['"'] = SCAN_QUOTE,         ['\''] = SCAN_APOSTROPHE, ['>'] = SCAN_CLOSE,
    ['-'] = SCAN_ENDING,        [']'] = SCAN_ENDING,      ['?'] = SCAN_ENDING,
    [128 ... 255] = SCAN_HIGH,
};

/* Sixteen bytes at a time, in what the compiler makes of it on any machine. */
typedef unsigned char vector __attribute__((vector_size(16), may_alias, aligned(1)));
typedef signed char verdicts __attribute__((vector_size(16)));

#define TOP_BITS UINT64_C(0x8080808080808080)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FIRST_BYTE(word) ((size_t)__builtin_ctzll(word) / 8)
#else
#define FIRST_BYTE(word) ((size_t)__builtin_clzll(word) / 8)
#endif

/* The first byte from @at on that is SCAN_CONTROL, SCAN_HIGH, or one of four; some callers name one
 * twice. Inlined, so that the four are constants. */
static inline __attribute__((always_inline)) const unsigned char *
scan(const unsigned char *at, const unsigned char *end, unsigned mask, const char four[4])
{
    const unsigned char *need = (const unsigned char *)four;
    for (; end - at >= 16; at += 16) {
        vector bytes = *(const vector *)at;
        verdicts blank = (bytes == '\n') | (bytes == '\t') | (bytes == '\r');
        verdicts hit = ((verdicts)(bytes < 32) & ~blank) | (verdicts)bytes | (bytes == need[0]) |
                       (bytes == need[1]) | (bytes == need[2]) | (bytes == need[3]);
        uint64_t halves[2];
        memcpy(halves, &hit, sizeof hit);
        if (halves[0] & TOP_BITS)
            return at + FIRST_BYTE(halves[0] & TOP_BITS);
        if (halves[1] & TOP_BITS)
            return at + 8 + FIRST_BYTE(halves[1] & TOP_BITS);
    }
    while (at < end && !(scan_classes[*at] & mask))
        at++;
    return at;
}

const unsigned char *scan_next(enum filter_state state, unsigned char quote,
                               const unsigned char *at, const unsigned char *end)
{
    const unsigned always = SCAN_CONTROL | SCAN_HIGH;
    switch (state) {
    case FILTER_TEXT:
        return scan(at, end, always | SCAN_OPEN | SCAN_AMPERSAND, "<&<&");
    case FILTER_TAG:
        return scan(at, end, always | SCAN_OPEN | SCAN_CLOSE | SCAN_QUOTE | SCAN_APOSTROPHE,
                    "<>\"'");
    case FILTER_END_TAG:
        return scan(at, end, always | SCAN_OPEN | SCAN_CLOSE, "<><>");
    case FILTER_VALUE:
        return quote == '"'
                   ? scan(at, end, always | SCAN_OPEN | SCAN_AMPERSAND | SCAN_QUOTE, "<&\"<")
                   : scan(at, end, always | SCAN_OPEN | SCAN_AMPERSAND | SCAN_APOSTROPHE, "<&'<");
    case FILTER_PI:
        return scan(at, end, always | SCAN_ENDING | SCAN_OPEN, "<]?-");
    case FILTER_COMMENT:
    case FILTER_CDATA:
        return scan(at, end, always | SCAN_ENDING, "-]?-");
    case FILTER_DECLARATION:
        break;
    }
    return at; /* every byte of a declaration is looked at */
}

size_t scan_lines(const unsigned char *bytes, size_t len)
{
    size_t lines = 0, i = 0;
    while (len - i >= 16) {
        verdicts sum = {0};
        for (int round = 0; round < 127 && len - i >= 16; round++, i += 16)
            sum -= (verdicts)(*(const vector *)(bytes + i) == '\n');
        for (int lane = 0; lane < 16; lane++)
            lines += (size_t)sum[lane];
    }
    for (; i < len; i++)
        lines += bytes[i] == '\n';
    return lines;
}
