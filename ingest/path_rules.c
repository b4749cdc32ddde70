#include "ingest/path_rules.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

/* The names of the fields are those of the labels, and "pattern". */
static enum err_code check_fields(const json_t *rule, size_t number, struct err *err)
{
    size_t labels = 0;
    for (size_t i = 0; i < LABEL__MAX; i++) {
        const json_t *value = json_object_get(rule, label_names[i]);
        if (!value)
            continue;
        labels++;
        const char *text = json_string_value(value);
        const char *fault = text ? label_fault((enum label)i, text) : "give text";
        if (fault)
            return err_set(err, ERR_INVALID, "path_rules, rule %zu: %s: %s", number, label_names[i],
                           fault);
    }
    if (!json_is_string(json_object_get(rule, "pattern")))
        return err_set(err, ERR_INVALID, "path_rules, rule %zu: it needs a pattern", number);
    if (!labels)
        return err_set(err, ERR_INVALID,
                       "path_rules, rule %zu: it gives no layer, population or owner", number);
    if (json_object_size(rule) != labels + 1)
        return err_set(err, ERR_INVALID,
                       "path_rules, rule %zu: it takes pattern, layer, population and owner only",
                       number);
    return ERR_OK;
}

static enum err_code add_rule(struct path_rules *rules, const json_t *rule, size_t number,
                              struct err *err)
{
    const json_t *pattern = json_object_get(rule, "pattern");
    for (size_t i = 0; i < LABEL__MAX; i++) {
        const json_t *value = json_object_get(rule, label_names[i]);
        if (!value)
            continue;
        const char *says =
            arena_text(&rules->arena, json_string_value(value), json_string_length(value));
        if (!says)
            return err_nomem(err);
        struct err problem = {.code = ERR_OK};
        enum err_code code =
            path_list_add(&rules->lists[i], &rules->arena, PATH_GITHUB, json_string_value(pattern),
                          json_string_length(pattern), says, &problem);
        if (code != ERR_OK)
            return err_set(err, code, "path_rules, rule %zu: %s", number, problem.message);
    }
    return ERR_OK;
}

enum err_code path_rules_read(struct path_rules *into, const json_t *rules, struct err *err)
{
    *into = (struct path_rules){.arena = {0}};
    if (!json_is_array(rules))
        return err_set(err, ERR_INVALID,
                       "path_rules: a list such as [{\"pattern\": \"/e2e/\", \"layer\": \"e2e\"}]");
    if (json_array_size(rules) > PATH_RULES_MAX)
        return err_set(err, ERR_INVALID, "path_rules: %zu rules, at most %d are taken",
                       json_array_size(rules), PATH_RULES_MAX);
    auto_free char *text = json_dumps(rules, JSON_COMPACT);
    if (!text)
        return err_nomem(err);
    if (strlen(text) > PATH_RULES_TEXT_MAX)
        return err_set(err, ERR_INVALID, "path_rules: %zu bytes, at most %d are taken",
                       strlen(text), PATH_RULES_TEXT_MAX);
    for (size_t i = 0; i < json_array_size(rules); i++) {
        try_(check_fields(json_array_get(rules, i), i + 1, err));
        try_(add_rule(into, json_array_get(rules, i), i + 1, err));
    }
    return ERR_OK;
}

void path_rules_free(struct path_rules *rules)
{
    arena_free(&rules->arena);
    *rules = (struct path_rules){.arena = {0}};
}
