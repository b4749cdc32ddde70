#include "cli/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"

enum { PIECE = 256 << 10 };

void inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        free(inputs->list[i].name);
    free(inputs->list);
    *inputs = (struct inputs){0};
}

static enum err_code add(struct inputs *inputs, const char *name, bool found, struct err *err)
{
    if (inputs->count == inputs->capacity) {
        size_t capacity = inputs->capacity * 2 + 16;
        struct input *list = reallocarray(inputs->list, capacity, sizeof *list);
        if (!list)
            return err_nomem(err);
        inputs->list = list;
        inputs->capacity = capacity;
    }
    inputs->list[inputs->count] = (struct input){strdup(name), found};
    return inputs->list[inputs->count++].name ? ERR_OK : err_nomem(err);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_xml(const FTSENT *entry)
{
    size_t len = entry->fts_namelen;
    return entry->fts_info == FTS_F && len > 4 &&
           strcasecmp(entry->fts_name + len - 4, ".xml") == 0;
}

static enum err_code add_folder(struct inputs *inputs, const char *name, struct err *err)
{
    auto_free char *start = strdup(name);
    if (!start)
        return err_nomem(err);
    for (size_t len = strlen(start); len > 1 && start[len - 1] == '/';)
        start[--len] = '\0';
    char *const starts[] = {start, NULL};
    size_t before = inputs->count;
    FTS *walk = fts_open(starts, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!walk)
        return err_nomem(err);
    enum err_code code = ERR_OK;
    FTSENT *entry;
    while (code == ERR_OK && (errno = 0, entry = fts_read(walk)) != NULL) {
        bool unread = entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
                      entry->fts_info == FTS_NS || entry->fts_info == FTS_SLNONE;
        if (unread) /* a report that can't be seen is not one that does not exist */
            code = err_set(err, ERR_UNAVAILABLE, "%s: %s", entry->fts_path,
                           strerror(entry->fts_errno ? entry->fts_errno : ENOENT));
        else if (is_xml(entry))
            code = add(inputs, entry->fts_path, true, err);
    }
    if (code == ERR_OK && errno)
        code = err_set(err, ERR_UNAVAILABLE, "%s: %s", name, strerror(errno));
    fts_close(walk);
    if (code == ERR_OK && inputs->count == before)
        return err_set(err, ERR_NOT_FOUND, "%s: no *.xml file in this folder", name);
    return code;
}

static enum err_code add_path(struct inputs *inputs, const char *name, struct err *err)
{
    struct stat stat_of;
    if (stat(name, &stat_of) != 0)
        return err_set(err, ERR_NOT_FOUND, "%s: %s", name, strerror(errno));
    return S_ISDIR(stat_of.st_mode) ? add_folder(inputs, name, err) : add(inputs, name, false, err);
}

/* A pattern that the shell left alone: it was quoted, or there is no shell. */
static enum err_code add_pattern(struct inputs *inputs, const char *pattern, struct err *err)
{
    glob_t found;
    int outcome = glob(pattern, 0, NULL, &found);
    if (outcome == GLOB_NOSPACE)
        return err_nomem(err);
    if (outcome != 0)
        return err_set(err, ERR_NOT_FOUND, "%s: no file fits", pattern);
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < found.gl_pathc && code == ERR_OK; i++)
        code = add_path(inputs, found.gl_pathv[i], err);
    globfree(&found);
    return code;
}

enum err_code inputs_collect(char *const *arguments, size_t count, struct inputs *inputs,
                             struct err *err)
{
    *inputs = (struct inputs){0};
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < count && code == ERR_OK; i++) {
        const char *name = arguments[i];
        if (strcmp(name, "-") == 0)
            code = add(inputs, "-", false, err);
        else if (strpbrk(name, "*?[") && access(name, F_OK) != 0)
            code = add_pattern(inputs, name, err);
        else
            code = add_path(inputs, name, err);
    }
    if (code != ERR_OK)
        inputs_free(inputs);
    return code;
}

struct watcher {
    inputs_watch *watch;
    void *context;
};

static enum err_code read_fd(int fd, const char *name, struct bundle *bundle,
                             const struct watcher *watcher, struct err *err)
{
    auto_free char *piece = malloc(PIECE);
    if (!piece)
        return err_nomem(err);
    for (;;) {
        ssize_t got = read(fd, piece, PIECE);
        if (got == 0)
            return ERR_OK;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_UNAVAILABLE, "%s: %s", name, strerror(errno));
        if (watcher->watch)
            watcher->watch(watcher->context, piece, (size_t)got);
        try_(bundle_put(bundle, piece, (size_t)got, err));
    }
}

enum err_code inputs_read(const struct inputs *inputs, size_t index, struct bundle *bundle,
                          inputs_watch *watch, void *context, struct err *err)
{
    const struct input *input = &inputs->list[index];
    const char *name = input->name;
    bool standard = strcmp(name, "-") == 0;
    auto_fd int opened = standard ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    int fd = standard ? STDIN_FILENO : opened;
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE, "%s: %s", name,
                       strerror(errno));
    enum bundle_how how = input->found        ? BUNDLE_FOUND
                          : inputs->count > 1 ? BUNDLE_PREFIXED
                                              : BUNDLE_GIVEN;
    const struct watcher watcher = {watch, context};
    try_(bundle_begin(bundle, standard ? "stdin" : name, how, err));
    try_(read_fd(fd, name, bundle, &watcher, err));
    bundle_end(bundle);
    return bundle_close(bundle, err);
}
