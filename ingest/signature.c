#include "ingest/signature.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "common/text.h"

enum { LONG_QUOTE = 40, WORD_DIGITS = 4, HEX_RUN = 8, LINE_MAX_READ = 4096 };

/* What is being masked, and where. */
struct line {
    const char *at, *start, *end;
    bool in_url;
};

struct out {
    char *text;
    size_t len;
};

static void put(struct out *out, const char *bytes, size_t len)
{
    size_t room = SIGNATURE_TEXT_MAX - out->len;
    len = text_cut(bytes, len, room);
    memcpy(out->text + out->len, bytes, len);
    out->len += len;
    out->text[out->len] = '\0';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool hex_digit(char c)
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool word_byte(char c)
{
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 128;
}

/* True when a word cannot go on at @at. */
static bool word_ends(const struct line *line, const char *at)
{
    return at >= line->end || !word_byte(*at);
}

/* The length of what matches @form at @at: d a digit, h a hex digit, else itself. 0: it does not.
 */
static size_t match(const struct line *line, const char *at, const char *form)
{
    size_t len = strlen(form);
    if ((size_t)(line->end - at) < len)
        return 0;
    for (size_t i = 0; i < len; i++) {
        bool same = form[i] == 'd'   ? digit(at[i])
                    : form[i] == 'h' ? hex_digit(at[i])
                                     : form[i] == at[i];
        if (!same)
            return 0;
    }
    return len;
}

static size_t uuid_length(const struct line *line)
{
    size_t len = match(line, line->at, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh");
    return len && word_ends(line, line->at + len) ? len : 0;
}

/* A time of day at @at with its fraction and zone. */
static size_t clock_length(const struct line *line, const char *at)
{
    size_t len = match(line, at, "dd:dd:dd");
    if (!len)
        return 0;
    if (at + len + 1 < line->end && (at[len] == '.' || at[len] == ',') && digit(at[len + 1]))
        for (len++; at + len < line->end && digit(at[len]);)
            len++;
    static const char *const zones[] = {"Z", "+dd:dd", "-dd:dd", "+dddd", "-dddd"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        size_t zone = match(line, at + len, zones[i]);
        if (zone && word_ends(line, at + len + zone))
            return len + zone;
    }
    return len;
}

static size_t time_length(const struct line *line)
{
    const char *at = line->at;
    size_t len = match(line, at, "dddd-dd-dd");
    if (!len)
        len = match(line, at, "dddd/dd/dd");
    if (!len)
        return clock_length(line, at);
    if (at + len < line->end && (at[len] == 'T' || at[len] == ' ')) {
        size_t clock = clock_length(line, at + len + 1);
        return clock ? len + 1 + clock : len;
    }
    return len;
}

static size_t address_length(const struct line *line)
{
    const char *at = line->at;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        if (part && (at >= line->end || *at++ != '.'))
            return 0;
        for (; at < line->end && digit(*at) && digits < 4; at++)
            digits++;
        if (digits < 1 || digits > 3)
            return 0;
    }
    if (at + 1 < line->end && *at == ':' && digit(at[1]))
        for (at++; at < line->end && digit(*at);)
            at++;
    return word_ends(line, at) ? (size_t)(at - line->at) : 0;
}

static size_t hex_length(const struct line *line)
{
    const char *at = line->at;
    bool marked = line->end - at > 2 && at[0] == '0' && (at[1] | 32) == 'x' && hex_digit(at[2]);
    size_t len = marked ? 2 : 0, digits = 0, run = 0;
    for (; at + len < line->end && hex_digit(at[len]); len++, run++)
        digits += digit(at[len]);
    if (!word_ends(line, at + len))
        return 0;
    return marked || (run >= HEX_RUN && digits && digits < run) ? len : 0;
}

static bool path_byte(char c)
{
    return word_byte(c) || (c && strchr(".-+@~$%", c));
}

/* A path; *@folders is how much of it stands before the last component, *@name how long that is. */
static size_t path_length(const struct line *line, size_t *folders, size_t *name)
{
    const char *at = line->at;
    size_t separators = 0, parts = 0;
    if (line->end - at > 2 && isalpha((unsigned char)at[0]) && at[1] == ':' &&
        (at[2] == '\\' || at[2] == '/'))
        at += 2;
    bool rooted = *at == '/' || *at == '\\';
    const char *last = at;
    while (at < line->end) {
        if (*at == '/' || *at == '\\') {
            separators++;
            last = ++at;
            continue;
        }
        if (!path_byte(*at))
            break;
        parts += at == last;
        at++;
    }
    while (at > last && (at[-1] == '.' || at[-1] == '%'))
        at--; /* the end of a sentence */
    bool extension = at > last && memchr(last + 1, '.', (size_t)(at - last - 1));
    if (!separators || at == last || !(extension || separators >= 2) || (!rooted && parts < 2))
        return 0;
    *folders = (size_t)(last - line->at);
    *name = (size_t)(at - last);
    for (int i = 0; i < 2; i++)
        if (at + 1 < line->end && *at == ':' && digit(at[1]))
            for (at++; at < line->end && digit(*at);)
                at++;
    return (size_t)(at - line->at);
}

/* Digits with a fraction and an exponent. */
static const char *number_end(const struct line *line, const char *at)
{
    while (at < line->end && digit(*at))
        at++;
    while (at + 1 < line->end && (*at == '.' || *at == ',') && digit(at[1]))
        for (at++; at < line->end && digit(*at);)
            at++;
    if (at + 1 < line->end && (*at | 32) == 'e') {
        const char *exponent = at + 1 + (at[1] == '-' || at[1] == '+');
        if (exponent < line->end && digit(*exponent)) {
            while (exponent < line->end && digit(*exponent))
                exponent++;
            at = exponent;
        }
    }
    return at;
}

/* A unit of time at @at, after a blank or without; 0 when there is none. */
static size_t unit_length(const struct line *line, const char *at)
{
    static const char *const units[] = {
        "milliseconds", "millisecond", "microseconds", "seconds", "second", "minutes", "minute",
        "hours",        "hour",        "msec",         "secs",    "sec",    "mins",    "min",
        "ms",           "us",          "\xC2\xB5s",    "ns",      "s",      "m",       "h"};
    size_t blank = at < line->end && *at == ' ';
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t len = strlen(units[i]);
        if ((size_t)(line->end - at) < blank + len || memcmp(at + blank, units[i], len) != 0 ||
            (blank && len < 2))
            continue;
        const char *after = at + blank + len;
        if (word_ends(line, after) || (len == 1 && !blank && digit(*after)))
            return blank + len;
    }
    return 0;
}

