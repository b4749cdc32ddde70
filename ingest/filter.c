/* A lexer that knows just enough of XML to tell text, tags, quoted values, comments, CDATA and
 * processing instructions apart. Each state has a mask of the bytes it must look at; everything
 * between two such bytes is passed on by pointer. Whatever needs a look at several bytes is decided
 * by one step(), which either has all it needs or asks for more: then at most FILTER_LOOK_AHEAD
 * bytes are carried over to the next call. */
#include "ingest/filter.h"

#include <string.h>
#include <strings.h>

#include "ingest/encoding.h"
#include "ingest/plain.h"
#include "ingest/scan.h"

static const char replacement[] = "\xEF\xBF\xBD";

void filter_init(struct filter *filter, filter_sink *sink, void *context)
{
    memset(filter, 0, sizeof *filter);
    filter->sink = sink;
    filter->context = context;
    filter->line = 1;
    filter->column = 1;
}

/* Keeps line and column for the warnings. */
static void advance(struct filter *filter, const unsigned char *bytes, size_t len)
{
    const unsigned char *last = memrchr(bytes, '\n', len);
    if (!last) {
        filter->column += (int64_t)len;
        return;
    }
    filter->line += (int64_t)scan_lines(bytes, len);
    filter->column = (int64_t)(bytes + len - last);
}

static enum err_code emit(struct filter *filter, const void *bytes, size_t len, struct err *err)
{
    return len ? filter->sink(filter->context, bytes, len, err) : ERR_OK;
}

static void note(const struct filter *filter, struct filter_place *place)
{
    if (place->count++ == 0) {
        place->line = filter->line;
        place->column = filter->column;
    }
}

/* What a step decided: how many bytes it took, or that it needs to see more of them. */
struct step {
    size_t taken;
    bool more;
};

static enum err_code step_high(struct filter *filter, const unsigned char *at, size_t len,
                               bool last, struct step *step, struct err *err)
{
    step->taken = 1;
    if (filter->latin1) {
        char out[ENCODING_MOST];
        return emit(filter, out, encoding_windows(*at, out), err);
    }
    int length = encoding_utf8_length(at, len);
    if (length < 0 && !last) {
        step->more = true;
        return ERR_OK;
    }
    if (length > 0) {
        step->taken = (size_t)length;
        return emit(filter, at, step->taken, err);
    }
    note(filter, &filter->replaced);
    return emit(filter, replacement, 3, err);
}

static enum err_code step_ampersand(struct filter *filter, const unsigned char *at, size_t len,
                                    bool last, struct step *step, struct err *err)
{
    size_t length = 0;
    switch (encoding_reference(at, len, &length)) {
    case REFERENCE_UNFINISHED:
        if (!last) {
            step->more = true;
            return ERR_OK;
        }
        step->taken = 1; /* the file breaks off here, which is told elsewhere */
        return emit(filter, "&amp;", 5, err);
    case REFERENCE_GOOD:
        step->taken = length;
        return emit(filter, at, length, err);
    case REFERENCE_ILLEGAL:
        step->taken = length;
        note(filter, &filter->replaced);
        return emit(filter, replacement, 3, err);
    case REFERENCE_NONE:
        break;
    }
    step->taken = 1;
    note(filter, &filter->escaped);
    return emit(filter, "&amp;", 5, err);
}

static bool name_start(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 128;
}

/* Does @at start with @word, as far as the bytes go? Then *@whole says if they go to its end. */
static bool starts(const unsigned char *at, size_t len, const char *word, bool *whole)
{
    size_t word_len = strlen(word);
    *whole = len >= word_len;
    return strncasecmp((const char *)at, word, *whole ? word_len : len) == 0;
}

/* What a < with something other than a name behind it begins. */
static const struct opening {
    const char *word;
    enum filter_state state;
} openings[] = {
    {"<!--", FILTER_COMMENT},        {"<![CDATA[", FILTER_CDATA},
    {"<?xml ", FILTER_DECLARATION},  {"<?xml\t", FILTER_DECLARATION},
    {"<?xml\n", FILTER_DECLARATION}, {"<?xml\r", FILTER_DECLARATION},
    {"<!DOCTYPE", FILTER_TEXT}, /* never entered */
};

