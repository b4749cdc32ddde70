#include "tests/bench/judged.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flake/blips.h"
#include "analyzer/flake/broken.h"
#include "analyzer/flake/entry.h"
#include "analyzer/flake/outage.h"
#include "analyzer/flake/score.h"

enum {
    WINDOW_MAX = 256,
    KEPT_MAX = 4096,
    SMALL_MAX = 16 /* tests of a small run */,
    REVIEW_DAYS = 30,
    RECENT = 64
};
static const double FLIP_RATE = 0.05;

/* A small run of the last minute: it may yet turn out to be part of an outage. */
struct kept {
    struct run run;
    struct result results[SMALL_MAX];
    bool incident[SMALL_MAX];
};

void judged_init(struct judged *judged, const struct history *history)
{
    *judged = (struct judged){.history = history};
    settings_default(&judged->settings);
    size_t tests = (size_t)history->test_count, commits = (size_t)history->commits;
    judged->tests = calloc(tests, sizeof *judged->tests);
    judged->main = calloc(tests * commits, sizeof *judged->main);
    judged->branches = calloc(tests * commits, sizeof *judged->branches);
    judged->blip_at = calloc(tests * commits, 1);
    judged->kept = calloc(KEPT_MAX, sizeof *judged->kept);
}

void judged_free(struct judged *judged)
{
    free(judged->tests);
    free(judged->main);
    free(judged->branches);
    free(judged->blip_at);
    free(judged->kept);
    settings_free(&judged->settings);
}

/* ---- cells and events ---- */

static size_t place(const struct judged *judged, int test, int commit)
{
    return (size_t)test * (size_t)judged->history->commits + (size_t)commit;
}

static struct counted *cell_of(struct judged *judged, int test, const struct run *run)
{
    return (run->main ? judged->main : judged->branches) + place(judged, test, run->commit);
}

static int flips_of(const struct counted *cell)
{
    return cell->passes > 0 ? cell->fails : 0;
}

/* The cells of main around @commit, as the fold reads them. */
static size_t read_cells(const struct judged *judged, int test, int from, int to, bool all,
                         struct cell cells[])
{
    for (int c = from; c <= to; c++) {
        const struct counted *counted = &judged->main[place(judged, test, c)];
        cells[c - from] = (struct cell){.passes = counted->passes,
                                        .fails = all ? counted->all_fails : counted->fails};
    }
    return (size_t)(to - from + 1);
}

/* Finds again the blips near a commit of main that has changed. */
static void find_blips(struct judged *judged, int test, int commit)
{
    const int window = (int)judged->settings.window_commits;
    int from = commit > 2 * window ? commit - 2 * window : 0;
    int to = commit + 2 * window < judged->last_commit ? commit + 2 * window : judged->last_commit;
    struct cell cells[4 * WINDOW_MAX + 1];
    struct blip found[2 * WINDOW_MAX + 1];
    size_t count = read_cells(judged, test, from, to, false, cells);
    size_t blips = blips_find(cells, count, (size_t)window, found);
    /* a blip within a window of the edges may have neighbours outside: it stays as it was */
    int first = from ? from + window : 0, last = to < judged->last_commit ? to - window : to;
    unsigned char *marks = judged->blip_at + place(judged, test, 0);
    for (int c = first; c <= last; c++) {
        judged->tests[test].blips -= marks[c];
        marks[c] = 0;
    }
    for (size_t i = 0; i < blips; i++) {
        int at = from + (int)found[i].at;
        if (at < first || at > last)
            continue;
        marks[at] = 1;
        judged->tests[test].blips++;
    }
}

/* Near no failure there is nothing to find. */
static bool failed_near(const struct judged *judged, int test, int commit)
{
    const int window = (int)judged->settings.window_commits;
    for (int c = commit - window > 0 ? commit - window : 0;
         c <= commit + window && c <= judged->last_commit; c++)
        if (judged->main[place(judged, test, c)].fails > 0)
            return true;
    return false;
}

/* Takes a failing run in as evidence (@sign 1), or out again (-1). */
static void count_failure(struct judged *judged, int test, const struct run *run, char outcome,
                          int sign)
{
    struct seen *seen = &judged->tests[test];
    struct counted *cell = cell_of(judged, test, run);
    if (outcome == 'k') {
        seen->retried += sign;
        cell->retried = (unsigned char)(cell->retried + sign);
        return;
    }
    int before = flips_of(cell);
    cell->fails = (unsigned char)(cell->fails + sign);
    seen->flipped += flips_of(cell) - before;
}