/* A number, or as *@duration one with a unit ("1m30s" counts as one). */
static size_t number_length(const struct line *line, bool *duration)
{
    const char *at = line->at + (*line->at == '-' || *line->at == '+'), *end;
    *duration = false;
    for (;;) {
        end = number_end(line, at);
        size_t unit = unit_length(line, end);
        if (!unit)
            break;
        *duration = true;
        end += unit;
        if (end >= line->end || !digit(*end))
            break;
        at = end;
    }
    return (size_t)(end - line->at);
}

static bool mask(struct line *line, struct out *out, size_t len, const char *name)
{
    if (!len)
        return false;
    put(out, name, strlen(name));
    line->at += len;
    return true;
}

/* What may stand at the start of a word. */
static bool mask_word(struct line *line, struct out *out)
{
    size_t folders, name, len;
    if (mask(line, out, uuid_length(line), "<uuid>") ||
        (digit(*line->at) && (mask(line, out, time_length(line), "<time>") ||
                              mask(line, out, address_length(line), "<addr>"))) ||
        mask(line, out, hex_length(line), "<hex>"))
        return true;
    if (!line->in_url && (len = path_length(line, &folders, &name))) {
        put(out, "<path>", 6);
        put(out, line->at + folders, name);
        line->at += len;
        return true;
    }
    bool sign =
        (*line->at == '-' || *line->at == '+') && line->at + 1 < line->end && digit(line->at[1]);
    if (sign || digit(*line->at)) {
        bool duration;
        len = number_length(line, &duration);
        return mask(line, out, len, duration ? "<time>" : "<n>");
    }
    return false;
}

