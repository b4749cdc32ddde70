/* A pattern becomes a string of bytes: those from the blank on stand for themselves, those before
 * it are orders. Matching goes back to the last * within a segment, or else to the last ** before
 * it, and never further: what lies before a ** is matched as early as it can be, and that leaves
 * most to the rest. */
#include "ingest/path_pattern.h"

#include <string.h>

enum order {
    END,
    STAR,      /* any bytes of a segment */
    ONE,       /* one character of a segment */
    SEGMENTS,  /* any number of segments, each with its slash */
    BELOW,     /* at least one more byte, to the end */
    END_OR_IN, /* the end, or a slash and what follows it */
    SET,       /* one character of the pairs that follow, after their number */
    NOT_SET,
    FIRST_PLAIN = ' '
};

struct compiler {
    enum path_syntax syntax;
    const char *at, *end;
    unsigned char code[2 * PATH_PATTERN_MAX + 16];
    size_t len;
    int wildcards;
    bool dotted; /* the last segment has a dot */
};

static void put(struct compiler *compiler, unsigned byte)
{
    compiler->code[compiler->len++] = (unsigned char)byte;
}

/* "[a-z]", "[!x]": taken on GitLab only. A set that is never closed is no set. */
static enum err_code compile_set(struct compiler *compiler, struct err *err)
{
    const char *at = compiler->at + 1;
    bool negated = at < compiler->end && (*at == '!' || *at == '^');
    at += negated;
    size_t start = compiler->len, pairs = 0;
    put(compiler, negated ? NOT_SET : SET);
    put(compiler, 0);
    while (at < compiler->end && (*at != ']' || pairs == 0)) {
        if ((signed char)*at < ' ' || *at == '/' || pairs == UINT8_MAX)
            return err_set(err, ERR_INVALID, "a set in [ ] takes plain characters only");
        unsigned char low = (unsigned char)*at, high = low;
        if (compiler->end - at > 2 && at[1] == '-' && at[2] != ']') {
            high = (unsigned char)at[2];
            at += 2;
        }
        put(compiler, low);
        put(compiler, high);
        pairs++;
        at++;
    }
    if (at == compiler->end)
        return err_set(err, ERR_INVALID, "a set begun by [ is not closed; write \\[ for the sign");
    compiler->code[start + 1] = (unsigned char)pairs;
    compiler->at = at + 1;
    compiler->dotted = true;
    return ERR_OK;
}

/* Stars: a segment that is just two of them is any number of segments; else they are one. */
static void compile_stars(struct compiler *compiler, bool segment_starts)
{
    size_t count = 0;
    while (compiler->at < compiler->end && *compiler->at == '*')
        compiler->at++, count++;
    compiler->wildcards++;
    bool last = compiler->at == compiler->end;
    if (count == 2 && segment_starts && (last || *compiler->at == '/')) {
        if (!last) {
            compiler->at++;
            put(compiler, SEGMENTS);
            return;
        }
        if (compiler->syntax == PATH_GITHUB) {
            put(compiler, BELOW);
            return;
        }
    }
    put(compiler, STAR);
}

static enum err_code compile_byte(struct compiler *compiler, struct err *err)
{
    char byte = *compiler->at;
    if (byte == '[' && compiler->syntax == PATH_GITLAB)
        return compile_set(compiler, err);
    if (byte == '[' || byte == ']')
        return err_set(err, ERR_INVALID, "[ ] is not known in this syntax");
    if (byte == '?') {
        compiler->wildcards++;
        put(compiler, ONE);
        compiler->at++;
        return ERR_OK;
    }
    if (byte == '\\' && compiler->end - compiler->at > 1)
        byte = *++compiler->at;
    if ((unsigned char)byte < ' ' || byte == 0x7F)
        return err_set(err, ERR_INVALID, "a pattern has a control character");
    if (byte == '/')
        compiler->dotted = false;
    if (byte == '.')
        compiler->dotted = true;
    if (byte != '/' || compiler->len == 0 || compiler->code[compiler->len - 1] != '/')
        put(compiler, (unsigned char)byte);
    compiler->at++;
    return ERR_OK;
}

/* What stands after the last byte of the pattern. */
static void compile_end(struct compiler *compiler, bool only_star)
{
    unsigned char last = compiler->code[compiler->len - 1];
    bool star_alone = last == STAR &&
                      (only_star || compiler->len == 1 || compiler->code[compiler->len - 2] == '/');
    if (last == '/' || last == SEGMENTS)
        put(compiler, BELOW);
    else if (last != BELOW && compiler->syntax == PATH_GITHUB && !star_alone)
        put(compiler, END_OR_IN);
    put(compiler, END);
}

static uint64_t pair_bit(unsigned char first, unsigned char second, int *half)
{
    unsigned hash = (first * 31U + second) * 2654435761U >> 25;
    *half = hash >= 64;
    return UINT64_C(1) << (hash & 63);
}

/* What a path must have is read off the plain bytes that follow each other. */
static void note_needs(struct path_pattern *pattern)
{
    const unsigned char *code = pattern->code;
    bool plain_so_far = true;
    for (size_t i = 0; code[i] != END; i++) {
        plain_so_far = plain_so_far && code[i] >= FIRST_PLAIN;
        if (code[i] == SET || code[i] == NOT_SET) {
            i += 1 + 2 * (size_t)code[i + 1];
            continue;
        }
        if (plain_so_far && code[i] == '/')
            pattern->folder_len = i + 1;
        if (code[i] < FIRST_PLAIN || code[i + 1] < FIRST_PLAIN)
            continue;
        int half;
        uint64_t bit = pair_bit(code[i], code[i + 1], &half);
        pattern->needs[half] |= bit;
    }
}