static void count_pass(struct judged *judged, int test, const struct run *run)
{
    struct seen *seen = &judged->tests[test];
    struct counted *cell = cell_of(judged, test, run);
    int before = flips_of(cell);
    int raw = cell->passes ? 0 : cell->all_fails;
    seen->passes++;
    seen->commits += run->main && cell->passes == 0;
    cell->passes++;
    seen->flipped += flips_of(cell) - before;
    seen->raw_flips += raw;
}

/* What the simple rules and the yardstick itself need. */
static void count_plainly(struct judged *judged, int test, const struct run *run,
                          const struct result *result)
{
    struct seen *seen = &judged->tests[test];
    struct counted *cell = cell_of(judged, test, run);
    bool failed = result->outcome == 'f', flake = result->cause == CAUSE_FLAKE;
    if (seen->runs++ == 0)
        seen->first_second = run->second;
    seen->ever_failed |= result->outcome != 'p';
    seen->raw_flips += result->outcome == 'k' || (failed && cell->passes > 0);
    seen->visible_retried += result->outcome == 'k' && flake;
    if (failed)
        cell->all_fails++;
    if (failed && flake)
        cell->flakes++;
    if (failed && result->cause != CAUSE_OUTAGE && result->cause != CAUSE_CASCADE)
        cell->known_fails++;
    if (run->main) {
        seen->recent = seen->recent << 1 | failed;
        seen->recent_count++;
    }
}

/* ---- outages ---- */

static double rate_of(const struct judged *judged, const struct seen *seen)
{
    const double a = judged->settings.prior_a, b = judged->settings.prior_b;
    double k = seen->retried + seen->flipped + seen->blips;
    return (a + k) / (a + b + k + seen->passes);
}

static double broken_of(const struct judged *judged, int test)
{
    const struct seen *seen = &judged->tests[test];
    const int window = (int)judged->settings.window_commits;
    int from = judged->last_commit >= window ? judged->last_commit - window + 1 : 0;
    struct cell cells[WINDOW_MAX];
    size_t count = read_cells(judged, test, from, judged->last_commit, true, cells);
    return broken_chance(&judged->settings, cells, count,
                         seen->retried + seen->flipped + seen->blips, seen->passes);
}

struct sums {
    double failed, tests, expected;
};

/* Adds what a run says of an outage. A test that failed on the commit before, in no incident, was
 * run again for that: it counts in neither. */
static void add_sums(struct judged *judged, const struct run *run, struct sums *sums)
{
    for (int i = 0; i < run->count; i++) {
        int test = run->first + i;
        char outcome = run->results[i].outcome;
        const struct seen *seen = &judged->tests[test];
        if (outcome == '.' || cell_of(judged, test, run)->fails > 0)
            continue;
        if (seen->ever_failed && broken_of(judged, test) > judged->settings.broken_from)
            continue;
        sums->tests++;
        sums->failed += outcome != 'p';
        sums->expected +=
            seen->ever_failed ? rate_of(judged, seen) : outage_unknown_rate(&judged->settings);
    }
}

static bool is_mass(struct judged *judged, const struct sums *sums)
{
    return outage_is_mass(&judged->settings, sums->failed, sums->tests, sums->expected);
}

/* Fills which results of @run are of an incident. */
static void find_incident(struct judged *judged, const struct run *run, bool *incident)
{
    int failed = 0;
    for (int i = 0; i < run->count; i++)
        failed += run->results[i].outcome == 'f' || run->results[i].outcome == 'k';
    memset(incident, 0, (size_t)run->count * sizeof *incident);
    if (failed < 2)
        return;
    struct sums sums = {0};
    if (outage_is_many(&judged->settings, failed, 0))
        add_sums(judged, run, &sums);
    bool mass = is_mass(judged, &sums);
    for (int i = 0; i < run->count; i++) {
        const char *text = run->results[i].text;
        if (run->results[i].outcome == 'p' || run->results[i].outcome == '.')
            continue;
        double alike = 0;
        for (int n = 0; n < run->count && !mass; n++)
            alike += run->results[n].text && strcmp(run->results[n].text, text) == 0;
        incident[i] = mass || outage_of_text(&judged->settings, text, alike) != OUTAGE_NONE;
    }
}

static bool failed(const struct result *result)
{
    return result->outcome == 'f' || result->outcome == 'k';
}