/* A long literal in quotes is copied as it is. */
static bool copy_quoted(struct line *line, struct out *out)
{
    char quote = *line->at;
    if (quote != '"' && quote != '\'' && quote != '`')
        return false;
    const char *close = memchr(line->at + 1, quote, (size_t)(line->end - line->at - 1));
    if (!close || close - line->at - 1 <= LONG_QUOTE)
        return false;
    put(out, line->at, (size_t)(close + 1 - line->at));
    line->at = close + 1;
    return true;
}

/* The rest of a word that began with something else than a number. */
static void copy_word(struct line *line, struct out *out)
{
    while (line->at < line->end && word_byte(*line->at)) {
        const char *from = line->at;
        while (line->at < line->end && digit(*line->at))
            line->at++;
        if (line->at - from >= WORD_DIGITS) {
            put(out, "<n>", 3);
            continue;
        }
        while (line->at < line->end && word_byte(*line->at) && !digit(*line->at))
            line->at++;
        put(out, from, (size_t)(line->at - from));
    }
}

static void mask_line(struct line *line, struct out *out)
{
    while (line->at < line->end && out->len < SIGNATURE_TEXT_MAX) {
        if (isspace((unsigned char)*line->at)) {
            while (line->at < line->end && isspace((unsigned char)*line->at))
                line->at++;
            if (line->at < line->end)
                put(out, " ", 1);
            line->in_url = false;
            continue;
        }
        bool after_word = line->at > line->start && word_byte(line->at[-1]);
        if (!after_word && (copy_quoted(line, out) || mask_word(line, out)))
            continue;
        if (word_byte(*line->at)) {
            copy_word(line, out);
            continue;
        }
        if (line->end - line->at >= 3 && memcmp(line->at, "://", 3) == 0)
            line->in_url = true;
        put(out, line->at++, 1);
    }
}

/* True for a place and nothing else, as "./cart.cc:12", "Cart.hs:3:5:". */
static bool only_place(const char *at, size_t len)
{
    size_t numbers = 0;
    len -= len && at[len - 1] == ':';
    for (size_t end = len; numbers < 2; numbers++, len = end) {
        while (end && digit(at[end - 1]))
            end--;
        if (end == len || end < 2 || at[--end] != ':')
            break;
    }
    const char *dot = memrchr(at, '.', len);
    return numbers && dot && dot + 1 < at + len && isalpha((unsigned char)dot[1]) &&
           !memchr(at, ' ', len);
}

/* The name of a test alone, as PHPUnit has it above its messages: "CartTest::testTotal". */
static bool only_method(const char *at, size_t len)
{
    const char *colons = memmem(at, len, "::", 2), *with = memmem(at, len, " with data set ", 15);
    const char *end = with ? with : at + len;
    if (!colons || colons == at || colons + 2 >= end)
        return false;
    for (const char *c = at; c < end; c++)
        if (!word_byte(*c) && *c != '\\' && *c != ':')
            return false;
    return true;
}

/* "thread 'main' panicked at src/cart.rs:12:5:": the message is below. */
static bool only_panic(const char *at, size_t len)
{
    static const char words[] = " panicked at ";
    const char *place = memmem(at, len, words, strlen(words));
    if (!place || strncmp(at, "thread '", 8) != 0)
        return false;
    place += strlen(words);
    return only_place(place, (size_t)(at + len - place));
}

