#include "ingest/repeats.h"

#include <math.h>
#include <string.h>

#include "common/text.h"
#include "ingest/dialect.h"

struct folding {
    struct report *report;
    unsigned flags;
    struct row *rows;
    size_t count, left;
    size_t block; /* how many times other rows stood between two of the name */
    size_t place; /* of the row within its block */
    bool mixed;   /* some failed and some passed */
    size_t not_skipped;
    size_t replaced; /* rows of which nobody knows whether their try failed */
};

enum relation { ALONE, ATTEMPT, PHASE, REPLACED };

static bool is_failing(char outcome)
{
    return outcome == OUTCOME_FAILED || outcome == OUTCOME_ERROR;
}

static struct report_case *case_of(const struct folding *folding, size_t index)
{
    return &folding->report->cases[folding->rows[index].index];
}

/* ---- joining ------------------------------------------------------------------------------- */

/* The attempts of @row, written out where it has but one. */
static struct attempt *attempts_of(struct report *report, const struct report_case *row)
{
    if (row->attempts)
        return row->attempts;
    struct attempt *attempt = arena_zalloc(&report->arena, 1, sizeof *attempt);
    if (attempt)
        *attempt = (struct attempt){.outcome = (enum outcome)row->outcome,
                                    .seconds = row->seconds,
                                    .kind = "",
                                    .message = "",
                                    .details = ""};
    return attempt;
}

/* Finds the ends of the attempts of @row's case, and how it last failed. */
static enum err_code unfold(struct report *report, struct row *row, struct err *err)
{
    row->first = row->last = attempts_of(report, &report->cases[row->index]);
    if (!row->first)
        return err_nomem(err);
    for (;; row->last = row->last->next) {
        if (is_failing((char)row->last->outcome))
            row->failing = (char)row->last->outcome;
        if (!row->last->next)
            return ERR_OK;
    }
}

enum err_code repeats_join(struct report *report, struct row *earlier, struct row *later,
                           struct err *err)
{
    struct report_case *into = &report->cases[later->index];
    if (!earlier->first)
        try_(unfold(report, earlier, err));
    if (!later->first)
        try_(unfold(report, later, err));
    earlier->last->next = later->first;
    later->first = earlier->first;
    if (!later->failing)
        later->failing = earlier->failing;
    into->attempts = later->first;
    /* A skip does not undo the failure before it. */
    if (later->failing && into->outcome == OUTCOME_SKIPPED)
        into->outcome = later->failing;
    else if (later->failing && into->outcome == OUTCOME_PASSED)
        into->outcome = OUTCOME_FLAKY;
    report->cases[earlier->index].name = NULL;
    return ERR_OK;
}

/* A try that failed although its row says that it was skipped, or that it passed. */
static enum err_code fail_try(struct report *report, struct row *row, struct err *err)
{
    struct report_case *one = &report->cases[row->index];
    if (!row->first)
        try_(unfold(report, row, err));
    if (is_failing((char)row->last->outcome))
        return ERR_OK;
    row->last->outcome = OUTCOME_FAILED;
    row->failing = one->outcome = OUTCOME_FAILED;
    one->attempts = row->first;
    return ERR_OK;
}

/* pytest: the row of a failed call, then one of its failed teardown. Both are one attempt. */
static enum err_code join_phase(struct report *report, struct report_case *call,
                                struct report_case *teardown, struct err *err)
{
    struct attempt *attempt = call->attempts;
    const struct attempt *second = teardown->attempts;
    auto_text struct text details = {0};
    text_printf(&details, "%s\n\n%s\n%s", attempt->details, second->message, second->details);
    attempt->details =
        text_get(&details) ? arena_text(&report->arena, details.data, details.len) : NULL;
    if (!attempt->details)
        return err_nomem(err);
    attempt->outcome = (enum outcome)teardown->outcome;
    if (!isnan(second->seconds) && !isnan(attempt->seconds))
        attempt->seconds += second->seconds;
    teardown->attempts = attempt;
    teardown->seconds = attempt->seconds;
    call->name = NULL;
    return ERR_OK;
}