enum err_code path_pattern_compile(enum path_syntax syntax, const char *pattern, size_t len,
                                   struct arena *arena, struct path_pattern *out, struct err *err)
{
    struct compiler compiler = {.syntax = syntax, .at = pattern, .end = pattern + len};
    if (len > PATH_PATTERN_MAX)
        return err_set(err, ERR_INVALID, "a pattern has %zu bytes, at most %d are taken", len,
                       PATH_PATTERN_MAX);
    if (syntax == PATH_GITHUB && len && (*pattern == '!' || *pattern == '\\') &&
        (*pattern == '!' || (len > 1 && pattern[1] == '#')))
        return err_set(err, ERR_INVALID, "a pattern can't begin with %s in this syntax",
                       *pattern == '!' ? "!" : "\\#");
    const char *slash = len ? memchr(pattern, '/', len - 1) : NULL;
    bool rooted = len && (*pattern == '/' || (syntax == PATH_GITHUB && slash));
    while (compiler.at < compiler.end && *compiler.at == '/')
        compiler.at++;
    if (compiler.at == compiler.end)
        return err_set(err, ERR_INVALID, "a pattern is missing");
    bool only_star = compiler.end - compiler.at == 1 && *compiler.at == '*';
    if (!rooted)
        put(&compiler, SEGMENTS);
    while (compiler.at < compiler.end) {
        unsigned char before = compiler.len ? compiler.code[compiler.len - 1] : '/';
        if (*compiler.at == '*')
            compile_stars(&compiler, before == '/' || before == SEGMENTS);
        else
            try_(compile_byte(&compiler, err));
    }
    if (compiler.wildcards > PATH_WILDCARDS_MAX)
        return err_set(err, ERR_INVALID, "a pattern has more than %d wildcards",
                       PATH_WILDCARDS_MAX);
    bool folder = compiler.code[compiler.len - 1] == '/';
    compile_end(&compiler, only_star && !rooted);
    const char *copy = arena_text(arena, (const char *)compiler.code, compiler.len);
    if (!copy)
        return err_nomem(err);
    *out = (struct path_pattern){.code = (const unsigned char *)copy};
    out->anywhere = out->code[0] == SEGMENTS;
    out->file_only = out->anywhere && compiler.dotted && !folder;
    note_needs(out);
    return ERR_OK;
}

void path_text_set(struct path_text *path, const char *text, size_t len)
{
    *path = (struct path_text){.text = text, .len = len};
    for (size_t i = 0; i + 1 < len; i++) {
        int half;
        uint64_t bit = pair_bit((unsigned char)text[i], (unsigned char)text[i + 1], &half);
        path->has[half] |= bit;
    }
}

static bool in_set(const unsigned char *set, unsigned char byte)
{
    bool found = false;
    for (size_t i = 0; i < set[1] && !found; i++)
        found = byte >= set[2 + 2 * i] && byte <= set[3 + 2 * i];
    return found == (*set == SET);
}

/* Takes one character of a segment at @at; the byte after it, or NULL at its end. */
static const char *one_character(const char *at, const char *end)
{
    if (at == end || *at == '/')
        return NULL;
    for (at++; at < end && ((unsigned char)*at & 0xC0) == 0x80;)
        at++;
    return at;
}

/* Where matching goes on from when it failed; code NULL: nowhere. */
struct way_back {
    const unsigned char *code;
    const char *at;
};

/* One step of @*code at @*at. False: it does not fit. */
static bool step(const unsigned char **code, const char **at, const char *end)
{
    const unsigned char *order = *code;
    bool set = *order == SET || *order == NOT_SET;
    if (*order == ONE || set) {
        const char *next = one_character(*at, end);
        if (!next || (set && !in_set(order, (unsigned char)**at)))
            return false;
        *at = next;
        *code += set ? 2 + 2 * (size_t)order[1] : 1;
        return true;
    }
    if (*at == end || (unsigned char)**at != *order)
        return false;
    ++*at;
    ++*code;
    return true;
}

static bool retry(struct way_back *star, struct way_back *segments, const unsigned char **code,
                  const char **at, const char *end)
{
    if (star->code && star->at < end && *star->at != '/') {
        *at = ++star->at;
        *code = star->code;
        return true;
    }
    star->code = NULL;
    const char *slash = segments->code && segments->at < end
                            ? memchr(segments->at, '/', (size_t)(end - segments->at))
                            : NULL;
    if (!slash)
        return false;
    *at = segments->at = slash + 1;
    *code = segments->code;
    return true;
}

static bool matches(const unsigned char *code, const char *at, const char *end)
{
    struct way_back star = {NULL, NULL}, segments = {NULL, NULL};
    for (;;) {
        if (*code == STAR) {
            star = (struct way_back){++code, at};
            continue;
        }
        if (*code == SEGMENTS) {
            segments = (struct way_back){++code, at};
            star.code = NULL;
            continue;
        }
        if ((*code == BELOW && at < end) || (*code == END && at == end) ||
            (*code == END_OR_IN && (at == end || *at == '/')))
            return true;
        bool ending = *code == BELOW || *code == END || *code == END_OR_IN;
        if (!ending && step(&code, &at, end)) {
            if (at[-1] == '/')
                star.code = NULL;
            continue;
        }
        if (!retry(&star, &segments, &code, &at, end))
            return false;
    }
}

bool path_pattern_matches(const struct path_pattern *pattern, const struct path_text *path)
{
    if ((pattern->needs[0] & ~path->has[0]) || (pattern->needs[1] & ~path->has[1]) ||
        path->len > PATH_TEXT_MAX)
        return false;
    return matches(pattern->code, path->text, path->text + path->len);
}
