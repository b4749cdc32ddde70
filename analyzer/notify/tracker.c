#include "analyzer/notify/tracker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

enum { PAGES_MAX = 20, PAGE_ITEMS = 100 };

void tracker_url(const struct calls *calls, struct text *url, const char *format, ...)
{
    char rest[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(rest, sizeof rest, format, args);
    va_end(args);
    text_puts(url, calls->destination->address);
    text_puts(url, rest);
    url->failed |= len < 0 || (size_t)len >= sizeof rest;
}

const char *tracker_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

void tracker_marked(const struct issue_text *text, struct text *out)
{
    text_printf(out, "%s\n\n<!-- %s -->\n", text->text, text->mark);
}

bool tracker_has_mark(const json_t *list, const char *field, const char *mark)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        if (strstr(tracker_text(item, field), mark))
            return true;
    }
    return false;
}

/* Reads one page. *@last: what is sought cannot be on another. */
static enum err_code read_page(struct calls *calls, const struct tracker_walk *walk, int number,
                               struct issue *issue, bool *last, struct err *err)
{
    auto_text struct text url = {0};
    json_t *page = NULL;
    text_printf(&url, "%s%d", walk->url, number);
    if (url.failed)
        return err_nomem(err);
    try_(call_json(calls, "GET", url.data, NULL, &page, err));
    size_t i;
    const json_t *item;
    *last = json_array_size(page) < PAGE_ITEMS;
    json_array_foreach(page, i, item)
    {
        int64_t made = 0;
        if (strstr(tracker_text(item, walk->field), walk->mark)) {
            walk->read(item, issue);
            *last = true;
            break;
        }
        if (clock_parse(tracker_text(item, "created_at"), &made) && made < walk->since)
            *last = true;
    }
    json_decref(page);
    return ERR_OK;
}

enum err_code tracker_walk(struct calls *calls, const struct tracker_walk *walk,
                           struct issue *issue, struct err *err)
{
    bool last = false;
    *issue = (struct issue){.open = false};
    for (int number = 1; number <= PAGES_MAX && !last; number++)
        try_(read_page(calls, walk, number, issue, &last, err));
    if (!last)
        return err_set(err, ERR_UNAVAILABLE,
                       "too many issues were made since the ticket was asked for to look for it");
    return ERR_OK;
}
