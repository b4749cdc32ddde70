/* What the data propose. Each rule reads the lists of the facts and, where it finds something, says
 * so in a sentence with the ids that it rests on. */
#include "analyzer/escape/gap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

const char *const gap_words[GAP__MAX] = {
    [GAP_POPULATION] = "test_data_population",
    [GAP_QUARANTINED] = "quarantined",
    [GAP_FLAKE_IGNORED] = "flake_ignored",
    [GAP_NOT_RUN] = "not_run",
    [GAP_BYPASSED] = "gate_bypassed",
    [GAP_OVER_BUDGET] = "gate_over_budget",
    [GAP_NO_TEST] = "no_test",
};

/* What a rule has found so far. */
struct finding {
    const struct facts *facts;
    struct text why;
    json_t *evidence;
    size_t count; /* of what it found; the first few are named */
};

enum { NAMED_MAX = 3 };

/* Adds an id (or a name) to a list of the evidence; false: it stands there. */
static bool cite(struct finding *finding, const char *list, json_t *id)
{
    json_t *ids = json_object_get(finding->evidence, list), *known;
    size_t i;
    if (!ids && json_object_set_new(finding->evidence, list, ids = json_array()) != 0)
        return true;
    json_array_foreach(ids, i, known)
    {
        if (json_equal(known, id)) {
            json_decref(id);
            return false;
        }
    }
    json_array_append_new(ids, id);
    return true;
}

static bool cite_column(struct finding *finding, const char *list, const struct rows *rows,
                        size_t row, int column)
{
    return !rows_null(rows, row, column) &&
           cite(finding, list, json_integer((json_int_t)rows_int(rows, row, column)));
}

/* "a, b, c and more": the beginning of another name in a sentence. */
static void name(struct finding *finding, const char *word)
{
    if (finding->count < NAMED_MAX)
        text_printf(&finding->why, "%s%s", finding->count ? ", " : "", word);
    else if (finding->count == NAMED_MAX)
        text_puts(&finding->why, " and more");
    finding->count++;
}

/* A test in a sentence, once. */
static void name_test(struct finding *finding, const struct rows *rows, size_t row)
{
    const char *class = rows_text(rows, row, 2);
    auto_text struct text word = {0};
    if (!cite(finding, "tests", json_integer((json_int_t)rows_int(rows, row, 0))))
        return;
    text_printf(&word, "%s%s%s", class, *class ? " " : "", rows_text(rows, row, 3));
    name(finding, text_get(&word));
}

/* No test is known that was there to catch it. */
static bool none_known(const struct finding *finding)
{
    const struct rows *tests = finding->facts->tests;
    for (size_t row = 0; row < rows_count(tests); row++)
        if (!rows_bool(tests, row, KNOWN_LATE))
            return false;
    return true;
}

static void find_population(struct finding *finding)
{
    const struct rows *rows = finding->facts->populations;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (!rows_bool(rows, row, POPULATION_HIT) || rows_int(rows, row, POPULATION_TESTS) > 0)
            continue;
        finding->count++;
        cite(finding, "populations", json_string(rows_text(rows, row, POPULATION_NAME)));
        text_printf(&finding->why, "no test runs with data of %s",
                    rows_text(rows, row, POPULATION_NAME));
        if (!rows_null(rows, row, POPULATION_SHARE))
            text_printf(&finding->why, ", %.3g %% of users",
                        100 * rows_real(rows, row, POPULATION_SHARE));
    }
}

/* Failures that @by excused on the commits. */
static void find_excused(struct finding *finding, const char *by)
{
    const struct rows *rows = finding->facts->excused;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (strcmp(rows_text(rows, row, EXCUSED_BY), by) != 0 ||
            (!none_known(finding) && !facts_means(finding->facts, rows_int(rows, row, 0))))
            continue;
        name_test(finding, rows, row);
        cite_column(finding, "reports", rows, row, EXCUSED_REPORT);
        cite_column(finding, "builds", rows, row, EXCUSED_BUILD);
        cite_column(finding, "quarantines", rows, row, EXCUSED_QUARANTINE);
        cite_column(finding, "signatures", rows, row, EXCUSED_SIGNATURE_ID);
    }
}

static void find_quarantined(struct finding *finding)
{
    const struct rows *rows = finding->facts->tests;
    text_puts(&finding->why, none_known(finding) ? "excused by quarantine on its commits: "
                                                 : "in quarantine when it went out: ");
    for (size_t row = 0; row < rows_count(rows); row++)
        if (!rows_null(rows, row, KNOWN_QUARANTINE)) {
            name_test(finding, rows, row);
            cite_column(finding, "quarantines", rows, row, KNOWN_QUARANTINE);
        }
    if (finding->count == 0)
        find_excused(finding, "quarantine");
}

static void find_ignored(struct finding *finding)
{
    text_puts(&finding->why, none_known(finding)
                                 ? "failed on its commits and were retried to green: "
                                 : "failed on its commits, and a retry turned it green: ");
    find_excused(finding, "retry");
}

