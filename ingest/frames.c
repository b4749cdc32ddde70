#include "ingest/frames.h"

#include "common/text.h"
#include "ingest/frames_internal.h"

enum { LINE_MAX_READ = 1024 };

struct scan {
    const struct language *language; /* NULL until a frame was seen */
    struct before before;
    char kept[FRAMES_MAX][FRAME_TEXT_MAX + 1];
    size_t count; /* of all own frames that were kept; the last FRAMES_MAX of them are there */
    bool done;    /* what follows is another exception */
    bool weak;    /* what was kept last is a place in a message */
};

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    return c == '\\' ? '/' : c;
}

static bool path_has(struct span path, const char *part)
{
    bool at_start = *part == '^';
    part += at_start;
    size_t len = strlen(part);
    char first = folded(*part);
    for (size_t i = 0; i + len <= path.len; i++) {
        size_t same = folded(path.at[i]) == first;
        while (same && same < len && folded(path.at[i + same]) == folded(part[same]))
            same++;
        if (same == len)
            return true;
        if (at_start)
            break;
    }
    return false;
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool begins(struct span name, const char *prefix)
{
    size_t len = strlen(prefix);
    return span_starts(name, prefix) && (prefix[len - 1] == '_' || !word_byte(prefix[len - 1]) ||
                                         name.len == len || !word_byte(name.at[len]));
}

static bool own(const struct scan *scan, const struct frame *frame, struct span name)
{
    for (const char *const *one = scan->language->names; *one; one++)
        if (begins(name, *one))
            return false;
    for (const char *const *one = scan->language->paths; *one; one++)
        if (path_has(frame->path, *one))
            return false;
    return frame->name.len || frame->path.len;
}

/* The length of what a bundler put behind a name, ".3f2a1b9c"; 0: nothing. */
static size_t hash_length(struct span text)
{
    size_t len = 0, digits = 0;
    while (len < text.len && memchr("0123456789abcdef", text.at[text.len - 1 - len], 16))
        digits += text.at[text.len - 1 - len++] <= '9';
    return len >= 8 && digits && len + 1 < text.len && strchr(".-", text.at[text.len - 1 - len])
               ? len + 1
               : 0;
}

/* The file's name without folders and extension; of a package in Python its folder. */
static struct span stem(struct span path)
{
    static const char package[] = "/__init__.py";
    const char *query = memchr(path.at, '?', path.len);
    path.len = query ? (size_t)(query - path.at) : path.len;
    if (path.len > strlen(package) &&
        memcmp(path.at + path.len - strlen(package), package, strlen(package)) == 0)
        path.len -= strlen(package);
    size_t start = path.len;
    while (start > 0 && path.at[start - 1] != '/' && path.at[start - 1] != '\\')
        start--;
    path = span_skip(path, start);
    const char *dot = memrchr(path.at, '.', path.len);
    path.len = dot && dot > path.at ? (size_t)(dot - path.at) : path.len;
    path.len -= hash_length(path);
    return path;
}

static size_t add(char *text, size_t len, struct span more)
{
    size_t room = FRAME_TEXT_MAX - len;
    size_t added = more.len < room ? more.len : room;
    memcpy(text + len, more.at, added);
    text[len + added] = '\0';
    return len + added;
}

static void keep(struct scan *scan, const struct frame *frame)
{
    char text[FRAME_TEXT_MAX + 1] = "", clean[FRAME_TEXT_MAX];
    struct span name = {.at = clean};
    if (frame->name.len)
        name.len = scan->language->clean(frame->name, clean, sizeof clean);
    if (!own(scan, frame, name))
        return;
    size_t len = 0;
    if (scan->language->by_file || name.len == 0)
        len = add(text, 0, stem(frame->path));
    if (len && name.len)
        len = add(text, len, (struct span){.at = ".", .len = 1});
    add(text, len, name);
    text_mend(text);
    if (scan->weak && !frame->weak)
        scan->count = 0;
    scan->weak = frame->weak;
    const char *last = scan->kept[(scan->count + FRAMES_MAX - 1) % FRAMES_MAX];
    if (*text && !(scan->count && strcmp(text, last) == 0))
        memcpy(scan->kept[scan->count++ % FRAMES_MAX], text, sizeof text);
}

/* Reads @line as a frame of @language. */
static bool read_as(struct scan *scan, const struct language *language, struct span line)
{
    struct frame frame = {.path = {.at = line.at}, .name = {.at = line.at}};
    if (!language->read(language, line, &scan->before, &frame))
        return false;
    scan->language = language;
    scan->before.inside.len = 0;
    keep(scan, &frame);
    scan->done = frame.last;
    return true;
}

/* In pytest's reports the source of a function stands above the place in it. */
static void note_function(struct scan *scan, struct span line)
{
    static const char *const words[] = {"def ", "async def "};
    if (scan->before.inside.len)
        return;
    for (size_t i = 0; i < 2; i++) {
        if (!span_starts(line, words[i]))
            continue;
        struct span name = span_skip(line, strlen(words[i]));
        const char *end = memchr(name.at, '(', name.len);
        if (end)
            scan->before.inside = (struct span){.at = name.at, .len = (size_t)(end - name.at)};
    }
}

/* Of exceptions in Python the last one counts, as long as each was raised from the one before. */
static bool begins_another(struct scan *scan, struct span line)
{
    if (span_starts(line, "During handling of the above exception") ||
        span_starts(line, "The above exception was the direct cause")) {
        scan->count = 0;
        scan->done = false;
        return false;
    }
    static const char header[] = "Traceback (most recent call last):";
    return scan->count && (memmem(line.at, line.len, header, strlen(header)) ||
                           span_starts(line, "failed on teardown with "));
}

/* True when @line is a frame, or of a language that is not known yet. */
static bool read_line(struct scan *scan, struct span line)
{
    if (line.len && scan->language)
        return read_as(scan, scan->language, line);
    for (size_t i = 0; line.len && i < frame_language_count; i++)
        if (read_as(scan, &frame_languages[i], line))
            return true;
    return false;
}

/* Reads a line of Python, or of what may turn out to be; false when the rest does not matter. */
static bool read_chained(struct scan *scan, struct span line)
{
    if (begins_another(scan, line))
        return false;
    note_function(scan, line);
    if (!scan->done)
        read_line(scan, line);
    return true;
}

/* The first trace with a frame of ours is the one: false when it is over. */
static bool read_single(struct scan *scan, struct span line)
{
    if (read_line(scan, line))
        return scan->count < FRAMES_MAX;
    return scan->count == 0 || (scan->language->spread && line.len);
}

/* Reads one line of @text; how long it is with its end, 0 when the rest does not matter. */
static size_t scan_line(struct scan *scan, const char *text)
{
    size_t len = strcspn(text, "\r\n");
    struct span line =
        span_trim((struct span){.at = text, .len = len < LINE_MAX_READ ? len : LINE_MAX_READ});
    bool chains = !scan->language || scan->language->outermost_first;
    bool goes_on = chains ? read_chained(scan, line) : read_single(scan, line);
    if (line.len)
        scan->before.line = line;
    return goes_on ? len + (text[len] != '\0') : 0;
}

void frames_find(const char *text, struct frames *out)
{
    struct scan scan = {.before = {.line = {.at = text}, .inside = {.at = text}}};
    for (size_t len; *text && (len = scan_line(&scan, text)) > 0;)
        text += len;
    *out = (struct frames){.language = scan.language ? scan.language->name : ""};
    out->count = scan.count < FRAMES_MAX ? scan.count : FRAMES_MAX;
    char *at = out->text;
    for (size_t i = 0; i < out->count; i++) {
        size_t place = scan.language->outermost_first ? scan.count - 1 - i : i;
        if (i)
            *at++ = '\n';
        at = stpcpy(at, scan.kept[place % FRAMES_MAX]);
    }
}
