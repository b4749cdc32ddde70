#include "ingest/reader_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/config.h"
#include "common/text.h"
#include "ingest/reader_names.h"

const struct spelling reader_elements[] = {
    {"testcase", ELEMENT_TESTCASE},
    {"failure", ELEMENT_FAILURE},
    {"testsuite", ELEMENT_TESTSUITE},
    {"skipped", ELEMENT_SKIPPED},
    {"error", ELEMENT_ERROR},
    {"system-out", ELEMENT_SYSTEM_OUT},
    {"system-err", ELEMENT_SYSTEM_ERR},
    {"property", ELEMENT_PROPERTY},
    {"testsuites", ELEMENT_TESTSUITES},
    {"flakyFailure", ELEMENT_FLAKY_FAILURE},
    {"flakyError", ELEMENT_FLAKY_ERROR},
    {"rerunFailure", ELEMENT_RERUN_FAILURE},
    {"rerunError", ELEMENT_RERUN_ERROR},
    {NULL, 0},
};

const struct spelling reader_attributes[] = {
    {"name", ATTRIBUTE_NAME},
    {"classname", ATTRIBUTE_CLASSNAME},
    {"time", ATTRIBUTE_TIME},
    {"file", ATTRIBUTE_FILE},
    {"line", ATTRIBUTE_LINE},
    {"message", ATTRIBUTE_MESSAGE},
    {"type", ATTRIBUTE_TYPE},
    {"status", ATTRIBUTE_STATUS},
    {"result", ATTRIBUTE_RESULT},
    {"duration", ATTRIBUTE_DURATION},
    {"class", ATTRIBUTE_CLASS},
    {"assertions", ATTRIBUTE_ASSERTIONS},
    {"timestamp", ATTRIBUTE_TIMESTAMP},
    {"hostname", ATTRIBUTE_HOSTNAME},
    {"errors", ATTRIBUTE_ERRORS},
    {"failures", ATTRIBUTE_FAILURES},
    {"id", ATTRIBUTE_ID},
    {"uuid", ATTRIBUTE_UUID},
    {"noNamespaceSchemaLocation", ATTRIBUTE_SCHEMA},
    {"value", ATTRIBUTE_VALUE},
    {"retries", ATTRIBUTE_RETRIES},
    {"attempt_number", ATTRIBUTE_ATTEMPT},
    {"filepath", ATTRIBUTE_FILE},
    {"lineno", ATTRIBUTE_LINE},
    {NULL, 0},
};

static const struct snapshot *snapshot_of(const struct report *report, struct snapshot *out)
{
    *out = (struct snapshot){.cases = report->case_count,
                             .files = report->file_count,
                             .suites = report->suite_count,
                             .warnings = report->warning_count,
                             .dropped = report->warnings_dropped,
                             .labels = report->label_count,
                             .damaged = report->damaged,
                             .started_at = report->started_at};
    return out;
}

struct reader *reader_new(struct report *report, const char *file_name)
{
    struct reader *reader = calloc(1, sizeof *reader);
    struct frame *frames = calloc(1, sizeof *frames);
    char *name = strdup(file_name);
    if (!reader || !frames || !name) {
        free(reader);
        free(frames);
        free(name);
        return NULL;
    }
    reader->report = report;
    reader->file_name = name;
    snapshot_of(report, &reader->before);
    reader->frames = frames;
    frames[0] = (struct frame){.path = "", .host = "", .suite_index = NO_SUITE};
    frames[0].first_case = report->case_count;
    reader->frame_count = reader->frames_capacity = 1;
    reader->file_suite = NO_SUITE;
    reader->last_class = reader->last_file = reader->last_host = reader->first_host = "";
    excerpt_init(&reader->details, (size_t)config.max_text_bytes);
    return reader;
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    excerpt_free(&reader->details);
    free(reader->frames);
    free(reader->kinds);
    free(reader->file_name);
    free(reader);
}

void reader_withdraw(struct reader *reader)
{
    struct report *report = reader->report;
    report->case_count = reader->before.cases;
    report->file_count = reader->before.files;
    report->suite_count = reader->before.suites;
    report->warning_count = reader->before.warnings;
    report->warnings_dropped = reader->before.dropped;
    report->damaged = reader->before.damaged;
    report->label_count = reader->before.labels;
    report->started_at = reader->before.started_at;
    reader->open.row = NULL;
    reader->began = false;
}

bool reader_inside(const struct reader *reader)
{
    return reader->depth > 0;
}

bool reader_began(const struct reader *reader)
{
    return reader->began;
}

uint32_t reader_file_index(const struct reader *reader)
{
    return reader->file_index;
}

