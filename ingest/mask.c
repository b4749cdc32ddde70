/* A text is looked at as a whole for the words that its secrets are known by; only if there is one,
 * or the organisation has patterns of its own, is it looked at line by line, and only the patterns
 * whose words are in a line are tried on it. Those of the organisation come first: their names say
 * most. */
#include "ingest/mask.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "ingest/mask_internal.h"

enum {
    PIECE_MAX = 16384, /* bytes of a line that are looked at together */
    GAVE_UP_MAX = 100, /* lines of a report; from then on, a pattern is not tried any more */
    WARNING_SIZE = 400
};

static const char mask_start[] = "<masked:";

static struct {
    pthread_mutex_t lock;
    atomic_bool ready;
    struct mask_file file;
} rules = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What masking one report, or one text, takes. */
struct masking {
    struct pattern_search *search; /* once it is needed */
    struct text text, line, next;
    uint32_t masked[MASK_RULES_MAX], gave_up[MASK_RULES_MAX]; /* since it was told */
    uint32_t gave_up_before[MASK_RULES_MAX];
    bool changed;
};

static void masking_free(struct masking *masking)
{
    pattern_search_free(masking->search);
    text_free(&masking->text);
    text_free(&masking->line);
    text_free(&masking->next);
}

/* ---- The patterns in force ----------------------------------------------------------------- */

static enum err_code read_rules(const char *path, struct err *err)
{
    struct mask_file file = {0};
    if (*path)
        try_(mask_file_read(path, &file, err));
    mask_file_free(&rules.file);
    rules.file = file;
    atomic_store(&rules.ready, true);
    return ERR_OK;
}

enum err_code mask_open(const char *path, struct err *err)
{
    pthread_mutex_lock(&rules.lock);
    enum err_code code = read_rules(path, err);
    pthread_mutex_unlock(&rules.lock);
    return code;
}

void mask_close(void)
{
    mask_file_free(&rules.file);
    mask_builtin_close();
    atomic_store(&rules.ready, false);
}

static enum err_code ensure_rules(struct err *err)
{
    if (atomic_load(&rules.ready))
        return ERR_OK;
    pthread_mutex_lock(&rules.lock);
    enum err_code code = atomic_load(&rules.ready) ? ERR_OK : read_rules(config.mask_file, err);
    pthread_mutex_unlock(&rules.lock);
    return code;
}

static const char *rule_name(size_t rule)
{
    return rule < MASK_BUILTIN_MAX ? mask_builtins[rule].name
                                   : rules.file.rules[rule - MASK_BUILTIN_MAX].name;
}

static enum err_code rule_pattern(size_t rule, const struct pattern **pattern, struct err *err)
{
    if (rule < MASK_BUILTIN_MAX)
        return mask_compiled(rule, pattern, err);
    *pattern = rules.file.rules[rule - MASK_BUILTIN_MAX].pattern;
    return ERR_OK;
}

/* ---- A line -------------------------------------------------------------------------------- */

static void put_mask(struct text *out, const char *name)
{
    text_puts(out, mask_start);
    text_puts(out, name);
    text_putc(out, '>');
}

static bool is_mask(const char *at, size_t len)
{
    size_t start = strlen(mask_start);
    return len > start && memcmp(at, mask_start, start) == 0 &&
           memchr(at, '>', len) == at + len - 1;
}

/* A line that nobody knows to be clean. */
static void mask_whole(struct masking *masking, size_t rule)
{
    text_clear(&masking->line);
    put_mask(&masking->line, rule_name(rule));
    masking->gave_up[rule]++;
    masking->changed = true;
}

/* Replaces what @rule finds in masking->line. */
static enum err_code apply(struct masking *masking, size_t rule, struct err *err)
{
    const struct pattern *pattern;
    struct pattern_span span;
    size_t done = 0, from = 0, end;
    if (masking->gave_up[rule] + masking->gave_up_before[rule] >= GAVE_UP_MAX) {
        mask_whole(masking, rule);
        return ERR_OK;
    }
    try_(rule_pattern(rule, &pattern, err));
    if (!masking->search)
        try_(pattern_search_new(&masking->search, err));
    const char *line = text_get(&masking->line);
    size_t len = masking->line.len;
    text_clear(&masking->next);
    while (line && from < len) {
        enum pattern_found found =
            pattern_find(pattern, masking->search, line, len, from, &span, &end);
        if (found == PATTERN_GAVE_UP) {
            mask_whole(masking, rule);
            return ERR_OK;
        }
        if (found == PATTERN_ABSENT)
            break;
        if (span.end > span.start && span.start >= done &&
            !is_mask(line + span.start, span.end - span.start)) {
            text_append(&masking->next, line + done, span.start - done);
            put_mask(&masking->next, rule_name(rule));
            masking->masked[rule]++;
            done = span.end;
        }
        from = end > from ? end : from + text_cut(line + from, len - from, 4);
    }
    if (done == 0)
        return ERR_OK;
    text_append(&masking->next, line + done, len - done);
    struct text swap = masking->line;
    masking->line = masking->next;
    masking->next = swap;
    masking->changed = true;
    return ERR_OK;
}

