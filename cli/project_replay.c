/* escapement project replay: what other settings would have changed. */
#include <stdio.h>

#include "analyzer/flake/replay.h"
#include "cli/options.h"
#include "cli/project.h"
#include "common/clock.h"

static void print_counts(const json_t *answer, const char *name)
{
    const json_t *counts = json_object_get(answer, name);
    printf("%-9s %4lld entries, %4lld releases, %4lld revocations, %4lld commits of regressions "
           "hidden before them\n",
           name, json_integer_value(json_object_get(counts, "entries")),
           json_integer_value(json_object_get(counts, "releases")),
           json_integer_value(json_object_get(counts, "revocations")),
           json_integer_value(json_object_get(counts, "hidden_commits")));
}

static void print(const json_t *answer)
{
    size_t i;
    const json_t *change;
    print_counts(answer, "present");
    print_counts(answer, "proposed");
    json_array_foreach(json_object_get(answer, "changes"), i, change)
    {
        bool present = json_is_true(json_object_get(change, "present"));
        bool proposed = json_is_true(json_object_get(change, "proposed"));
        const json_t *test = json_object_get(change, "test");
        printf("%.10s  %-8s  %-10s  %s › %s: %s\n",
               json_string_value(json_object_get(change, "at")),
               present && proposed ? "both"
               : proposed          ? "proposed"
                                   : "present",
               json_string_value(json_object_get(change, "change")),
               json_string_value(json_object_get(test, "classname")),
               json_string_value(json_object_get(test, "name")),
               json_string_value(json_object_get(change, "why")));
    }
    printf("read: %s\n", json_string_value(json_object_get(answer, "reads")));
}

static enum err_code read_date(const char *word, int64_t fallback, int64_t *at, struct err *err)
{
    *at = fallback;
    if (word && !clock_parse(word, at))
        return err_set(err, ERR_INVALID, "\"%.60s\" is no date: write it as 2026-11-21", word);
    return ERR_OK;
}

enum err_code project_replay(struct db *db, int32_t project_id, char **words, size_t count,
                             const char *from, const char *to, bool json, struct err *err)
{
    struct settings_wanted wanted[PROJECT_SETTINGS_MAX];
    struct replay_order order = {.project_id = project_id, .wanted = wanted, .count = count};
    const int64_t span = INT64_C(86400) * 1000000 * REPLAY_DAYS;
    json_t *answer;
    try_(project_settings_read(words, count, wanted, err));
    try_(read_date(to, clock_now(), &order.to, err));
    try_(read_date(from, order.to - span, &order.from, err));
    try_(replay_make(db, &order, &answer, err));
    if (json)
        options_print_json(json_incref(answer));
    else
        print(answer);
    json_decref(answer);
    return ERR_OK;
}
