/* Texts of tests come from anywhere: each goes through common/neutral.c, and every line begins with
 * a word of our own. */
#include "api/answer.h"

#include <string.h>

#include "analyzer/flake/verdict.h"
#include "common/member.h"
#include "common/neutral.h"

enum { SHOWN_WARNINGS = 10 };

static bool is_excused(const json_t *failure)
{
    return json_is_string(json_object_get(failure, "excused_by"));
}

/* ---- For a log ----------------------------------------------------------------------------- */

static void say_name(const json_t *test, struct text *out)
{
    const char *group = member_text(test, "classname"), *name = member_text(test, "name");
    if (!group[0])
        group = member_text(test, "suite");
    if (group[0] && strcmp(group, name) != 0) {
        neutral_puts(out, group);
        text_puts(out, " › ");
    }
    neutral_puts(out, name[0] ? name : "(no name)");
    if (member_text(test, "variant")[0]) {
        text_puts(out, " [");
        neutral_puts(out, member_text(test, "variant"));
        text_putc(out, ']');
    }
    text_printf(out, " (test %lld)\n", member_int(test, "id"));
}

static void say_more(const char *what, long long total, size_t listed, struct text *out)
{
    if (total > (long long)listed)
        text_printf(out, "  and %lld more %s\n", total - (long long)listed, what);
}

/* What is told may hold names of tests. */
static void say_refusal(const json_t *failure, struct text *out)
{
    text_printf(out, "           %s: ", member_text(failure, "refusal"));
    neutral_puts(out, member_text(failure, "detail"));
    text_putc(out, '\n');
}

static void say_failures(const json_t *answer, struct text *out)
{
    size_t i;
    const json_t *failure, *failures = json_object_get(answer, "failures");
    json_array_foreach(failures, i, failure)
    {
        bool excused = is_excused(failure);
        text_puts(out, excused ? "  excused  " : "  FAILED   ");
        say_name(json_object_get(failure, "test"), out);
        const char *signature = member_text(json_object_get(failure, "signature"), "text");
        if (signature[0]) {
            text_puts(out, "           with ");
            neutral_puts(out, signature);
            text_putc(out, '\n');
        }
        if (member_text(failure, "owner")[0]) {
            text_puts(out, "           of ");
            neutral_puts(out, member_text(failure, "owner"));
            text_putc(out, '\n');
        }
        if (excused)
            text_printf(out, "           by quarantine %lld\n", member_int(failure, "quarantine"));
        else
            say_refusal(failure, out);
    }
    say_more("failing", member_int(answer, "failures_total"), json_array_size(failures), out);
}

static void say_flaky(const json_t *answer, struct text *out)
{
    size_t i, k;
    const json_t *flaky, *attempt, *all = json_object_get(answer, "flaky");
    json_array_foreach(all, i, flaky)
    {
        text_puts(out, "  flaky    ");
        say_name(json_object_get(flaky, "test"), out);
        text_puts(out, "           ");
        json_array_foreach(json_object_get(flaky, "attempts"), k, attempt)
            text_printf(out, "%s%s", k ? ", then " : "", member_text(attempt, "outcome"));
        text_putc(out, '\n');
    }
    say_more("flaky", member_int(answer, "flaky_total"), json_array_size(all), out);
}

static void say_warnings(const json_t *answer, struct text *out)
{
    const json_t *warnings = json_object_get(json_object_get(answer, "report"), "warnings");
    size_t i;
    const json_t *warning;
    json_array_foreach(warnings, i, warning)
    {
        if (i == SHOWN_WARNINGS) {
            text_printf(out, "  and %zu more warnings\n", json_array_size(warnings) - i);
            break;
        }
        text_printf(out, "  warning  %s: ", member_text(warning, "code"));
        neutral_puts(out, member_text(warning, "message"));
        if (member_int(warning, "line")) {
            text_puts(out, " (");
            neutral_puts(out, member_text(warning, "file"));
            text_printf(out, ":%lld)", member_int(warning, "line"));
        }
        text_putc(out, '\n');
    }
}

/* Answers from before the reason was told have none. */
static void say_distrust(const json_t *report, struct text *out)
{
    const char *detail = member_text(json_object_get(report, "distrust"), "detail");
    if (json_is_true(json_object_get(report, "untrusted")))
        text_printf(out, "  untrusted  %s%s%s" VERDICT_UNTRUSTED "\n", detail[0] ? "(" : "", detail,
                    detail[0] ? "): " : "");
}

void answer_plain(const json_t *answer, bool replayed, const char *page, struct text *out)
{
    text_printf(out, "%s%s\n", member_text(answer, "summary"),
                replayed ? " (uploaded before)" : "");
    size_t i;
    const json_t *refusal;
    json_array_foreach(json_object_get(answer, "refusals"), i, refusal) text_printf(
        out, "  refused  %s: %s\n", member_text(refusal, "reason"), member_text(refusal, "detail"));
    say_failures(answer, out);
    say_flaky(answer, out);
    say_distrust(json_object_get(answer, "report"), out);
    say_warnings(answer, out);
    if (page)
        text_printf(out, "  build    %s\n", page);
}

/* ---- For a pull request -------------------------------------------------------------------- */

void answer_markdown(const json_t *answer, const char *page, struct text *out)
{
    text_puts(out, member_text(answer, "comment"));
    if (page)
        text_printf(out, "\n[The build in Escapement](%s)\n", page);
}

/* ---- For a program that reads no body ------------------------------------------------------ */

static enum err_code add_number(struct reply *reply, const char *name, long long number,
                                struct err *err)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", number);
    return reply_header(reply, name, digits, err);
}

enum err_code answer_headers(const json_t *answer, struct reply *reply, struct err *err)
{
    const char *verdict = member_text(answer, "verdict");
    long long report = member_int(json_object_get(answer, "report"), "id");
    if ((strcmp(verdict, "pass") != 0 && strcmp(verdict, "fail") != 0) || report < 1)
        return err_set(err, ERR_INTERNAL, "the answer to an upload has no verdict");
    long long excused = 0;
    size_t i;
    const json_t *failure;
    json_array_foreach(json_object_get(answer, "failures"), i, failure) excused +=
        is_excused(failure);
    if (json_object_get(answer, "excused_total")) /* answers from before it was told have none */
        excused = member_int(answer, "excused_total");
    try_(reply_header(reply, "Escapement-Verdict", verdict, err));
    try_(add_number(reply, "Escapement-Report", report, err));
    try_(add_number(reply, "Escapement-Failing", member_int(answer, "failures_total") - excused,
                    err));
    try_(add_number(reply, "Escapement-Excused", excused, err));
    return add_number(reply, "Escapement-Flaky", member_int(answer, "flaky_total"), err);
}
