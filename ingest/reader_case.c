/* A case and its attempts. <failure> and <error> tell of the first attempt, rerun* of the ones
 * after it, wherever they stand; flaky* are the failed attempts of a case that passed in the end,
 * unless a <failure> beside them says that it counts as failed. */
#include "ingest/reader_internal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"
#include "ingest/numbers.h"
#include "ingest/reader_names.h"
#include "ingest/text_budget.h"

static float seconds_of(const struct reader *reader, const struct attributes *attributes)
{
    if (!has(attributes, ATTRIBUTE_TIME))
        return NAN;
    struct slice time = attributes->values[ATTRIBUTE_TIME];
    return reader_flags(reader) & DIALECT_NANOSECONDS ? numbers_nanoseconds(time.at, time.len)
                                                      : numbers_seconds(time.at, time.len);
}

/* What an attribute says of the outcome; 0 when nothing. An outcome of .NET counts as its own
 * runners count it. */
static char outcome_word(const struct attributes *attributes, enum attribute attribute)
{
    static const struct {
        const char *word;
        char outcome;
    } words[] = {
        {"fail", OUTCOME_FAILED},          {"failed", OUTCOME_FAILED},
        {"failure", OUTCOME_FAILED},       {"error", OUTCOME_FAILED},
        {"errored", OUTCOME_FAILED},       {"timeout", OUTCOME_FAILED},
        {"aborted", OUTCOME_FAILED},       {"undefined", OUTCOME_FAILED},
        {"skipped", OUTCOME_SKIPPED},      {"skip", OUTCOME_SKIPPED},
        {"notrun", OUTCOME_SKIPPED},       {"disabled", OUTCOME_SKIPPED},
        {"suppressed", OUTCOME_SKIPPED},   {"ignored", OUTCOME_SKIPPED},
        {"inconclusive", OUTCOME_SKIPPED}, {"notrunnable", OUTCOME_FAILED},
        {"notexecuted", OUTCOME_SKIPPED},  {"untested", OUTCOME_SKIPPED},
        {"pending", OUTCOME_SKIPPED},      {"not run", OUTCOME_SKIPPED},
    };
    if (!has(attributes, attribute))
        return 0;
    struct slice value = attributes->values[attribute];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (value.len == strlen(words[i].word) &&
            strncasecmp(value.at, words[i].word, value.len) == 0)
            return words[i].outcome;
    }
    return 0;
}

static void append(struct attempt_list *list, struct attempt *attempt)
{
    if (list->last)
        list->last->next = attempt;
    else
        list->first = attempt;
    list->last = attempt;
}

static struct attempt *new_attempt(struct reader *reader, enum outcome outcome)
{
    struct attempt *attempt = arena_zalloc(&reader->report->arena, 1, sizeof *attempt);
    if (!attempt)
        return NULL;
    *attempt = (struct attempt){
        .outcome = outcome, .seconds = NAN, .kind = "", .message = "", .details = ""};
    return attempt;
}

enum err_code case_start(struct reader *reader, const struct attributes *attributes,
                         struct err *err)
{
    const uint32_t telling = 1U << ATTRIBUTE_STATUS | 1U << ATTRIBUTE_RESULT,
                   trying = 1U << ATTRIBUTE_ATTEMPT | 1U << ATTRIBUTE_RETRIES;
    const struct frame *frame = &reader->frames[reader->frame_count - 1];
    struct report_case *row;
    if (!reader->dialect)
        reader_detect(reader, attributes);
    uint32_t suite = frame->suite_index;
    if (suite == NO_SUITE || reader_flags(reader) & DIALECT_SUITE_CHANGES)
        try_(reader_file_suite(reader, &suite, err));
    try_(report_add_case(reader->report, &row, err));
    row->suite = frame->path;
    row->suite_index = suite;
    row->file_index = reader->file_index;
    row->occurrence = 1;
    try_(case_variant(reader, row, err));
    row->seconds = seconds_of(reader, attributes);
    row->outcome = OUTCOME_PASSED;
    try_(case_names(reader, row, attributes, err));
    try_(case_place(reader, row, attributes, err));
    if (attributes->present & trying)
        case_try(row, attributes);

