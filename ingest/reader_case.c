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
#include "ingest/text_budget.h"

static float seconds_of(const struct reader *reader, const struct attributes *attributes)
{
    if (!has(attributes, ATTRIBUTE_TIME))
        return NAN;
    struct slice time = attributes->values[ATTRIBUTE_TIME];
    return reader_flags(reader) & DIALECT_NANOSECONDS ? numbers_nanoseconds(time.at, time.len)
                                                      : numbers_seconds(time.at, time.len);
}

enum err_code reader_file(struct reader *reader, struct slice path, const char **file,
                          struct err *err)
{
    while (path.len > 2 && memcmp(path.at, "./", 2) == 0) {
        path.at += 2;
        path.len -= 2;
    }
    if (!path.len)
        return ERR_OK;
    const char *copy = reader_name(reader, path, &reader->last_file);
    if (!copy)
        return err_nomem(err);
    *file = copy;
    return ERR_OK;
}

/* Takes the line off "cart_test.exs:7"; 0 where there is none. */
static int32_t take_line(struct slice *place)
{
    size_t digits = 0;
    while (digits < place->len && isdigit((unsigned char)place->at[place->len - 1 - digits]))
        digits++;
    if (!digits || digits == place->len || place->at[place->len - 1 - digits] != ':')
        return 0;
    int32_t line = numbers_count(place->at + place->len - digits, digits);
    place->len -= digits + 1;
    return line < 0 ? 0 : line;
}

static enum err_code case_place(struct reader *reader, struct report_case *row,
                                const struct attributes *attributes, struct err *err)
{
    if (has(attributes, ATTRIBUTE_FILE)) {
        struct slice file = attributes->values[ATTRIBUTE_FILE];
        row->line = take_line(&file);
        const char *title = memmem(file.at, file.len, "::", 2); /* Pest: "PATH::it is wrapped" */
        if (title)
            file.len = (size_t)(title - file.at);
        try_(reader_file(reader, file, &row->file, err));
    } else if (reader_flags(reader) & DIALECT_CLASS_IS_FILE && *row->classname) {
        row->file = row->classname + (text_starts(row->classname, "./") ? 2 : 0);
    } else {
        const struct frame *frame = &reader->frames[reader->frame_count - 1];
        row->file = !frame->file && reader_flags(reader) & DIALECT_SUITE_FILE ? reader->suite_file
                                                                              : frame->file;
    }
    if (has(attributes, ATTRIBUTE_LINE)) {
        struct slice text = attributes->values[ATTRIBUTE_LINE];
        int32_t line = numbers_count(text.at, text.len);
        if (line > 0)
            row->line = line;
    }
    return ERR_OK;
}

/* bats: once a test was tried again, it and all after it are called "begin 6 NAME", with the
 * number they have. A try of the test before has its number. */
static struct slice without_begin(struct reader *reader, struct report_case *row, struct slice name)
{
    static const char word[] = "begin ";
    size_t used = sizeof word - 1, digits = 0;
    int32_t next = ++reader->tap_number;
    if (name.len <= used || memcmp(name.at, word, used) != 0)
        return name;
    while (used + digits < name.len && isdigit((unsigned char)name.at[used + digits]))
        digits++;
    int32_t number = numbers_count(name.at + used, digits);
    if (used + digits >= name.len || name.at[used + digits] != ' ' ||
        (number != next && number != next - 1))
        return name;
    reader->tap_number = number;
    row->try_number = number != next ? 2 : 0;
    used += digits + 1;
    return (struct slice){name.at + used, name.len - used};
}

