/* Damage done on purpose: each file that reads without damage is broken in many small ways, and
 * what stands before the first broken byte must still be read as it was.
 *   mutation FILE...     MUTATIONS of each (1000), from MUTATION_SEED on (1); those that are read
 *                        badly are kept in the folder MUTATION_KEEP, if it is set
 * Speaks TAP, a line a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "ingest/junit.h"
#include "ingest/retries.h"
#include "tests/fuzz/walk.h"

enum { MOST = 1 << 20, ROOM = 4096, SECONDS_EACH = 20, KINDS = 8, SHOWN = 160 };

struct file {
    const char *name;
    char *bytes;
    size_t len;
};

struct mutant {
    char *bytes;
    size_t len;
    size_t first; /* the first byte that may differ */
    const char *kind;
};

static uint64_t state;

static size_t pick(size_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return below ? (size_t)(state >> 33) % below : 0;
}

static struct file load(const char *name)
{
    struct file file = {.name = name, .bytes = malloc(MOST)};
    FILE *stream = fopen(name, "rb");
    if (!stream || !file.bytes) {
        perror(name);
        exit(66);
    }
    file.len = fread(file.bytes, 1, MOST, stream);
    fclose(stream);
    return file;
}

/* ---- ways to break a file ------------------------------------------------------------------- */

static void replace(struct mutant *mutant, size_t at, size_t gone, const char *bytes, size_t len)
{
    memmove(mutant->bytes + at + len, mutant->bytes + at + gone, mutant->len - at - gone);
    memcpy(mutant->bytes + at, bytes, len);
    mutant->len = mutant->len - gone + len;
    mutant->first = at;
}

static void mutate(struct mutant *mutant, const struct file *file, const struct file *other)
{
    static const char *const bad[] = {"\xFF",         "\xC3",     "\xE2\x82",
                                      "\xED\xA0\x80", "\xF5\x80", "\x80"};
    static const char controls[] = "\x00\x01\x08\x0B\x1B\x1F\x7F";
    char range[ROOM];
    size_t at = pick(file->len), len = 1 + pick(pick(4) ? 16 : ROOM);
    memcpy(mutant->bytes, file->bytes, file->len);
    mutant->len = file->len;
    if (len > file->len - at)
        len = file->len - at;
    switch (pick(KINDS)) {
    case 0:
        mutant->kind = "cut off";
        mutant->len = mutant->first = at;
        return;
    case 1:
        mutant->kind = "a bit flipped";
        mutant->bytes[at] = (char)(mutant->bytes[at] ^ 1 << pick(8));
        mutant->first = at;
        return;
    case 2:
        mutant->kind = "a range twice";
        memcpy(range, file->bytes + at, len);
        replace(mutant, at + len, 0, range, len);
        return;
    case 3: {
        mutant->kind = "a range of another file";
        size_t from = pick(other->len);
        len = len < other->len - from ? len : other->len - from;
        memcpy(range, other->bytes + from, len);
        replace(mutant, at, 0, range, len);
        return;
    }
    case 4:
        mutant->kind = "bad UTF-8";
        replace(mutant, at, 0, bad[at % 6], strlen(bad[at % 6]));
        return;
    case 5:
        mutant->kind = "a control character";
        replace(mutant, at, pick(2), controls + pick(sizeof controls - 1), 1);
        return;
    case 6:
        mutant->kind = "a range gone";
        replace(mutant, at, len, "", 0);
        return;
    default:
        mutant->kind = "a range of one byte";
        memset(range, (int)"<>&\"' ]-"[pick(8)], len);
        replace(mutant, at, pick(len), range, len);
        return;
    }
}

/* ---- what is sure --------------------------------------------------------------------------- */

