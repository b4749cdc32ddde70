#include "analyzer/flake/verdict_words.h"

#include <stdio.h>
#include <string.h>

#include "common/neutral.h"
#include "common/text.h"

enum { COMMENT_ROWS = 20, COMMENT_TEXT = 120 };

void verdict_test_name(const struct verdict_test *test, char name[VERDICT_NAME_SIZE])
{
    const char *group = test->classname[0] ? test->classname : test->suite;
    bool told = !group[0] || strcmp(group, test->name) == 0;
    int len = snprintf(name, VERDICT_NAME_SIZE, "%s%s%s", told ? "" : group, told ? "" : " › ",
                       test->name[0] ? test->name : "(no name)");
    if (len > 0 && len < VERDICT_NAME_SIZE && test->variant[0])
        len += snprintf(name + len, VERDICT_NAME_SIZE - (size_t)len, " [%s]", test->variant);
    if (len > 0 && len < VERDICT_NAME_SIZE && test->occurrence > 1)
        len += snprintf(name + len, VERDICT_NAME_SIZE - (size_t)len, " #%d", test->occurrence);
    if (len >= VERDICT_NAME_SIZE)
        name[text_cut(name, VERDICT_NAME_SIZE, VERDICT_NAME_SIZE - 1)] = '\0';
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* "; outage: 300 of 400 tests failed at once" */
static void say_incident(json_t *incident, struct text *out)
{
    const char *kind;
    json_int_t tests, failed;
    if (json_unpack(incident, "{s:s, s:I, s:I}", "kind", &kind, "tests", &tests, "failed",
                    &failed) != 0)
        return;
    text_printf(out, "; %s: ", kind);
    if (strcmp(kind, "outage") == 0)
        text_printf(out, "%lld of %lld tests failed at once", (long long)failed, (long long)tests);
    else if (strcmp(kind, "cascade") == 0)
        text_printf(out, "%lld test%s not run because another failed", (long long)failed,
                    plural((size_t)failed));
    else
        text_printf(out, "%lld tests failed by the machinery alike", (long long)failed);
}

/* "3 of 120 tests failed, 2 excused by quarantine; 1 passed on retry; refused: incomplete" */
static void say_summary(const struct verdict *v, struct text *out)
{
    text_puts(out, v->pass ? "pass: " : "fail: ");
    if (v->tests == 0)
        text_puts(out, "no test ran");
    else if (v->failing_total == 0)
        text_printf(out, "%d test%s, none failing", v->tests, plural((size_t)v->tests));
    else
        text_printf(out, "%zu of %d test%s failing, %zu excused by quarantine", v->failing_total,
                    v->tests, plural((size_t)v->tests), v->excused_total);
    if (v->flaky_total > 0)
        text_printf(out, "; %zu passed on retry", v->flaky_total);
    for (size_t i = 0; i < json_array_size(v->incidents); i++)
        say_incident(json_array_get(v->incidents, i), out);
    for (size_t i = 0; i < v->refusal_count; i++)
        text_printf(out, "%s%s%s%s%s", i ? ", " : "; refused: ", v->refusals[i].reason,
                    v->refusals[i].cause ? " (" : "",
                    v->refusals[i].cause ? v->refusals[i].cause : "",
                    v->refusals[i].cause ? ")" : "");
    size_t open = v->failing_total - v->excused_total;
    if (open > 0)
        text_printf(out, "; %zu failure%s without an excuse", open, plural(open));
}

/* Names come from anywhere: nothing of them may be taken for Markdown or HTML. */
static void add_code(struct text *out, const char *words)
{
    auto_text struct text safe = {0};
    neutral_puts(&safe, words);
    const char *bytes = text_get(&safe);
    if (!bytes) {
        out->failed = true;
        return;
    }
    size_t len = safe.len, shown = text_cut(bytes, len, COMMENT_TEXT);
    text_putc(out, '`');
    for (size_t i = 0; i < shown; i++)
        text_putc(out, bytes[i] == '`' ? '\'' : bytes[i] == '|' ? '/' : bytes[i]);
    text_puts(out, shown < len ? "...`" : "`");
}

static void say_failing(const struct verdict *v, struct text *out)
{
    if (v->failing_total == 0)
        return;
    text_puts(out, "\n| Failing test | Failure | Standing |\n|---|---|---|\n");
    for (size_t i = 0; i < v->failing_count && i < COMMENT_ROWS; i++) {
        const struct verdict_test *test = &v->failing[i];
        char name[VERDICT_NAME_SIZE];
        verdict_test_name(test, name);
        text_puts(out, "| ");
        add_code(out, name);
        text_puts(out, " | ");
        add_code(out, test->signature && test->signature[0] ? test->signature : "no message");
        if (test->excused)
            text_printf(out, " | excused by quarantine %lld |\n", (long long)test->quarantine_id);
        else
            text_printf(out, " | **%s**: %s |\n", test->refusal, test->detail);
    }
    if (v->failing_total > COMMENT_ROWS)
        text_printf(out, "\nand %zu more.\n", v->failing_total - COMMENT_ROWS);
}

static void say_incidents(const struct verdict *v, struct text *out)
{
    for (size_t i = 0; i < json_array_size(v->incidents); i++) {
        json_t *incident = json_array_get(v->incidents, i);
        const char *text = json_string_value(json_object_get(incident, "text"));
        text_printf(out, "\n- incident %lld",
                    (long long)json_integer_value(json_object_get(incident, "id")));
        say_incident(incident, out);
        if (text && *text) {
            text_puts(out, ", ");
            add_code(out, text);
        }
        text_puts(out, ". Its failures count against no test.\n");
    }
}

static void say_flaky(const struct verdict *v, struct text *out)
{
    if (v->flaky_total == 0)
        return;
    text_printf(out, "\nPassed on retry, and counted as flaky%s:\n\n",
                json_array_size(v->incidents) ? " but for incidents" : "");
    for (size_t i = 0; i < v->flaky_count && i < COMMENT_ROWS; i++) {
        char name[VERDICT_NAME_SIZE];
        verdict_test_name(&v->flaky[i], name);
        text_puts(out, "- ");
        add_code(out, name);
        text_putc(out, '\n');
    }
    if (v->flaky_total > COMMENT_ROWS)
        text_printf(out, "- and %zu more\n", v->flaky_total - COMMENT_ROWS);
}

static void say_comment(const struct verdict *v, struct text *out)
{
    text_printf(out, "### Escapement: %s\n\n%s\n", v->pass ? "may go green" : "may not go green",
                v->summary);
    for (size_t i = 0; i < v->refusal_count; i++)
        text_printf(out, "\n- **%s**: %s", v->refusals[i].reason, v->refusals[i].detail);
    if (v->refusal_count > 0)
        text_putc(out, '\n');
    say_incidents(v, out);
    say_failing(v, out);
    say_flaky(v, out);
    if (v->distrust)
        text_printf(out, "\nThis report is not trusted (%s): " VERDICT_UNTRUSTED "\n",
                    distrust_detail(v->distrust));
}

enum err_code verdict_say(struct verdict *verdict, struct err *err)
{
    auto_text struct text summary = {0}, comment = {0};
    say_summary(verdict, &summary);
    if (summary.failed)
        return err_nomem(err);
    verdict->summary = arena_text(&verdict->arena, summary.data, summary.len);
    if (!verdict->summary)
        return err_nomem(err);
    say_comment(verdict, &comment);
    if (comment.failed)
        return err_nomem(err);
    verdict->comment = arena_text(&verdict->arena, comment.data, comment.len);
    return verdict->comment ? ERR_OK : err_nomem(err);
}