static enum err_code case_names(struct reader *reader, struct report_case *row,
                                const struct attributes *attributes, struct err *err)
{
    enum attribute class =
        has(attributes, ATTRIBUTE_CLASSNAME) ? ATTRIBUTE_CLASSNAME : ATTRIBUTE_CLASS;
    row->classname = row->name = "";
    if (has(attributes, class)) {
        struct slice name = attributes->values[class];
        if (reader_flags(reader) & DIALECT_LINE_IN_CLASS) /* else an edit would make a new test */
            row->line = take_line(&name);
        row->classname = reader_name(reader, name, &reader->last_class);
    }
    if (has(attributes, ATTRIBUTE_NAME)) {
        /* Where both say the same, as with jest-junit, one copy does. */
        const char *last = row->classname ? row->classname : "";
        struct slice name = attributes->values[ATTRIBUTE_NAME];
        if (reader_flags(reader) & DIALECT_BEGIN_NAMES)
            name = without_begin(reader, row, name);
        row->name = reader_name(reader, name, &last);
    }
    return row->classname && row->name ? ERR_OK : err_nomem(err);
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
        {"inconclusive", OUTCOME_SKIPPED}, {"notrunnable", OUTCOME_SKIPPED},
        {"notexecuted", OUTCOME_SKIPPED},  {"untested", OUTCOME_SKIPPED},
        {"pending", OUTCOME_SKIPPED},
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

/* Marks of another try: the number itself means little, but two rows of a test differ in it. */
static void case_try(struct report_case *row, const struct attributes *attributes)
{
    enum attribute which =
        has(attributes, ATTRIBUTE_ATTEMPT) ? ATTRIBUTE_ATTEMPT : ATTRIBUTE_RETRIES;
    int32_t number = numbers_count(attributes->values[which].at, attributes->values[which].len);
    if (number >= 0 && number < UINT16_MAX)
        row->try_number = (uint16_t)(number + 1);
}

/* Xcode's name of a repetition: "First Run", "Retry 1", "Repetition 2 of 5". */
void case_property(struct reader *reader, const char *name, const struct attributes *attributes)
{
    char value[DIALECT_MARK_SIZE];
    if (strcmp(name, "repetition") != 0)
        return;
    reader_set_mark(value, attributes, ATTRIBUTE_VALUE);
    const char *number = strchr(value, ' ');
    size_t digits = number ? strspn(number + 1, "0123456789") : 0;
    int32_t count = digits ? numbers_count(number + 1, digits) : -1;
    if (strcmp(value, "First Run") == 0)
        reader->open.row->try_number = 1;
    else if (count >= 0 && count < UINT16_MAX - 1 && text_starts(value, "Retry "))
        reader->open.row->try_number = (uint16_t)(count + 1);
    else if (count >= 0 && count < UINT16_MAX && text_starts(value, "Repetition "))
        reader->open.row->try_number = (uint16_t)count;
}

/* What the case ran on. */
static enum err_code case_variant(struct reader *reader, struct report_case *row, struct err *err)
{
    const struct frame *frame = &reader->frames[reader->frame_count - 1];
    row->variant = reader_flags(reader) & DIALECT_HOST_IS_VARIANT ? frame->host : "";
    if (!(reader_flags(reader) & DIALECT_SUITE_IS_BROWSER))
        return ERR_OK;
    if (reader->browser_suite != frame->path) {
        reader->browser_suite = frame->path;
        struct slice name = {frame->path, strcspn(frame->path, "0123456789")};
        reader->browser = reader_name(reader, name, NULL);
        if (!reader->browser)
            return err_nomem(err);
    }
    row->variant = reader->browser;
    return ERR_OK;
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
    if (attributes->present & telling) {
        char status = outcome_word(attributes, ATTRIBUTE_STATUS),
             result = outcome_word(attributes, ATTRIBUTE_RESULT);
        open->skipped = status == OUTCOME_SKIPPED || result == OUTCOME_SKIPPED;
        open->failing_status = status == OUTCOME_FAILED || result == OUTCOME_FAILED;
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
    if (open->child || is_warning(reader, attributes)) /* a failure inside one is its text */
        return ERR_OK;
    reader->labels.property.depth = 0;
    bool skips_itself = error_skips(reader, element, attributes);
    if (skips_itself || (element == ELEMENT_SKIPPED && !skip_fails(reader, attributes))) {
        open->skipped = true;
        open->may_fail = open->may_fail || says_may_fail(reader, attributes);
        reader->seen_errors += skips_itself; /* as headers count it */
        reader->seen_failing += skips_itself;
        if (!(reader_flags(reader) & DIALECT_SKIPS_ARE_TRIES))
            return ERR_OK;
        attempt = open_child(reader, OUTCOME_SKIPPED, attributes);
        if (!attempt)
            return err_nomem(err);
        attempt->seconds = open->seconds;
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

enum err_code case_child_end(struct reader *reader, struct err *err)
{
    struct attempt *attempt = reader->open.child;
    reader->open.child = NULL;
    attempt->details = excerpt_keep(&reader->details, &reader->report->arena);
    if (!attempt->details)
        return err_nomem(err);
    text_budget_spend(reader->report, reader->file_index, attempt->details);
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
