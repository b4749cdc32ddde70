#include "analyzer/settings.h"

#include <fnmatch.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

#define REAL(name, fallback, min, max, help)                                                       \
    {                                                                                              \
#name, SETTINGS_REAL, offsetof(struct settings, name), fallback, min, max, help            \
    }
#define INT(name, fallback, min, max, help)                                                        \
    {                                                                                              \
#name, SETTINGS_INT, offsetof(struct settings, name), fallback, min, max, help             \
    }
#define TEXT(name, fallback, bytes, help)                                                          \
    {                                                                                              \
#name, SETTINGS_TEXT, offsetof(struct settings, name), fallback, 0, bytes, help            \
    }

/* A row is read across. */
/* clang-format off */
const struct settings_row settings_rows[] = {
    INT(outage_failed, "10", 2, 1e6, "failing tests that make a mass failure, with outage_share"),
    REAL(outage_share, "0.25", 0, 1, "share of the tests of a run that has to fail with them"),
    INT(outage_small_failed, "5", 2, 1e6, "failing tests that do with outage_small_share"),
    REAL(outage_small_share, "0.5", 0, 1, "share that has to fail with those fewer"),
    INT(outage_small_run, "5", 1, 1000, "runs of fewer tests are looked at together: alone they show no mass failure"),
    INT(outage_pool_seconds, "60", 1, 3600, "seconds within which such runs of a project have to arrive"),
    REAL(outage_chance, "1e-6", 0, 1, "a mass failure is less likely than this by the tests' own rates"),
    INT(infrastructure_tests, "3", 2, 1e6, "tests of a run with one infrastructure text that make an incident"),
    REAL(prior_a, "0.234", 1e-3, 1e3, "failures that a flaky test is taken to have had (Beta prior)"),
    REAL(prior_b, "1.872", 1e-3, 1e3, "passes that a flaky test is taken to have had (Beta prior)"),
    REAL(sound_flip, "2e-5", 1e-12, 0.5, "chance that a sound test fails in a run and passes in another"),
    REAL(sound_blip, "2e-4", 1e-12, 0.5, "chance that a sound test fails on one commit between two"),
    REAL(flaky_share, "0.035", 1e-6, 0.999, "share of tests that are flaky before anything is known"),
    REAL(entry_e, "20", 1, 1e12, "e-value from which a test may enter quarantine: 20 is one wrong in 20"),
    INT(min_events, "2", 1, 1000, "commits with flaky events that it takes besides"),
    REAL(false_share, "0.05", 1e-6, 1, "share of wrong entries where rules act by themselves (e-BH)"),
    REAL(exit_rate, "0.01", 1e-6, 0.5, "failure rate below which a quarantined test counts as mended"),
    REAL(exit_e, "20", 1, 1e12, "e-value from which it is released; doubled with each return"),
    REAL(budget_share, "0.05", 0, 1, "share of all tests that rules may hold in quarantine; at least one test"),
    REAL(budget_owner_share, "0.2", 0, 1, "share of an owner's tests that rules may hold; at least one test"),
    INT(worse_events, "2", 1, 1e6, "flaky events since the last triage from which a test counts as worse"),
    REAL(worse_factor, "1.5", 1, 1e6, "and how many times those of as long a time before they have to be"),
    INT(quiet_days, "14", 1, 365, "days without a flaky event after which a quarantined test counts as recovered"),
    INT(shared_tests, "3", 2, 1e6, "tests with one new signature that put it on the agenda"),
    INT(agenda_rows, "100", 1, 1000, "rows of each section of a triage at most"),
    TEXT(protected_tests, "", 4000,
         "tests that are never quarantined: globs over suite/class/name, with commas between; * and ? stand for any"),
    REAL(break_chance, "1.5e-4", 0, 1, "chance that a commit breaks a given test"),
    REAL(mend_chance, "0.15", 0, 1, "chance that a commit mends a broken test"),
    REAL(broken_fails, "0.98", 0.5, 1, "chance that a broken test fails on a commit"),
    REAL(broken_from, "0.5", 0.01, 0.999, "a test that failed always at last is broken from this probability of it on"),
    INT(broken_row, "2", 2, 256, "commits in a row that failed always from which a test may count as broken"),
    REAL(broken_row_chance, "0.01", 1e-12, 1, "it does when its rate makes that many in a row no likelier than this"),
    REAL(again_fails, "0.154", 1e-3, 1, "chance that a flaky test that failed fails again in a retry"),
    REAL(split_a, "0.3", 1e-3, 1e3, "prior failures of a stretch of commits, when looking for its begin"),
    REAL(split_b, "0.5", 1e-3, 1e3, "prior passes of a stretch of commits"),
    REAL(split_prior, "1e-4", 1e-12, 1, "how likely a change is before looking"),
    INT(window_commits, "64", 8, 256, "commits on both sides within which a test's neighbours are sought"),
    REAL(quarantine_minutes, "15", 0, 1e6, "people-minutes that a quarantine costs until its review"),
    REAL(red_minutes, "30", 0, 1e6, "people-minutes that a build red for nothing costs"),
    REAL(wait_minutes_per_blocked_build, "30", 0, 1e6, "people-minutes waited for a build that a flaky test blocked"),
    REAL(wait_minutes_per_delayed_build, "2", 0, 1e6, "people-minutes waited for a build that only its retries delayed"),
    REAL(cost_per_ci_minute, "0", 0, 1e9, "price of a minute of CI; 0 with the next: no money is shown"),
    REAL(cost_per_people_hour, "0", 0, 1e9, "price of an hour of people's time"),
    TEXT(currency, "EUR", 16, "what prices are in"),
    REAL(shape_unit, "0.7", 0, 1, "share of the tests wanted to be unit tests"),
    REAL(shape_integration, "0.2", 0, 1, "share wanted to be integration and contract tests"),
    REAL(shape_e2e, "0.1", 0, 1, "share wanted to be end-to-end tests"),
    REAL(shape_tolerance, "0.1", 0, 1, "how far a share may be off before that is pointed out"),
    INT(guard_gone_runs, "10", 1, 1e6, "complete runs of its job without a guard test after which it is gone"),
    INT(guard_gone_days, "30", 1, 3650, "days without a run after which a guard test is gone, while others run"),
    REAL(weight_review, "1", 0, 1e6, "modelled cost of a bug found in review; the tenfold curve is disputed"),
    REAL(weight_local, "1", 0, 1e6, "modelled cost of a bug found on the own machine; the tenfold curve is disputed"),
    REAL(weight_pr, "2", 0, 1e6, "modelled cost of a bug found by a check of the pull request; the tenfold curve is disputed"),
    REAL(weight_post_merge, "5", 0, 1e6, "modelled cost of a bug found on the main line; the tenfold curve is disputed"),
    REAL(weight_staging, "10", 0, 1e6, "modelled cost of a bug found in staging; the tenfold curve is disputed"),
    REAL(weight_post_deploy, "20", 0, 1e6, "modelled cost of a bug found right after deployment; the tenfold curve is disputed"),
    REAL(weight_internal_prod, "50", 0, 1e6, "modelled cost of a bug found in production by ourselves; the tenfold curve is disputed"),
    REAL(weight_customer, "100", 0, 1e6, "modelled cost of a bug found by a user; the tenfold curve is disputed"),
    TEXT(protected_branches, "main, master, trunk, release/*", 1000,
         "branches whose commits follow each other, beside the default branch; * and ? stand for any"),
};
/* clang-format on */

