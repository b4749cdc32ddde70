/* What all commands share on their command line: flags from one table, help made from it, and
 * failures reported in one way. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <jansson.h>
#include <stddef.h>

#include "common/err.h"

enum option_type {
    OPTION_SWITCH, /* value is a bool *: true when given */
    OPTION_TEXT,   /* value is a const char **: points into argv; left alone when not given */
    OPTION_INT     /* value is an int64_t *: left alone when not given */
};

struct option_row {
    const char *name; /* without the dashes: --name VALUE, --name=VALUE */
    enum option_type type;
    void *value;
    const char *argument; /* what help calls the value ("FILE"); NULL for a switch */
    const char *help;
};

struct command_help {
    const char *usage; /* "migrate [--status] [--json]" */
    const char *about; /* what it does, one or more lines, each ending in a newline */
};

enum { OPTIONS_DONE = -1 };

/* Reads the flags of a command: fills what @rows (ended by a row without a name) point at, and
 * leaves the other arguments in order at argv[1] to argv[*argc - 1]. Flags may stand anywhere
 * before a "--". Returns OPTIONS_DONE to go on; or the exit code to leave with: 0 after --help was
 * printed, EX_USAGE after a wrong flag was named on standard error. */
int options_read(const struct command_help *help, const struct option_row *rows, int *argc,
                 char **argv) must_check;

/* Takes --config FILE and every --setting VALUE out of argv (argv[0] stays), reads the file and
 * the environment, and puts the flags in force over them. Returns OPTIONS_DONE, or the exit code
 * after the failure was reported. */
int options_take_settings(int *argc, char **argv) must_check;

/* Prints "escapement: MESSAGE" on standard error; the exit code that stands for it. */
int options_fail(const struct err *err);

/* The same for a command line that makes no sense: EX_USAGE, with where to read more. */
int options_misused(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints @document, whose reference is taken over, on standard output with a line feed after it.
 * 0; or the exit code of a lack of memory, which is reported (also when @document is NULL). */
int options_print_json(json_t *document);

/* The one of @names that @word is most likely meant to be; NULL when none is near. */
const char *options_nearest(const char *word, const char *const *names, size_t count);

#endif
