/* What the halves of the reader share: reader.c (file, suites) and reader_case.c (cases). */
#ifndef INGEST_READER_INTERNAL_H
#define INGEST_READER_INTERNAL_H

#include "ingest/reader.h"
#include "ingest/reader_header.h"
#include "ingest/reader_label.h"

enum { NO_SUITE = UINT32_MAX };

/* A suite that is open. */
struct frame {
    const char *path, *host;
    const char *file;         /* source file that it or one around it names, or NULL */
    uint32_t suite_index;     /* of the outermost named suite, or NO_SUITE */
    size_t first_case;        /* how many there were before it */
    struct label_set *labels; /* of its properties, or of the suite around it; or NULL */
};

struct attempt_list {
    struct attempt *first, *last;
};

/* The case that is open, or was opened last. */
struct open_case {
    struct report_case *row; /* NULL: none is open; the last of the report otherwise */
    size_t depth;            /* of its element */
    struct attempt_list flaky, main, rerun;
    bool skipped, failing_status;
    bool may_fail;         /* the skip beside a failure undoes it */
    float seconds;         /* of its own time attribute */
    struct attempt *child; /* whose text is being read */
    size_t child_depth;
    size_t muted_depth; /* system-out or the like inside it; 0: none */
};

/* What a withdrawal goes back to. */
struct snapshot {
    size_t cases, files, suites, warnings, dropped, labels;
    bool damaged;
    int64_t started_at;
};

struct reader {
    struct report *report;
    char *file_name;
    struct snapshot before;
    uint32_t file_index, file_suite, tries; /* to find its dialect */
    bool began, root_id;
    bool second_root, stray_text, unknown_element, text_between; /* told */
    size_t ignored;       /* depth within an element outside the report */
    unsigned char *kinds; /* enum element of the open elements */
    size_t depth, kinds_capacity;
    struct frame *frames; /* [0] stands for the file */
    size_t frame_count, frames_capacity;
    bool unstable;                 /* the case that begins passed after a try that failed */
    int32_t tap_number;            /* of the last case, where the dialect counts them */
    const struct dialect *dialect; /* NULL: not known yet */
    struct dialect_marks marks;
    struct dialect_memo memo;
    struct header root_header, suite_header; /* of all suites right under the root */
    int64_t seen_errors, seen_failing;       /* attempts */
    int64_t stray_failures, shown_failing;   /* elements outside of any case; all that tell of it */
    struct open_case open;
    struct excerpt details;
    struct label_reading labels;
    const char *browser, *browser_suite; /* of the suite whose path is this */
    const char *suite_file; /* source file that the last suite with one names, or NULL */
    const char *last_class, *last_file, *last_host, *first_host; /* to share equal texts */
};

static inline bool has(const struct attributes *attributes, enum attribute attribute)
{
    return attributes->present & (UINT32_C(1) << attribute);
}

/* The flags of the file's dialect; 0 while it is not known. */
static inline unsigned reader_flags(const struct reader *reader)
{
    return reader->dialect ? reader->dialect->flags : 0;
}

/* A copy in the report's arena, trimmed, cut when too long; or *@last, which is kept up to date. */
const char *reader_name(struct reader *reader, struct slice slice, const char **last);

/* The names of all attributes. */
void reader_mark_words(char words[DIALECT_WORDS_SIZE], const struct attributes *attributes);

/* Copies @slice, cut, into a mark of the dialect; or an attribute, "" when it is absent. */
void reader_mark(char mark[DIALECT_MARK_SIZE], struct slice slice);
void reader_set_mark(char into[DIALECT_MARK_SIZE], const struct attributes *attributes,
                     enum attribute attribute);

/* What a suite, or a case (NULL: the end), says of the producer. Only while it is not known. */
void reader_mark_suite(struct reader *reader, const struct attributes *attributes);
void reader_detect(struct reader *reader, const struct attributes *attributes);

/* The path of a source file without what makes it relative, in *@file; NULL when there is none. */
enum err_code reader_file(struct reader *reader, struct slice path, const char **file,
                          struct err *err) must_check;

/* Keeps the earliest time stamp of the report. */
void reader_see_time(struct reader *reader, const struct attributes *attributes);

/* A suite begins: its path, what it counts for, its marks. */
enum err_code suite_start(struct reader *reader, const struct attributes *attributes,
                          struct err *err) must_check;

/* The suite that cases outside a named one count for. */
enum err_code reader_file_suite(struct reader *reader, uint32_t *index, struct err *err) must_check;

/* Events of a case and of what stands in it. */
enum err_code case_start(struct reader *reader, const struct attributes *attributes,
                         struct err *err) must_check;
enum err_code case_child(struct reader *reader, enum element element,
                         const struct attributes *attributes, struct err *err) must_check;
enum err_code case_child_end(struct reader *reader, struct err *err) must_check;
enum err_code case_end(struct reader *reader, struct err *err) must_check;

#endif
