/* Suites, and the names of everything: a suite's path, what it counts for. */
#include "ingest/reader_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/config.h"
#include "common/text.h"
#include "ingest/attempt_path.h"
#include "ingest/identity.h"
#include "ingest/numbers.h"

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

void reader_see_time(struct reader *reader, const struct attributes *attributes)
{
    int64_t time;
    if (!has(attributes, ATTRIBUTE_TIMESTAMP))
        return;
    struct slice slice = attributes->values[ATTRIBUTE_TIMESTAMP];
    if (numbers_time(slice.at, slice.len, &time) &&
        (!reader->report->started_at || time < reader->report->started_at))
        reader->report->started_at = time;
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

/* The path of a suite called @name inside @parent: a copy of its own, so that two suites of one
 * name are told apart by where it is. */
static const char *path_of(struct reader *reader, const struct frame *parent, struct slice name)
{
    name = trimmed(name);
    if (!name.len)
        return parent->path;
    if (!*parent->path)
        return reader_name(reader, name, NULL);
    auto_text struct text path = {0};
    text_puts(&path, parent->path);
    text_puts(&path, " > ");
    text_append(&path, name.at, name.len);
    if (!text_get(&path))
        return NULL;
    return reader_name(reader, (struct slice){path.data, path.len}, NULL);
}

static enum err_code see_host(struct reader *reader, struct slice name, struct frame *frame,
                              struct err *err)
{
    if (!reader->root_id && *reader->first_host)
        return ERR_OK;
    const char *host = reader_name(reader, name, &reader->last_host);
    if (!host)
        return err_nomem(err);
    if (reader->root_id)
        frame->host = host;
    if (!*reader->first_host)
        reader->first_host = host;
    return ERR_OK;
}

enum err_code suite_start(struct reader *reader, const struct attributes *attributes,
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
    frame.first_case = reader->report->case_count;
    if (has(attributes, ATTRIBUTE_NAME)) {
        bool named = frame.suite_index != NO_SUITE;
        frame.path = path_of(reader, &frame, attributes->values[ATTRIBUTE_NAME]);
        if (!frame.path)
            return err_nomem(err);
        if (!named && *frame.path)
            try_(add_suite(reader, frame.path, &frame.suite_index, err));
    }
    if (has(attributes, ATTRIBUTE_FILE)) {
        try_(reader_file(reader, attributes->values[ATTRIBUTE_FILE], &frame.file, err));
        reader->suite_file = frame.file;
    }
    if (has(attributes, ATTRIBUTE_HOSTNAME))
        try_(see_host(reader, attributes->values[ATTRIBUTE_HOSTNAME], &frame, err));
    reader->frames[reader->frame_count++] = frame;
    if (!reader->dialect)
        reader_mark_suite(reader, attributes);
    reader_see_time(reader, attributes);
    return ERR_OK;
}
