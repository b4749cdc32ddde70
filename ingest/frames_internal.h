/* The parts of frames: a line becomes a frame, a frame becomes a name. */
#ifndef INGEST_FRAMES_INTERNAL_H
#define INGEST_FRAMES_INTERNAL_H

#include <stdbool.h>
#include <string.h>

#include "ingest/frames.h"

struct span {
    const char *at;
    size_t len;
};

/* One line that is read as a frame. */
struct frame {
    struct span path, name; /* as written; a length of 0: it is not told */
    bool last;              /* the exception was thrown here: what follows is another one */
    bool weak;              /* the place in a message: gives way to the trace below it */
};

/* What of the lines before this one still matters. */
struct before {
    struct span line;   /* the line before */
    struct span inside; /* the function whose source is being shown */
};

struct language {
    const char *name;
    const char *const *extensions; /* of its files; ends with NULL, as all of these do */
    const char *const *names;      /* functions whose clean names begin so are not own */
    const char *const *paths;      /* nor are those in files with this in their path */
    bool by_file;                  /* functions are told apart by their file, too */
    bool outermost_first;
    bool spread; /* other lines stand between its frames */
    /* True when @line, without white space around it, is a frame of this language. */
    bool (*read)(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame);
    /* Puts the name of a function down as it is at every run. At most @room bytes. */
    size_t (*clean)(struct span name, char *out, size_t room);
};

extern const struct language frame_languages[];
extern const size_t frame_language_count;

/* A file and a line in it, as in "src/cart.py:12:5". */
struct place {
    struct span path, rest; /* rest: what follows the numbers */
    bool column;
};

/* Reads a place of a file of @language where @text begins; the numbers may be in brackets
 * ("cart.cpp(12)"). */
bool frame_place_here(const struct language *language, struct span text, struct place *place);

static inline bool span_starts(struct span span, const char *prefix)
{
    size_t len = strlen(prefix);
    return span.len >= len && memcmp(span.at, prefix, len) == 0;
}

static inline struct span span_skip(struct span span, size_t len)
{
    return (struct span){.at = span.at + len, .len = span.len - len};
}

static inline struct span span_trim(struct span span)
{
    while (span.len && (unsigned char)*span.at <= ' ')
        span = span_skip(span, 1);
    while (span.len && (unsigned char)span.at[span.len - 1] <= ' ')
        span.len--;
    return span;
}

/* frames_read.c */
bool java_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame);
bool dotnet_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame);
bool script_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame);
bool python_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame);
bool go_read(const struct language *language, struct span line, const struct before *before,
             struct frame *frame);
bool native_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame);
bool ruby_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame);
bool rust_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame);
bool php_read(const struct language *language, struct span line, const struct before *before,
              struct frame *frame);

/* frames_clean.c */
size_t java_clean(struct span name, char *out, size_t room);
size_t dotnet_clean(struct span name, char *out, size_t room);
size_t script_clean(struct span name, char *out, size_t room);
size_t python_clean(struct span name, char *out, size_t room);
size_t go_clean(struct span name, char *out, size_t room);
size_t native_clean(struct span name, char *out, size_t room);
size_t ruby_clean(struct span name, char *out, size_t room);
size_t rust_clean(struct span name, char *out, size_t room);
size_t php_clean(struct span name, char *out, size_t room);

#endif
