/* One pattern of a CODEOWNERS file or of a path rule, compiled once and matched against many paths.
 * Two syntaxes, which differ in what a slash, a bare name and a final ** mean. */
#ifndef INGEST_PATH_PATTERN_H
#define INGEST_PATH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"

enum {
    PATH_PATTERN_MAX = 1024, /* bytes of a pattern */
    PATH_WILDCARDS_MAX = 16, /* in one pattern: it bounds the time of a match */
    PATH_TEXT_MAX = 4096     /* bytes of a path; a longer one matches nothing */
};

/* GitHub reads a pattern as gitignore does: one with a slash before its end is meant from the root,
 * and a name stands for a folder with all in it, too. No "!", no "[ ]", and no "\#" at the start.
 * GitLab: only a leading slash means from the root, only a trailing one means a folder. */
enum path_syntax { PATH_GITHUB, PATH_GITLAB };

struct path_pattern {
    const unsigned char *code;
    uint64_t needs[2]; /* hashes of the byte pairs that a path must have */
    size_t folder_len; /* bytes of @code that are plain and end in a slash */
    bool anywhere;     /* not from the root */
    bool file_only;    /* hardly the name of a folder: "*.js" */
};

/* A path, prepared once for many patterns. It is relative to the root of the repository. */
struct path_text {
    const char *text;
    size_t len;
    uint64_t has[2];
};

/* Compiles @len bytes of @pattern; its memory is @arena's. ERR_INVALID says what is wrong with it;
 * ERR_NOMEM. */
enum err_code path_pattern_compile(enum path_syntax syntax, const char *pattern, size_t len,
                                   struct arena *arena, struct path_pattern *out,
                                   struct err *err) must_check;

void path_text_set(struct path_text *path, const char *text, size_t len);

bool path_pattern_matches(const struct path_pattern *pattern, const struct path_text *path);

#endif
