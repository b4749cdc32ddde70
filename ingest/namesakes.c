#include "ingest/namesakes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/huge.h"
#include "ingest/identity.h"

enum { WORTH_A_THREAD = 100000 /* cases */, SMALLEST = 64, AHEAD = 16 };

/* The tag saves looking at most cases of another name; the place of a slot follows from it. */
struct namesake_slot {
    uint32_t tag;
    uint32_t first; /* case of the name, plus one; 0: free */
};

void namesakes_free(struct namesakes *namesakes)
{
    free(namesakes->slots);
    free(namesakes->after);
    free(namesakes->first);
    *namesakes = (struct namesakes){.slots = NULL};
}

size_t namesakes_steady(struct report *report)
{
    return atomic_load_explicit(&report->steady, memory_order_acquire);
}

/* ---- identities ---------------------------------------------------------------------------- */

enum err_code namesakes_identify(const struct report_file *files, struct suite_length *known,
                                 struct report_case *row, struct err *err)
{
    bool by_suite = files[row->file_index].by_suite;
    if (by_suite && known->suite != row->suite) {
        known->suite = row->suite;
        known->len = identity_suite_length(row->suite);
    }
    struct identity_name name = {.suite = by_suite ? row->suite : "",
                                 .suite_len = by_suite ? known->len : 0,
                                 .classname = row->classname,
                                 .name = row->name,
                                 .variant = row->variant,
                                 .occurrence = row->occurrence};
    return identity_make(&name, &row->identity, err);
}

/* The cases that one thread identifies. What it needs of the report is here: who adds cases writes
 * to the same line of memory all the time. */
struct span {
    const struct report_file *files;
    struct report_case *cases;
    size_t first, end;
    enum err_code code;
    struct err err;
};

static void *identify_span(void *context)
{
    struct span *span = context;
    struct suite_length known = {.suite = NULL};
    for (size_t i = span->first; i < span->end && span->code == ERR_OK; i++)
        span->code = namesakes_identify(span->files, &known, &span->cases[i], &span->err);
    return NULL;
}

/* Half of many cases is identified by a second thread, when there can be one. */
static enum err_code identify_all(struct report *report, size_t first, size_t until,
                                  struct err *err)
{
    size_t half = until - first < WORTH_A_THREAD ? until : first + (until - first) / 2;
    struct span here = {
        .files = report->files, .cases = report->cases, .first = first, .end = half};
    struct span there = here;
    there.first = half;
    there.end = until;
    pthread_t thread;
    bool shared = half < until && pthread_create(&thread, NULL, identify_span, &there) == 0;
    identify_span(&here);
    if (shared)
        pthread_join(thread, NULL);
    else
        identify_span(&there);
    const struct span *failed = here.code != ERR_OK ? &here : &there;
    if (failed->code != ERR_OK && err)
        *err = failed->err;
    return failed->code;
}

/* ---- the table ----------------------------------------------------------------------------- */

static uint32_t tag_of(const struct identity *identity)
{
    uint32_t tag;
    memcpy(&tag, identity->bytes, sizeof tag);
    return tag;
}

/* At most half of the slots are taken. */
static enum err_code make_room(struct namesakes *namesakes, size_t count, struct err *err)
{
    size_t size = SMALLEST;
    while (size < count * 2)
        size *= 2;
    if (namesakes->slots && size <= namesakes->mask + 1)
        return ERR_OK;
    struct namesake_slot *slots = calloc(size, sizeof *slots);
    if (!slots)
        return err_nomem(err);
    huge_advise(slots, size * sizeof *slots);
    for (size_t i = 0; namesakes->slots && i <= namesakes->mask; i++) {
        if (!namesakes->slots[i].first)
            continue;
        size_t at = namesakes->slots[i].tag & (size - 1);
        while (slots[at].first)
            at = (at + 1) & (size - 1);
        slots[at] = namesakes->slots[i];
    }
    free(namesakes->slots);
    namesakes->slots = slots;
    namesakes->mask = size - 1;
    return ERR_OK;
}

/* There is an element for every case that there is, or may be while some are still read. */
static enum err_code make_chains(struct namesakes *namesakes, const struct report *report,
                                 struct err *err)
{
    if (namesakes->after)
        return ERR_OK;
    size_t capacity = report->followed ? report->case_capacity : report->case_count;
    namesakes->after = calloc(capacity, sizeof *namesakes->after);
    if (!namesakes->after)
        return err_nomem(err);
    return ERR_OK;
}

static enum err_code add_first(struct namesakes *namesakes, uint32_t first, struct err *err)
{
    if (namesakes->first_count == namesakes->first_capacity) {
        size_t capacity = namesakes->first_capacity * 2 + 64;
        uint32_t *grown = realloc(namesakes->first, capacity * sizeof *grown);
        if (!grown)
            return err_nomem(err);
        namesakes->first = grown;
        namesakes->first_capacity = capacity;
    }
    namesakes->first[namesakes->first_count++] = first;
    return ERR_OK;
}

/* Puts case @index behind the others of its name. The first leads to the last, which leads round to
 * the second; the numbers are of cases, plus one. */
static enum err_code chain(struct namesakes *namesakes, const struct report *report, uint32_t first,
                           uint32_t index, struct err *err)
{
    try_(make_chains(namesakes, report, err));
    uint32_t *after = namesakes->after, last = after[first];
    if (!last) {
        try_(add_first(namesakes, first, err));
        after[index] = index + 1;
    } else {
        after[index] = after[last - 1];
        after[last - 1] = index + 1;
    }
    after[first] = index + 1;
    return ERR_OK;
}

uint32_t namesakes_after(const struct namesakes *namesakes, uint32_t first, uint32_t at)
{
    const uint32_t *after = namesakes->after;
    uint32_t last = after[first] - 1;
    if (at == last)
        return first;
    return after[at == first ? last : at] - 1;
}

static enum err_code enter(struct namesakes *namesakes, const struct report *report,
                           const struct report_case *cases, size_t index, struct err *err)
{
    const struct identity *identity = &cases[index].identity;
    uint32_t tag = tag_of(identity);
    size_t at = tag & namesakes->mask;
    for (; namesakes->slots[at].first; at = (at + 1) & namesakes->mask) {
        uint32_t first = namesakes->slots[at].first - 1;
        if (namesakes->slots[at].tag == tag &&
            memcmp(&cases[first].identity, identity, sizeof *identity) == 0)
            return chain(namesakes, report, first, (uint32_t)index, err);
    }
    namesakes->slots[at] = (struct namesake_slot){tag, (uint32_t)index + 1};
    return ERR_OK;
}

enum err_code namesakes_enter(struct namesakes *namesakes, struct report *report, size_t until,
                              struct err *err)
{
    if (until <= namesakes->entered)
        return ERR_OK;
    const struct report_case *cases = report->cases;
    try_(make_room(namesakes, until, err));
    try_(identify_all(report, namesakes->entered, until, err));
    while (namesakes->entered < until) {
        size_t soon = namesakes->entered + AHEAD;
        if (soon < until)
            __builtin_prefetch(&namesakes->slots[tag_of(&cases[soon].identity) & namesakes->mask],
                               1);
        try_(enter(namesakes, report, cases, namesakes->entered, err));
        namesakes->entered++;
    }
    return ERR_OK;
}