    struct open_case *open = &reader->open;
    *open = (struct open_case){.row = row, .depth = reader->depth, .seconds = row->seconds};
    if (reader->unstable) {
        struct attempt *failed = new_attempt(reader, OUTCOME_FAILED);
        if (!failed)
            return err_nomem(err);
        append(&open->flaky, failed);
        reader->unstable = false;
    }
    if (attributes->present & telling) {
        char status = outcome_word(attributes, ATTRIBUTE_STATUS),
             result = outcome_word(attributes, ATTRIBUTE_RESULT);
        open->skipped = status == OUTCOME_SKIPPED || result == OUTCOME_SKIPPED;
        open->failing_status = status == OUTCOME_FAILED || result == OUTCOME_FAILED;
    }
    return ERR_OK;
}

static const char *short_text(struct reader *reader, const struct attributes *attributes,
                              enum attribute attribute)
{
    if (!has(attributes, attribute))
        return "";
    struct slice text = attributes->values[attribute];
    while (text.len && isspace((unsigned char)text.at[text.len - 1]))
        text.len--;
    while (text.len && isspace((unsigned char)*text.at))
        text.at++, text.len--;
    if (!text.len)
        return "";
    struct report *report = reader->report;
    const char *kept = excerpt_of(text.at, text.len, text_budget_limit(report), &report->arena);
    if (kept)
        text_budget_spend(report, reader->file_index, kept);
    return kept;
}

/* ctest counts as failed what it could not run, and writes it as skipped; eunit does so with what
 * took too long. */
static bool skip_fails(const struct reader *reader, const struct attributes *attributes)
{
    static const char *const reasons[] = {"Unable to find executable", "Required Files Missing",
                                          "Fixture dependency failed", "BAD_COMMAND",
                                          "Insufficient resources"};
    if (!(reader_flags(reader) & DIALECT_SKIPS_MAY_FAIL))
        return false;
    if (has(attributes, ATTRIBUTE_TYPE) &&
        attributes->values[ATTRIBUTE_TYPE].len == strlen("timeout") &&
        memcmp(attributes->values[ATTRIBUTE_TYPE].at, "timeout", strlen("timeout")) == 0)
        return true;
    if (!has(attributes, ATTRIBUTE_MESSAGE))
        return false;
    struct slice message = attributes->values[ATTRIBUTE_MESSAGE];
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (message.len >= strlen(reasons[i]) &&
            memcmp(message.at, reasons[i], strlen(reasons[i])) == 0)
            return true;
    }
    return false;
}

/* node:test: any skip. Catch2: only that of a case which may fail; another, after an assertion that
 * failed, undoes nothing. */
static bool says_may_fail(const struct reader *reader, const struct attributes *attributes)
{
    static const char mark[] = "!mayfail";
    if (reader_flags(reader) & DIALECT_TODO)
        return true;
    return reader_flags(reader) & DIALECT_MAYFAIL && has(attributes, ATTRIBUTE_MESSAGE) &&
           memmem(attributes->values[ATTRIBUTE_MESSAGE].at,
                  attributes->values[ATTRIBUTE_MESSAGE].len, mark, sizeof mark - 1);
}

/* doctest writes what it only warns of as a failure. */
static bool is_warning(const struct reader *reader, const struct attributes *attributes)
{
    return reader_flags(reader) & DIALECT_WARNINGS && has(attributes, ATTRIBUTE_TYPE) &&
           attributes->values[ATTRIBUTE_TYPE].len == strlen("WARN") &&
           memcmp(attributes->values[ATTRIBUTE_TYPE].at, "WARN", strlen("WARN")) == 0;
}

/* TestNG's own files say so by an exception where a test skips itself. */
static bool error_skips(const struct reader *reader, enum element element,
                        const struct attributes *attributes)
{
    static const char type[] = "org.testng.SkipException";
    return reader_flags(reader) & DIALECT_SKIPS_ARE_TRIES && element == ELEMENT_ERROR &&
           has(attributes, ATTRIBUTE_TYPE) &&
           attributes->values[ATTRIBUTE_TYPE].len == sizeof type - 1 &&
           memcmp(attributes->values[ATTRIBUTE_TYPE].at, type, sizeof type - 1) == 0;
}

