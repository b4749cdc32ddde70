/* Tests as the arguments that make their runner run just them: one row a runner. What can't be said
 * exactly is refused; where a runner can only be told a little more than was asked for (all rows
 * of a parametrised method, a class whose names are no methods), more is selected, never less. */
#ifndef API_RUNNER_H
#define API_RUNNER_H

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/text.h"

struct runner_test {
    const char *suite, *classname, *name, *variant;
    const char *file; /* NULL: not known */
};

struct runner;

/* The runner called @name; NULL: there is none. */
const struct runner *runner_find(const char *name);

/* Row @index of the table by its name; NULL past its end. */
const char *runner_name(size_t index);
const char *runner_names(void); /* all, for a message */

/* ERR_INVALID says why @test can't be told to @runner. */
enum err_code runner_can(const struct runner *runner, const struct runner_test *test,
                         struct err *err) must_check;

/* Appends @tests (one at least) as arguments on one line, quoted for a POSIX shell, without an end
 * of line. ERR_INVALID names the first test that can't be told; then @out may hold half a line.
 * ERR_LIMIT: the line got longer than systems take. */
enum err_code runner_say(const struct runner *runner, const struct runner_test *tests, size_t count,
                         struct text *out, struct err *err) must_check;

enum { RUNNER_LINE_MAX = 100000 /* Linux takes 128 KiB in one argument */ };

#endif
