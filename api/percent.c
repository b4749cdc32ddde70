#include "api/percent.h"

#include <stdint.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte at *@cursor, which moves on; -1 when an escape is broken. */
static int next_byte(const char **cursor, const char *end, bool form)
{
    char c = *(*cursor)++;
    if (c == '+' && form)
        return ' ';
    if (c != '%')
        return (unsigned char)c;
    if (end - *cursor < 2)
        return -1;
    int high = hex_digit((*cursor)[0]), low = hex_digit((*cursor)[1]);
    *cursor += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* UTF-8 as it arrives, byte by byte: what may follow. Overlong forms, surrogates and what lies
 * past U+10FFFF are refused by the bounds of the second byte. */
struct utf8 {
    int rest;                /* bytes that have to follow */
    unsigned char low, high; /* bounds of the next one */
};

static bool utf8_add(struct utf8 *state, unsigned char byte)
{
    if (state->rest) {
        if (byte < state->low || byte > state->high)
            return false;
        state->rest--;
        state->low = 0x80;
        state->high = 0xBF;
        return true;
    }
    if (byte < 0x80)
        return byte != 0;
    if (byte < 0xC2 || byte > 0xF4)
        return false;
    state->rest = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    state->low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    state->high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return true;
}

/* Writes the text to @out unless it is NULL; the length, or -1. */
static ptrdiff_t decode(const char *encoded, size_t len, bool form, char *out)
{
    struct utf8 state = {0};
    ptrdiff_t n = 0;
    for (const char *p = encoded, *end = encoded + len; p < end; n++) {
        int byte = next_byte(&p, end, form);
        if (byte < 0 || !utf8_add(&state, (unsigned char)byte))
            return -1;
        if (out)
            out[n] = (char)byte;
    }
    return state.rest ? -1 : n;
}

bool percent_valid(const char *encoded, size_t len)
{
    return len > 0 && decode(encoded, len, false, NULL) > 0;
}

const char *percent_decode(const char *encoded, size_t len, bool form, struct arena *arena)
{
    ptrdiff_t decoded = decode(encoded, len, form, NULL);
    if (decoded < 0)
        return NULL;
    char *text = arena_alloc(arena, (size_t)decoded + 1);
    if (!text)
        return NULL;
    decode(encoded, len, form, text);
    text[decoded] = '\0';
    return text;
}

const char *percent_fault(const char *encoded, size_t len)
{
    for (const char *p = encoded, *end = encoded + len; p < end;) {
        int byte = next_byte(&p, end, true);
        if (byte < 0)
            return "has a % without two hex digits after it: a plain % is written %25";
        if (byte == 0)
            return "has a NUL, which no text has";
    }
    return "is not UTF-8 text";
}
