#include "analyzer/escape/watch_state.h"

#include <stddef.h>
#include <string.h>

/* The first row that fits: all facts of @has are there, and none of @lacks. */
static const struct rule {
    unsigned has, lacks;
    enum watch_state state;
} rules[] = {
    {WATCH_CAME_BACK, 0, WATCH_REOPENED},
    {WATCH_HAS_DOWN, 0, WATCH_GUARD_DOWN},
    {WATCH_HAS_SYSTEMIC | WATCH_HAS_GUARD | WATCH_HAS_PROOF, WATCH_HAS_RED, WATCH_CLOSED},
    {WATCH_HAS_SYSTEMIC | WATCH_HAS_GUARD, 0, WATCH_HOLDING},
    {WATCH_HAS_CHANGE, 0, WATCH_CHANGED},
    {0, 0, WATCH_OPEN},
};

static const char *const words[WATCH__MAX] = {
    [WATCH_OPEN] = "open",       [WATCH_CHANGED] = "changed", [WATCH_GUARD_DOWN] = "guard_down",
    [WATCH_HOLDING] = "holding", [WATCH_CLOSED] = "closed",   [WATCH_REOPENED] = "reopened"};

static const char *const guard_words[GUARD__MAX] = {
    [GUARD_RUNNING] = "running", [GUARD_RED] = "red",         [GUARD_QUARANTINED] = "quarantined",
    [GUARD_BROKEN] = "broken",   [GUARD_SKIPPED] = "skipped", [GUARD_GONE] = "gone"};

enum watch_state watch_judge(unsigned facts)
{
    const struct rule *rule = rules;
    while ((facts & rule->has) != rule->has || (facts & rule->lacks))
        rule++;
    return rule->state;
}

const char *watch_word(enum watch_state state)
{
    return words[state];
}

bool watch_find(const char *word, enum watch_state *state)
{
    for (int i = 0; i < WATCH__MAX; i++)
        if (strcmp(words[i], word) == 0) {
            *state = (enum watch_state)i;
            return true;
        }
    return false;
}

enum watch_guard watch_guard_judge(const struct watch_guard_facts *facts)
{
    bool silent = facts->silent_days >= facts->gone_days && (facts->others_ran || !facts->ran);
    if (facts->quarantined)
        return GUARD_QUARANTINED;
    if ((double)facts->missed >= facts->gone_runs || silent)
        return GUARD_GONE;
    if (!facts->ran)
        return GUARD_RUNNING; /* new: its first run on the main line is yet to come */
    if (facts->broken)
        return GUARD_BROKEN;
    if (facts->outcome == 's')
        return GUARD_SKIPPED;
    return facts->outcome == 'f' || facts->outcome == 'e' ? GUARD_RED : GUARD_RUNNING;
}

bool watch_guard_is_down(enum watch_guard guard)
{
    return guard != GUARD_RUNNING && guard != GUARD_RED;
}

const char *watch_guard_word(enum watch_guard guard)
{
    return guard_words[guard];
}