static void find_not_run(struct finding *finding)
{
    const struct rows *tests = finding->facts->tests, *absent = finding->facts->absent;
    text_puts(&finding->why, none_known(finding)
                                 ? "ran in the runs before its commit, and not on it: "
                                 : "did not run on its commit: ");
    for (size_t row = 0; row < rows_count(tests); row++) {
        bool ran = !rows_null(tests, row, KNOWN_OUTCOME) &&
                   strcmp(rows_text(tests, row, KNOWN_OUTCOME), "s") != 0;
        if (!ran && !rows_bool(tests, row, KNOWN_LATE))
            name_test(finding, tests, row);
    }
    for (size_t row = 0; none_known(finding) && row < rows_count(absent); row++)
        name_test(finding, absent, row);
}

/* A gate in a sentence, once for each run that is known, or for being without. */
static void name_gate(struct finding *finding, const struct rows *rows, size_t row,
                      const char *after)
{
    auto_text struct text word = {0};
    bool fresh = cite(finding, "gates", json_string(rows_text(rows, row, GATE_NAME)));
    if (!rows_null(rows, row, GATE_RUN_ID))
        fresh = cite_column(finding, "gate_runs", rows, row, GATE_RUN_ID);
    else if (!rows_null(rows, row, GATE_BUILD_ID))
        fresh = cite_column(finding, "builds", rows, row, GATE_BUILD_ID);
    if (!fresh)
        return;
    text_printf(&word, "%s%s", rows_text(rows, row, GATE_NAME), after);
    name(finding, text_get(&word));
}

static void find_bypassed(struct finding *finding)
{
    /* the commit that went out; where it is not known, the one that brought the bug */
    const struct facts *facts = finding->facts;
    int commit = rows_null(facts->head, 0, FACTS_HEAD_RELEASED) ? FACTS_INTRODUCED : FACTS_RELEASED;
    const struct rows *rows = facts->gates[commit];
    text_puts(&finding->why, "gone round: ");
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *state = rows_text_or_null(rows, row, GATE_STATE);
        if (state && strcmp(state, "bypassed") == 0)
            name_gate(finding, rows, row, "");
        else if (rows_bool(rows, row, GATE_MISSED))
            name_gate(finding, rows, row, " (no run is known of the hotfix)");
    }
}

static void find_over_budget(struct finding *finding)
{
    text_puts(&finding->why, "took longer than its budget: ");
    for (int commit = 0; commit < FACTS_COMMITS; commit++) {
        const struct rows *rows = finding->facts->gates[commit];
        for (size_t row = 0; row < rows_count(rows); row++) {
            if (!(rows_real(rows, row, GATE_SECONDS) > rows_real(rows, row, GATE_BUDGET)))
                continue;
            char took[64];
            snprintf(took, sizeof took, " (%.0f s of %.0f s)", rows_real(rows, row, GATE_SECONDS),
                     rows_real(rows, row, GATE_BUDGET));
            name_gate(finding, rows, row, took);
        }
    }
}

/* True when a test of @layer ran on a commit. */
static bool layer_ran(const struct facts *facts, const char *layer)
{
    for (int commit = 0; commit < FACTS_COMMITS; commit++)
        for (size_t row = 0; row < rows_count(facts->runs[commit]); row++)
            if (strcmp(rows_text(facts->runs[commit], row, RUN_LAYER), layer) == 0)
                return true;
    return false;
}

static void find_no_test(struct finding *finding)
{
    const struct facts *facts = finding->facts;
    const char *layer = rows_text_or_null(facts->head, 0, FACTS_HEAD_LAYER);
    size_t late = 0, count = rows_count(facts->tests);
    for (size_t row = 0; row < count; row++)
        late += rows_bool(facts->tests, row, KNOWN_LATE);
    if (count > 0 && late == count) {
        text_puts(&finding->why, "the tests that would catch it came after it went out: ");
        for (size_t row = 0; row < count; row++)
            name_test(finding, facts->tests, row);
    } else if (count == 0 && layer && rows_count(facts->runs[0]) + rows_count(facts->runs[1]) > 0 &&
               !layer_ran(facts, layer)) {
        text_printf(&finding->why, "no %s test ran on its commits", layer);
        finding->count = 1;
    }
}

static void (*const rules[GAP__MAX])(struct finding *) = {
    [GAP_POPULATION] = find_population, [GAP_QUARANTINED] = find_quarantined,
    [GAP_FLAKE_IGNORED] = find_ignored, [GAP_NOT_RUN] = find_not_run,
    [GAP_BYPASSED] = find_bypassed,     [GAP_OVER_BUDGET] = find_over_budget,
    [GAP_NO_TEST] = find_no_test,
};

enum err_code gap_propose(const struct facts *facts, struct gap gaps[GAP__MAX], struct err *err)
{
    memset(gaps, 0, GAP__MAX * sizeof *gaps);
    for (int i = 0; i < GAP__MAX; i++) {
        struct finding finding = {.facts = facts, .evidence = json_object()};
        rules[i](&finding);
        if (finding.count > 0) {
            gaps[i].evidence = finding.evidence;
            gaps[i].why = text_take(&finding.why);
        } else {
            json_decref(finding.evidence);
        }
        text_free(&finding.why);
        if (finding.count > 0 && (!gaps[i].why || !gaps[i].evidence))
            return err_nomem(err);
    }
    return ERR_OK;
}

void gap_free(struct gap gaps[GAP__MAX])
{
    for (int i = 0; i < GAP__MAX; i++) {
        free(gaps[i].why);
        json_decref(gaps[i].evidence);
    }
}