/* A failure inside the case, or a skip that may be one, whose text is read from here on. NULL: no
 * memory. */
static struct attempt *open_child(struct reader *reader, enum outcome outcome,
                                  const struct attributes *attributes)
{
    struct open_case *open = &reader->open;
    struct attempt *attempt = new_attempt(reader, outcome);
    if (!attempt)
        return NULL;
    attempt->seconds = seconds_of(reader, attributes);
    attempt->kind = short_text(reader, attributes, ATTRIBUTE_TYPE);
    attempt->message = short_text(reader, attributes, ATTRIBUTE_MESSAGE);
    if (!attempt->kind || !attempt->message)
        return NULL;
    open->child = attempt;
    open->child_depth = reader->depth;
    open->muted_depth = 0;
    excerpt_clear(&reader->details);
    reader->details.limit = text_budget_limit(reader->report);
    return attempt;
}

enum err_code case_child(struct reader *reader, enum element element,
                         const struct attributes *attributes, struct err *err)
{
    struct open_case *open = &reader->open;
    struct attempt *attempt;
    if (element == ELEMENT_SYSTEM_OUT || element == ELEMENT_SYSTEM_ERR) {
        if (open->child && !open->muted_depth)
            open->muted_depth = reader->depth;
        return ERR_OK;
    }
    reader->shown_failing += element != ELEMENT_SKIPPED;
    if (open->child || is_warning(reader, attributes)) /* a failure inside one is its text */
        return ERR_OK;
    reader->labels.property.depth = 0;
    bool skips_itself = error_skips(reader, element, attributes);
    if (skips_itself || (element == ELEMENT_SKIPPED && !skip_fails(reader, attributes))) {
        open->skipped = true;
        open->may_fail = open->may_fail || says_may_fail(reader, attributes);
        reader->seen_errors += skips_itself; /* as headers count it */
        reader->seen_failing += skips_itself;
        if (!(reader_flags(reader) & (DIALECT_SKIPS_ARE_TRIES | DIALECT_HOOK_SKIPS)))
            return ERR_OK;
        attempt = open_child(reader, OUTCOME_SKIPPED, attributes);
        if (!attempt)
            return err_nomem(err);
        attempt->seconds = open->seconds;
        if (reader_flags(reader) & DIALECT_SKIPS_ARE_TRIES)
            open->row->attempts = attempt;
        return ERR_OK;
    }
    bool error = element == ELEMENT_SKIPPED || element == ELEMENT_ERROR ||
                 element == ELEMENT_FLAKY_ERROR || element == ELEMENT_RERUN_ERROR;
    attempt = open_child(reader, error ? OUTCOME_ERROR : OUTCOME_FAILED, attributes);
    if (!attempt)
        return err_nomem(err);
    bool flaky = element == ELEMENT_FLAKY_FAILURE || element == ELEMENT_FLAKY_ERROR;
    bool rerun = element == ELEMENT_RERUN_FAILURE || element == ELEMENT_RERUN_ERROR;
    append(flaky ? &open->flaky : rerun ? &open->rerun : &open->main, attempt);
    return ERR_OK;
}

/* Common Test: a test whose own init_per_testcase failed is skipped, which ct_run counts as failed,
 * and no other row tells of it. */
static bool hook_failed(const struct reader *reader, const struct attempt *attempt)
{
    return reader_flags(reader) & DIALECT_HOOK_SKIPS && attempt->outcome == OUTCOME_SKIPPED &&
           text_starts(attempt->details, "{tc_auto_skip") &&
           strstr(attempt->details, "init_per_testcase");
}

enum err_code case_child_end(struct reader *reader, struct err *err)
{
    struct attempt *attempt = reader->open.child;
    reader->open.child = NULL;
    attempt->details = excerpt_keep(&reader->details, &reader->report->arena);
    if (!attempt->details)
        return err_nomem(err);
    text_budget_spend(reader->report, reader->file_index, attempt->details);
    if (hook_failed(reader, attempt)) {
        attempt->outcome = OUTCOME_ERROR;
        reader->open.skipped = false;
        append(&reader->open.main, attempt);
    }
    return ERR_OK;
}

