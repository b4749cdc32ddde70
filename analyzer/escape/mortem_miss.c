/* Fields that tell what was in place, and why it did not see the bug. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyzer/escape/mortem.h"

enum { TOLD_MAX = 10 }; /* of a list; how many more there are is said */

static const char *const commit_words[FACTS_COMMITS] = {"the commit that brought it",
                                                        "the commit that took it out"};

/* "shop.PayTest charges_once (e2e)". */
static void say_test(const struct rows *rows, size_t row, int layer, char *out, size_t size)
{
    const char *class = rows_text(rows, row, 2);
    bool known = layer >= 0 && !rows_null(rows, row, layer);
    snprintf(out, size, "%s%s%s%s%s%s", class, *class ? " " : "", rows_text(rows, row, 3),
             known ? " (" : "", known ? rows_text(rows, row, layer) : "", known ? ")" : "");
}

static void say_more(json_t *lines, int64_t total)
{
    if (total > TOLD_MAX)
        mortem_say(lines, "and %" PRId64 " more", total - TOLD_MAX);
}

static bool same_commit(const struct mortem *mortem)
{
    return strcmp(rows_text(mortem->head, 0, MORTEM_INTRODUCED_SHA),
                  rows_text(mortem->head, 0, MORTEM_RELEASED_SHA)) == 0;
}

/* True when a commit is known and is not told by the other one. */
static bool tells(const struct mortem *mortem, int commit)
{
    int column = commit == FACTS_INTRODUCED ? MORTEM_INTRODUCED_SHA : MORTEM_RELEASED_SHA;
    return !rows_null(mortem->head, 0, column) &&
           !(commit == FACTS_INTRODUCED && same_commit(mortem));
}

enum mortem_status mortem_ran(const struct mortem *mortem, json_t *lines)
{
    for (int commit = 0; commit < FACTS_COMMITS; commit++) {
        const struct rows *runs = mortem->facts.runs[commit];
        for (size_t row = 0; tells(mortem, commit) && row < rows_count(runs); row++)
            mortem_say(
                lines,
                "on %s, gate %s, %s: %" PRId64 " tests, %" PRId64 " failed, %" PRId64 " skipped",
                commit_words[commit],
                rows_null(runs, row, RUN_GATE) ? "not named" : rows_text(runs, row, RUN_GATE),
                rows_null(runs, row, RUN_LAYER) ? "layer not known"
                                                : rows_text(runs, row, RUN_LAYER),
                rows_int(runs, row, RUN_TESTS), rows_int(runs, row, RUN_FAILED),
                rows_int(runs, row, RUN_SKIPPED));
    }
    return MORTEM_FILLED;
}

enum mortem_status mortem_gates(const struct mortem *mortem, json_t *lines)
{
    for (int commit = 0; commit < FACTS_COMMITS; commit++) {
        const struct rows *gates = mortem->facts.gates[commit];
        for (size_t row = 0; tells(mortem, commit) && row < rows_count(gates); row++) {
            const char *state = rows_text_or_null(gates, row, GATE_STATE);
            double seconds = rows_real(gates, row, GATE_SECONDS);
            double budget = rows_real(gates, row, GATE_BUDGET);
            char took[80] = "";
            if (isfinite(seconds))
                snprintf(took, sizeof took, ", %.0f s of %.0f s%s", seconds, budget,
                         seconds > budget ? ": over its budget" : "");
            mortem_say(lines, "%s, on %s: %s%s%s%s", rows_text(gates, row, GATE_NAME),
                       commit_words[commit], state ? state : "no run is known", took,
                       rows_null(gates, row, GATE_REASON) ? "" : ", ",
                       rows_text(gates, row, GATE_REASON));
        }
    }
    return MORTEM_FILLED;
}