const size_t settings_count = sizeof settings_rows / sizeof *settings_rows;

static double *number_at(struct settings *settings, const struct settings_row *row)
{
    return (double *)(void *)((char *)settings + row->offset);
}

static const char **text_at(struct settings *settings, const struct settings_row *row)
{
    return (const char **)(void *)((char *)settings + row->offset);
}

void settings_default(struct settings *settings)
{
    *settings = (struct settings){.outage_failed = 0};
    for (size_t i = 0; i < settings_count; i++) {
        const struct settings_row *row = &settings_rows[i];
        if (row->type == SETTINGS_TEXT)
            *text_at(settings, row) = row->fallback;
        else
            *number_at(settings, row) = strtod(row->fallback, NULL);
    }
}

static enum err_code set_number(struct settings *settings, const struct settings_row *row,
                                const char *value, struct err *err)
{
    char *end;
    double number = strtod(value, &end);
    if (row->type == SETTINGS_BOOL && strcmp(value, "true") == 0)
        number = 1, end = strchr(value, '\0');
    if (row->type == SETTINGS_BOOL && strcmp(value, "false") == 0)
        number = 0, end = strchr(value, '\0');
    bool whole = row->type == SETTINGS_REAL || floor(number) == number;
    if (end == value || *end || !isfinite(number) || !whole)
        return err_set(err, ERR_INVALID, "%s: \"%.60s\" is not %s", row->name, value,
                       row->type == SETTINGS_REAL  ? "a number"
                       : row->type == SETTINGS_INT ? "a whole number"
                                                   : "true or false");
    if (number < row->min || number > row->max)
        return err_set(err, ERR_INVALID, "%s: %g is not between %g and %g", row->name, number,
                       row->min, row->max);
    *number_at(settings, row) = number;
    return ERR_OK;
}

