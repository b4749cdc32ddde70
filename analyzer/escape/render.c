#include "analyzer/escape/render.h"

#include <string.h>

#include "common/markdown.h"
#include "common/member.h"

static long long count_of(const json_t *document, const char *key)
{
    return (long long)json_integer_value(json_object_get(json_object_get(document, "counts"), key));
}

/* "27 of 36 fields filled by the service, 2 proposed, 3 written by people, 4 open". */
static void say_counts(const json_t *document, struct text *out)
{
    text_printf(out,
                "%lld of %lld fields filled by the service, %lld proposed, %lld written by people, "
                "%lld open",
                count_of(document, "filled"), count_of(document, "fields"),
                count_of(document, "proposed"), count_of(document, "written"),
                count_of(document, "open"));
}

static void say_state(const json_t *document, struct text *out)
{
    const json_t *version = json_object_get(document, "version");
    if (json_is_integer(version))
        text_printf(out, "Version %lld, ", (long long)json_integer_value(version));
    else
        text_puts(out, "As it stands, ");
    for (const char *c = member_text(document, "state"); *c; c++)
        text_putc(out, *c == '_' ? ' ' : *c);
    text_printf(out, ", %.10s", member_text(document, "made_at"));
}

/* ---- Markdown ------------------------------------------------------------------------------ */

static void markdown_field(const json_t *field, struct text *out)
{
    const json_t *lines = json_object_get(field, "lines"), *line;
    const char *status = member_text(field, "status"), *words = member_text(field, "words");
    size_t i;
    text_printf(out, "\n### %s%s\n\n", member_text(field, "label"),
                strcmp(status, "proposed") == 0 ? " (proposed)" : "");
    json_array_foreach(lines, i, line)
    {
        text_puts(out, "- ");
        markdown_line(out, json_string_value(line));
        text_putc(out, '\n');
    }
    if (*words) {
        if (json_array_size(lines))
            text_putc(out, '\n');
        markdown_puts(out, words);
        text_putc(out, '\n');
    }
    if (strcmp(status, "open") == 0)
        text_printf(out, "_Open: %s_\n", member_text(field, "hint"));
}

void render_markdown(const json_t *document, struct text *out)
{
    const json_t *section, *field;
    size_t i, j;
    text_puts(out, "# Post-mortem: ");
    markdown_line(out, member_text(document, "title"));
    text_puts(out, "\n\n");
    say_state(document, out);
    text_puts(out, ". ");
    say_counts(document, out);
    text_puts(out, ".\n");
    json_array_foreach(json_object_get(document, "sections"), i, section)
    {
        text_printf(out, "\n## %s\n", member_text(section, "title"));
        json_array_foreach(json_object_get(section, "fields"), j, field)
        {
            markdown_field(field, out);
        }
    }
}

/* ---- HTML ---------------------------------------------------------------------------------- */

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "overflow-wrap:anywhere}"
    "h1,h2,h3{line-height:1.2}h2{border-bottom:1px solid;margin-top:2rem}h3{margin-bottom:.2rem}"
    "ul{margin-top:.2rem}.status{font-weight:normal}.open{font-style:italic}"
    ".words{white-space:pre-wrap}"
    "@media print{:root{color-scheme:light}body{max-width:none;margin:0;font-size:11pt}"
    "h1,h2,h3{break-after:avoid}"
    "section section{break-inside:avoid}}";

static void escape(const char *words, struct text *out)
{
    for (const char *c = words; *c; c++)
        switch (*c) {
        case '&':
            text_puts(out, "&amp;");
            break;
        case '<':
            text_puts(out, "&lt;");
            break;
        case '>':
            text_puts(out, "&gt;");
            break;
        case '"':
            text_puts(out, "&quot;");
            break;
        default:
            text_putc(out, *c);
        }
}

static void html_field(const json_t *field, struct text *out)
{
    const json_t *lines = json_object_get(field, "lines"), *line;
    const char *status = member_text(field, "status"), *words = member_text(field, "words");
    size_t i;
    text_puts(out, "<section><h3>");
    escape(member_text(field, "label"), out);
    if (strcmp(status, "proposed") == 0)
        text_puts(out, " <span class=\"status\">(proposed)</span>");
    text_puts(out, "</h3>\n");
    if (json_array_size(lines)) {
        text_puts(out, "<ul>\n");
        json_array_foreach(lines, i, line)
        {
            text_puts(out, "<li>");
            escape(json_string_value(line), out);
            text_puts(out, "</li>\n");
        }
        text_puts(out, "</ul>\n");
    }
    if (*words) {
        text_puts(out, "<p class=\"words\">");
        escape(words, out);
        text_puts(out, "</p>\n");
    }
    if (strcmp(status, "open") == 0) {
        text_puts(out, "<p class=\"open\">Open: ");
        escape(member_text(field, "hint"), out);
        text_puts(out, "</p>\n");
    }
    text_puts(out, "</section>\n");
}

void render_html(const json_t *document, struct text *out)
{
    const json_t *section, *field;
    size_t i, j;
    text_puts(out, "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escape(member_text(document, "title"), out);
    text_printf(out,
                "</title>\n<style>%s</style></head>\n<body>\n<main>\n<h1>Post-mortem: ", style);
    escape(member_text(document, "title"), out);
    text_puts(out, "</h1>\n<p>");
    say_state(document, out);
    text_puts(out, ". ");
    say_counts(document, out);
    text_puts(out, ".</p>\n");
    json_array_foreach(json_object_get(document, "sections"), i, section)
    {
        text_puts(out, "<section><h2>");
        escape(member_text(section, "title"), out);
        text_puts(out, "</h2>\n");
        json_array_foreach(json_object_get(section, "fields"), j, field)
        {
            html_field(field, out);
        }
        text_puts(out, "</section>\n");
    }
    text_puts(out, "</main>\n</body>\n</html>\n");
}
