/* The files a command was told to read: names, patterns, folders (every *.xml below them), "-". */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include <stddef.h>

#include "common/err.h"

struct inputs {
    char **names; /* as they are to be shown, folders in order of their names */
    size_t count, capacity;
};

/* Fills @inputs from @arguments. ERR_NOT_FOUND when one does not exist, a pattern fits nothing, or
 * a folder holds no *.xml. */
enum err_code inputs_collect(char *const *arguments, size_t count, struct inputs *inputs,
                             struct err *err) must_check;
void inputs_free(struct inputs *inputs);

typedef enum err_code inputs_sink(void *context, const char *bytes, size_t len, struct err *err);

/* Passes the bytes of @name ("-": standard input) to @sink, piece by piece, and stops at its first
 * failure. ERR_NOT_FOUND or ERR_UNAVAILABLE when the file cannot be read. */
enum err_code inputs_read(const char *name, inputs_sink *sink, void *context,
                          struct err *err) must_check;

#endif
