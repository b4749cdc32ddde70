#include "analyzer/flake/triage_digest.h"

#include <string.h>

#include "common/markdown.h"
#include "common/member.h"
#include "common/text.h"

const struct triage_section triage_sections[] = {
    {"promises", "Promised before"},
    {"alarms", "Alarms"},
    {"expired", "Past their review date"},
    {"new", "New"},
    {"worse", "Worse"},
    {"unowned", "Without an owner"},
    {"recovered", "Recovered"},
};
const size_t triage_section_count = sizeof triage_sections / sizeof *triage_sections;

void triage_say_subject(const json_t *row, struct text *out)
{
    const json_t *facts = json_object_get(row, "facts"), *test = json_object_get(facts, "test");
    if (!test) {
        text_printf(out, "%s", member_text(json_object_get(facts, "signature"), "text"));
        return;
    }
    const char *home = member_text(test, "classname");
    text_printf(out, "%s%s%s", *home ? home : member_text(test, "suite"), " › ",
                member_text(test, "name"));
    if (*member_text(test, "variant"))
        text_printf(out, " (%s)", member_text(test, "variant"));
}

/* As code, so that nothing in a name is markup or calls anybody. */
static void say_code(const char *words, struct text *out)
{
    text_printf(out, "`");
    for (const char *c = words; *c; c++)
        text_putc(out, *c == '`' ? '\'' : *c == '\n' || *c == '\r' ? ' ' : *c);
    text_printf(out, "`");
}

static void say_row(const json_t *row, struct text *out)
{
    auto_text struct text subject = {0};
    triage_say_subject(row, &subject);
    text_printf(out, "- ");
    say_code(text_get(&subject) ? text_get(&subject) : "", out);
}

/* ": team payments, until 2026-12-01. Because it waits." */
static void say_work(const json_t *work, struct text *out)
{
    const char *owner = member_text(work, "owner"), *due = member_text(work, "due_on");
    if (*owner) {
        text_printf(out, ", ");
        markdown_line(out, owner);
    }
    if (*due)
        text_printf(out, ", until %s", due);
    text_printf(out, ": ");
    markdown_line(out, member_text(work, "reason"));
    text_printf(out, "\n");
}

static void say_promises(const json_t *rows, struct text *out)
{
    static const char *const words[][2] = {{"kept", "kept"},
                                           {"waiting", "still has time"},
                                           {"flaking", "**not kept**, it still flakes"},
                                           {"overdue", "**not kept**, the day has passed"}};
    bool any = false;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        const json_t *promise = json_object_get(json_object_get(row, "facts"), "promise");
        if (strcmp(member_text(row, "section"), "promises") != 0 || !promise)
            continue;
        if (!any)
            text_printf(out, "\n## What was promised\n\n");
        any = true;
        say_row(row, out);
        for (size_t j = 0; j < sizeof words / sizeof *words; j++)
            if (strcmp(member_text(promise, "state"), words[j][0]) == 0)
                text_printf(out, " %s (%s since %s)", words[j][1], member_text(promise, "decision"),
                            member_text(promise, "week"));
        say_work(promise, out);
    }
}

static void say_decisions(const json_t *rows, struct text *out)
{
    static const char *const kinds[][2] = {{"fix", "To fix"},
                                           {"delete", "To delete"},
                                           {"quarantine", "Quarantined"},
                                           {"extend", "Quarantine extended"},
                                           {"dismiss", "Dismissed"}};
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        bool any = false;
        size_t i;
        const json_t *row;
        json_array_foreach(rows, i, row)
        {
            const json_t *decision = json_object_get(row, "decision");
            if (strcmp(member_text(decision, "decision"), kinds[kind][0]) != 0)
                continue;
            if (!any)
                text_printf(out, "\n## %s\n\n", kinds[kind][1]);
            any = true;
            say_row(row, out);
            say_work(decision, out);
        }
    }
}

/* Rows that are told only, or that wait for the next one. */
static void say_rest(const json_t *rows, bool asks, const char *title, struct text *out)
{
    bool any = false;
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        if (json_is_object(json_object_get(row, "decision")) ||
            (asks ? !json_is_true(json_object_get(row, "asks"))
                  : strcmp(member_text(row, "section"), "recovered") != 0))
            continue;
        if (!any)
            text_printf(out, "\n## %s\n\n", title);
        any = true;
        say_row(row, out);
        const json_t *quarantine = json_object_get(json_object_get(row, "facts"), "quarantine");
        if (!asks && strcmp(member_text(quarantine, "state"), "closed") == 0)
            text_printf(out, " came out of quarantine");
        text_printf(out, "\n");
    }
}

char *triage_digest(const json_t *triage)
{
    struct text out = {0};
    const json_t *rows = json_object_get(triage, "rows");
    text_printf(&out, "# Triage of %s\n\n%lld of %lld rows decided.\n", member_text(triage, "week"),
                member_int(triage, "decided"), member_int(triage, "asking"));
    if (json_array_size(rows) == 0)
        text_printf(&out, "\nNothing was on the agenda.\n");
    say_promises(rows, &out);
    say_decisions(rows, &out);
    say_rest(rows, true, "Undecided, and on the next agenda", &out);
    say_rest(rows, false, "Recovered", &out);
    return text_take(&out);
}