static enum err_code begin(struct reader *reader, enum element element, const char *name,
                           const struct attributes *attributes, int64_t line, struct err *err)
{
    if (element < ELEMENT_TESTSUITES || element > ELEMENT_TESTCASE)
        return err_set(err, ERR_INVALID,
                       "%s:%lld: the root element is <%.60s>, but a JUnit report starts with "
                       "<testsuites>, <testsuite> or <testcase>; convert the file first",
                       reader->file_name, (long long)line, name);
    struct report_file *file;
    reader->file_index = (uint32_t)reader->report->file_count;
    try_(report_add_file(reader->report, reader->file_name, &file, err));
    reader->began = true;
    struct dialect_marks *marks = &reader->marks;
    marks->root_suites = element == ELEMENT_TESTSUITES;
    reader->root_id = has(attributes, ATTRIBUTE_ID);
    reader_mark_words(marks->root_words, attributes);
    if (element != ELEMENT_TESTCASE)
        reader_set_mark(marks->root_name, attributes, ATTRIBUTE_NAME);
    reader_set_mark(marks->schema, attributes, ATTRIBUTE_SCHEMA);
    return ERR_OK;
}

/* An element outside of every root: the first root, another one, or output of a program. */
static enum err_code start_outside(struct reader *reader, enum element element, const char *name,
                                   const struct attributes *attributes, int64_t line,
                                   struct err *err)
{
    bool root = element >= ELEMENT_TESTSUITES && element <= ELEMENT_TESTCASE;
    if (!reader->began) {
        try_(begin(reader, element, name, attributes, line, err));
    } else if (root && !reader->second_root) {
        reader->second_root = true;
        report_warn(reader->report, reader->file_index, "second_root", line, 0,
                    "another <%.60s> follows the end of the report; its cases were added", name);
    }
    if (root && element != ELEMENT_TESTCASE)
        header_read(&reader->root_header, attributes);
    if (!root)
        reader->ignored = 1;
    return ERR_OK;
}

/* What may stand between the cases of a report; said once of what else does, as it may have been a
 * case. */
static void see_unknown(struct reader *reader, const char *name, int64_t line)
{
    static const char *const known[] = {"properties", "webLink", "attachments", "links", "tags"};
    if (reader->unknown_element || !reader_rests(reader))
        return;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return;
    reader->unknown_element = true;
    report_warn(reader->report, reader->file_index, "unknown_element", line, 0,
                "<%.60s> is not known between cases and was left out", name);
}

/* Text of a program around the report is only worth a warning. */
static void see_stray(struct reader *reader, int64_t line)
{
    if (reader->stray_text)
        return;
    reader->stray_text = true;
    report_warn(reader->report, reader->file_index,
                reader->began ? "trailing_output" : "leading_output", line, 0,
                "text outside of the report was left out");
}

static void see_property(struct reader *reader, const struct attributes *attributes)
{
    char name[DIALECT_MARK_SIZE];
    if (!has(attributes, ATTRIBUTE_NAME) || (reader->dialect && !reader->open.row))
        return;
    struct slice value = {"", 0};
    if (has(attributes, ATTRIBUTE_VALUE))
        value = attributes->values[ATTRIBUTE_VALUE];
    reader_mark(name, attributes->values[ATTRIBUTE_NAME]);
    if (reader->open.row)
        case_property(reader, name, attributes);
    if (!reader->dialect)
        reader->marks.properties |= dialect_property(name, value.at, value.len);
}

static enum err_code push(struct reader *reader, enum element element, struct err *err)
{
    if (reader->depth == reader->kinds_capacity) {
        size_t capacity = reader->kinds_capacity * 2 + 64;
        unsigned char *kinds = realloc(reader->kinds, capacity);
        if (!kinds)
            return err_nomem(err);
        reader->kinds = kinds;
        reader->kinds_capacity = capacity;
    }
    reader->kinds[reader->depth++] = (unsigned char)element;
    return ERR_OK;
}

enum err_code reader_start(struct reader *reader, enum element element, const char *name,
                           const struct attributes *attributes, int64_t line, struct err *err)
{
    if (reader->ignored) {
        reader->ignored++;
        return ERR_OK;
    }
    if (reader->depth == 0) {
        try_(start_outside(reader, element, name, attributes, line, err));
        if (reader->ignored) {
            see_stray(reader, line);
            return ERR_OK;
        }
    }
    if (element == ELEMENT_OTHER)
        see_unknown(reader, name, line);
    try_(push(reader, element, err));
    switch (element) {
    case ELEMENT_TESTSUITES:
        reader_see_time(reader, attributes);
        return ERR_OK;
    case ELEMENT_TESTSUITE:
        if (reader->open.row) /* its end tag is missing or wrong */
            try_(case_end(reader, err));
        if (reader->depth == 2)
            header_read(&reader->suite_header, attributes);
        return suite_start(reader, attributes, err);
    case ELEMENT_TESTCASE:
        if (reader->open.row)
            try_(case_end(reader, err));
        return case_start(reader, attributes, err);
    case ELEMENT_PROPERTY:
        see_property(reader, attributes);
        return property_start(reader, attributes, line, err);
    case ELEMENT_OTHER: /* such as <stackTrace>: what stands before it is layout */
        if (reader->open.child)
            excerpt_clear_blank(&reader->details);
        if (!reader->dialect && strcmp(name, "webLink") == 0)
            reader->marks.web_link = true;
        return ERR_OK;
    case ELEMENT_FAILURE:
    case ELEMENT_ERROR:
    case ELEMENT_SKIPPED:
    case ELEMENT_FLAKY_FAILURE:
    case ELEMENT_FLAKY_ERROR:
    case ELEMENT_RERUN_FAILURE:
    case ELEMENT_RERUN_ERROR:
    case ELEMENT_SYSTEM_OUT:
    case ELEMENT_SYSTEM_ERR:
    case ELEMENT__MAX:
        break;
    }
    if (reader->open.row)
        return case_child(reader, element, attributes, err);
    bool stray = element == ELEMENT_FAILURE || element == ELEMENT_ERROR;
    reader->stray_failures += stray;
    reader->shown_failing += stray;
    return ERR_OK;
}

