/* The files a command was told to read: names, patterns, folders (every *.xml below them), "-". */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "ingest/bundle.h"

struct input {
    char *name; /* as it is to be shown; files of a folder in order of their names */
    bool found; /* in a folder, not named */
};

struct inputs {
    struct input *list;
    size_t count, capacity;
};

/* Fills @inputs from @arguments. ERR_NOT_FOUND when one does not exist, a pattern fits nothing, or
 * a folder holds no *.xml. */
enum err_code inputs_collect(char *const *arguments, size_t count, struct inputs *inputs,
                             struct err *err) must_check;
void inputs_free(struct inputs *inputs);

/* Is shown the bytes that are read, piece by piece. */
typedef void inputs_watch(void *context, const char *bytes, size_t len);

/* Reads the @index-th ("-": standard input) into @bundle, and shows @watch (or NULL) the bytes.
 * ERR_NOT_FOUND or ERR_UNAVAILABLE when the file cannot be read, else as bundle_close(). */
enum err_code inputs_read(const struct inputs *inputs, size_t index, struct bundle *bundle,
                          inputs_watch *watch, void *context, struct err *err) must_check;

#endif