/* Sums over the runs that are kept: each test counts once, and has failed if it failed in any. */
static bool kept_are_mass(struct judged *judged)
{
    struct sums sums = {0};
    char *state = calloc((size_t)judged->history->test_count, 1); /* 1 ran, 2 failed */
    for (int i = 0; i < judged->kept_count; i++)
        for (int n = 0; n < judged->kept[i].run.count; n++) {
            const struct result *result = &judged->kept[i].results[n];
            int test = judged->kept[i].run.first + n;
            if (result->outcome == '.' || state[test] == 2)
                continue;
            if (state[test] == 0) {
                sums.tests++;
                sums.expected += rate_of(judged, &judged->tests[test]);
            }
            sums.failed += failed(result);
            state[test] = failed(result) ? 2 : 1;
        }
    free(state);
    return is_mass(judged, &sums);
}

/* How many tests of the runs that are kept say @text. */
static double kept_alike(const struct judged *judged, const char *text)
{
    char *said = calloc((size_t)judged->history->test_count, 1);
    double alike = 0;
    for (int i = 0; i < judged->kept_count; i++)
        for (int n = 0; n < judged->kept[i].run.count; n++) {
            const struct result *result = &judged->kept[i].results[n];
            int test = judged->kept[i].run.first + n;
            if (!failed(result) || said[test] || strcmp(result->text, text) != 0)
                continue;
            said[test] = 1;
            alike++;
        }
    free(said);
    return alike;
}

/* Takes the failures of the runs that are kept out of the evidence: those of an incident. */
static void withdraw(struct judged *judged, bool mass)
{
    for (int i = 0; i < judged->kept_count; i++)
        for (int n = 0; n < judged->kept[i].run.count; n++) {
            struct kept *it = &judged->kept[i];
            struct result *result = &it->results[n];
            if (!failed(result) || it->incident[n])
                continue;
            it->incident[n] = mass || outage_of_text(&judged->settings, result->text,
                                                     kept_alike(judged, result->text));
            if (it->incident[n])
                count_failure(judged, it->run.first + n, &it->run, result->outcome, -1);
        }
}

/* Keeps a small run, and looks at those of the last minute together. */
static void pool(struct judged *judged, const struct run *run, const bool *incident)
{
    if (run->count >= judged->settings.outage_small_run || run->count > SMALL_MAX ||
        judged->kept_count == KEPT_MAX)
        return;
    int kept = 0;
    bool any = false;
    for (int i = 0; i < judged->kept_count; i++)
        if (judged->kept[i].run.second + judged->settings.outage_pool_seconds > run->second)
            judged->kept[kept++] = judged->kept[i];
    struct kept *mine = &judged->kept[kept++];
    judged->kept_count = kept;
    *mine = (struct kept){.run = *run};
    for (int i = 0; i < run->count; i++) {
        mine->results[i] = run->results[i];
        mine->incident[i] = incident[i];
        any |= failed(&run->results[i]);
    }
    if (any)
        withdraw(judged, kept_are_mass(judged));
}

/* ---- entry ---- */

static void score(struct judged *judged, int test)
{
    struct seen *seen = &judged->tests[test];
    seen->log_e = score_log_e(&judged->settings, seen->retried + seen->flipped, seen->passes,
                              seen->blips, seen->commits);
}

/* Commits with events: what failed twice on one may have had one cause. */
static int places_of(const struct judged *judged, int test)
{
    int places = 0;
    for (int c = 0; c < judged->history->commits; c++) {
        size_t at = place(judged, test, c);
        const struct counted *main = &judged->main[at], *branch = &judged->branches[at];
        places += flips_of(main) + main->retried + judged->blip_at[at] > 0;
        places += flips_of(branch) + branch->retried > 0;
    }
    return places;
}

static struct entry entry_of(const struct judged *judged, int test)
{
    const struct seen *seen = &judged->tests[test];
    double days = (double)(judged->second - seen->first_second) / 86400;
    return (struct entry){.log_e = seen->log_e,
                          .events = places_of(judged, test),
                          .broken = broken_of(judged, test),
                          .rate = rate_of(judged, seen),
                          .runs_ahead = entry_runs_ahead(seen->runs, days, REVIEW_DAYS)};
}

