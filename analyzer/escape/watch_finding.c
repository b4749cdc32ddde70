#include "analyzer/escape/watch_finding.h"

#include <stdio.h>

#include "analyzer/escape/told.h"
#include "analyzer/escape/watch.h"
#include "analyzer/settings.h"
#include "common/clock.h"

/* ---- Counting -------------------------------------------------------------------------------- */

/* Columns come as text. */
static int64_t time_at(const struct rows *rows, int column)
{
    int64_t time = 0;
    if (!rows_null(rows, 0, column))
        clock_parse(rows_text(rows, 0, column), &time);
    return time;
}

enum err_code watch_count(struct db *db, int32_t project_id, const char *category,
                          int64_t service_id, int64_t changed_at, int64_t now,
                          struct watch_counts *counts, struct err *err)
{
    enum {
        IN_FORCE,
        SYSTEMIC,
        PLANNED,
        CAME_BACK,
        CHANGED_AT,
        BEGAN,
        LAST_ESCAPE,
        ESCAPES,
        CATCHES = ESCAPES + 2,
        DEPLOYMENTS = CATCHES + 2,
        DAYS = DEPLOYMENTS + 2
    };
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_text(&params, category);
    params_int(&params, service_id);
    params_time(&params, now);
    params_time(&params, changed_at);
    try_(db_run(db, QUERY_WATCH_FACTS, &params, &rows, err));
    *counts = (struct watch_counts){.in_force = rows_int(rows, 0, IN_FORCE),
                                    .systemic = rows_int(rows, 0, SYSTEMIC),
                                    .planned = rows_int(rows, 0, PLANNED),
                                    .came_back = rows_bool(rows, 0, CAME_BACK),
                                    .changed_at = time_at(rows, CHANGED_AT),
                                    .began = time_at(rows, BEGAN),
                                    .last_escape = time_at(rows, LAST_ESCAPE)};
    for (int side = 0; side < 2; side++) {
        counts->escapes[side] = rows_int(rows, 0, ESCAPES + side);
        counts->catches[side] = rows_int(rows, 0, CATCHES + side);
        counts->deployments[side] = rows_int(rows, 0, DEPLOYMENTS + side);
        counts->days[side] = rows_int(rows, 0, DAYS + side);
    }
    bool deployed = counts->deployments[0] + counts->deployments[1] > 0;
    const int64_t *exposure = deployed ? counts->deployments : counts->days;
    counts->units = deployed ? told_deployments : told_days;
    counts->comparison = compare_rates((double)counts->escapes[0], (double)exposure[0],
                                       (double)counts->escapes[1], (double)exposure[1]);
    return ERR_OK;
}

/* ---- Reasons --------------------------------------------------------------------------------- */

/* Adds a reason; @sentence is freed. */
static enum err_code add(json_t *reasons, const char *word, struct text *sentence, struct err *err)
{
    const char *words = text_get(sentence);
    json_t *reason = words ? json_pack("{s:s, s:s}", "word", word, "text", words) : NULL;
    text_free(sentence);
    return reason && json_array_append_new(reasons, reason) == 0 ? ERR_OK : err_nomem(err);
}

static enum err_code add_plain(json_t *reasons, const char *word, const char *sentence,
                               struct err *err)
{
    struct text text = {0};
    text_puts(&text, sentence);
    return add(reasons, word, &text, err);
}

static enum err_code add_guard(json_t *reasons, enum watch_guard guard, const char *name,
                               struct err *err)
{
    static const char *const said[GUARD__MAX] = {
        [GUARD_RED] = "fails on the main line", [GUARD_QUARANTINED] = "is quarantined",
        [GUARD_BROKEN] = "fails always",        [GUARD_SKIPPED] = "is skipped",
        [GUARD_GONE] = "does not run any more",
    };
    char word[40];
    struct text text = {0};
    if (guard == GUARD_RUNNING)
        return ERR_OK;
    snprintf(word, sizeof word, "guard_%s", watch_guard_word(guard));
    text_printf(&text, "The guard %s %s.", name, said[guard]);
    return add(reasons, word, &text, err);
}

static enum err_code add_change(json_t *reasons, const struct watch_counts *counts, struct err *err)
{
    char day[CLOCK_TEXT_SIZE];
    struct text text = {0};
    if (counts->came_back) {
        clock_format(counts->last_escape, day);
        text_printf(&text,
                    "A bug of this kind was found on %.10s, after the change was in force: "
                    "it did not hold.",
                    day);
        return add(reasons, "escaped", &text, err);
    }
    if (counts->systemic)
        return ERR_OK;
    if (counts->in_force)
        return add_plain(reasons, "one_off",
                         "What was changed is for one bug only: that does not close a category.",
                         err);
    if (counts->planned)
        return add_plain(reasons, "not_in_force",
                         "A change is written down, and not in force in this service.", err);
    return add_plain(reasons, "no_change", "Nothing was changed yet.", err);
}

static enum err_code add_counts(json_t *reasons, const struct watch_counts *counts, struct err *err)
{
    struct text text = {0};
    if (!counts->systemic)
        return ERR_OK;
    words_comparison(&text, &counts->comparison, told_escapes, counts->units);
    try_(add(reasons, counts->comparison.verdict == COMPARE_FELL ? "proven" : "unproven", &text,
             err));
    if (counts->catches[1] == 0)
        return ERR_OK;
    text_printf(&text, "%lld of this kind %s caught before release since.",
                (long long)counts->catches[1], counts->catches[1] == 1 ? "was" : "were");
    return add(reasons, "caught", &text, err);
}