/* Several failures of one attempt (assertions, a crash and its report) become one. */
static enum err_code join_mains(struct reader *reader, struct err *err)
{
    struct attempt_list *list = &reader->open.main;
    if (list->first == list->last || reader_flags(reader) & DIALECT_FAILURES_ARE_ATTEMPTS)
        return ERR_OK;
    struct attempt *first = list->first;
    excerpt_clear(&reader->details);
    reader->details.limit = text_budget_limit(reader->report);
    for (struct attempt *at = first; at; at = at->next) {
        if (at != first && reader->details.text.len)
            excerpt_append(&reader->details, "\n\n", 2);
        if (at != first && *at->message && !strstr(at->details, at->message)) {
            excerpt_append(&reader->details, at->message, strlen(at->message));
            excerpt_append(&reader->details, "\n", 1);
        }
        excerpt_append(&reader->details, at->details, strlen(at->details));
        if (at->outcome == OUTCOME_ERROR)
            first->outcome = OUTCOME_ERROR;
    }
    first->details = excerpt_keep(&reader->details, &reader->report->arena);
    first->next = NULL;
    list->last = first;
    return first->details ? ERR_OK : err_nomem(err);
}

/* Puts @more behind @list. */
static void join(struct attempt_list *list, const struct attempt_list *more)
{
    if (!more->first)
        return;
    append(list, more->first);
    list->last = more->last;
}

static void count_failing(struct reader *reader, const struct attempt *attempts)
{
    for (; attempts; attempts = attempts->next) {
        reader->seen_errors += attempts->outcome == OUTCOME_ERROR;
        reader->seen_failing +=
            attempts->outcome == OUTCOME_ERROR || attempts->outcome == OUTCOME_FAILED;
    }
}

/* A case that has attempts to tell of. */
static enum err_code settle_attempts(struct reader *reader, struct err *err)
{
    struct open_case *open = &reader->open;
    struct report_case *row = open->row;
    struct attempt_list all = open->flaky;
    if (open->main.first && open->main.first == open->main.last && isnan(open->main.first->seconds))
        open->main.first->seconds = open->seconds;
    const struct attempt *decisive = open->main.last ? open->main.last : open->rerun.last;
    join(&all, &open->main);
    join(&all, &open->rerun);
    if (decisive) {
        row->outcome = (char)decisive->outcome;
        if (!isnan(all.last->seconds))
            row->seconds = all.last->seconds;
    } else if (open->skipped) { /* a skip does not undo the failure before it */
        row->outcome = (char)all.last->outcome;
    } else {
        struct attempt *passed = new_attempt(reader, OUTCOME_PASSED);
        if (!passed)
            return err_nomem(err);
        passed->seconds = open->seconds;
        append(&all, passed);
        row->outcome = OUTCOME_FLAKY;
    }
    row->attempts = all.first;
    return ERR_OK;
}

enum err_code case_end(struct reader *reader, struct err *err)
{
    struct open_case *open = &reader->open;
    struct report_case *row = open->row;
    try_(labels_of_case(reader, err));
    if (open->child) /* the end tag of its failure is missing */
        try_(case_child_end(reader, err));
    bool todo = open->skipped && open->may_fail;
    if (open->failing_status && !open->skipped && !open->main.first && !open->flaky.first &&
        !open->rerun.first) {
        struct attempt *attempt = new_attempt(reader, OUTCOME_FAILED);
        if (!attempt)
            return err_nomem(err);
        append(&open->main, attempt);
        reader->shown_failing++;
    }
    if (open->main.first)
        try_(join_mains(reader, err));
    if (todo || !(open->main.first || open->flaky.first || open->rerun.first)) {
        if (open->skipped)
            row->outcome = OUTCOME_SKIPPED;
        count_failing(reader, open->main.first);
    } else {
        try_(settle_attempts(reader, err));
        count_failing(reader, row->attempts);
    }
    open->row = NULL;
    return ERR_OK;
}
