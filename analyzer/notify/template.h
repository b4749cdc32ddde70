/* Templates of titles and texts: {{name}} stands for a value. Values come from CI and from people
 * and are made harmless in the markup of whoever reads them. */
#ifndef ANALYZER_NOTIFY_TEMPLATE_H
#define ANALYZER_NOTIFY_TEMPLATE_H

#include <stdbool.h>

#include "analyzer/notify/destination.h"
#include "common/text.h"

/* What a template may name. */
enum template_value {
    VALUE_WHAT,      /* a sentence that says what happened; our own words */
    VALUE_EVENT,     /* quarantine.active */
    VALUE_PROJECT,   /* its name */
    VALUE_KIND,      /* test, cluster, incident, triage */
    VALUE_ID,        /* its number */
    VALUE_SUBJECT,   /* what the test or cluster is called */
    VALUE_REASON,    /* why, in the words that were given */
    VALUE_SIGNATURE, /* text of the failure */
    VALUE_OWNER,
    VALUE_ACTOR,  /* who or which rule did it */
    VALUE_RATE,   /* failure rate with its interval */
    VALUE_EVENTS, /* how many flaky events */
    VALUE_REVIEW, /* review date */
    VALUE_TICKET, /* that the quarantine names */
    VALUE_TEXT,   /* longer words: a digest, what an incident was */
    VALUE_LINK,   /* page of the subject; empty without public_url */
    VALUE__MAX
};

extern const char *const template_names[VALUE__MAX];

/* NULL stands for "". */
struct template_values {
    const char *of[VALUE__MAX];
};

enum { TEMPLATE_VALUE_MAX = 500, TEMPLATE_TEXT_MAX = 3000, TEMPLATE_OUT_MAX = 20000 };

/* ERR_INVALID names a placeholder that is none, or braces that are left open. */
enum err_code template_check(const char *template, struct err *err) must_check;

/* Appends @template with its values. A line that has placeholders, all of them empty, is left out;
 * lines that would be empty twice in a row too. */
void template_render(const char *template, const struct template_values *values, enum markup markup,
                     struct text *out);

/* Appends one value on one line, harmless in @markup. */
void template_escape(const char *value, size_t max, enum markup markup, struct text *out);

#endif
