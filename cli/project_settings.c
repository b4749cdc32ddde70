/* escapement project settings: what a project has set for its judgement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/settings_change.h"
#include "cli/options.h"
#include "cli/project.h"
#include "common/clock.h"

static void print(const json_t *list)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        char *value =
            json_dumps(json_object_get(item, "value"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        char *fallback =
            json_dumps(json_object_get(item, "default"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        bool same = json_equal(json_object_get(item, "value"), json_object_get(item, "default"));
        printf("%-22s %s%s%s%s\n    %s\n", json_string_value(json_object_get(item, "name")),
               value ? value : "?", same ? "" : " (default ", same || !fallback ? "" : fallback,
               same ? "" : ")", json_string_value(json_object_get(item, "help")));
        free(value);
        free(fallback);
    }
}

/* Reads "name=value"; "name=" alone is the default again. */
static enum err_code read_wanted(char *word, struct settings_wanted *wanted, struct err *err)
{
    char *is = strchr(word, '=');
    if (!is || is == word)
        return err_set(err, ERR_INVALID, "\"%.60s\": write name=value, or name= for the default",
                       word);
    *is = '\0';
    *wanted = (struct settings_wanted){.name = word, .value = is[1] ? is + 1 : NULL};
    return ERR_OK;
}

enum err_code project_settings_read(char **words, size_t count, struct settings_wanted *wanted,
                                    struct err *err)
{
    if (count > PROJECT_SETTINGS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d settings at a time", PROJECT_SETTINGS_MAX);
    for (size_t i = 0; i < count; i++)
        try_(read_wanted(words[i], &wanted[i], err));
    return ERR_OK;
}

enum err_code project_settings(struct db *db, int32_t project_id, char **words, size_t count,
                               const char *reason, bool json, struct err *err)
{
    struct settings_wanted wanted[PROJECT_SETTINGS_MAX];
    try_(project_settings_read(words, count, wanted, err));
    if (count > 0)
        try_(settings_change(db,
                             &(struct settings_change){.project_id = project_id,
                                                       .now = clock_now(),
                                                       .actor = "cli",
                                                       .reason = reason,
                                                       .wanted = wanted,
                                                       .count = count},
                             err));
    json_t *list = NULL;
    try_(settings_pack(db, project_id, &list, err));
    if (json)
        options_print_json(json_pack("{s:O}", "items", list));
    else
        print(list);
    json_decref(list);
    return ERR_OK;
}
