/* Who owns which path: the text of a CODEOWNERS file, of GitHub or of GitLab, as rules.
 * GitHub: the last pattern that fits counts, and one without owners takes them away.
 * GitLab: so it is within each section, and the owners of all sections are joined. */
#ifndef INGEST_OWNERS_H
#define INGEST_OWNERS_H

#include "ingest/path_list.h"

enum {
    OWNERS_TEXT_MAX = 3 << 20, /* bytes of a file */
    OWNERS_RULES_MAX = 20000,
    OWNERS_SECTIONS_MAX = 500,
    OWNERS_PROBLEMS_MAX = 20, /* that are told; all are counted */
    OWNERS_OWNER_MAX = 500    /* bytes of the owners of one path, joined */
};

struct owners_problem {
    size_t line;
    const char *what;
};

struct owners {
    struct arena arena;
    enum path_syntax syntax;
    struct owners_section {
        const char *name, *defaults;
        struct path_list rules, excluded;
    } * sections; /* the first has no name */
    size_t section_count, section_capacity, rule_count;
    struct owners_problem problems[OWNERS_PROBLEMS_MAX];
    size_t problem_count; /* lines that were left out, or owners in them */
};

/* Reads @text, a file called @name: its folder, or else a section in it, tells whose syntax it is.
 * A line that can't be used is left out and told. ERR_LIMIT, ERR_INVALID (no UTF-8 text),
 * ERR_NOMEM. Free @owners also after a failure. */
enum err_code owners_read(struct owners *owners, const char *name, const char *text, size_t len,
                          struct err *err) must_check;
void owners_free(struct owners *owners); /* accepts a zeroed one */

/* The owners of a test that stands at @place, joined by blanks, in @into; "" when it has none, or
 * when what is known of the place leaves it open. */
void owners_of(const struct owners *owners, const struct place *place,
               char into[OWNERS_OWNER_MAX + 1]);

#endif
