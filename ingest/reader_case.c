/* A case and its attempts. <failure> and <error> tell of the first attempt, rerun* of the ones
 * after it, wherever they stand; flaky* are the failed attempts of a case that passed in the end,
 * unless a <failure> beside them says that it counts as failed. */
#include "ingest/reader_internal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "common/config.h"
#include "common/text.h"
#include "ingest/numbers.h"

enum { DETECTION_TRIES = 16 };

static float seconds_of(const struct attributes *attributes)
{
    if (!has(attributes, ATTRIBUTE_TIME))
        return NAN;
    return numbers_seconds(attributes->values[ATTRIBUTE_TIME].at,
                           attributes->values[ATTRIBUTE_TIME].len);
}

static bool value_is(const struct attributes *attributes, enum attribute attribute,
                     const char *word)
{
    return has(attributes, attribute) && attributes->values[attribute].len == strlen(word) &&
           memcmp(attributes->values[attribute].at, word, strlen(word)) == 0;
}

static void detect(struct reader *reader, const struct attributes *attributes)
{
    struct dialect_marks *marks = &reader->marks;
    if (reader->tries++ >= DETECTION_TRIES)
        return;
    marks->name[0] = marks->classname[0] = '\0';
    if (has(attributes, ATTRIBUTE_NAME))
        reader_mark(marks->name, attributes->values[ATTRIBUTE_NAME]);
    if (has(attributes, ATTRIBUTE_CLASSNAME))
        reader_mark(marks->classname, attributes->values[ATTRIBUTE_CLASSNAME]);
    marks->case_status = has(attributes, ATTRIBUTE_STATUS);
    marks->case_result = has(attributes, ATTRIBUTE_RESULT);
    marks->case_duration = has(attributes, ATTRIBUTE_DURATION);
    marks->case_class = has(attributes, ATTRIBUTE_CLASS);
    marks->case_assertions = has(attributes, ATTRIBUTE_ASSERTIONS);
    reader->dialect = dialect_find(marks);
}

/* The source file and line; some write both as "cart_test.exs:7". */
static enum err_code case_place(struct reader *reader, struct report_case *row,
                                const struct attributes *attributes, struct err *err)
{
    if (has(attributes, ATTRIBUTE_FILE)) {
        struct slice file = attributes->values[ATTRIBUTE_FILE];
        size_t digits = 0;
        while (digits < file.len && isdigit((unsigned char)file.at[file.len - 1 - digits]))
            digits++;
        if (digits && digits < file.len && file.at[file.len - 1 - digits] == ':') {
            int32_t line = numbers_count(file.at + file.len - digits, digits);
            row->line = line < 0 ? 0 : line;
            file.len -= digits + 1;
        }
        if (file.len) {
            row->file = reader_name(reader, file, &reader->last_file);
            if (!row->file)
                return err_nomem(err);
        }
    }
    if (has(attributes, ATTRIBUTE_LINE)) {
        struct slice text = attributes->values[ATTRIBUTE_LINE];
        int32_t line = numbers_count(text.at, text.len);
        if (line > 0)
            row->line = line;
    }
    return ERR_OK;
}

static enum err_code case_names(struct reader *reader, struct report_case *row,
                                const struct attributes *attributes, struct err *err)
{
    enum attribute class =
        has(attributes, ATTRIBUTE_CLASSNAME) ? ATTRIBUTE_CLASSNAME : ATTRIBUTE_CLASS;
    row->classname = row->name = "";
    if (has(attributes, class))
        row->classname = reader_name(reader, attributes->values[class], &reader->last_class);
    if (has(attributes, ATTRIBUTE_NAME)) {
        /* Where both say the same, as with jest-junit, one copy does. */
        const char *last = row->classname ? row->classname : "";
        row->name = reader_name(reader, attributes->values[ATTRIBUTE_NAME], &last);
    }
    return row->classname && row->name ? ERR_OK : err_nomem(err);
}

static bool tells_failure(const struct attributes *attributes, enum attribute attribute)
{
    static const char *const words[] = {"fail", "failed", "failure", "error"};
    if (!(attributes->present & 1U << attribute))
        return false;
    struct slice value = attributes->values[attribute];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (value.len == strlen(words[i]) && strncasecmp(value.at, words[i], value.len) == 0)
            return true;
    }
    return false;
}

