/* What a file says of its producer, gathered until the producer is known. */
#include <string.h>

#include "ingest/reader_internal.h"

enum { DETECTION_TRIES = 16 };

void reader_mark(char mark[DIALECT_MARK_SIZE], struct slice slice)
{
    size_t len = slice.len < DIALECT_MARK_SIZE ? slice.len : DIALECT_MARK_SIZE - 1;
    memcpy(mark, slice.at, len);
    mark[len] = '\0';
}

void reader_set_mark(char into[DIALECT_MARK_SIZE], const struct attributes *attributes,
                     enum attribute attribute)
{
    into[0] = '\0';
    if (has(attributes, attribute))
        reader_mark(into, attributes->values[attribute]);
}

void reader_mark_words(char words[DIALECT_WORDS_SIZE], const struct attributes *attributes)
{
    size_t used = 0;
    for (size_t i = 0; i < attributes->count && i < ATTRIBUTE_NAMES; i++) {
        size_t len = strlen(attributes->names[i]);
        if (used + len + 1 >= DIALECT_WORDS_SIZE)
            break;
        if (used)
            words[used++] = ' ';
        memcpy(words + used, attributes->names[i], len);
        used += len;
    }
    words[used] = '\0';
}

void reader_mark_suite(struct reader *reader, const struct attributes *attributes)
{
    struct dialect_marks *marks = &reader->marks;
    reader_set_mark(marks->suite_name, attributes, ATTRIBUTE_NAME);
    if (reader->frame_count == 2)
        memcpy(marks->outer_name, marks->suite_name, sizeof marks->outer_name);
    reader_set_mark(marks->suite_host, attributes, ATTRIBUTE_HOSTNAME);
    reader_set_mark(marks->suite_time, attributes, ATTRIBUTE_TIMESTAMP);
    if (has(attributes, ATTRIBUTE_FILE))
        reader_set_mark(marks->suite_file, attributes, ATTRIBUTE_FILE);
    if (has(attributes, ATTRIBUTE_SCHEMA))
        reader_set_mark(marks->schema, attributes, ATTRIBUTE_SCHEMA);
    reader_mark_words(marks->suite_words, attributes);
}

/* What is not known by the time anyone follows, only the end of the file tells: then it was in
 * vain. */
static void tell_dialect(struct reader *reader)
{
    const struct dialect *dialect = reader->dialect ? reader->dialect : dialect_generic();
    struct report *report = reader->report;
    struct report_file *file = &report->files[reader->file_index];
    bool by_suite = dialect->flags & DIALECT_SUITE_IN_IDENTITY;
    file->dialect = dialect->name;
    if (report->steady > 0)
        report->misled = report->misled || file->by_suite != by_suite;
    else
        file->by_suite = by_suite;
}

void reader_detect(struct reader *reader, const struct attributes *attributes)
{
    struct dialect_marks *marks = &reader->marks;
    if (attributes && reader->tries++ >= DETECTION_TRIES)
        return;
    if (attributes) {
        reader_set_mark(marks->name, attributes, ATTRIBUTE_NAME);
        reader_set_mark(marks->classname, attributes, ATTRIBUTE_CLASSNAME);
        reader_set_mark(marks->file, attributes, ATTRIBUTE_FILE);
        reader_set_mark(marks->status, attributes, ATTRIBUTE_STATUS);
        reader_mark_words(marks->case_words, attributes);
    }
    reader->dialect = dialect_find(marks, &reader->memo);
    tell_dialect(reader);
}
