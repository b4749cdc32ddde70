#include "ingest/utf16.h"

#include <string.h>

enum { OUT = 4096, LONGEST = 3 };

void utf16_init(struct utf16 *utf16, filter_sink *sink, void *context)
{
    memset(utf16, 0, sizeof *utf16);
    utf16->sink = sink;
    utf16->context = context;
}

static unsigned unit_at(const struct utf16 *utf16, const unsigned char *at)
{
    return utf16->mode == UTF16_BIG ? (unsigned)at[0] << 8 | at[1] : (unsigned)at[1] << 8 | at[0];
}

static size_t put(unsigned code, char *out)
{
    size_t len = 0;
    if (code < 0x80) {
        out[len++] = (char)code;
        return len;
    }
    if (code < 0x800) {
        out[len++] = (char)(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            out[len++] = (char)(0xE0 | code >> 12);
        } else {
            out[len++] = (char)(0xF0 | code >> 18);
            out[len++] = (char)(0x80 | (code >> 12 & 0x3F));
        }
        out[len++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    out[len++] = (char)(0x80 | (code & 0x3F));
    return len;
}

/* Converts whole characters; *@taken says how far. A lone surrogate becomes three bytes that the
 * filter finds invalid, so that it is counted there. */
static enum err_code convert(struct utf16 *utf16, const unsigned char *at, size_t len, bool last,
                             size_t *taken, struct err *err)
{
    char out[OUT];
    size_t used = 0, i = 0;
    while (len - i >= 2) {
        unsigned code = unit_at(utf16, at + i);
        bool high = (code & 0xFC00) == 0xD800;
        if (high && len - i < 4 && !last)
            break;
        i += 2;
        if (high && len - i >= 2 && (unit_at(utf16, at + i) & 0xFC00) == 0xDC00) {
            code = 0x10000 + ((code & 0x3FF) << 10) + (unit_at(utf16, at + i) & 0x3FF);
            i += 2;
        }
        used += put(code, out + used);
        if (used > OUT - LONGEST - 1) {
            try_(utf16->sink(utf16->context, out, used, err));
            used = 0;
        }
    }
    *taken = i;
    return used ? utf16->sink(utf16->context, out, used, err) : ERR_OK;
}

/* Looks at the first four bytes; what is no text of the document is dropped. */
static void decide(struct utf16 *utf16)
{
    static const struct {
        const char *bytes;
        size_t len, drop;
        enum utf16_mode mode;
    } starts[] = {
        {"\xEF\xBB\xBF", 3, 3, UTF16_NOT}, {"\xFF\xFE", 2, 2, UTF16_LITTLE},
        {"\xFE\xFF", 2, 2, UTF16_BIG},     {"<\0", 2, 0, UTF16_LITTLE},
        {"\0<", 2, 0, UTF16_BIG},
    };
    utf16->mode = UTF16_NOT;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (utf16->carry_len < starts[i].len ||
            memcmp(utf16->carry, starts[i].bytes, starts[i].len) != 0)
            continue;
        utf16->mode = starts[i].mode;
        utf16->carry_len -= starts[i].drop;
        memmove(utf16->carry, utf16->carry + starts[i].drop, utf16->carry_len);
        return;
    }
}

/* Passes on what is known to be in the right form, or converts it. */
static enum err_code pass(struct utf16 *utf16, const unsigned char *at, size_t len, struct err *err)
{
    if (utf16->mode == UTF16_NOT)
        return len ? utf16->sink(utf16->context, (const char *)at, len, err) : ERR_OK;
    while (utf16->carry_len && len) {
        unsigned char pair[8];
        size_t old = utf16->carry_len, more = len < 4 ? len : 4, taken;
        memcpy(pair, utf16->carry, old);
        memcpy(pair + old, at, more);
        try_(convert(utf16, pair, old + more, false, &taken, err));
        if (taken < old) { /* all that there is was seen; at most three bytes wait */
            utf16->carry_len = old + more - taken;
            memcpy(utf16->carry, pair + taken, utf16->carry_len);
            at += more;
            len -= more;
            continue;
        }
        at += taken - old;
        len -= taken - old;
        utf16->carry_len = 0;
    }
    size_t taken = 0;
    if (len)
        try_(convert(utf16, at, len, false, &taken, err));
    if (len) {
        utf16->carry_len = len - taken;
        memcpy(utf16->carry, at + taken, utf16->carry_len);
    }
    return ERR_OK;
}

enum err_code utf16_feed(struct utf16 *utf16, const char *bytes, size_t len, struct err *err)
{
    const unsigned char *at = (const unsigned char *)bytes;
    while (utf16->mode == UTF16_UNKNOWN && len) {
        utf16->carry[utf16->carry_len++] = *at++;
        len--;
        if (utf16->carry_len < sizeof utf16->carry)
            continue;
        decide(utf16);
        unsigned char first[4];
        size_t kept = utf16->carry_len;
        memcpy(first, utf16->carry, kept);
        utf16->carry_len = 0;
        try_(pass(utf16, first, kept, err));
    }
    return len ? pass(utf16, at, len, err) : ERR_OK;
}

enum err_code utf16_end(struct utf16 *utf16, struct err *err)
{
    size_t taken;
    if (utf16->mode == UTF16_UNKNOWN)
        decide(utf16);
    if (!utf16->carry_len)
        return ERR_OK;
    if (utf16->mode == UTF16_NOT)
        return utf16->sink(utf16->context, (const char *)utf16->carry, utf16->carry_len, err);
    return convert(utf16, utf16->carry, utf16->carry_len, true, &taken, err);
}