enum err_code case_start(struct reader *reader, const struct attributes *attributes,
                         struct err *err)
{
    const struct frame *frame = &reader->frames[reader->frame_count - 1];
    struct report_case *row;
    if (!reader->dialect)
        detect(reader, attributes);
    uint32_t suite = frame->suite_index;
    if (suite == NO_SUITE)
        try_(reader_file_suite(reader, &suite, err));
    try_(report_add_case(reader->report, &row, err));
    row->suite = frame->path;
    row->suite_index = suite;
    row->file_index = reader->file_index;
    row->occurrence = 1;
    row->variant =
        reader->dialect && reader->dialect->flags & DIALECT_HOST_IS_VARIANT ? frame->host : "";
    row->seconds = seconds_of(attributes);
    row->outcome = OUTCOME_PASSED;
    try_(case_names(reader, row, attributes, err));
    try_(case_place(reader, row, attributes, err));

    struct open_case *open = &reader->open;
    *open = (struct open_case){.row = row, .depth = reader->depth, .seconds = row->seconds};
    if (attributes->present & (1U << ATTRIBUTE_STATUS | 1U << ATTRIBUTE_RESULT)) {
        open->skipped = value_is(attributes, ATTRIBUTE_STATUS, "notrun") ||
                        value_is(attributes, ATTRIBUTE_STATUS, "disabled") ||
                        value_is(attributes, ATTRIBUTE_RESULT, "suppressed") ||
                        value_is(attributes, ATTRIBUTE_RESULT, "skipped");
        open->failing_status = tells_failure(attributes, ATTRIBUTE_STATUS) ||
                               tells_failure(attributes, ATTRIBUTE_RESULT);
    }
    return ERR_OK;
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
    return excerpt_of(text.at, text.len, (size_t)config.max_text_bytes, &reader->report->arena);
}

enum err_code case_child(struct reader *reader, enum element element,
                         const struct attributes *attributes, struct err *err)
{
    struct open_case *open = &reader->open;
    if (element == ELEMENT_SYSTEM_OUT || element == ELEMENT_SYSTEM_ERR) {
        if (open->child && !open->muted_depth)
            open->muted_depth = reader->depth;
        return ERR_OK;
    }
    if (open->child) /* a failure inside a failure is part of its text */
        return ERR_OK;
    if (element == ELEMENT_SKIPPED) {
        open->skipped = true;
        return ERR_OK;
    }
    bool error = element == ELEMENT_ERROR || element == ELEMENT_FLAKY_ERROR ||
                 element == ELEMENT_RERUN_ERROR;
    struct attempt *attempt = new_attempt(reader, error ? OUTCOME_ERROR : OUTCOME_FAILED);
    if (!attempt)
        return err_nomem(err);
    attempt->seconds = seconds_of(attributes);
    attempt->kind = short_text(reader, attributes, ATTRIBUTE_TYPE);
    attempt->message = short_text(reader, attributes, ATTRIBUTE_MESSAGE);
    if (!attempt->kind || !attempt->message)
        return err_nomem(err);
    bool flaky = element == ELEMENT_FLAKY_FAILURE || element == ELEMENT_FLAKY_ERROR;
    bool rerun = element == ELEMENT_RERUN_FAILURE || element == ELEMENT_RERUN_ERROR;
    append(flaky ? &open->flaky : rerun ? &open->rerun : &open->main, attempt);
    open->child = attempt;
    open->child_depth = reader->depth;
    open->muted_depth = 0;
    excerpt_clear(&reader->details);
    return ERR_OK;
}

enum err_code case_child_end(struct reader *reader, struct err *err)
{
    struct attempt *attempt = reader->open.child;
    reader->open.child = NULL;
    attempt->details = excerpt_keep(&reader->details, &reader->report->arena);
    return attempt->details ? ERR_OK : err_nomem(err);
}

/* Several failures of one attempt (assertions, a crash and its report) become one. */
static enum err_code join_mains(struct reader *reader, struct err *err)
{
    struct attempt_list *list = &reader->open.main;
    if (list->first == list->last ||
        (reader->dialect && reader->dialect->flags & DIALECT_FAILURES_ARE_ATTEMPTS))
        return ERR_OK;
    struct attempt *first = list->first;
    excerpt_clear(&reader->details);
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
    if (open->child) /* the end tag of its failure is missing */
        try_(case_child_end(reader, err));
    bool todo = open->skipped && reader->dialect && reader->dialect->flags & DIALECT_TODO;
    if (open->failing_status && !open->skipped && !open->main.first && !open->flaky.first &&
        !open->rerun.first) {
        struct attempt *attempt = new_attempt(reader, OUTCOME_FAILED);
        if (!attempt)
            return err_nomem(err);
        append(&open->main, attempt);
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