static enum err_code enter(struct filter *filter, const unsigned char *at,
                           const struct opening *opening, struct step *step, struct err *err)
{
    if (opening->state == FILTER_TEXT) {
        filter->doctype = true;
        return err_set(err, ERR_INVALID, "a DOCTYPE is not accepted, remove it from the file");
    }
    filter->state = opening->state;
    step->taken = strlen(opening->word);
    if (opening->state == FILTER_CDATA)
        return emit(filter, at, step->taken, err);
    if (opening->state == FILTER_DECLARATION)
        step->taken--; /* the blank may be a line feed, which is passed on as what it is */
    filter->declaration_len = 0;
    return ERR_OK;
}

static void begin_tag(struct filter *filter, enum filter_state state)
{
    filter->state = state;
    filter->tag_len = filter->tag_values = 0;
}

/* True when @at is sure to begin a tag. */
static bool tag_start(const unsigned char *at, size_t len)
{
    return len >= 3 && (name_start(at[1]) || (at[1] == '/' && name_start(at[2])));
}

/* A < that begins nothing is escaped: a parser stops for good there. */
static enum err_code step_open(struct filter *filter, const unsigned char *at, size_t len,
                               bool last, struct step *step, struct err *err)
{
    bool broken = len < 3; /* the file breaks off here, which is told elsewhere */
    step->more = broken && !last;
    if (step->more)
        return ERR_OK;
    if (tag_start(at, len)) {
        begin_tag(filter, at[1] == '/' ? FILTER_END_TAG : FILTER_TAG);
        step->taken = 1;
        return emit(filter, at, 1, err);
    }
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        bool whole;
        if (!starts(at, len, openings[i].word, &whole))
            continue;
        if (whole)
            return enter(filter, at, &openings[i], step, err);
        step->more = !last;
        if (step->more)
            return ERR_OK;
        broken = true;
    }
    if (len >= 3 && at[1] == '?' && name_start(at[2])) {
        filter->state = FILTER_PI;
        step->taken = 2;
        return ERR_OK;
    }
    step->taken = broken ? len : 1;
    if (broken)
        return ERR_OK;
    note(filter, &filter->escaped);
    return emit(filter, "&lt;", 4, err);
}

/* - ] and ? end their own kind of section only as "-->", "]]>" and "?>". */
static enum err_code step_ending(struct filter *filter, const unsigned char *at, size_t len,
                                 bool last, struct step *step, struct err *err)
{
    const char *word = filter->state == FILTER_COMMENT ? "-->"
                       : filter->state == FILTER_CDATA ? "]]>"
                                                       : "?>";
    bool kept = filter->state == FILTER_CDATA, whole;
    step->taken = 1;
    if (starts(at, len, word, &whole)) {
        step->more = !whole && !last;
        if (step->more)
            return ERR_OK;
        if (whole) {
            step->taken = strlen(word);
            filter->state = FILTER_TEXT;
        }
    }
    return kept ? emit(filter, at, step->taken, err) : ERR_OK;
}

static enum err_code step_declaration(struct filter *filter, unsigned char byte, struct step *step,
                                      struct err *err)
{
    step->taken = 1;
    if (byte == '>') {
        filter->declaration[filter->declaration_len] = '\0';
        enum encoding encoding =
            encoding_declared(filter->declaration, filter->encoding, sizeof filter->encoding);
        filter->latin1 |= encoding == ENCODING_WINDOWS;
        filter->unsure |= encoding == ENCODING_UNKNOWN;
        filter->state = FILTER_TEXT;
    } else if (filter->declaration_len + 1 < sizeof filter->declaration && byte >= ' ' &&
               byte < 127) {
        filter->declaration[filter->declaration_len++] = (char)byte;
    }
    return byte == '\n' ? emit(filter, "\n", 1, err) : ERR_OK;
}

