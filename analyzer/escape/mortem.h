/* What a post-mortem is made of: the rows that its fields are filled from, and the table of fields.
 */
#ifndef ANALYZER_ESCAPE_MORTEM_H
#define ANALYZER_ESCAPE_MORTEM_H

#include <jansson.h>
#include <stdbool.h>

#include "analyzer/escape/gap.h"

/* Columns of postmortem_head. */
enum {
    MORTEM_TITLE,
    MORTEM_SUMMARY,
    MORTEM_URL,
    MORTEM_STATE,
    MORTEM_SEVERITY,
    MORTEM_CATEGORY,
    MORTEM_CATEGORY_DEFINITION,
    MORTEM_TRIGGER,
    MORTEM_TRIGGER_DEFINITION,
    MORTEM_STAGE,
    MORTEM_SERVICE,
    MORTEM_TEAM,
    MORTEM_CONTACT,
    MORTEM_POPULATION,
    MORTEM_LAYER,
    MORTEM_LAYER_SETTLED,
    MORTEM_INTRODUCED_AT,
    MORTEM_RELEASED_AT,
    MORTEM_BEGAN_AT,
    MORTEM_DETECTED_AT,
    MORTEM_FIXED_AT,
    MORTEM_CLOSED_AT,
    MORTEM_HIDDEN,
    MORTEM_HURT,
    MORTEM_INTRODUCED_SHA,
    MORTEM_INTRODUCED_HOW,
    MORTEM_INTRODUCED_SURE,
    MORTEM_RELEASED_SHA,
    MORTEM_RELEASED_HOW,
    MORTEM_RELEASED_SURE,
    MORTEM_FIX_SHA,
    MORTEM_USERS,
    MORTEM_USERS_PERCENT,
    MORTEM_MONEY,
    MORTEM_CURRENCY,
    MORTEM_IMPACT_SECONDS,
    MORTEM_SOURCE,
    MORTEM_SOURCE_KEY
};
/* Of postmortem_changes, postmortem_actions, postmortem_guards (after the test), postmortem_watch.
 */
enum {
    CHANGE_ID,
    CHANGE_TYPE,
    CHANGE_SYSTEMIC,
    CHANGE_TITLE,
    CHANGE_ENDED,
    CHANGE_SERVICES,
    CHANGE_GUARDS
};
enum {
    ACTION_AIM,
    ACTION_TITLE,
    ACTION_OWNER,
    ACTION_DUE,
    ACTION_STATE,
    ACTION_TICKET,
    ACTION_REASON
};
enum { GUARD_HEALTH = 6, GUARD_QUARANTINE };
enum { WATCH_STATE, WATCH_SINCE, WATCH_EVALUATED, WATCH_REASONS };

struct mortem {
    struct facts facts;
    struct gap gaps[GAP__MAX];
    struct rows *head, *decided, *changes, *actions, *guards, *watch, *words, *names;
};

enum mortem_status { MORTEM_FILLED, MORTEM_PROPOSED };

/* Adds what the service knows to @lines; none: it is open. */
typedef enum mortem_status mortem_fill(const struct mortem *mortem, json_t *lines);

struct mortem_field {
    const char *section, *id, *label;
    mortem_fill *fill; /* NULL: people's alone */
    const char *hint;  /* what is asked for while it is open */
};
extern const struct mortem_field mortem_fields[];
extern const size_t mortem_field_count;

struct mortem_section {
    const char *id, *title;
};
extern const struct mortem_section mortem_sections[];
extern const size_t mortem_section_count;

/* Adds a line in printf's form. */
void mortem_say(json_t *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The rooms of the table, a file each. */
/* mortem.c: the bug */
mortem_fill mortem_title, mortem_severity, mortem_service, mortem_category, mortem_times;
mortem_fill mortem_spans, mortem_impact, mortem_sentence, mortem_summary, mortem_surfaced;
mortem_fill mortem_introduced, mortem_released, mortem_fix, mortem_source;
/* mortem_miss.c: what was in place, and did not see it */
mortem_fill mortem_ran, mortem_gates, mortem_tests, mortem_populations, mortem_gaps, mortem_layer;
mortem_fill mortem_excused, mortem_absent, mortem_neighbours, mortem_similar, mortem_evidence;
/* mortem_change.c: what is changed, and does it hold */
mortem_fill mortem_changes, mortem_to_fix, mortem_to_prevent, mortem_to_detect, mortem_guards;
mortem_fill mortem_watch;

#endif