enum mortem_status mortem_tests(const struct mortem *mortem, json_t *lines)
{
    static const char *const hows[][2] = {
        {"named", "named by people"}, {"guard", "guards a change"}, {"fix", "came with the fix"}};
    const struct rows *tests = mortem->facts.tests;
    for (size_t row = 0; row < rows_count(tests) && row < TOLD_MAX; row++) {
        const char *how = rows_text(tests, row, KNOWN_HOW), *said = how;
        const char *outcome = rows_text_or_null(tests, row, KNOWN_OUTCOME);
        char test[600];
        for (size_t i = 0; i < sizeof hows / sizeof *hows; i++)
            if (strcmp(how, hows[i][0]) == 0)
                said = hows[i][1];
        say_test(tests, row, KNOWN_LAYER, test, sizeof test);
        mortem_say(lines, "%s: %s; %s%s", test, said,
                   rows_bool(tests, row, KNOWN_LATE) ? "it came after the release"
                   : !outcome                        ? "it did not run on the commit"
                   : *outcome == 'p'                 ? "it ran on the commit and passed"
                   : *outcome == 's'                 ? "it was skipped on the commit"
                                                     : "it failed on the commit",
                   rows_null(tests, row, KNOWN_QUARANTINE) ? "" : ", and was in quarantine");
    }
    say_more(lines, (int64_t)rows_count(tests));
    return MORTEM_FILLED;
}

enum mortem_status mortem_populations(const struct mortem *mortem, json_t *lines)
{
    const struct rows *rows = mortem->facts.populations;
    for (size_t row = 0; row < rows_count(rows); row++)
        mortem_say(lines, "%s%s: %" PRId64 " tests run with their data",
                   rows_text(rows, row, POPULATION_NAME),
                   rows_bool(rows, row, POPULATION_HIT) ? " (hit)" : "",
                   rows_int(rows, row, POPULATION_TESTS));
    return MORTEM_FILLED;
}

/* True when people have said something to a gap. */
static bool decided(const struct mortem *mortem, const char *type)
{
    for (size_t row = 0; row < rows_count(mortem->decided); row++)
        if (strcmp(rows_text(mortem->decided, row, 0), type) == 0)
            return true;
    return false;
}

enum mortem_status mortem_gaps(const struct mortem *mortem, json_t *lines)
{
    enum { TYPE, STATE, FROM_DATA, WHY, EVIDENCE, WORD };
    enum mortem_status status = MORTEM_FILLED;
    for (size_t row = 0; row < rows_count(mortem->decided); row++) {
        bool from_data = rows_bool(mortem->decided, row, FROM_DATA);
        mortem_say(lines, "%s, %s: %s%s%s", rows_text(mortem->decided, row, TYPE),
                   rows_text(mortem->decided, row, STATE),
                   from_data ? rows_text(mortem->decided, row, WHY) : "", from_data ? ". " : "",
                   rows_text(mortem->decided, row, WORD));
    }
    for (int i = 0; i < GAP__MAX; i++)
        if (mortem->gaps[i].why && !decided(mortem, gap_words[i])) {
            mortem_say(lines, "%s, proposed: %s", gap_words[i], mortem->gaps[i].why);
            status = MORTEM_PROPOSED;
        }
    return status;
}

enum mortem_status mortem_layer(const struct mortem *mortem, json_t *lines)
{
    if (!rows_null(mortem->head, 0, MORTEM_LAYER))
        mortem_say(lines, "%s tests", rows_text(mortem->head, 0, MORTEM_LAYER));
    return rows_bool(mortem->head, 0, MORTEM_LAYER_SETTLED) ? MORTEM_FILLED : MORTEM_PROPOSED;
}

static bool commits_known(const struct mortem *mortem)
{
    return tells(mortem, FACTS_INTRODUCED) || tells(mortem, FACTS_RELEASED);
}

enum mortem_status mortem_excused(const struct mortem *mortem, json_t *lines)
{
    const struct rows *rows = mortem->facts.excused;
    for (size_t row = 0; row < rows_count(rows) && row < TOLD_MAX; row++) {
        char test[600];
        say_test(rows, row, EXCUSED_LAYER, test, sizeof test);
        mortem_say(lines, "%s, excused by %s: %.300s", test, rows_text(rows, row, EXCUSED_BY),
                   rows_text(rows, row, EXCUSED_SIGNATURE));
    }
    if (rows_count(rows))
        say_more(lines, rows_int(rows, 0, EXCUSED_TOTAL));
    else if (commits_known(mortem))
        mortem_say(lines, "nothing: no failure on them was excused");
    return MORTEM_FILLED;
}

