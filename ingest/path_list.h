/* Patterns in the order of their file, each with what it says. The last that fits counts. */
#ifndef INGEST_PATH_LIST_H
#define INGEST_PATH_LIST_H

#include "ingest/path_pattern.h"

struct path_list {
    struct path_entry {
        struct path_pattern pattern;
        const char *says; /* NULL: nobody, nothing */
    } * entries;
    size_t count, capacity;
};

enum { PLACE_PATHS_MAX = 8 };

/* Where a test stands, as far as its report tells: one path, or several of which one is the true
 * one. None: nothing is known. */
struct place {
    struct path_text paths[PLACE_PATHS_MAX];
    size_t count;
    bool within;  /* the folder that the paths begin in is not known */
    bool no_name; /* the folder is known, but not the name of the file */
};

enum path_found {
    PATH_NONE,  /* no pattern fits */
    PATH_FOUND, /* one does, wherever the test may stand */
    PATH_UNSURE /* that depends on what is not known */
};

/* Adds a pattern; @says must live as long as the list. Errors as path_pattern_compile(). */
enum err_code path_list_add(struct path_list *list, struct arena *arena, enum path_syntax syntax,
                            const char *pattern, size_t len, const char *says,
                            struct err *err) must_check;

/* What the last pattern that fits @place says, in *@says. */
enum path_found path_list_find(const struct path_list *list, const struct place *place,
                               const char **says);

#endif
