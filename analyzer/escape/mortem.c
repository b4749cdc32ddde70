/* The table of fields, and those that tell what the bug was. */
#include "analyzer/escape/mortem.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

const struct mortem_section mortem_sections[] = {
    {"header", "Header"},
    {"summary", "Summary"},
    {"bug", "The bug"},
    {"place", "What was in place"},
    {"miss", "The miss"},
    {"change", "The change"},
    {"verification", "The verification"},
    {"similar", "Similar escapes"},
    {"lessons", "Lessons"},
    {"appendix", "Appendix"},
};
const size_t mortem_section_count = sizeof mortem_sections / sizeof *mortem_sections;

/* A row is read across. */
/* clang-format off */
const struct mortem_field mortem_fields[] = {
    {"header", "title", "Title", mortem_title, ""},
    {"header", "severity", "Severity", mortem_severity, "Set the severity of the bug, 1 worst to 5."},
    {"header", "service", "Service and who owns it", mortem_service, "Say in which service it was."},
    {"header", "category", "Category", mortem_category, "Choose a category: until then it counts as unclassified."},
    {"header", "times", "Times", mortem_times, ""},
    {"header", "spans", "How long", mortem_spans, "Set when it was released, found and fixed."},
    {"header", "impact", "Impact", mortem_impact, "Set how many users it hit, what it cost, how long it hurt."},
    {"summary", "sentence", "In a sentence", mortem_sentence, ""},
    {"summary", "what", "What happened", mortem_summary, "Tell in a few lines what users saw."},
    {"bug", "surfaced", "How it surfaced", mortem_surfaced, "Set the trigger and the stage where it was found."},
    {"bug", "introduced", "Which commit brought it", mortem_introduced, "Name the commit that brought it, or the fix's parent."},
    {"bug", "released", "Which commit took it out", mortem_released, "Tell deployments with their commits, or name the one."},
    {"bug", "fix", "Which commit mended it", mortem_fix, "Name the commit of the fix."},
    {"bug", "cause", "What made it possible", NULL, "What in the code, the design or the system made it possible? Not who."},
    {"place", "ran", "What ran on its commits", mortem_ran, "No report is known of its commits: name them, or let CI upload."},
    {"place", "gates", "What its commits did at the gates", mortem_gates, "Name the commit that went out."},
    {"place", "tests", "Tests that would have caught it", mortem_tests, "Name the tests that would have caught it, or that there are none."},
    {"place", "populations", "Whose data was tested with", mortem_populations, "Say which populations the service needs."},
    {"miss", "gaps", "Why testing missed it", mortem_gaps, "The data propose no gap: name one."},
    {"miss", "layer", "What should have found it", mortem_layer, "Say which kind of test should have found it."},
    {"miss", "excused", "What was excused on its commits", mortem_excused, "Its commits are not known."},
    {"miss", "absent", "What did not run on them", mortem_absent, "Its commits are not known."},
    {"miss", "neighbours", "Flaky tests beside it", mortem_neighbours, ""},
    {"miss", "view", "How it looked at the time", NULL, "What did people see when they let it through, and why did that make sense?"},
    {"change", "changes", "What is different from now on", mortem_changes, "Write down a change that reaches further than this bug."},
    {"change", "fix", "To mend it", mortem_to_fix, "Add an action item that mends it."},
    {"change", "prevention", "To prevent the next one", mortem_to_prevent, "Add an action item that prevents the next one."},
    {"change", "detection", "To find the next one sooner", mortem_to_detect, "Add an action item that finds the next one sooner."},
    {"verification", "guards", "Tests that guard it", mortem_guards, "Choose tests that guard the change."},
    {"verification", "watch", "Does it hold", mortem_watch, "Set category and service: then they are watched."},
    {"similar", "similar", "Escapes like it", mortem_similar, ""},
    {"lessons", "well", "What went well", NULL, "What helped, and should stay?"},
    {"lessons", "badly", "What went badly", NULL, "What got in the way?"},
    {"lessons", "luck", "Where there was luck", NULL, "What could have made it worse, and did not?"},
    {"appendix", "evidence", "What this rests on", mortem_evidence, ""},
    {"appendix", "source", "Where it was told", mortem_source, ""},
};
/* clang-format on */
const size_t mortem_field_count = sizeof mortem_fields / sizeof *mortem_fields;

