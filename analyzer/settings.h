/* What a project may set of the judgement: one table of name, type, default, range and help. Only
 * what differs from its default is stored (project_setting). */
#ifndef ANALYZER_SETTINGS_H
#define ANALYZER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/db.h"

/* Shares and rates lie between 0 and 1. A yes or no is 1 or 0. */
struct settings {
    struct arena arena; /* owns the texts */
    /* mass failures: of tests not broken before, either so many and such a share of them failed */
    double outage_failed, outage_share;
    double outage_small_failed, outage_small_share;
    double outage_small_run, outage_pool_seconds; /* smaller runs, within that time, are one */
    double outage_chance; /* and the chance of that many by their rates is below this */
    double infrastructure_tests;
    /* the score: Beta prior of a flaky test's rate, chances that a sound one fails */
    double prior_a, prior_b;
    double sound_flip, sound_blip;
    double flaky_share; /* of all tests: prior of P(flaky) */
    /* in and out of quarantine */
    double entry_e, min_events, false_share;
    double exit_rate, exit_e;
    double budget_share, budget_owner_share;
    /* the filter that tells broken from flaky, per commit */
    double break_chance, mend_chance, broken_fails, again_fails;
    double broken_from; /* above it, a test that failed always at last is broken */
    double broken_row, broken_row_chance; /* and the rule beside it, of commits in a row */
    double split_a, split_b, split_prior;
    double window_commits;
    /* the rule of costs: what a quarantine costs, and a red build */
    double quarantine_minutes, red_minutes;
    /* what the weekly triage lists */
    double worse_events, worse_factor, quiet_days, shared_tests, agenda_rows;
    /* tests that are never quarantined, as globs over suite/class/name joined by commas */
    const char *protected_tests;
    /* what failures cost: minutes that people wait, and money */
    double wait_minutes_per_blocked_build, wait_minutes_per_delayed_build;
    double cost_per_ci_minute, cost_per_people_hour;
    const char *currency;
    /* the portfolio: shares of tests by layer */
    double shape_unit, shape_integration, shape_e2e, shape_tolerance;
    /* guards of changes: when one is gone */
    double guard_gone_runs, guard_gone_days;
    /* what a bug is taken to cost by where it is found, beside one found in review */
    double weight_review, weight_local, weight_pr, weight_post_merge, weight_staging;
    double weight_post_deploy, weight_internal_prod, weight_customer;
    /* branches whose commits follow each other, as globs joined by commas */
    const char *protected_branches;
};

enum settings_type { SETTINGS_REAL, SETTINGS_INT, SETTINGS_BOOL, SETTINGS_TEXT };

struct settings_row {
    const char *name;
    enum settings_type type;
    size_t offset; /* in struct settings: a double, or a const char * */
    const char *fallback;
    double min, max; /* of a number; of a text: its bytes */
    const char *help;
};

extern const struct settings_row settings_rows[];
extern const size_t settings_count;

/* The defaults alone. @settings owns nothing then. */
void settings_default(struct settings *settings);

/* Sets one by its name. ERR_NOT_FOUND: no such setting; ERR_INVALID: not of its type or range. */
enum err_code settings_set(struct settings *settings, const char *name, const char *value,
                           struct err *err) must_check;

/* The value of a number that is stored as @value; its default, where that is NULL or does not fit
 * any longer. @name must exist. */
double settings_number(const char *name, const char *value);

/* What is in force in a project. A stored value that no longer fits is passed over. Free it also
 * after a failure. */
enum err_code settings_load(struct db *db, int32_t project_id, struct settings *settings,
                            struct err *err) must_check;
/* The same in a round with other statements: sent, and received in its turn. */
enum err_code settings_ask(struct db *db, int32_t project_id, struct err *err) must_check;
enum err_code settings_receive(struct db *db, struct settings *settings,
                               struct err *err) must_check;
void settings_free(struct settings *settings);

/* True when one of @globs, joined by commas, fits @word; * stands for any text, ? for a byte. */
bool settings_globs_fit(const char *globs, const char *word);

/* True when @branch (NULL: false) is one whose commits follow each other: @default_branch, or one
 * that protected_branches names. */
bool settings_protects(const struct settings *settings, const char *default_branch,
                       const char *branch);

#endif