static void judge_simply(struct judged *judged, int test)
{
    struct seen *seen = &judged->tests[test];
    seen->entered[RULE_RETRY] |= seen->raw_flips >= 1;
    seen->entered[RULE_TWO_AND_ONE] |= seen->raw_flips >= 2 && seen->raw_flips >= 0.01 * seen->runs;
    uint64_t changes = (seen->recent ^ seen->recent >> 1) & (UINT64_MAX >> 1);
    seen->entered[RULE_FLIP_RATE] |= seen->recent_count >= RECENT && seen->recent &&
                                     __builtin_popcountll(changes) >= FLIP_RATE * RECENT;
}

static void judge(struct judged *judged, int test)
{
    struct seen *seen = &judged->tests[test];
    judge_simply(judged, test);
    if (seen->entered[RULE_ENTRY] || seen->retried + seen->flipped + seen->blips == 0)
        return;
    score(judged, test);
    if (seen->log_e < log(judged->settings.entry_e))
        return;
    struct entry entry = entry_of(judged, test);
    enum entry_reason reason;
    if (!entry_reached(&judged->settings, &entry, &reason))
        return;
    const struct test *truth = &judged->history->tests[test];
    seen->entered[RULE_ENTRY] = true;
    seen->while_broken =
        truth->broken_for != 0 && judged->last_commit > truth->broken_at; /* a second commit */
}

static int downward(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left < *right) - (*left > *right);
}

/* Once a commit: who may enter where the rule acts by itself. */
static void judge_alone(struct judged *judged)
{
    const int tests = judged->history->test_count;
    double *log_e = calloc((size_t)tests, sizeof *log_e);
    size_t count = 0;
    for (int i = 0; i < tests; i++) {
        const struct seen *seen = &judged->tests[i];
        if (seen->retried + seen->flipped + seen->blips == 0)
            continue;
        score(judged, i);
        if (seen->log_e > 0)
            log_e[count++] = seen->log_e;
    }
    qsort(log_e, count, sizeof *log_e, downward);
    double bar = entry_bar(&judged->settings, log_e, count, tests);
    free(log_e);
    for (int i = 0; i < tests; i++) {
        struct seen *seen = &judged->tests[i];
        if (seen->entered[RULE_ALONE] || seen->log_e < bar)
            continue;
        struct entry entry = entry_of(judged, i);
        entry.log_e_needed = bar;
        enum entry_reason reason;
        seen->entered[RULE_ALONE] = entry_reached(&judged->settings, &entry, &reason);
    }
}

/* ---- a run ---- */

void judged_run(struct judged *judged, const struct run *run)
{
    bool *incident = calloc((size_t)run->count, sizeof *incident);
    bool begins = run->job == 0 && run->attempt == 1;
    if (begins && judged->reports > 0)
        judge_alone(judged);
    judged->reports++;
    judged->second = run->second;
    if (run->main && run->commit > judged->last_commit)
        judged->last_commit = run->commit;
    find_incident(judged, run, incident);
    for (int i = 0; i < run->count; i++) {
        const struct result *result = &run->results[i];
        if (result->outcome == '.')
            continue;
        count_plainly(judged, run->first + i, run, result);
        if (result->outcome != 'p' && !incident[i])
            count_failure(judged, run->first + i, run, result->outcome, 1);
        if (result->outcome != 'f')
            count_pass(judged, run->first + i, run);
    }
    pool(judged, run, incident);
    for (int i = 0; i < run->count; i++) {
        int test = run->first + i;
        if (run->results[i].outcome == '.' || !judged->tests[test].ever_failed)
            continue;
        if (run->main && failed_near(judged, test, run->commit))
            find_blips(judged, test, run->commit);
        judge(judged, test);
    }
    free(incident);
}

/* ---- what was to be seen ---- */

static bool ran(const struct counted *cell)
{
    return cell->passes + cell->known_fails > 0;
}

int judged_visible(const struct judged *judged, int test)
{
    int visible = judged->tests[test].visible_retried;
    const int commits = judged->history->commits;
    for (int c = 0; c < commits; c++) {
        const struct counted *main = &judged->main[place(judged, test, c)];
        const struct counted *branch = &judged->branches[place(judged, test, c)];
        visible += branch->passes ? branch->flakes : 0;
        visible += main->passes ? main->flakes : 0;
        if (main->passes || !main->flakes)
            continue;
        int before = c - 1, after = c + 1;
        while (before >= 0 && !ran(&judged->main[place(judged, test, before)]))
            before--;
        while (after < commits && !ran(&judged->main[place(judged, test, after)]))
            after++;
        visible += before >= 0 && after < commits &&
                   judged->main[place(judged, test, before)].passes &&
                   judged->main[place(judged, test, after)].passes;
    }
    return visible;
}