/* ---- which is whose? ----------------------------------------------------------------------- */

static bool is_teardown(const struct report_case *row)
{
    return row->outcome == OUTCOME_ERROR && row->attempts &&
           text_starts(row->attempts->message, "failed on teardown");
}

/* A call that failed, and its teardown, which failed too. */
static bool is_second_phase(unsigned flags, const struct report_case *call,
                            const struct report_case *teardown)
{
    return is_failing(call->outcome) && is_failing(teardown->outcome) && call->attempts &&
           teardown->attempts &&
           (flags & DIALECT_TEARDOWN_ROWS ||
            (flags & DIALECT_PHASES_ARE_ROWS && is_teardown(teardown)));
}

/* A skipped row that TestNG made of a failed try: where a test skips itself some say so. Of several
 * rows that ran, which have different data, nobody knows whose try it was. */
static bool is_skipped_try(const struct report_case *row)
{
    const struct attempt *last = row->attempts;
    while (last && last->next)
        last = last->next;
    return last ? last->outcome == OUTCOME_SKIPPED && !strstr(last->kind, "SkipException")
                : row->outcome == OUTCOME_SKIPPED;
}

/* The row that row @index is the next try of, by the numbers they carry; or @folding->left. */
static size_t by_number(const struct folding *folding, size_t index)
{
    const struct report_case *row = case_of(folding, index);
    size_t found = folding->left;
    for (size_t i = 0; i < folding->left; i++) {
        const struct report_case *before = case_of(folding, i);
        if (before->suite != row->suite)
            continue;
        if (before->try_number + 1 == row->try_number &&
            (before->try_number || is_failing(before->outcome)))
            return i;
        if (before->try_number && before->try_number < row->try_number)
            found = i;
    }
    /* The first try may carry none. */
    if (found == folding->left && row->try_number == 2 && folding->left &&
        is_failing(case_of(folding, folding->left - 1)->outcome) &&
        !case_of(folding, folding->left - 1)->try_number &&
        case_of(folding, folding->left - 1)->suite == row->suite)
        return folding->left - 1;
    return found;
}

/* How many rows the block of row @index has from there on. */
static size_t block_rest(const struct row *rows, size_t index, size_t count)
{
    size_t end = index + 1;
    while (end < count && rows[end].index == rows[end - 1].index + 1)
        end++;
    return end - index;
}

/* The same where rows side by side are one test with different parameters, and whole such blocks
 * are tried again. */
static size_t by_block(const struct folding *folding, size_t index)
{
    if (folding->block == 0)
        return folding->left;
    size_t size = folding->place + block_rest(folding->rows, index, folding->count);
    if (size == folding->left)
        return folding->place;
    size_t at = 0;
    while (at < folding->left && !is_failing(case_of(folding, at)->outcome))
        at++;
    return at;
}

/* Row @index or one after it passed. */
static bool passes_from(const struct folding *folding, size_t index)
{
    while (index < folding->count && case_of(folding, index)->outcome != OUTCOME_PASSED)
        index++;
    return index < folding->count;
}

/* What row @index is to the row before it that is left, whose place is put into @*before. */
static enum relation relation_of(const struct folding *folding, size_t index, size_t *before)
{
    const struct report_case *row = case_of(folding, index);
    unsigned flags = folding->flags;
    if (folding->left == 0)
        return ALONE;
    if (row->try_number && !(flags & DIALECT_BEGIN_NAMES)) {
        *before = by_number(folding, index);
        if (*before < folding->left)
            return ATTEMPT;
        if (!(flags & DIALECT_REPEATS))
            return ALONE;
    }
    *before = folding->left - 1;
    const struct report_case *last = case_of(folding, *before);
    if (last->suite != row->suite)
        return ALONE;
    if (flags & DIALECT_REPEATS || (flags & DIALECT_REPEATS_MIXED && folding->mixed))
        return ATTEMPT;
    if (flags & DIALECT_PASSES_AFTER)
        return is_failing(last->outcome) && passes_from(folding, index) ? ATTEMPT : ALONE;
    if (flags & DIALECT_BEGIN_NAMES)
        return row->try_number ? ATTEMPT : ALONE;
    if (flags & DIALECT_SKIPS_ARE_TRIES)
        return folding->not_skipped == 1 && is_skipped_try(last) ? ATTEMPT : ALONE;
    if (flags & DIALECT_REPEATS_APART) {
        *before = by_block(folding, index);
        return *before < folding->left ? ATTEMPT : ALONE;
    }
    if (is_second_phase(flags, last, row))
        return PHASE;
    if (flags & DIALECT_LAST_ROW_TELLS && !is_failing(last->outcome))
        return REPLACED;
    return ALONE;
}

