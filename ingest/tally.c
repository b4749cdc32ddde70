#include "ingest/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "ingest/label_words.h"

/* Remembers the place of a case that has attempts. */
static enum err_code tell(struct report *report, size_t place, struct err *err)
{
    uint32_t *told = arena_grow(&report->arena, report->told, report->told_count,
                                &report->told_capacity, sizeof *told);
    if (!told)
        return err_nomem(err);
    report->told = told;
    report->told[report->told_count++] = (uint32_t)place;
    return ERR_OK;
}

static enum err_code sweep_and_count(struct report *report, struct err *err)
{
    size_t kept = 0, label = 0, labels_kept = 0;
    struct report_counts *counts = &report->counts;
    *counts = (struct report_counts){0};
    report->seconds = 0;
    report->outcomes = arena_alloc(&report->arena, report->case_count + 1);
    if (!report->outcomes)
        return err_nomem(err);
    for (size_t i = 0; i < report->case_count; i++) {
        struct report_case *row = &report->cases[i];
        bool labelled = label < report->label_count && report->labels[label].case_index == i;
        label += labelled;
        if (!row->name)
            continue;
        if (labelled)
            report->labels[labels_kept++] =
                (struct report_label){(uint32_t)kept, report->labels[label - 1].labels};
        counts->tests++;
        counts->passed += row->outcome == OUTCOME_PASSED || row->outcome == OUTCOME_FLAKY;
        counts->flaky += row->outcome == OUTCOME_FLAKY;
        counts->failed += row->outcome == OUTCOME_FAILED;
        counts->errors += row->outcome == OUTCOME_ERROR;
        counts->skipped += row->outcome == OUTCOME_SKIPPED;
        report->suites[row->suite_index].cases++;
        report->seconds += isnan(row->seconds) ? 0 : (double)row->seconds;
        report->outcomes[kept] = row->outcome;
        if (row->attempts)
            try_(tell(report, kept, err));
        if (kept != i)
            report->cases[kept] = *row;
        kept++;
    }
    report->case_count = kept;
    report->label_count = labels_kept;
    report->outcomes[kept] = '\0';
    return ERR_OK;
}

struct named_suite {
    const char *name;
    uint32_t index;
};

static int by_name(const void *a, const void *b)
{
    const struct named_suite *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* Suites were added as they were met; those of one name become one, and empty ones go. */
static enum err_code settle_suites(struct report *report, struct err *err)
{
    size_t count = report->suite_count;
    auto_free struct named_suite *sorted = calloc(count + 1, sizeof *sorted);
    auto_free uint32_t *target = calloc(count + 1, sizeof *target);
    if (!sorted || !target)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct named_suite){report->suites[i].name, (uint32_t)i};
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 0; i < count; i++) {
        bool same = i && strcmp(sorted[i].name, sorted[i - 1].name) == 0;
        uint32_t first = same ? target[sorted[i - 1].index] : sorted[i].index;
        target[sorted[i].index] = first;
        if (same) {
            report->suites[first].cases += report->suites[sorted[i].index].cases;
            report->suites[sorted[i].index].cases = 0;
        }
    }
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        sorted[i].index = kept; /* from here on: where suite i went */
        if (report->suites[i].cases)
            report->suites[kept++] = report->suites[i];
    }
    bool moved = false;
    for (size_t i = 0; i < count; i++)
        moved = moved || sorted[target[i]].index != i;
    for (size_t i = 0; moved && i < report->case_count; i++) {
        uint32_t *index = &report->cases[i].suite_index;
        *index = sorted[target[*index]].index;
    }
    report->suite_count = kept;
    return ERR_OK;
}

enum err_code tally_report(struct report *report, struct err *err)
{
    try_(sweep_and_count(report, err));
    return settle_suites(report, err);
}