static enum err_code mask_line(struct masking *masking, const char *line, size_t len,
                               struct err *err)
{
    uint64_t hints = mask_hints(line, len) & ~rules.file.off & ~(1ULL << MASK_KEYS_ROW);
    if (!hints && rules.file.count == 0) {
        text_append(&masking->text, line, len);
        return ERR_OK;
    }
    text_clear(&masking->line);
    text_append(&masking->line, line, len);
    for (size_t i = 0; i < rules.file.count; i++)
        try_(apply(masking, MASK_BUILTIN_MAX + i, err));
    for (; hints; hints &= hints - 1)
        try_(apply(masking, (size_t)__builtin_ctzll(hints), err));
    text_append(&masking->text, text_get(&masking->line) ? text_get(&masking->line) : "",
                masking->line.len);
    return masking->line.failed || masking->next.failed ? err_nomem(err) : ERR_OK;
}

/* How much of a line is looked at together: all of it, or up to a blank. */
static size_t piece_length(const char *at, size_t len)
{
    const char *feed = memchr(at, '\n', len);
    size_t line = feed ? (size_t)(feed - at) : len;
    if (line <= PIECE_MAX)
        return line;
    for (size_t cut = PIECE_MAX; cut > PIECE_MAX / 2; cut--)
        if (at[cut] == ' ' || at[cut] == '\t')
            return cut;
    return text_cut(at, line, PIECE_MAX);
}

static enum err_code mask_lines(struct masking *masking, const char *bytes, size_t len,
                                struct err *err)
{
    while (len) {
        size_t piece = piece_length(bytes, len);
        if (piece)
            try_(mask_line(masking, bytes, piece, err));
        if (piece < len && bytes[piece] == '\n')
            text_putc(&masking->text, bytes[piece++]);
        bytes += piece;
        len -= piece;
    }
    return ERR_OK;
}

/* ---- A text, a report ---------------------------------------------------------------------- */

static enum err_code mask_one(struct masking *masking, const char **text, struct arena *arena,
                              struct err *err)
{
    auto_text struct text keyless = {0};
    const char *bytes = *text;
    size_t len = strlen(bytes);
    uint64_t hints = len ? mask_hints(bytes, len) & ~rules.file.off : 0;
    if (!hints && (rules.file.count == 0 || len == 0))
        return ERR_OK;
    masking->changed = false;
    if (hints & 1ULL << MASK_KEYS_ROW) {
        uint32_t keys = mask_keys(bytes, len, &keyless);
        masking->masked[MASK_KEYS_ROW] += keys;
        masking->changed = keys > 0;
        bytes = text_get(&keyless);
        len = keyless.len;
        if (!bytes)
            return err_nomem(err);
    }
    text_clear(&masking->text);
    try_(mask_lines(masking, bytes, len, err));
    if (masking->text.failed)
        return err_nomem(err);
    if (!masking->changed)
        return ERR_OK;
    const char *copy = arena_text(arena, masking->text.data, masking->text.len);
    if (!copy)
        return err_nomem(err);
    *text = copy;
    return ERR_OK;
}

enum err_code mask_text(const char **text, struct arena *arena, struct err *err)
{
    try_(ensure_rules(err));
    struct masking masking = {0};
    enum err_code code = mask_one(&masking, text, arena, err);
    masking_free(&masking);
    return code;
}

static uint32_t put_counts(const uint32_t counts[MASK_RULES_MAX], struct text *out)
{
    uint32_t all = 0;
    for (size_t rule = 0; rule < MASK_RULES_MAX; rule++) {
        uint32_t count = counts[rule];
        while (count && rule + 1 < mask_builtin_count && /* rows of one name are neighbours */
               strcmp(rule_name(rule), rule_name(rule + 1)) == 0)
            count += counts[++rule];
        if (count)
            text_printf(out, "%s%s %u", all ? ", " : "", rule_name(rule), count);
        all += count;
    }
    return all;
}

/* Says what was masked in a file, and begins to count anew. */
static void tell(struct masking *masking, struct report *report, uint32_t file)
{
    auto_text struct text names = {0}, lines = {0};
    uint32_t masked = put_counts(masking->masked, &names);
    uint32_t gave_up = put_counts(masking->gave_up, &lines);
    if (masked)
        report_warn(report, file, "masked", 0, 0, "%u secret%s masked: %.*s", masked,
                    masked == 1 ? " was" : "s were", WARNING_SIZE, text_get(&names));
    if (gave_up)
        report_warn(report, file, "mask_gave_up", 0, 0,
                    "%u line%s masked whole, because a pattern costs too much on them: %.*s",
                    gave_up, gave_up == 1 ? " was" : "s were", WARNING_SIZE, text_get(&lines));
    for (size_t rule = 0; rule < MASK_RULES_MAX; rule++)
        masking->gave_up_before[rule] += masking->gave_up[rule];
    memset(masking->masked, 0, sizeof masking->masked);
    memset(masking->gave_up, 0, sizeof masking->gave_up);
}

static enum err_code mask_case(struct masking *masking, struct report *report,
                               const struct report_case *one, struct err *err)
{
    for (struct attempt *at = one->attempts; at; at = at->next) {
        try_(mask_one(masking, &at->kind, &report->arena, err));
        try_(mask_one(masking, &at->message, &report->arena, err));
        try_(mask_one(masking, &at->details, &report->arena, err));
    }
    return ERR_OK;
}

enum err_code mask_report(struct report *report, struct err *err)
{
    try_(ensure_rules(err));
    if (report->told_count == 0)
        return ERR_OK;
    struct masking masking = {0};
    uint32_t file = report->cases[report->told[0]].file_index;
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < report->told_count && code == ERR_OK; i++) {
        const struct report_case *one = &report->cases[report->told[i]];
        if (one->file_index != file)
            tell(&masking, report, file);
        file = one->file_index;
        code = mask_case(&masking, report, one, err);
    }
    if (code == ERR_OK)
        tell(&masking, report, file);
    masking_free(&masking);
    return code;
}
