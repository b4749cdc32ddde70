/* What the rows of the runner table share. */
#ifndef API_RUNNER_INTERNAL_H
#define API_RUNNER_INTERNAL_H

#include <stdbool.h>

#include "api/runner.h"

/* All the tests of one line. */
struct runner_line {
    const struct runner_test *tests;
    size_t count;
    struct text *out;
    struct text word; /* the argument that is being put together */
};

/* Why a test can't be told, in words; NULL: it can. */
typedef const char *runner_check(const struct runner_test *test);
typedef void runner_sayer(struct runner_line *line);

struct runner {
    const char *name;
    runner_check *check;
    runner_sayer *say;
};

/* Appends @word as one more argument, in quotes where it needs them. */
void runner_put(struct runner_line *line, const char *word);
/* The same of line->word, which is empty then. */
void runner_put_word(struct runner_line *line);
/* Each different file of the tests as an argument, after @change (NULL: none) made it one. */
void runner_put_files(struct runner_line *line, void (*change)(struct text *, const char *));

/* Appends @words with a backslash before each of @special. */
void runner_escape(struct text *out, const char *words, const char *special);
extern const char runner_regex_special[]; /* of all the usual kinds of regular expressions */

/* Letters, digits, "_", "$" and all beyond ASCII, no digit first: how long a name of that kind
 * @text begins with. */
size_t runner_identifier(const char *text);
/* Identifiers with one of @joints between them. */
bool runner_is_path(const char *text, const char *joints);

/* Sayers of the files runner_*.c */
runner_check runner_check_pytest, runner_check_go, runner_check_class, runner_check_dotnet,
    runner_check_googletest, runner_check_nextest, runner_check_jest, runner_check_mocha,
    runner_check_named, runner_check_files;
runner_sayer runner_say_pytest, runner_say_go, runner_say_maven, runner_say_gradle,
    runner_say_dotnet, runner_say_googletest, runner_say_nextest, runner_say_jest,
    runner_say_vitest, runner_say_playwright, runner_say_mocha, runner_say_rspec,
    runner_say_phpunit, runner_say_ctest, runner_say_bats;

#endif