/* Comments and instructions say nothing that a report is read for. */
static bool is_dropped(const struct filter *filter)
{
    return filter->state == FILTER_COMMENT || filter->state == FILTER_PI;
}

/* The line feeds of what is dropped stay, so that the numbers of lines do. */
static enum err_code emit_lines(struct filter *filter, size_t lines, struct err *err)
{
    static const char feeds[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    for (size_t part; lines; lines -= part) {
        part = lines < sizeof feeds - 1 ? lines : sizeof feeds - 1;
        try_(emit(filter, feeds, part, err));
    }
    return ERR_OK;
}

/* What scan_next() found nothing in. */
static enum err_code emit_clean(struct filter *filter, const unsigned char *bytes, size_t len,
                                bool dropped, struct err *err)
{
    advance(filter, bytes, len);
    return dropped ? emit_lines(filter, scan_lines(bytes, len), err)
                   : emit(filter, bytes, len, err);
}

static enum err_code check_tag(struct filter *filter, size_t len, struct err *err)
{
    filter->tag_len += len;
    if (filter->tag_len <= FILTER_TAG_BYTES && filter->tag_values <= FILTER_TAG_VALUES)
        return ERR_OK;
    return err_set(err, ERR_LIMIT,
                   "a tag of more than %d bytes or %d attributes, put long texts between tags",
                   FILTER_TAG_BYTES, FILTER_TAG_VALUES);
}

/* A declaration can't hold a <, and an instruction that holds an element of a report is one whose
 * end is missing: what follows is not to be lost with it. */
static bool at_unended(const struct filter *filter, const unsigned char *at, size_t len, bool last,
                       struct step *step)
{
    bool whole;
    if (filter->state == FILTER_DECLARATION)
        return true;
    if (filter->state != FILTER_PI || !starts(at, len, "<test", &whole))
        return false;
    step->more = !whole && !last;
    return whole;
}

static enum err_code step_at(struct filter *filter, const unsigned char *at, size_t len, bool last,
                             struct step *step, struct err *err)
{
    unsigned char class = scan_classes[*at];
    *step = (struct step){.taken = 1};
    if (class == SCAN_OPEN && at_unended(filter, at, len, last, step)) {
        note(filter, &filter->unended);
        filter->state = FILTER_TEXT;
        return step_open(filter, at, len, last, step, err);
    }
    if (step->more)
        return ERR_OK;
    if (filter->state == FILTER_DECLARATION)
        return step_declaration(filter, *at, step, err);
    if (class != SCAN_ENDING && is_dropped(filter))
        return ERR_OK;
    if (class == SCAN_HIGH)
        return step_high(filter, at, len, last, step, err);
    if (class == SCAN_AMPERSAND)
        return step_ampersand(filter, at, len, last, step, err);
    if (class == SCAN_ENDING)
        return step_ending(filter, at, len, last, step, err);
    if (class == SCAN_OPEN && filter->state != FILTER_VALUE) {
        filter->state = FILTER_TEXT; /* inside a tag that never ended; the parser says so */
        return step_open(filter, at, len, last, step, err);
    }
    if (class == SCAN_OPEN) {
        note(filter, &filter->escaped);
        return emit(filter, "&lt;", 4, err);
    }
    note(filter, &filter->replaced);
    return emit(filter, replacement, 3, err);
}

/* Beginnings and ends of tags and values change the state but not the bytes, so the clean run goes
 * on over them. Returns how many bytes were passed; 0 when @at needs a step. */
static size_t pass(struct filter *filter, const unsigned char *at, const unsigned char *end)
{
    enum filter_state state = filter->state;
    if (state == FILTER_VALUE && *at == filter->quote) {
        filter->state = FILTER_TAG;
        return 1;
    }
    if (state == FILTER_TAG && (*at == '"' || *at == '\'')) {
        filter->state = FILTER_VALUE;
        filter->quote = *at;
        filter->tag_values++;
        return 1;
    }
    if (*at == '>' && (state == FILTER_TAG || state == FILTER_END_TAG)) {
        filter->state = FILTER_TEXT;
        return 1;
    }
    if (*at == '<' && state == FILTER_TEXT && tag_start(at, (size_t)(end - at))) {
        begin_tag(filter, at[1] == '/' ? FILTER_END_TAG : FILTER_TAG);
        return 1;
    }
    return 0;
}

/* Shows a plain element to who needs no parser for it, after all before it; *@at moves past it. */
static enum err_code offer_plain(struct filter *filter, const unsigned char **clean,
                                 const unsigned char **at, const unsigned char *end,
                                 struct err *err)
{
    if (!filter->plain || filter->state != FILTER_TEXT || end - *at <= PLAIN_START ||
        memcmp(*at, plain_start, PLAIN_START) != 0)
        return ERR_OK;
    try_(emit_clean(filter, *clean, (size_t)(*at - *clean), false, err));
    size_t took = filter->plain(filter->context, (const char *)*at, (size_t)(end - *at));
    advance(filter, *at, took);
    *clean = *at += took;
    return ERR_OK;
}

/* Works through @bytes until less is left than the next step needs; *@taken says how far. */
static enum err_code run(struct filter *filter, const unsigned char *bytes, size_t len, bool last,
                         size_t *taken, struct err *err)
{
    const unsigned char *clean = bytes, *at = bytes, *end = bytes + len;
    *taken = 0;
    while (at < end) {
        const unsigned char *from = at;
        bool dropped = is_dropped(filter), in_tag = filter->state != FILTER_TEXT;
        at = scan_next(filter->state, filter->quote, at, end);
        const unsigned char *found = at;
        try_(offer_plain(filter, &clean, &at, end, err));
        *taken = (size_t)(clean - bytes);
        if (at > found)
            continue;
        if (in_tag && filter->state != FILTER_CDATA && !dropped)
            try_(check_tag(filter, (size_t)(at - from), err));
        size_t passed = at < end ? pass(filter, at, end) : 0;
        at += passed;
        if (passed && at < end)
            continue;
        try_(emit_clean(filter, clean, (size_t)(at - clean), dropped, err));
        *taken = (size_t)(at - bytes);
        if (at == end)
            break;
        struct step step;
        try_(step_at(filter, at, (size_t)(end - at), last, &step, err));
        if (step.more)
            break;
        advance(filter, at, step.taken);
        at += step.taken;
        clean = at;
        *taken = (size_t)(at - bytes);
    }
    return ERR_OK;
}

enum err_code filter_feed(struct filter *filter, const char *bytes, size_t len, struct err *err)
{
    const unsigned char *at = (const unsigned char *)bytes;
    size_t taken;
    while (filter->carry_len && len) {
        size_t old = filter->carry_len, more = FILTER_LOOK_AHEAD;
        if (more > len)
            more = len;
        if (more > FILTER_CARRY - old)
            more = FILTER_CARRY - old;
        memcpy(filter->carry + old, at, more);
        try_(run(filter, filter->carry, old + more, false, &taken, err));
        if (taken < old) { /* still not enough, and all that there is was seen */
            at += more;
            len -= more;
            filter->carry_len = old + more - taken;
            memmove(filter->carry, filter->carry + taken, filter->carry_len);
            continue;
        }
        at += taken - old;
        len -= taken - old;
        filter->carry_len = 0;
    }
    if (!len)
        return ERR_OK;
    try_(run(filter, at, len, false, &taken, err));
    filter->carry_len = len - taken;
    memcpy(filter->carry, at + taken, filter->carry_len);
    return ERR_OK;
}

enum err_code filter_end(struct filter *filter, struct err *err)
{
    size_t taken, len = filter->carry_len;
    filter->carry_len = 0;
    return len ? run(filter, filter->carry, len, true, &taken, err) : ERR_OK;
}