enum mortem_status mortem_absent(const struct mortem *mortem, json_t *lines)
{
    const struct rows *rows = mortem->facts.absent;
    for (size_t row = 0; row < rows_count(rows) && row < TOLD_MAX; row++) {
        char test[600];
        say_test(rows, row, ABSENT_LAYER, test, sizeof test);
        mortem_say(lines, "%s, in %" PRId64 " of the %" PRId64 " runs of %s before", test,
                   rows_int(rows, row, ABSENT_RUNS), rows_int(rows, row, ABSENT_LOOKED),
                   rows_text(rows, row, ABSENT_JOB));
    }
    if (rows_count(rows))
        say_more(lines, rows_int(rows, 0, ABSENT_TOTAL));
    else if (commits_known(mortem))
        mortem_say(lines, "nothing: what ran before ran on them too");
    return MORTEM_FILLED;
}

enum mortem_status mortem_neighbours(const struct mortem *mortem, json_t *lines)
{
    const struct rows *rows = mortem->facts.neighbours;
    for (size_t row = 0; row < rows_count(rows) && row < TOLD_MAX; row++) {
        char test[600];
        say_test(rows, row, NEAR_LAYER, test, sizeof test);
        mortem_say(lines, "%s: %" PRId64 " flaky events in the %d days before", test,
                   rows_int(rows, row, NEAR_EVENTS), FACTS_NEIGHBOUR_DAYS);
    }
    say_more(lines, (int64_t)rows_count(rows));
    if (rows_count(rows) == 0)
        mortem_say(lines, "none was flaky in the %d days before it was found",
                   FACTS_NEIGHBOUR_DAYS);
    return MORTEM_FILLED;
}

enum mortem_status mortem_similar(const struct mortem *mortem, json_t *lines)
{
    enum { ID, TITLE, CATEGORY, SERVICE, DETECTED_AT };
    const struct rows *rows = mortem->facts.similar;
    for (size_t row = 0; row < rows_count(rows); row++)
        mortem_say(lines, "%" PRId64 ", %.10s, %s: %s", rows_int(rows, row, ID),
                   rows_text(rows, row, DETECTED_AT),
                   rows_null(rows, row, SERVICE) ? "no service" : rows_text(rows, row, SERVICE),
                   rows_text(rows, row, TITLE));
    if (rows_count(rows) == 0)
        mortem_say(lines, "none is known");
    return MORTEM_FILLED;
}

/* The ids that a gap rests on: "quarantined: tests 17; quarantines 4". */
static void say_evidence(json_t *lines, const char *type, json_t *evidence)
{
    char line[1500];
    size_t len = (size_t)snprintf(line, sizeof line, "%s:", type), i;
    const char *list;
    json_t *ids, *id;
    json_object_foreach(evidence, list, ids)
    {
        len += (size_t)snprintf(line + len, sizeof line - len, " %s", list);
        json_array_foreach(ids, i, id)
        {
            if (len + 100 > sizeof line || i == TOLD_MAX)
                break;
            if (json_is_string(id))
                len += (size_t)snprintf(line + len, sizeof line - len, " %.60s",
                                        json_string_value(id));
            else
                len += (size_t)snprintf(line + len, sizeof line - len, " %" JSON_INTEGER_FORMAT,
                                        json_integer_value(id));
        }
        if (len + 100 > sizeof line)
            break;
        len += (size_t)snprintf(line + len, sizeof line - len, ";");
    }
    if (line[len - 1] == ';')
        line[len - 1] = '\0';
    mortem_say(lines, "%s", line);
}

enum mortem_status mortem_evidence(const struct mortem *mortem, json_t *lines)
{
    for (int i = 0; i < GAP__MAX; i++)
        if (mortem->gaps[i].why)
            say_evidence(lines, gap_words[i], mortem->gaps[i].evidence);
    if (json_array_size(lines) == 0)
        mortem_say(lines, "the data propose no gap");
    return MORTEM_FILLED;
}
