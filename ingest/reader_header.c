/* What the headers of a file count. Counts are hints: cases are counted again. But a header that
 * counts more failures than there are elements that tell of one, whatever they stand in, knows of
 * something that the file does not show. Elements are the measure, not cases or attempts: some
 * producers count assertions, some every try. */
#include "ingest/reader_header.h"

#include "ingest/numbers.h"
#include "ingest/reader_internal.h"

static int64_t count_of(const struct attributes *attributes, enum attribute attribute)
{
    if (!has(attributes, attribute))
        return 0;
    int32_t count =
        numbers_count(attributes->values[attribute].at, attributes->values[attribute].len);
    return count < 0 ? 0 : count;
}

void header_read(struct header *header, const struct attributes *attributes)
{
    header->errors += count_of(attributes, ATTRIBUTE_ERRORS);
    header->failures += count_of(attributes, ATTRIBUTE_FAILURES);
}

/* Errors that no attempt accounts for: what failed before any case could run is only counted in a
 * header, by some runners. */
static int64_t missing_errors(const struct reader *reader, const struct header *header)
{
    int64_t errors = header->errors - reader->seen_errors;
    int64_t all = header->errors + header->failures - reader->seen_failing;
    return errors < all ? errors : all;
}

/* May @surplus failures in the headers be something else than failures that the file does not
 * show? Not where nothing in it failed. */
static bool is_hint(const struct reader *reader)
{
    bool known = reader->dialect && reader->dialect != dialect_generic() &&
                 !(reader->dialect->flags & DIALECT_HEADER_HINTS);
    return !known && reader->shown_failing > 0;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void header_settle(struct reader *reader, struct report_file *file)
{
    struct header root = reader->root_header, suites = reader->suite_header;
    if (reader_flags(reader) & DIALECT_HEADER_OF_RUN)
        suites = (struct header){0, 0};
    if (reader_flags(reader) & DIALECT_HEADER_LOGS)
        root = suites = (struct header){0, 0};
    int64_t told = larger(root.errors + root.failures, suites.errors + suites.failures);
    int64_t surplus = told - reader->shown_failing;
    int64_t missing = missing_errors(reader, suites.errors > root.errors ? &suites : &root);
    missing = larger(missing, reader->stray_failures);
    if (!file->damaged && !is_hint(reader))
        missing = larger(missing, surplus);
    if (missing > 0) {
        file->root_errors = missing < UINT32_MAX ? (uint32_t)missing : UINT32_MAX;
        report_warn(reader->report, reader->file_index, "root_errors", 0, 0,
                    "the file tells of %lld more failure%s than its cases show; something failed "
                    "outside of them, such as a build",
                    (long long)missing, missing == 1 ? "" : "s");
    } else if (surplus > 0 && !file->damaged) {
        report_warn(reader->report, reader->file_index, "header_counts", 0, 0,
                    "the header counts %lld failures, the file shows %lld; counted again",
                    (long long)told, (long long)reader->shown_failing);
    }
}