/* Lines that say only that something failed, or what ran. */
static bool says_nothing(const char *at, size_t len)
{
    static const char *const words[] = {"failed",       "failure",
                                        "error",        "test failed",
                                        "test failure", "collection failure",
                                        "fail",         "false",
                                        "null",         "undefined",
                                        "failed:",      "assertion failure:",
                                        "failure:",     "unknown file",
                                        "---",          "\xE2\x97\x8F test suite failed to run"};
    static const char *const starts[] = {
        "=== RUN",        "=== PAUSE",       "=== CONT",  "=== NAME", "--- FAIL", "self = ",
        "(in test file ", "(from function ", "Traceback", "- file ",  "- line "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (len == strlen(words[i]) && strncasecmp(at, words[i], len) == 0)
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (len >= strlen(starts[i]) && memcmp(at, starts[i], strlen(starts[i])) == 0)
            return true;
    return len == 0 || only_place(at, len) || only_method(at, len) || only_panic(at, len);
}

static bool begins_traceback(const char *at, size_t len)
{
    static const char words[] = "Traceback (most recent call last):";
    return len >= strlen(words) && memcmp(at + len - strlen(words), words, strlen(words)) == 0;
}

/* The first line of @text that says something, or any; false when there is none. */
static bool first_line(const char *text, bool any, struct line *line)
{
    for (bool within = false; *text;) { /* a traceback, above its exception */
        size_t len = strcspn(text, "\r\n");
        const char *next = text + len, *at = text;
        while (len && isspace((unsigned char)*at))
            at++, len--;
        while (len && isspace((unsigned char)at[len - 1]))
            len--;
        within = begins_traceback(at, len) || (within && (at > text || len == 0));
        if (any ? len > 0 : !within && !says_nothing(at, len)) {
            len = text_cut(at, len, LINE_MAX_READ);
            *line = (struct line){.at = at, .start = at, .end = at + len};
            return true;
        }
        text = next + (*next != '\0');
    }
    return false;
}

/* GoogleTest names what it compared only in the next line. */
static void mask_next(struct line *line, struct out *out)
{
    static const char words[] = "Expected equality of these values:";
    struct line next;
    if ((size_t)(line->end - line->start) == strlen(words) &&
        memcmp(line->start, words, strlen(words)) == 0 && first_line(line->end, true, &next)) {
        put(out, " ", 1);
        mask_line(&next, out);
    }
}

static struct identity hash(const char *bytes, size_t len)
{
    struct identity identity;
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, len));
    memcpy(identity.bytes, canonical.digest, sizeof identity.bytes);
    return identity;
}

static void name_it(struct signature *out)
{
    char whole[SIGNATURE_TEXT_MAX + 1 + FRAMES_TEXT_MAX + 1];
    char *end = stpcpy(whole, out->text);
    out->parent = out->hash = hash(whole, (size_t)(end - whole));
    if (out->frames.count == 0)
        return;
    *end++ = '\n';
    end = stpcpy(end, out->frames.text);
    out->hash = hash(whole, (size_t)(end - whole));
}

void signature_make(const char *kind, const char *message, const char *details,
                    struct signature *out)
{
    struct out text = {.text = out->text};
    struct line line = {.at = message, .start = message, .end = message};
    out->text[0] = '\0';
    bool found = first_line(message, false, &line) || first_line(details, false, &line) ||
                 first_line(message, true, &line);
    out->line = line.start;
    out->line_len = (size_t)(line.end - line.start);
    /* Many runners begin the message with the kind: it is said once. */
    if (*kind && !(found && strncmp(line.at, kind, strlen(kind)) == 0)) {
        put(&text, kind, strlen(kind));
        put(&text, ": ", found ? 2 : 0);
    }
    mask_line(&line, &text);
    mask_next(&line, &text);
    frames_find(details, &out->frames);
    if (!*out->frames.language)
        frames_find(message, &out->frames);
    name_it(out);
}