static enum err_code set_text(struct settings *settings, const struct settings_row *row,
                              const char *value, struct err *err)
{
    size_t len = strlen(value);
    if (len > (size_t)row->max)
        return err_set(err, ERR_INVALID, "%s: longer than %g bytes", row->name, row->max);
    const char *copy = arena_text(&settings->arena, value, len);
    if (!copy)
        return err_nomem(err);
    *text_at(settings, row) = copy;
    return ERR_OK;
}

enum err_code settings_set(struct settings *settings, const char *name, const char *value,
                           struct err *err)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct settings_row *row = &settings_rows[i];
        if (strcmp(row->name, name) == 0)
            return row->type == SETTINGS_TEXT ? set_text(settings, row, value, err)
                                              : set_number(settings, row, value, err);
    }
    return err_set(err, ERR_NOT_FOUND, "there is no setting \"%.60s\"", name);
}

double settings_number(const char *name, const char *value)
{
    struct settings settings;
    struct err passed_over = {0};
    const struct settings_row *row = settings_rows;
    while (strcmp(row->name, name) != 0)
        row++;
    *number_at(&settings, row) = strtod(row->fallback, NULL);
    bool fits = !value || set_number(&settings, row, value, &passed_over) == ERR_OK;
    (void)fits; /* else it is left as it was */
    return *number_at(&settings, row);
}

static enum err_code take_all(struct settings *settings, const struct rows *rows, struct err *err)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct err passed_over = {0};
        if (settings_set(settings, rows_text(rows, i, 0), rows_text(rows, i, 1), &passed_over) ==
            ERR_NOMEM)
            return err_nomem(err);
    }
    return ERR_OK;
}

enum err_code settings_ask(struct db *db, int32_t project_id, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    return db_send(db, QUERY_PROJECT_SETTING_LIST, &params, err);
}

enum err_code settings_receive(struct db *db, struct settings *settings, struct err *err)
{
    settings_default(settings);
    auto_rows struct rows *rows = NULL;
    try_(db_receive(db, &rows, err));
    return take_all(settings, rows, err);
}

enum err_code settings_load(struct db *db, int32_t project_id, struct settings *settings,
                            struct err *err)
{
    settings_default(settings);
    auto_params struct params params = {0};
    params_int(&params, project_id);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_PROJECT_SETTING_LIST, &params, &rows, err));
    return take_all(settings, rows, err);
}

void settings_free(struct settings *settings)
{
    arena_free(&settings->arena);
}

bool settings_globs_fit(const char *globs, const char *word)
{
    enum { GLOB_MAX = 1024 };
    for (const char *at = globs; *at; at += strcspn(at, ",")) {
        at += strspn(at, ", ");
        size_t len = strcspn(at, ",");
        while (len && at[len - 1] == ' ')
            len--;
        char glob[GLOB_MAX];
        if (len == 0 || len >= sizeof glob)
            continue;
        memcpy(glob, at, len);
        glob[len] = '\0';
        if (fnmatch(glob, word, 0) == 0)
            return true;
    }
    return false;
}

bool settings_protects(const struct settings *settings, const char *default_branch,
                       const char *branch)
{
    if (!branch || !*branch)
        return false;
    return (default_branch && strcmp(default_branch, branch) == 0) ||
           settings_globs_fit(settings->protected_branches, branch);
}
