/* Escaping, by markup:
 * - Markdown: a code span, in which neither mentions nor references, HTML or links are read; it is
 *   fenced by more backticks than the value has in a row.
 * - Jira: signs that begin something are escaped; the backslash itself, which could undo that, and
 *   the colon of h1. and of addresses become entities.
 * - Slack: & < >, which begin mentions, channels and links there.
 * All of them first lose control characters, line ends and turns of direction. */
#include "analyzer/notify/template.h"

#include <string.h>

#include "common/neutral.h"

const char *const template_names[VALUE__MAX] = {
    "what",  "event", "project", "kind",   "id",     "subject", "reason", "signature",
    "owner", "actor", "rate",    "events", "review", "ticket",  "text",   "link"};

/* Ours, or numbers: not escaped. */
static bool is_own(size_t value)
{
    return value == VALUE_WHAT || value == VALUE_KIND || value == VALUE_ID || value == VALUE_RATE ||
           value == VALUE_EVENTS || value == VALUE_REVIEW || value == VALUE_LINK;
}

/* ---- Escaping ------------------------------------------------------------------------------ */

static void escape_markdown(const char *value, struct text *out)
{
    size_t most = 0;
    for (const char *at = value; *at;) {
        size_t run = strspn(at, "`");
        most = run > most ? run : most;
        at += run ? run : 1;
    }
    for (size_t i = 0; i <= most; i++)
        text_putc(out, '`');
    text_printf(out, most ? " %s " : "%s", value);
    for (size_t i = 0; i <= most; i++)
        text_putc(out, '`');
}

static void escape_signs(const char *value, enum markup markup, struct text *out)
{
    for (; *value; value++) {
        if (markup == MARKUP_SLACK && *value == '&')
            text_puts(out, "&amp;");
        else if (markup == MARKUP_SLACK && *value == '<')
            text_puts(out, "&lt;");
        else if (markup == MARKUP_SLACK && *value == '>')
            text_puts(out, "&gt;");
        else if (markup == MARKUP_JIRA && *value == '\\')
            text_puts(out, "&#92;");
        else if (markup == MARKUP_JIRA && strchr("{}[]*_-+^~!|#?@(", *value))
            text_printf(out, "\\%c", *value);
        else
            text_putc(out, *value);
    }
}

void template_escape(const char *value, size_t max, enum markup markup, struct text *out)
{
    auto_text struct text plain = {0}, cut = {0};
    size_t len = strlen(value), kept = text_cut(value, len, max);
    text_append(&cut, value, kept);
    if (kept < len)
        text_puts(&cut, " …");
    if (cut.failed) {
        out->failed = true;
        return;
    }
    text_mend(cut.data);
    neutral_puts(&plain, cut.data);
    const char *words = text_get(&plain);
    if (!words)
        out->failed = true;
    else if (*words && markup == MARKUP_MARKDOWN)
        escape_markdown(words, out);
    else
        escape_signs(words, markup, out);
}

/* A text keeps its lines, which cannot begin anything. */
static void escape_text(const char *value, enum markup markup, struct text *out)
{
    const char *end = markup == MARKUP_MARKDOWN ? "  \n" : markup == MARKUP_JIRA ? "\\\\ " : "\n";
    size_t start = out->len;
    while (*value && out->len - start < TEMPLATE_TEXT_MAX) {
        auto_text struct text line = {0};
        size_t len = strcspn(value, "\n");
        text_append(&line, value, len);
        if (line.failed)
            out->failed = true;
        else
            template_escape(text_get(&line), TEMPLATE_TEXT_MAX, markup, out);
        value += len;
        if (*value == '\n' && *++value)
            text_puts(out, end);
    }
}

/* ---- Templates ----------------------------------------------------------------------------- */

/* The placeholder that begins at @at; VALUE__MAX when it is none. *@len: its bytes, 0 when it is
 * left open. */
static size_t find_value(const char *at, size_t *len)
{
    const char *end = strstr(at, "}}");
    *len = end ? (size_t)(end + 2 - at) : 0;
    for (size_t i = 0; end && i < VALUE__MAX; i++) {
        size_t name = strlen(template_names[i]);
        if (*len == name + 4 && memcmp(at + 2, template_names[i], name) == 0)
            return i;
    }
    return VALUE__MAX;
}

enum err_code template_check(const char *template, struct err *err)
{
    size_t len;
    for (const char *at = template; (at = strstr(at, "{{")); at += len) {
        if (find_value(at, &len) == VALUE__MAX && !len)
            return err_set(err, ERR_INVALID, "\"{{\" is not closed by \"}}\"");
        if (find_value(at, &len) == VALUE__MAX)
            return err_set(err, ERR_INVALID,
                           "\"%.*s\" is none of what event project kind id subject reason "
                           "signature owner actor rate events review ticket text link",
                           (int)(len < 40 ? len : 40), at);
    }
    return ERR_OK;
}

static void put_value(size_t value, const char *words, enum markup markup, struct text *out)
{
    if (is_own(value))
        text_puts(out, words);
    else if (value == VALUE_TEXT)
        escape_text(words, markup, out);
    else
        template_escape(words, TEMPLATE_VALUE_MAX, markup, out);
}

/* Renders a line; false: it has placeholders, and all are empty. */
static bool render_line(const char *line, size_t len, const struct template_values *values,
                        enum markup markup, struct text *out)
{
    bool any = false, filled = false;
    const char *end = line + len;
    while (line < end) {
        size_t taken = 1, value = VALUE__MAX;
        if (end - line >= 4 && line[0] == '{' && line[1] == '{')
            value = find_value(line, &taken);
        if (value == VALUE__MAX) {
            text_putc(out, *line++);
            continue;
        }
        const char *words = values->of[value] ? values->of[value] : "";
        any = true;
        filled |= *words != '\0';
        put_value(value, words, markup, out);
        line += taken;
    }
    return !any || filled;
}

void template_render(const char *template, const struct template_values *values, enum markup markup,
                     struct text *out)
{
    bool blank = true; /* the line before was empty, or there is none */
    while (*template) {
        size_t len = strcspn(template, "\n");
        auto_text struct text line = {0};
        bool shown = render_line(template, len, values, markup, &line);
        out->failed |= line.failed;
        if (shown && (line.len || !blank)) {
            text_append(out, line.data ? line.data : "", line.len);
            if (template[len])
                text_putc(out, '\n');
            blank = line.len == 0;
        }
        template += len + (template[len] == '\n');
    }
    if (out->len > TEMPLATE_OUT_MAX && !out->failed) {
        out->len = text_cut(out->data, out->len, TEMPLATE_OUT_MAX);
        out->data[out->len] = '\0';
    }
}
