/* Fields that tell what is changed, and whether it holds. */
#include <inttypes.h>
#include <string.h>

#include "analyzer/escape/mortem.h"

enum mortem_status mortem_changes(const struct mortem *mortem, json_t *lines)
{
    bool standing = false, systemic = false;
    for (size_t row = 0; row < rows_count(mortem->changes); row++) {
        const struct rows *rows = mortem->changes;
        const char *services = rows_text_or_null(rows, row, CHANGE_SERVICES);
        bool stands = rows_null(rows, row, CHANGE_ENDED);
        standing = standing || stands;
        systemic = systemic || (stands && rows_bool(rows, row, CHANGE_SYSTEMIC));
        mortem_say(lines, "%s (%s): %s%s", rows_text(rows, row, CHANGE_TITLE),
                   rows_text(rows, row, CHANGE_TYPE),
                   !stands    ? "given up on "
                   : services ? "in force in "
                              : "not in force anywhere yet",
                   !stands    ? rows_text(rows, row, CHANGE_ENDED)
                   : services ? services
                              : "");
    }
    if (standing && !systemic)
        mortem_say(lines, "all of it is for this one bug: that has never been enough to keep a "
                          "category away");
    return MORTEM_FILLED;
}

/* The action items of an aim. */
static enum mortem_status say_actions(const struct mortem *mortem, const char *aim, json_t *lines)
{
    const struct rows *rows = mortem->actions;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (strcmp(rows_text(rows, row, ACTION_AIM), aim) != 0)
            continue;
        const char *owner = rows_text_or_null(rows, row, ACTION_OWNER);
        const char *due = rows_text_or_null(rows, row, ACTION_DUE);
        mortem_say(lines, "%s: %s, %s%s%s%s%s", rows_text(rows, row, ACTION_TITLE),
                   rows_text(rows, row, ACTION_STATE), owner ? owner : "no owner yet",
                   due ? ", until " : "", due ? due : "",
                   rows_null(rows, row, ACTION_TICKET) ? "" : ", ",
                   rows_text(rows, row, ACTION_TICKET));
    }
    return MORTEM_FILLED;
}

enum mortem_status mortem_to_fix(const struct mortem *mortem, json_t *lines)
{
    return say_actions(mortem, "fix", lines);
}

enum mortem_status mortem_to_prevent(const struct mortem *mortem, json_t *lines)
{
    return say_actions(mortem, "prevention", lines);
}

enum mortem_status mortem_to_detect(const struct mortem *mortem, json_t *lines)
{
    return say_actions(mortem, "detection", lines);
}

enum mortem_status mortem_guards(const struct mortem *mortem, json_t *lines)
{
    const struct rows *rows = mortem->guards;
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *class = rows_text(rows, row, 2);
        mortem_say(lines, "%s%s%s: %s%s", class, *class ? " " : "", rows_text(rows, row, 3),
                   rows_null(rows, row, GUARD_HEALTH) ? "has never failed"
                                                      : rows_text(rows, row, GUARD_HEALTH),
                   rows_null(rows, row, GUARD_QUARANTINE) ? "" : ", in quarantine");
    }
    return MORTEM_FILLED;
}

/* As the watch keeps them. */
static void say_reasons(const json_t *finding, json_t *lines)
{
    size_t i;
    const json_t *reason;
    json_array_foreach(json_object_get(finding, "reasons"), i, reason)
    {
        mortem_say(lines, "%s", json_string_value(json_object_get(reason, "text")));
    }
}

enum mortem_status mortem_watch(const struct mortem *mortem, json_t *lines)
{
    if (rows_count(mortem->watch) == 0)
        return MORTEM_FILLED;
    json_t *reasons = json_loads(rows_text(mortem->watch, 0, WATCH_REASONS), JSON_DECODE_ANY, NULL);
    mortem_say(lines, "%s since %s, last looked at %s UTC",
               rows_text(mortem->watch, 0, WATCH_STATE), rows_text(mortem->watch, 0, WATCH_SINCE),
               rows_text(mortem->watch, 0, WATCH_EVALUATED));
    say_reasons(reasons, lines);
    json_decref(reasons);
    return MORTEM_FILLED;
}
