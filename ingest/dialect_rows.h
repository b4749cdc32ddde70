/* How the rows of the dialect table are written; only the table itself needs this. A file of rows
 * an ecosystem, in the order they are asked: what is surer comes first. */
#ifndef INGEST_DIALECT_ROWS_H
#define INGEST_DIALECT_ROWS_H

#include "ingest/dialect.h"

enum look_root { LOOK_END, LOOK_ANY, LOOK_SUITES, LOOK_SUITE };

/* All that is given has to fit. Names are patterns of the shell. Words are names of attributes:
 * "=a b" these in this order and no others, "a b !c" a and b among them but not c, "=" none. */
struct dialect_look {
    enum look_root root;
    const char *root_words, *suite_words, *case_words;
    const char *root_name, *outer_name, *suite_name, *suite_host, *suite_time, *suite_file, *schema;
    const char *classname, *name, *file, *status;
    uint32_t properties; /* any of them */
    bool (*also)(const struct dialect_marks *marks);
};

#define LOOKS(...)                                                                                 \
    (const struct dialect_look[])                                                                  \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            .root = LOOK_END                                                                       \
        }                                                                                          \
    }

enum { PATH = DIALECT_SUITE_IN_IDENTITY, HINTS = DIALECT_HEADER_HINTS };

/* Each ended by a row without a name. */
extern const struct dialect dialect_rows_go_rust[], dialect_rows_jvm[], dialect_rows_js[],
    dialect_rows_script[], dialect_rows_native[], dialect_rows_apple[], dialect_rows_other[];

#endif
