/* Nothing of a test's own words may end a command or begin another: they go on one line, and the
 * signs that part a command are escaped as GitHub says. */
#include "api/answer.h"

#include <string.h>

#include "common/member.h"
#include "common/neutral.h"

enum { SHOWN_MAX = 10, WORDS_MAX = 1000 };

struct page {
    const struct answer_place *places;
    size_t place_count;
    struct text *out;
    size_t errors, warnings; /* that were to be shown; the first SHOWN_MAX of each are */
};

/* @words as the message of a command, or as one of its properties. */
static void put(struct text *out, const char *words, bool property)
{
    auto_text struct text safe = {0};
    neutral_puts(&safe, words);
    const char *bytes = text_get(&safe);
    if (!bytes) {
        out->failed = true;
        return;
    }
    size_t len = text_cut(bytes, safe.len, WORDS_MAX);
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '%' || (property && (bytes[i] == ':' || bytes[i] == ',')))
            text_printf(out, "%%%02X", (unsigned)bytes[i]);
        else
            text_putc(out, bytes[i]);
    }
}

static bool begin(struct page *page, bool error, const char *title)
{
    if ((error ? page->errors++ : page->warnings++) >= SHOWN_MAX)
        return false;
    text_puts(page->out, error ? "::error title=" : "::warning title=");
    put(page->out, title, true);
    return true;
}

static void put_place(struct page *page, long long test)
{
    for (size_t i = 0; i < page->place_count; i++) {
        const struct answer_place *place = &page->places[i];
        if (place->test != test || !place->file)
            continue;
        text_puts(page->out, ",file=");
        put(page->out, place->file, true);
        if (place->line > 0)
            text_printf(page->out, ",line=%lld", place->line);
        return;
    }
}

/* Begins the command of a test: its class or suite and its name. */
static bool begin_test(struct page *page, bool error, const json_t *test)
{
    const char *group = member_text(test, "classname"), *name = member_text(test, "name");
    if (!group[0])
        group = member_text(test, "suite");
    auto_text struct text title = {0};
    if (group[0] && strcmp(group, name) != 0)
        text_printf(&title, "%s › ", group);
    text_puts(&title, name[0] ? name : "(no name)");
    const char *words = text_get(&title);
    if (!words || !begin(page, error, words))
        return false;
    put_place(page, (long long)json_integer_value(json_object_get(test, "id")));
    return true;
}

/* What the last attempt that failed said. */
static void put_message(struct page *page, const json_t *attempts)
{
    const char *last = "";
    size_t i;
    const json_t *attempt;
    json_array_foreach(attempts, i, attempt)
    {
        if (strcmp(member_text(attempt, "outcome"), "passed") != 0)
            last = member_text(attempt, "message");
    }
    put(page->out, last, false);
}

static void say_failures(struct page *page, const json_t *answer)
{
    size_t i;
    const json_t *failure;
    json_array_foreach(json_object_get(answer, "failures"), i, failure)
    {
        bool excused = json_is_string(json_object_get(failure, "excused_by"));
        if (!begin_test(page, !excused, json_object_get(failure, "test")))
            continue;
        if (excused)
            text_printf(page->out, "::excused by quarantine %lld: ",
                        (long long)json_integer_value(json_object_get(failure, "quarantine")));
        else
            text_printf(page->out, "::%s: ", member_text(failure, "refusal"));
        put_message(page, json_object_get(failure, "attempts"));
        text_putc(page->out, '\n');
    }
}

static void say_flaky(struct page *page, const json_t *answer)
{
    size_t i;
    const json_t *flaky;
    json_array_foreach(json_object_get(answer, "flaky"), i, flaky)
    {
        if (!begin_test(page, false, json_object_get(flaky, "test")))
            continue;
        text_puts(page->out, "::flaky, passed on retry: ");
        put_message(page, json_object_get(flaky, "attempts"));
        text_putc(page->out, '\n');
    }
}

void answer_github(const json_t *answer, const struct answer_place *places, size_t count,
                   struct text *out)
{
    struct page page = {.places = places, .place_count = count, .out = out};
    size_t i;
    const json_t *refusal;
    json_array_foreach(json_object_get(answer, "refusals"), i, refusal)
    {
        if (begin(&page, true, "Escapement"))
            text_printf(out, "::%s: %s\n", member_text(refusal, "reason"),
                        member_text(refusal, "detail"));
    }
    say_failures(&page, answer);
    say_flaky(&page, answer);
    if (page.errors > SHOWN_MAX || page.warnings > SHOWN_MAX)
        text_puts(out, "::notice title=Escapement::there are more than are shown here\n");
}