void mortem_say(json_t *lines, const char *format, ...)
{
    char line[2000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_mend(line);
    json_array_append_new(lines, json_string(line));
}

static const char *get(const struct mortem *mortem, int column)
{
    return rows_text_or_null(mortem->head, 0, column);
}

/* "3.1 days", "2 hours", "40 minutes". */
static void say_span(json_t *lines, const char *before, double seconds, const char *after)
{
    double size = seconds >= 172800 ? 86400 : seconds >= 7200 ? 3600 : 60;
    const char *unit = size > 3600 ? "days" : size > 60 ? "hours" : "minutes";
    if (isfinite(seconds) && seconds >= 0)
        mortem_say(lines, "%s%.3g %s%s", before, round(10 * seconds / size) / 10, unit, after);
}

enum mortem_status mortem_title(const struct mortem *mortem, json_t *lines)
{
    mortem_say(lines, "%s", get(mortem, MORTEM_TITLE));
    return MORTEM_FILLED;
}

enum mortem_status mortem_severity(const struct mortem *mortem, json_t *lines)
{
    if (get(mortem, MORTEM_SEVERITY))
        mortem_say(lines, "%s of 5, 1 being worst", get(mortem, MORTEM_SEVERITY));
    return MORTEM_FILLED;
}

enum mortem_status mortem_service(const struct mortem *mortem, json_t *lines)
{
    const char *service = get(mortem, MORTEM_SERVICE), *team = get(mortem, MORTEM_TEAM);
    const char *contact = get(mortem, MORTEM_CONTACT);
    if (service && team)
        mortem_say(lines, "%s, owned by %s%s%s%s", service, team, contact ? " (" : "",
                   contact ? contact : "", contact ? ")" : "");
    else if (service)
        mortem_say(lines, "%s, which no team owns yet", service);
    return MORTEM_FILLED;
}

enum mortem_status mortem_category(const struct mortem *mortem, json_t *lines)
{
    if (get(mortem, MORTEM_CATEGORY))
        mortem_say(lines, "%s: %s", get(mortem, MORTEM_CATEGORY),
                   get(mortem, MORTEM_CATEGORY_DEFINITION));
    return MORTEM_FILLED;
}

enum mortem_status mortem_times(const struct mortem *mortem, json_t *lines)
{
    static const struct {
        int column;
        const char *word;
    } times[] = {{MORTEM_INTRODUCED_AT, "introduced"}, {MORTEM_RELEASED_AT, "released"},
                 {MORTEM_BEGAN_AT, "began to hurt"},   {MORTEM_DETECTED_AT, "found"},
                 {MORTEM_FIXED_AT, "fixed"},           {MORTEM_CLOSED_AT, "closed"}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (get(mortem, times[i].column))
            mortem_say(lines, "%s UTC: %s", get(mortem, times[i].column), times[i].word);
    return MORTEM_FILLED;
}

enum mortem_status mortem_spans(const struct mortem *mortem, json_t *lines)
{
    say_span(lines, "found after ", rows_real(mortem->head, 0, MORTEM_HIDDEN), " in production");
    say_span(lines, "over ", rows_real(mortem->head, 0, MORTEM_HURT), " after it was found");
    return MORTEM_FILLED;
}

enum mortem_status mortem_impact(const struct mortem *mortem, json_t *lines)
{
    if (get(mortem, MORTEM_USERS))
        mortem_say(lines, "%s users hit", get(mortem, MORTEM_USERS));
    if (get(mortem, MORTEM_USERS_PERCENT))
        mortem_say(lines, "%s %% of all users", get(mortem, MORTEM_USERS_PERCENT));
    if (get(mortem, MORTEM_POPULATION))
        mortem_say(lines, "it hit %s", get(mortem, MORTEM_POPULATION));
    if (get(mortem, MORTEM_MONEY))
        mortem_say(lines, "%s %s", get(mortem, MORTEM_MONEY), get(mortem, MORTEM_CURRENCY));
    say_span(lines, "it hurt for ", rows_real(mortem->head, 0, MORTEM_IMPACT_SECONDS), "");
    return MORTEM_FILLED;
}

/* What people have confirmed of why it was missed, with commas between. */
static void say_confirmed(const struct mortem *mortem, struct text *out)
{
    bool any = false;
    for (size_t row = 0; row < rows_count(mortem->decided); row++)
        if (strcmp(rows_text(mortem->decided, row, 1), "confirmed") == 0) {
            text_printf(out, "%s%s", any ? ", " : ". Testing missed it by: ",
                        rows_text(mortem->decided, row, 0));
            any = true;
        }
}

enum mortem_status mortem_sentence(const struct mortem *mortem, json_t *lines)
{
    const char *category = get(mortem, MORTEM_CATEGORY), *service = get(mortem, MORTEM_SERVICE);
    bool customer = strcmp(rows_text(mortem->head, 0, MORTEM_STAGE), "customer") == 0;
    auto_text struct text missed = {0};
    say_confirmed(mortem, &missed);
    mortem_say(lines, "A bug of %s%s%s%s was found in production %s%s",
               category ? "category " : "no category yet", category ? category : "",
               service ? " in " : "", service ? service : "",
               customer ? "by users" : "by ourselves", missed.data ? missed.data : "");
    return MORTEM_FILLED;
}

enum mortem_status mortem_summary(const struct mortem *mortem, json_t *lines)
{
    if (get(mortem, MORTEM_SUMMARY))
        mortem_say(lines, "%s", get(mortem, MORTEM_SUMMARY));
    return MORTEM_FILLED;
}

enum mortem_status mortem_surfaced(const struct mortem *mortem, json_t *lines)
{
    mortem_say(lines, "found at stage %s", get(mortem, MORTEM_STAGE));
    if (get(mortem, MORTEM_TRIGGER))
        mortem_say(lines, "by %s: %s", get(mortem, MORTEM_TRIGGER),
                   get(mortem, MORTEM_TRIGGER_DEFINITION));
    return MORTEM_FILLED;
}

/* A commit, how it is known and how sure that is. */
static void say_commit(const struct mortem *mortem, int sha, json_t *lines)
{
    static const char *const hows[][2] = {
        {"explicit", "told by the source"},
        {"fix_parent", "the commit before the fix"},
        {"last_deployment", "the last deployment before it was found"},
        {"by_hand", "named by hand"}};
    const char *how = get(mortem, sha + 1);
    for (size_t i = 0; how && i < sizeof hows / sizeof *hows; i++)
        if (strcmp(how, hows[i][0]) == 0)
            how = hows[i][1];
    if (get(mortem, sha))
        mortem_say(lines, "%s: %s, %s", get(mortem, sha), how, get(mortem, sha + 2));
}

enum mortem_status mortem_introduced(const struct mortem *mortem, json_t *lines)
{
    say_commit(mortem, MORTEM_INTRODUCED_SHA, lines);
    return strcmp(rows_text(mortem->head, 0, MORTEM_INTRODUCED_SURE), "guess") == 0
               ? MORTEM_PROPOSED
               : MORTEM_FILLED;
}

enum mortem_status mortem_released(const struct mortem *mortem, json_t *lines)
{
    say_commit(mortem, MORTEM_RELEASED_SHA, lines);
    return strcmp(rows_text(mortem->head, 0, MORTEM_RELEASED_SURE), "guess") == 0 ? MORTEM_PROPOSED
                                                                                  : MORTEM_FILLED;
}

enum mortem_status mortem_fix(const struct mortem *mortem, json_t *lines)
{
    if (get(mortem, MORTEM_FIX_SHA))
        mortem_say(lines, "%s", get(mortem, MORTEM_FIX_SHA));
    return MORTEM_FILLED;
}

enum mortem_status mortem_source(const struct mortem *mortem, json_t *lines)
{
    mortem_say(lines, "%s, %s", get(mortem, MORTEM_SOURCE), get(mortem, MORTEM_SOURCE_KEY));
    if (get(mortem, MORTEM_URL))
        mortem_say(lines, "%s", get(mortem, MORTEM_URL));
    return MORTEM_FILLED;
}