static enum err_code fold_row(struct folding *folding, size_t index, struct err *err)
{
    const unsigned misread = DIALECT_BEGIN_NAMES | DIALECT_SKIPS_ARE_TRIES;
    struct row *rows = folding->rows;
    size_t before = folding->left;
    switch (relation_of(folding, index, &before)) {
    case ALONE:
        before = folding->left++;
        break;
    case ATTEMPT:
        if (folding->flags & misread)
            try_(fail_try(folding->report, &rows[before], err));
        try_(repeats_join(folding->report, &rows[before], &rows[index], err));
        break;
    case PHASE:
        try_(join_phase(folding->report, case_of(folding, before), case_of(folding, index), err));
        break;
    case REPLACED:
        case_of(folding, before)->name = NULL;
        folding->replaced += !is_teardown(case_of(folding, index));
        break;
    }
    rows[before] = rows[index];
    rows[before].nth = (uint32_t)before + 1;
    return ERR_OK;
}

/* TestNG may write the skipped tries behind the one that counts. */
static enum err_code fold_trailing_skip(struct folding *folding, struct err *err)
{
    if (!(folding->flags & DIALECT_SKIPS_ARE_TRIES) || folding->not_skipped != 1 ||
        folding->left < 2)
        return ERR_OK;
    struct row *last = &folding->rows[folding->left - 1], *before = last - 1;
    if (!is_skipped_try(case_of(folding, folding->left - 1)) ||
        case_of(folding, folding->left - 1)->suite != case_of(folding, folding->left - 2)->suite)
        return ERR_OK;
    try_(fail_try(folding->report, last, err));
    folding->left--;
    return repeats_join(folding->report, last, before, err);
}

enum err_code repeats_fold(struct report *report, unsigned flags, struct row *rows, size_t count,
                           size_t *left, size_t *replaced, struct err *err)
{
    struct folding folding = {.report = report, .flags = flags, .rows = rows, .count = count};
    bool failed = false, passed = false;
    for (size_t i = 0; i < count; i++) {
        char outcome = case_of(&folding, i)->outcome;
        failed = failed || is_failing(outcome);
        passed = passed || outcome == OUTCOME_PASSED;
        folding.not_skipped += outcome != OUTCOME_SKIPPED;
    }
    folding.mixed = failed && passed;
    for (size_t i = 0; i < count; i++) {
        bool beside = i > 0 && rows[i].index == rows[i - 1].index + 1;
        folding.block += i > 0 && !beside;
        folding.place = beside ? folding.place + 1 : 0;
        try_(fold_row(&folding, i, err));
    }
    try_(fold_trailing_skip(&folding, err));
    *left = folding.left;
    *replaced += folding.replaced;
    return ERR_OK;
}

bool repeats_can_be_tries(const struct report *report, const struct row *rows, size_t count)
{
    bool failed = false;
    for (size_t i = 0; i < count; i++) {
        const struct report_case *row = &report->cases[rows[i].index];
        bool apart = i > 0 && rows[i].index != rows[i - 1].index + 1;
        if (apart && !failed)
            return false;
        if (apart)
            failed = false; /* of the block before */
        failed = failed || is_failing(row->outcome);
    }
    return true;
}