enum err_code reader_end(struct reader *reader, struct err *err)
{
    if (reader->ignored) {
        reader->ignored--;
        return ERR_OK;
    }
    if (reader->depth == 0)
        return ERR_OK;
    struct open_case *open = &reader->open;
    if (open->muted_depth == reader->depth)
        open->muted_depth = 0;
    if (reader->labels.property.depth == reader->depth)
        try_(property_end(reader, err));
    if (open->child && open->child_depth == reader->depth)
        try_(case_child_end(reader, err));
    if (open->row && open->depth == reader->depth)
        try_(case_end(reader, err));
    if (reader->kinds[--reader->depth] == ELEMENT_TESTSUITE && reader->frame_count > 1)
        reader->frame_count--;
    return ERR_OK;
}

void reader_text(struct reader *reader, const char *bytes, size_t len, int64_t line)
{
    if (reader->open.child) {
        if (!reader->open.muted_depth)
            excerpt_append(&reader->details, bytes, len);
        return;
    }
    if (reader->labels.property.depth) {
        excerpt_append(&reader->details, bytes, len);
        return;
    }
    bool between = reader_rests(reader), outside = reader->depth == 0;
    if (reader->ignored ||
        !((between && !reader->text_between) || (outside && !reader->stray_text)))
        return;
    size_t i = 0;
    while (i < len && isspace((unsigned char)bytes[i]))
        i++;
    if (i == len)
        return;
    for (size_t j = i; j < len; j++)
        line -= bytes[j] == '\n';
    if (outside) {
        see_stray(reader, line);
        return;
    }
    reader->text_between = true;
    report_warn(reader->report, reader->file_index, "text_between_cases", line, 0,
                "text between the cases was left out");
}

void reader_damage(struct reader *reader, const char *code, int64_t line, int64_t column,
                   const char *reason)
{
    struct report_file *file = &reader->report->files[reader->file_index];
    if (!file->damaged)
        report_warn(reader->report, reader->file_index, code, line, column, "%s", reason);
    file->damaged = true;
    reader->report->damaged = true;
}

/* Before the whole file is read, its dialect may not be known: some write a browser for a host. */
static void settle_host(const struct reader *reader)
{
    enum { HOST_MAX = 255 /* bytes; the longest name that DNS knows has 253 */ };
    const char *host = reader->first_host;
    if (!reader->report->host && *host && strlen(host) <= HOST_MAX &&
        !(reader_flags(reader) & DIALECT_HOST_IS_VARIANT))
        reader->report->host = host;
}

enum err_code reader_finish(struct reader *reader, int64_t line, int64_t column, struct err *err)
{
    static const char *const names[] = {[ELEMENT_TESTSUITES] = "<testsuites>",
                                        [ELEMENT_TESTSUITE] = "<testsuite>",
                                        [ELEMENT_TESTCASE] = "<testcase>"};
    struct open_case *open = &reader->open;
    if (reader->depth) {
        size_t at = reader->depth - 1;
        while (at > 0 &&
               (reader->kinds[at] < ELEMENT_TESTSUITES || reader->kinds[at] > ELEMENT_TESTCASE))
            at--;
        unsigned char kind = reader->kinds[at];
        auto_text struct text reason = {0};
        text_printf(&reason, "the file ends inside %s; what follows is missing",
                    kind >= ELEMENT_TESTSUITES && kind <= ELEMENT_TESTCASE ? names[kind]
                                                                           : "an element");
        reader_damage(reader, "truncated", line, column,
                      text_get(&reason) ? text_get(&reason) : "truncated");
    }
    if (open->child)
        try_(case_child_end(reader, err));
    if (open->row) {
        bool told = open->main.first || open->rerun.first || open->flaky.first || open->skipped;
        if (told)
            try_(case_end(reader, err));
        else
            reader->report->case_count--; /* how it ended nobody knows */
        open->row = NULL;
    }
    if (!reader->dialect)
        reader_detect(reader, NULL);
    struct report_file *file = &reader->report->files[reader->file_index];
    header_settle(reader, file);
    settle_host(reader);
    return ERR_OK;
}

bool reader_rests(const struct reader *reader)
{
    if (reader->ignored || reader->depth == 0 || reader->open.row)
        return false;
    unsigned char kind = reader->kinds[reader->depth - 1];
    return kind == ELEMENT_TESTSUITE || kind == ELEMENT_TESTSUITES;
}