static bool well_formed(const char *bytes, size_t len)
{
    xmlDocPtr document =
        xmlReadMemory(bytes, (int)len, NULL, NULL,
                      XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlFreeDoc(document);
    return document != NULL;
}

/* Past what begins with @open at @at, if it does: where it ends, or the end of it all. */
static const char *past(const char *at, const char *end, const char *open, const char *close)
{
    size_t len = strlen(open);
    if ((size_t)(end - at) < len || memcmp(at, open, len) != 0)
        return at;
    const char *found = memmem(at, (size_t)(end - at), close, strlen(close));
    return found ? found + strlen(close) : end;
}

/* How many cases begin, outside of comments and CDATA. */
static size_t case_starts(const char *bytes, size_t len)
{
    static const char word[] = "<testcase";
    const char *end = bytes + len;
    size_t count = 0;
    for (const char *at = bytes; (at = memchr(at, '<', (size_t)(end - at)));) {
        const char *next = past(past(at, end, "<!--", "-->"), end, "<![CDATA[", "]]>");
        if (next == at) {
            count += (size_t)(end - at) > sizeof word && !memcmp(at, word, sizeof word - 1);
            next++;
        }
        at = next;
    }
    return count;
}

/* What a plain look at a well-formed file tells, byte by byte. */
struct survey {
    unsigned *ended; /* how many cases end before this byte */
    bool *soft;      /* the byte stands in a text or a value: what is put before it is no markup */
    bool strict;     /* the file is well-formed as it is, so that damage can be told by a parser */
};

static size_t find(const struct file *file, size_t at, const char *word)
{
    char *found = memmem(file->bytes + at, file->len - at, word, strlen(word));
    return found ? (size_t)(found - file->bytes) + strlen(word) : file->len;
}

static bool starts(const struct file *file, size_t at, const char *word)
{
    return file->len - at >= strlen(word) && memcmp(file->bytes + at, word, strlen(word)) == 0;
}

/* The end of the tag at @at; values in it are soft. */
static size_t tag_end(const struct file *file, size_t at, bool *soft)
{
    char quote = '\0';
    for (; at < file->len; at++) {
        soft[at] = quote != '\0';
        if (quote && file->bytes[at] == quote)
            quote = '\0';
        else if (!quote && (file->bytes[at] == '"' || file->bytes[at] == '\''))
            quote = file->bytes[at];
        else if (!quote && file->bytes[at] == '>')
            return at + 1;
    }
    return at;
}

/* @cases: how many it is read to have. */
static struct survey look_over(const struct file *file, size_t cases)
{
    struct survey survey = {
        calloc(file->len + 1, sizeof(unsigned)), calloc(file->len + 1, sizeof(bool)),
        well_formed(file->bytes, file->len) && case_starts(file->bytes, file->len) == cases};
    if (file->len > 1 && (!file->bytes[0] || !file->bytes[1] || (file->bytes[0] & 0x80)))
        return survey; /* two bytes a character: nothing is sure by a plain look */
    unsigned ended = 0;
    bool text = false; /* of a failure or the like: layout between elements is left alone */
    for (size_t at = 0, end; at < file->len; at = end) {
        bool case_tag = starts(file, at, "<testcase");
        end = at + 1;
        survey.soft[at] = text && file->bytes[at] != '<';
        if (starts(file, at, "<!--")) {
            end = find(file, at, "-->");
        } else if (starts(file, at, "<![CDATA[")) {
            end = find(file, at, "]]>");
            for (size_t i = at + 9; i + 3 < end; i++)
                survey.soft[i] = true;
        } else if (file->bytes[at] == '<') {
            end = tag_end(file, at, survey.soft);
            text = file->bytes[at + 1] != '/' && file->bytes[end - 2] != '/';
        }
        for (size_t i = at; i < end; i++)
            survey.ended[i] = ended;
        ended += (case_tag && file->bytes[end - 2] == '/') || starts(file, at, "</testcase>");
    }
    survey.ended[file->len] = ended;
    return survey;
}

/* ---- reading -------------------------------------------------------------------------------- */

static enum err_code read_in_pieces(struct report *report, const char *bytes, size_t len,
                                    struct err *err)
{
    struct junit *junit = NULL;
    enum err_code code = junit_open(report, "x.xml", &junit, err);
    for (size_t at = 0, piece; at < len && code == ERR_OK; at += piece) {
        piece = 1 + pick(pick(3) ? 64 : ROOM);
        piece = piece < len - at ? piece : len - at;
        code = junit_feed(junit, bytes + at, piece, err);
    }
    if (code == ERR_OK)
        code = junit_close(junit, err);
    junit_free(junit);
    return code;
}

/* A case as it was read, before it is settled with the others. */
static void tell(const struct report_case *row, struct text *out)
{
    text_printf(out, "%s|%s|%s|%d %c %.6g\n", row->classname, row->name,
                row->file ? row->file : "-", row->line, row->outcome, (double)row->seconds);
    for (const struct attempt *at = row->attempts; at; at = at->next)
        text_printf(out, "  %c %.6g|%s|%s|%s\n", (char)at->outcome, (double)at->seconds, at->kind,
                    at->message, at->details);
}

/* The first @count cases as one text. */
static void tell_first(const struct report *report, size_t count, struct text *out)
{
    for (size_t i = 0; i < count && i < report->case_count; i++)
        tell(&report->cases[i], out);
}

/* ---- checking ------------------------------------------------------------------------------- */

/* NULL when @read is what may be made of @mutant, else what is wrong with it. */
static const char *judge(const struct report *whole, const struct report *read, size_t sure,
                         const struct survey *survey, const struct mutant *mutant)
{
    auto_text struct text expected = {0}, got = {0};
    tell_first(whole, sure, &expected);
    tell_first(read, sure, &got);
    if (read->case_count < sure)
        return "cases before the damage are lost";
    if (sure && strcmp(text_get(&expected), text_get(&got)) != 0)
        return "a case before the damage reads differently";
    bool inserted = strcmp(mutant->kind, "bad UTF-8") == 0;
    if (survey->soft[mutant->first] && inserted && read->case_count != whole->case_count)
        return "damage within a text loses a case after it";
    if (survey->strict && case_starts(mutant->bytes, mutant->len) > read->case_count &&
        !read->damaged && !read->warning_count && !well_formed(mutant->bytes, mutant->len))
        return "a case that is there was not read, and nothing says so";
    return NULL;
}

static const char *try_mutant(const struct report *whole, const struct survey *survey,
                              const struct mutant *mutant)
{
    struct report report;
    struct err err = {0};
    const char *wrong = NULL;
    size_t sure = survey->ended[mutant->first];
    report_init(&report);
    alarm(SECONDS_EACH);
    enum err_code code = read_in_pieces(&report, mutant->bytes, mutant->len, &err);
    if (code == ERR_OK)
        wrong = judge(whole, &report, sure, survey, mutant);
    else if (sure && code != ERR_LIMIT && !strstr(err.message, "DOCTYPE"))
        wrong = err.message[0] ? "it is refused" : "it is refused without a reason";
    if (retries_settle(&report, &err) != ERR_OK && code == ERR_OK)
        wrong = "it can't be settled";
    else
        walk_report(&report);
    report_free(&report);
    alarm(0);
    return wrong;
}

static void keep(const struct mutant *mutant, int number, const char *wrong)
{
    const char *folder = getenv("MUTATION_KEEP");
    printf("# %s: %s at byte %zu\n", wrong, mutant->kind, mutant->first);
    if (!folder)
        return;
    char name[4096];
    snprintf(name, sizeof name, "%s/%d-%zu.xml", folder, number, mutant->first);
    FILE *stream = fopen(name, "wb");
    if (!stream || fwrite(mutant->bytes, 1, mutant->len, stream) != mutant->len ||
        fclose(stream) != 0)
        perror(name);
    else
        printf("# kept as %s\n", name);
}

/* True when all @count mutants of @file were read as they must. */
static bool try_file(const struct file *file, const struct file *other, size_t count, int number,
                     struct report *whole)
{
    struct survey survey = look_over(file, whole->case_count);
    struct mutant mutant = {.bytes = malloc(file->len + ROOM)};
    size_t wrong_count = 0;
    if (!mutant.bytes || !survey.ended || !survey.soft)
        abort();
    for (size_t i = 0; i < count; i++) {
        mutate(&mutant, file, other);
        const char *wrong = try_mutant(whole, &survey, &mutant);
        if (wrong && wrong_count++ < SHOWN)
            keep(&mutant, number, wrong);
    }
    free(mutant.bytes);
    free(survey.ended);
    free(survey.soft);
    return wrong_count == 0;
}

static size_t setting(const char *name, size_t fallback)
{
    const char *value = getenv(name);
    return value ? strtoul(value, NULL, 10) : fallback;
}

int main(int argc, char **argv)
{
    size_t count = setting("MUTATIONS", 1000), seed = setting("MUTATION_SEED", 1);
    int number = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        struct file file = load(argv[i]), other = load(argv[1 + (i * 7) % (argc - 1)]);
        struct report whole;
        struct err err = {0};
        state = seed * 1000003 + (uint64_t)i;
        report_init(&whole);
        bool sound = file.len && other.len &&
                     read_in_pieces(&whole, file.bytes, file.len, &err) == ERR_OK && !whole.damaged;
        if (sound) {
            bool good = try_file(&file, &other, count, ++number, &whole);
            failed += !good;
            printf("%s %d - %s: %zu mutants\n", good ? "ok" : "not ok", number, file.name, count);
        }
        report_free(&whole);
        free(file.bytes);
        free(other.bytes);
    }
    printf("1..%d\n", number);
    return failed ? 1 : 0;
}
