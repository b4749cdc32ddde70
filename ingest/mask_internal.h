/* What the parts of mask share. */
#ifndef INGEST_MASK_INTERNAL_H
#define INGEST_MASK_INTERNAL_H

#include <stdint.h>

#include "common/pattern.h"
#include "common/text.h"
#include "ingest/mask.h"

enum { MASK_BUILTIN_MAX = 64, MASK_RULES_MAX = MASK_BUILTIN_MAX + MASK_FILE_PATTERNS_MAX };

/* A row of the table. Several may have one name. */
struct mask_builtin {
    const char *name;
    const char *hints;      /* small letters, joined by |, three bytes or more each; behind one
                               with a $ follows no letter and no _. A line without any of them, in
                               capitals or not, has nothing for this row */
    const char *expression; /* NULL: found by mask_keys() */
};
extern const struct mask_builtin mask_builtins[];
extern const size_t mask_builtin_count; /* at most MASK_BUILTIN_MAX */
enum { MASK_KEYS_ROW = 0 };

/* The rows of the table that may have something in @bytes, as bits. */
uint64_t mask_hints(const char *bytes, size_t len);

/* Row @index compiled, at its first use. */
enum err_code mask_compiled(size_t index, const struct pattern **pattern,
                            struct err *err) must_check;
void mask_builtin_close(void);

/* What a mask_file says. */
struct mask_file {
    uint64_t off; /* rows of the table, as bits */
    size_t count;
    struct mask_rule {
        char name[MASK_NAME_MAX + 1];
        struct pattern *pattern;
    } rules[MASK_FILE_PATTERNS_MAX];
};
enum err_code mask_file_read(const char *path, struct mask_file *file, struct err *err) must_check;
void mask_file_free(struct mask_file *file);

/* Appends @bytes to @out, with blocks of private keys replaced, also where only one end of them is
 * there or the middle was cut out. Returns how many. */
uint32_t mask_keys(const char *bytes, size_t len, struct text *out);

#endif
