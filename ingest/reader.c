#include "ingest/reader_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/auto.h"
#include "common/config.h"
#include "common/text.h"
#include "ingest/attempt_path.h"
#include "ingest/identity.h"
#include "ingest/numbers.h"

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
    {"filepath", ATTRIBUTE_FILE},
    {"lineno", ATTRIBUTE_LINE},
    {NULL, 0},
};

static const struct snapshot *snapshot_of(const struct report *report, struct snapshot *out)
{
    *out = (struct snapshot){report->case_count,    report->file_count,       report->suite_count,
                             report->warning_count, report->warnings_dropped, report->damaged,
                             report->started_at};
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
    frames[0] = (struct frame){"", "", NO_SUITE};
    reader->frame_count = reader->frames_capacity = 1;
    reader->file_suite = NO_SUITE;
    reader->last_suite = reader->last_class = reader->last_file = reader->last_host = "";
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
    char *name = (char *)(uintptr_t)reader->file_name;
    free(name);
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

static struct slice trimmed(struct slice slice)
{
    while (slice.len && isspace((unsigned char)slice.at[slice.len - 1]))
        slice.len--;
    while (slice.len && isspace((unsigned char)*slice.at))
        slice.at++, slice.len--;
    return slice;
}

const char *reader_name(struct reader *reader, struct slice slice, const char **last)
{
    slice = trimmed(slice);
    if (!slice.len)
        return "";
    if (last && strncmp(*last, slice.at, slice.len) == 0 && (*last)[slice.len] == '\0')
        return *last;
    size_t limit = (size_t)config.max_name_bytes;
    const char *copy;
    if (slice.len <= limit) {
        copy = arena_text(&reader->report->arena, slice.at, slice.len);
    } else {
        /* Two long names may differ only in what is cut out: their hash keeps them apart. */
        auto_text struct text text = {0};
        const char *kept = excerpt_of(slice.at, slice.len, limit, &reader->report->arena);
        if (kept)
            text_printf(&text, "%s #%016llx", kept,
                        (unsigned long long)XXH3_64bits(slice.at, slice.len));
        copy = kept && text_get(&text) ? arena_text(&reader->report->arena, text.data, text.len)
                                       : NULL;
    }
    if (last && copy)
        *last = copy;
    return copy;
}

void reader_mark(char mark[DIALECT_MARK_SIZE], struct slice slice)
{
    size_t len = slice.len < DIALECT_MARK_SIZE ? slice.len : DIALECT_MARK_SIZE - 1;
    memcpy(mark, slice.at, len);
    mark[len] = '\0';
}

static void mark(char into[DIALECT_MARK_SIZE], const struct attributes *attributes,
                 enum attribute attribute)
{
    into[0] = '\0';
    if (has(attributes, attribute))
        reader_mark(into, attributes->values[attribute]);
}

static void mark_suite(struct reader *reader, const struct attributes *attributes)
{
    struct dialect_marks *marks = &reader->marks;
    mark(marks->suite_name, attributes, ATTRIBUTE_NAME);
    mark(marks->suite_host, attributes, ATTRIBUTE_HOSTNAME);
    if (has(attributes, ATTRIBUTE_SCHEMA))
        mark(marks->schema, attributes, ATTRIBUTE_SCHEMA);
    marks->suite_id = has(attributes, ATTRIBUTE_ID);
    marks->suite_time_stamp = has(attributes, ATTRIBUTE_TIMESTAMP);
}

static void see_time_stamp(struct reader *reader, const struct attributes *attributes)
{
    int64_t time;
    if (!has(attributes, ATTRIBUTE_TIMESTAMP))
        return;
    struct slice slice = attributes->values[ATTRIBUTE_TIMESTAMP];
    if (numbers_time(slice.at, slice.len, &time) &&
        (!reader->report->started_at || time < reader->report->started_at))
        reader->report->started_at = time;
}

static int64_t header_count(const struct attributes *attributes, enum attribute attribute)
{
    if (!has(attributes, attribute))
        return 0;
    int32_t count =
        numbers_count(attributes->values[attribute].at, attributes->values[attribute].len);
    return count < 0 ? 0 : count;
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
    marks->root_bare = attributes->count == 0;
    marks->root_id = has(attributes, ATTRIBUTE_ID);
    marks->root_uuid = has(attributes, ATTRIBUTE_UUID);
    if (element != ELEMENT_TESTCASE)
        mark(marks->root_name, attributes, ATTRIBUTE_NAME);
    mark(marks->schema, attributes, ATTRIBUTE_SCHEMA);
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
    if (root && element != ELEMENT_TESTCASE) {
        reader->header_errors += header_count(attributes, ATTRIBUTE_ERRORS);
        reader->header_failures += header_count(attributes, ATTRIBUTE_FAILURES);
    }
    if (!root)
        reader->ignored = 1;
    return ERR_OK;
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

static enum err_code add_suite(struct reader *reader, const char *name, uint32_t *index,
                               struct err *err)
{
    struct report *report = reader->report;
    size_t len = identity_suite_length(name);
    if (name[len] != '\0') {
        name = arena_text(&report->arena, name, len);
        if (!name)
            return err_nomem(err);
    }
    if (report->suite_count > reader->before.suites &&
        strcmp(report->suites[report->suite_count - 1].name, name) == 0) {
        *index = (uint32_t)(report->suite_count - 1);
        return ERR_OK;
    }
    struct report_suite *suites = arena_grow(&report->arena, report->suites, report->suite_count,
                                             &report->suite_capacity, sizeof *suites);
    if (!suites)
        return err_nomem(err);
    report->suites = suites;
    *index = (uint32_t)report->suite_count;
    suites[report->suite_count++] = (struct report_suite){.name = name};
    return ERR_OK;
}

enum err_code reader_file_suite(struct reader *reader, uint32_t *index, struct err *err)
{
    if (reader->file_suite == NO_SUITE) {
        auto_text struct text name = {0};
        attempt_path_stable(reader->file_name, &name);
        const char *copy =
            text_get(&name) ? arena_text(&reader->report->arena, text_get(&name), name.len) : NULL;
        if (!copy)
            return err_nomem(err);
        try_(add_suite(reader, copy, &reader->file_suite, err));
    }
    *index = reader->file_suite;
    return ERR_OK;
}

/* The path of a suite called @name inside @parent. */
static const char *path_of(struct reader *reader, const struct frame *parent, struct slice name)
{
    name = trimmed(name);
    if (!name.len)
        return parent->path;
    if (!*parent->path)
        return reader_name(reader, name, &reader->last_suite);
    auto_text struct text path = {0};
    text_puts(&path, parent->path);
    text_puts(&path, " > ");
    text_append(&path, name.at, name.len);
    if (!text_get(&path))
        return NULL;
    return reader_name(reader, (struct slice){path.data, path.len}, &reader->last_suite);
}

static enum err_code start_suite(struct reader *reader, const struct attributes *attributes,
                                 struct err *err)
{
    if (reader->frame_count > (size_t)config.max_depth)
        return err_set(
            err, ERR_LIMIT,
            "%s: suites are nested more than %lld deep, raise max_depth if they have to be",
            reader->file_name, (long long)config.max_depth);
    if (reader->frame_count == reader->frames_capacity) {
        size_t capacity = reader->frames_capacity * 2 + 8;
        struct frame *frames = realloc(reader->frames, capacity * sizeof *frames);
        if (!frames)
            return err_nomem(err);
        reader->frames = frames;
        reader->frames_capacity = capacity;
    }
    struct frame frame = reader->frames[reader->frame_count - 1];
    if (has(attributes, ATTRIBUTE_NAME)) {
        bool named = frame.suite_index != NO_SUITE;
        frame.path = path_of(reader, &frame, attributes->values[ATTRIBUTE_NAME]);
        if (!frame.path)
            return err_nomem(err);
        if (!named && *frame.path)
            try_(add_suite(reader, frame.path, &frame.suite_index, err));
    }
    if (has(attributes, ATTRIBUTE_HOSTNAME) && reader->marks.root_id) {
        frame.host =
            reader_name(reader, attributes->values[ATTRIBUTE_HOSTNAME], &reader->last_host);
        if (!frame.host)
            return err_nomem(err);
    }
    reader->frames[reader->frame_count++] = frame;
    if (!reader->dialect)
        mark_suite(reader, attributes);
    see_time_stamp(reader, attributes);
    return ERR_OK;
}

static void see_property(struct reader *reader, const struct attributes *attributes)
{
    if (reader->dialect || !has(attributes, ATTRIBUTE_NAME))
        return;
    char name[DIALECT_MARK_SIZE];
    reader_mark(name, attributes->values[ATTRIBUTE_NAME]);
    if (strcmp(name, "go.version") == 0)
        reader->marks.go_version = true;
    if (text_starts(name, "surefire."))
        reader->marks.surefire_property = true;
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
    try_(push(reader, element, err));
    switch (element) {
    case ELEMENT_TESTSUITES:
        see_time_stamp(reader, attributes);
        return ERR_OK;
    case ELEMENT_TESTSUITE:
        if (reader->open.row) /* its end tag is missing or wrong */
            try_(case_end(reader, err));
        return start_suite(reader, attributes, err);
    case ELEMENT_TESTCASE:
        if (reader->open.row)
            try_(case_end(reader, err));
        return case_start(reader, attributes, err);
    case ELEMENT_PROPERTY:
        see_property(reader, attributes);
        return ERR_OK;
    case ELEMENT_OTHER: /* such as <stackTrace>: what stands before it is layout */
        if (reader->open.child)
            excerpt_clear_blank(&reader->details);
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
    return reader->open.row ? case_child(reader, element, attributes, err) : ERR_OK;
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
    if (reader->depth || reader->ignored || reader->stray_text)
        return;
    size_t i = 0;
    while (i < len && isspace((unsigned char)bytes[i]))
        i++;
    if (i == len)
        return;
    for (size_t j = i; j < len; j++)
        line -= bytes[j] == '\n';
    see_stray(reader, line);
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

/* Some runners count what failed before any case could run only in the header of the root. */
static void settle_root_errors(struct reader *reader, struct report_file *file)
{
    int64_t errors = reader->header_errors - reader->seen_errors;
    int64_t all = reader->header_errors + reader->header_failures - reader->seen_failing;
    int64_t missing = errors < all ? errors : all;
    if (missing <= 0)
        return;
    file->root_errors = (uint32_t)missing;
    report_warn(
        reader->report, reader->file_index, "root_errors", 0, 0,
        "the header counts %lld more error%s than the cases show; something failed outside of "
        "them, such as a build",
        (long long)missing, missing == 1 ? "" : "s");
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
        reader->dialect = dialect_find(&reader->marks);
    struct report_file *file = &reader->report->files[reader->file_index];
    file->dialect = reader->dialect ? reader->dialect->name : dialect_generic()->name;
    settle_root_errors(reader, file);
    return ERR_OK;
}