/* ---- Guards ---------------------------------------------------------------------------------- */

/* Adds each guard to @list, and what is wrong with it to @reasons; facts of them. */
static enum err_code judge_guards(const struct rows *rows, const struct settings *settings,
                                  json_t *list, json_t *reasons, unsigned *facts, struct err *err)
{
    enum {
        ID,
        TEST,
        NAME,
        CHANGE,
        SYSTEMIC,
        QUARANTINED,
        BROKEN,
        RAN_AT,
        OUTCOME,
        MISSED,
        SILENT,
        OTHERS
    };
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *name = rows_text(rows, row, NAME);
        enum watch_guard guard = watch_guard_judge(
            &(struct watch_guard_facts){.quarantined = rows_bool(rows, row, QUARANTINED),
                                        .broken = rows_bool(rows, row, BROKEN),
                                        .ran = !rows_null(rows, row, RAN_AT),
                                        .outcome = *rows_text(rows, row, OUTCOME),
                                        .missed = rows_int(rows, row, MISSED),
                                        .silent_days = rows_real(rows, row, SILENT),
                                        .others_ran = rows_bool(rows, row, OTHERS),
                                        .gone_runs = settings->guard_gone_runs,
                                        .gone_days = settings->guard_gone_days});
        json_t *item =
            json_pack("{s:I, s:I, s:s, s:I, s:b, s:s}", "id", (json_int_t)rows_int(rows, row, ID),
                      "test", (json_int_t)rows_int(rows, row, TEST), "name", name, "change",
                      (json_int_t)rows_int(rows, row, CHANGE), "systemic",
                      rows_bool(rows, row, SYSTEMIC), "state", watch_guard_word(guard));
        if (!item || json_array_append_new(list, item) != 0)
            return err_nomem(err);
        *facts |= rows_bool(rows, row, SYSTEMIC) ? WATCH_HAS_GUARD : 0;
        *facts |= watch_guard_is_down(guard) ? WATCH_HAS_DOWN : 0;
        *facts |= guard == GUARD_RED ? WATCH_HAS_RED : 0;
        try_(add_guard(reasons, guard, name, err));
    }
    return ERR_OK;
}

static enum err_code find_guards(struct db *db, const struct watch_of *of, json_t *list,
                                 json_t *reasons, unsigned *facts, struct err *err)
{
    struct settings settings;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    enum err_code code = settings_load(db, of->project_id, &settings, err);
    if (code == ERR_OK) {
        params_int(&params, of->project_id);
        params_text(&params, of->category);
        params_int(&params, of->service_id);
        params_time(&params, of->now);
        params_text(&params, settings.protected_branches);
        params_real(&params, settings.guard_gone_days);
        code = db_run(db, QUERY_WATCH_GUARDS, &params, &rows, err);
    }
    if (code == ERR_OK)
        code = judge_guards(rows, &settings, list, reasons, facts, err);
    settings_free(&settings);
    return code;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static unsigned facts_of(const struct watch_counts *counts)
{
    return (counts->came_back ? WATCH_CAME_BACK : 0) |
           (counts->in_force || counts->planned ? WATCH_HAS_CHANGE : 0) |
           (counts->systemic ? WATCH_HAS_SYSTEMIC : 0) |
           (counts->comparison.verdict == COMPARE_FELL ? WATCH_HAS_PROOF : 0);
}

static enum err_code find_reasons(struct db *db, const struct watch_of *of, json_t *reasons,
                                  json_t *guards, struct watch_counts *counts, unsigned *facts,
                                  struct err *err)
{
    try_(watch_count(db, of->project_id, of->category, of->service_id, 0, of->now, counts, err));
    *facts = facts_of(counts);
    try_(add_change(reasons, counts, err));
    try_(find_guards(db, of, guards, reasons, facts, err));
    if (counts->systemic && !(*facts & WATCH_HAS_GUARD))
        try_(add_plain(reasons, "no_guard",
                       "No test guards the change: nothing would tell if it were undone.", err));
    return add_counts(reasons, counts, err);
}

enum err_code watch_find_out(struct db *db, const struct watch_of *of,
                             struct watch_finding *finding, struct err *err)
{
    struct watch_counts counts = {.units = told_days};
    unsigned facts = 0;
    json_t *reasons = json_array(), *guards = json_array();
    *finding = (struct watch_finding){.json = NULL};
    enum err_code code = reasons && guards
                             ? find_reasons(db, of, reasons, guards, &counts, &facts, err)
                             : err_nomem(err);
    if (code != ERR_OK) {
        json_decref(reasons);
        json_decref(guards);
        return code;
    }
    finding->state = watch_judge(facts);
    finding->json =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "reasons", reasons, "guards", guards,
                  "comparison", told_comparison(&counts.comparison, counts.units), "began",
                  told_time(counts.began), "changed_at", told_time(counts.changed_at),
                  "last_escape", told_time(counts.last_escape), "caught_before",
                  (json_int_t)counts.catches[0], "caught_since", (json_int_t)counts.catches[1]);
    if (!finding->json)
        return err_nomem(err);
    finding->sentence = json_string_value(json_object_get(json_array_get(reasons, 0), "text"));
    return ERR_OK;
}

void watch_finding_free(struct watch_finding *finding)
{
    json_decref(finding->json);
}
