/* Where not all of a path is known, a later pattern that might fit makes the answer unsure, unless
 * it says the same. */
#include "ingest/path_list.h"

#include <string.h>

enum err_code path_list_add(struct path_list *list, struct arena *arena, enum path_syntax syntax,
                            const char *pattern, size_t len, const char *says, struct err *err)
{
    struct path_pattern compiled;
    try_(path_pattern_compile(syntax, pattern, len, arena, &compiled, err));
    struct path_entry *entries =
        arena_grow(arena, list->entries, list->count, &list->capacity, sizeof *entries);
    if (!entries)
        return err_nomem(err);
    list->entries = entries;
    entries[list->count++] = (struct path_entry){compiled, says};
    return ERR_OK;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* A pattern that does not fit the path as it is written, but might fit the true one. */
static bool might_fit(const struct path_pattern *pattern, const struct place *place,
                      const struct path_text *path)
{
    if (place->within)
        return !pattern->file_only;
    if (!place->no_name || !pattern->folder_len)
        return false;
    const char *slash = memrchr(path->text, '/', path->len);
    size_t folder = slash ? (size_t)(slash - path->text) + 1 : 0;
    return pattern->folder_len == folder && memcmp(pattern->code, path->text, folder) == 0;
}

static enum path_found find_one(const struct path_list *list, const struct place *place,
                                const struct path_text *path, const char **says)
{
    const struct path_entry *doubt = NULL;
    bool guess = place->within || place->no_name;
    for (size_t i = list->count; i-- > 0;) {
        const struct path_entry *entry = &list->entries[i];
        if (path_pattern_matches(&entry->pattern, path)) {
            *says = entry->says;
            return doubt && !same(doubt->says, entry->says) ? PATH_UNSURE : PATH_FOUND;
        }
        if (!guess || !might_fit(&entry->pattern, place, path))
            continue;
        if (doubt && !same(doubt->says, entry->says))
            return PATH_UNSURE;
        doubt = entry;
    }
    return doubt ? PATH_UNSURE : PATH_NONE;
}

enum path_found path_list_find(const struct path_list *list, const struct place *place,
                               const char **says)
{
    enum path_found found = PATH_NONE;
    for (size_t i = 0; i < place->count; i++) {
        const char *this_one = NULL;
        enum path_found this_found = find_one(list, place, &place->paths[i], &this_one);
        if (this_found == PATH_UNSURE || (i && this_found != found) ||
            (i && this_found == PATH_FOUND && !same(this_one, *says)))
            return PATH_UNSURE;
        found = this_found;
        *says = this_one;
    }
    return found;
}
