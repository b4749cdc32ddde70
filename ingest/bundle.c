/* The first bytes tell what it is. XML goes to the reader at once, on the caller's thread. What is
 * packed goes on a belt to a thread of its own: libarchive pulls, while our bytes are pushed. */
#include "ingest/bundle.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/archive.h"
#include "common/auto.h"
#include "common/belt.h"
#include "common/config.h"
#include "ingest/bundle_file.h"
#include "ingest/file_order.h"
#include "ingest/junit.h"
#include "ingest/left_out.h"

enum mode { MODE_HEAD, MODE_PLAIN, MODE_FOUND, MODE_ARCHIVE };

struct bundle {
    struct report *report;
    struct bundle_files files; /* the reader's while it runs */
    char *name;
    enum bundle_how how;
    enum mode mode;
    struct junit *junit; /* MODE_PLAIN */
    struct belt *belt;   /* MODE_ARCHIVE */
    size_t first_file;   /* of the report, that is of this one */
    char head[ARCHIVE_HEAD];
    size_t head_len;
    bool ended;
    size_t found, found_reports; /* files found in folders */
    atomic_int_fast64_t expanded;
    struct text place; /* the file of a failure */
    enum err_code code;
    struct err err; /* of the reader, once it has ended */
};

static atomic_int archives; /* that are read now */

enum err_code bundle_new(struct report *report, struct bundle **out, struct err *err)
{
    struct bundle *bundle = calloc(1, sizeof *bundle);
    if (!bundle)
        return err_nomem(err);
    bundle->report = report;
    bundle_files_init(&bundle->files, report);
    *out = bundle;
    return ERR_OK;
}

static void stop_reader(struct bundle *bundle)
{
    if (!bundle->belt)
        return;
    belt_free(take(bundle->belt));
    atomic_fetch_sub(&archives, 1);
}

void bundle_free(struct bundle *bundle)
{
    if (!bundle)
        return;
    stop_reader(bundle);
    junit_free(bundle->junit);
    bundle_files_free(&bundle->files);
    text_free(&bundle->place);
    free(bundle->name);
    free(bundle);
}

enum err_code bundle_begin(struct bundle *bundle, const char *name, enum bundle_how how,
                           struct err *err)
{
    stop_reader(bundle);
    junit_free(take(bundle->junit));
    free(bundle->name);
    bundle->name = strdup(name);
    bundle->code = ERR_OK;
    err_clear(&bundle->err);
    bundle->how = how;
    bundle->mode = MODE_HEAD;
    bundle->head_len = 0;
    bundle->ended = false;
    bundle->files.read = 0;
    bundle->first_file = bundle->report->file_count;
    return bundle->name ? ERR_OK : err_nomem(err);
}

/* Messages of readers begin "FILE:LINE: ", those about a file "FILE: ". */
static bool is_about(const char *message, const char *name, int64_t *line)
{
    size_t len = strlen(name);
    char *end;
    if (len == 0 || strncmp(message, name, len) != 0 || message[len] != ':')
        return false;
    *line = strtoll(message + len + 1, &end, 10);
    if (*line <= 0 || *end != ':')
        *line = 0;
    return true;
}

/* ---- an archive, on the thread that reads it ---------------------------------------------------
 */

static size_t pull(void *context, const char **bytes, size_t max)
{
    return belt_take(context, bytes, max);
}

static enum err_code clean(const struct bundle *bundle, const char *path, struct text *out,
                           struct err *err)
{
    try_(bundle_path_clean(path, out, err));
    if (bundle->how != BUNDLE_PREFIXED)
        return ERR_OK;
    auto_text struct text inner = *out;
    *out = (struct text){0};
    text_printf(out, "%s/%s", bundle->name, text_get(&inner));
    return out->failed ? err_nomem(err) : ERR_OK;
}

static const char *why_of(enum archive_kind kind)
{
    switch (kind) {
    case ARCHIVE_KIND_LINK:
        return "a link, which leads nowhere in a bundle";
    case ARCHIVE_KIND_OTHER:
        return "a device, a pipe or a socket";
    case ARCHIVE_KIND_FILE:
        break;
    }
    return NULL;
}

/* The whole is one packed file: it is read as if it had come unpacked. */
static enum err_code begin_single(struct bundle *bundle, struct err *err)
{
    return junit_open(bundle->report, bundle->name, &bundle->junit, err);
}

static enum err_code on_begin(void *context, const char *path, enum archive_kind kind,
                              struct err *err)
{
    struct bundle *bundle = context;
    auto_text struct text name = {0};
    if (!path)
        return begin_single(bundle, err);
    try_(clean(bundle, path, &name, err));
    return bundle_file_begin(&bundle->files, text_get(&name), why_of(kind), err);
}

static enum err_code on_data(void *context, const char *bytes, size_t len, struct err *err)
{
    struct bundle *bundle = context;
    if (bundle->junit || bundle->files.junit)
        atomic_fetch_add(&bundle->expanded, (int_fast64_t)len);
    if (bundle->junit)
        return junit_feed(bundle->junit, bytes, len, err);
    return bundle_file_data(&bundle->files, bytes, len, err);
}

static enum err_code on_end(void *context, struct err *err)
{
    struct bundle *bundle = context;
    if (bundle->junit)
        return junit_close(bundle->junit, err);
    return bundle_file_end(&bundle->files, err);
}

static void was_link(void *context, const char *path)
{
    struct bundle *bundle = context;
    auto_text struct text name = {0};
    if (clean(bundle, path, &name, NULL) == ERR_OK)
        bundle_file_was_link(&bundle->files, text_get(&name));
}

/* Of the file in which it breaks, what is there is kept, as of any file that breaks off. */
static enum err_code end_open_file(struct bundle *bundle, int64_t bytes, struct err *err)
{
    if (bundle->junit || bundle->files.open)
        try_(on_end(bundle, err));
    if (bundle->junit || bundle->files.read > 0)
        return ERR_OK;
    return err_set(err, ERR_INVALID,
                   "%s: it breaks off at byte %" PRId64
                   ", before any report: pack it and send it again",
                   bundle->name, bytes);
}

/* The files before the break are whole, so they are kept, and the report says that more is missing.
 */
static enum err_code add_break(struct bundle *bundle, int64_t bytes, struct err *err)
{
    char why[80];
    snprintf(why, sizeof why, "it breaks off at byte %" PRId64 "; what follows is missing", bytes);
    struct report *report = bundle->report;
    if (!bundle->junit)
        return report_add_unread(report, bundle->name, "truncated", why, err);
    report->files[bundle->first_file].damaged = report->damaged = true;
    report_warn(report, (uint32_t)bundle->first_file, "truncated", 0, 0, "%s", why);
    return ERR_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Which of two files of one path counts, nobody can tell. */
static enum err_code check_twice(const struct bundle *bundle, struct err *err)
{
    size_t count = bundle->report->file_count - bundle->first_file;
    auto_free const char **names = calloc(count + 1, sizeof *names);
    if (!names)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        names[i] = bundle->report->files[bundle->first_file + i].name;
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 1; i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            return err_set(err, ERR_INVALID,
                           "%s: it stands in the archive twice, pack it anew from the files",
                           names[i]);
    return ERR_OK;
}

static enum err_code settle_files(struct bundle *bundle, struct err *err)
{
    try_(bundle_files_end(&bundle->files, err));
    try_(check_twice(bundle, err));
    return file_order_settle(bundle->report, bundle->first_file, err);
}

static enum err_code read_archive(struct bundle *bundle, struct belt *belt, struct err *err)
{
    struct archive_source source = {pull, belt};
    struct archive_sinks sinks = {on_begin, on_data, on_end, was_link, bundle};
    struct archive_end end = {false, 0};
    try_(archive_walk(bundle->head, bundle->head_len, &source, &sinks, &end, err));
    if (end.broken_off)
        try_(end_open_file(bundle, end.bytes, err));
    if (!bundle->junit)
        try_(settle_files(bundle, err));
    return end.broken_off ? add_break(bundle, end.bytes, err) : ERR_OK;
}

/* Words about the archive itself get its name. */
static void name_failure(struct bundle *bundle)
{
    struct err inner = bundle->err;
    int64_t line;
    const char *path = text_get(&bundle->files.path);
    if (inner.code == ERR_NOMEM || is_about(inner.message, bundle->name, &line) ||
        (path && is_about(inner.message, path, &line)))
        return;
    err_clear(&bundle->err);
    (void)err_set_at(&bundle->err, inner.code, inner.file, inner.line, "%.80s: %.400s",
                     bundle->name, inner.message);
}

static void work(void *context, struct belt *belt)
{
    struct bundle *bundle = context;
    bundle->code = read_archive(bundle, belt, &bundle->err);
    if (bundle->code != ERR_OK)
        name_failure(bundle);
    junit_free(take(bundle->junit));
}

/* ---- what is it? ----------------------------------------------------------------------------- */

static enum err_code begin_archive(struct bundle *bundle, struct err *err)
{
    if (atomic_fetch_add(&archives, 1) >= config.max_bundles) {
        atomic_fetch_sub(&archives, 1);
        return err_set(err, ERR_UNAVAILABLE, "%" PRId64 " bundles are being read (max_bundles)",
                       config.max_bundles);
    }
    bundle->report->followed = false; /* its files may yet be put in order */
    enum err_code code = belt_new(work, bundle, &bundle->belt, err);
    if (code != ERR_OK)
        atomic_fetch_sub(&archives, 1);
    bundle->mode = MODE_ARCHIVE;
    return code;
}

static enum err_code begin_plain(struct bundle *bundle, struct err *err)
{
    if (bundle->how == BUNDLE_FOUND) {
        bundle->mode = MODE_FOUND;
        bundle->found++;
        return bundle_file_begin(&bundle->files, bundle->name, NULL, err);
    }
    bundle->mode = MODE_PLAIN;
    return junit_open(bundle->report, bundle->name, &bundle->junit, err);
}

/* XML is told by its first byte, and by what may stand before it; no archive starts with those. */
static bool starts_plain(const char *bytes)
{
    static const char firsts[] = {'<',    ' ',    '\n',   '\r', '\t', '\0',
                                  '\xEF', '\xFE', '\xFF', '{',  '['};
    return memchr(firsts, *bytes, sizeof firsts) != NULL;
}

static enum err_code feed_plain(struct bundle *bundle, const char *bytes, size_t len,
                                struct err *err)
{
    if (bundle->mode == MODE_PLAIN)
        return junit_feed(bundle->junit, bytes, len, err);
    return bundle_file_data(&bundle->files, bytes, len, err);
}

static enum err_code begin_as_told(struct bundle *bundle, struct err *err)
{
    if (archive_is_one(bundle->head, bundle->head_len))
        return begin_archive(bundle, err);
    try_(begin_plain(bundle, err));
    return feed_plain(bundle, bundle->head, bundle->head_len, err);
}

static enum err_code feed_head(struct bundle *bundle, const char *bytes, size_t len, size_t *taken,
                               struct err *err)
{
    if (bundle->head_len == 0 && len > 0 && starts_plain(bytes))
        return begin_plain(bundle, err);
    size_t room = sizeof bundle->head - bundle->head_len;
    *taken = len < room ? len : room;
    memcpy(bundle->head + bundle->head_len, bytes, *taken);
    bundle->head_len += *taken;
    return bundle->head_len == sizeof bundle->head ? begin_as_told(bundle, err) : ERR_OK;
}

/* ---- the feeder ------------------------------------------------------------------------------ */

static enum err_code failure_of(struct bundle *bundle, struct err *err)
{
    if (bundle->code != ERR_OK && err && err->code == ERR_OK)
        *err = bundle->err;
    return bundle->code;
}

enum err_code bundle_feed(struct bundle *bundle, const char *bytes, size_t len, size_t *taken,
                          struct err *err)
{
    *taken = 0;
    if (bundle->mode == MODE_HEAD)
        try_(feed_head(bundle, bytes, len, taken, err));
    bytes += *taken;
    len -= *taken;
    if (bundle->mode == MODE_HEAD || len == 0)
        return ERR_OK;
    if (bundle->mode != MODE_ARCHIVE) {
        *taken += len;
        return feed_plain(bundle, bytes, len, err);
    }
    *taken += belt_offer(bundle->belt, bytes, len);
    return belt_is_over(bundle->belt) ? failure_of(bundle, err) : ERR_OK;
}

enum err_code bundle_put(struct bundle *bundle, const char *bytes, size_t len, struct err *err)
{
    size_t taken;
    try_(bundle_feed(bundle, bytes, len, &taken, err));
    if (taken == len)
        return ERR_OK;
    return belt_put(bundle->belt, bytes + taken, len - taken) ? ERR_OK : failure_of(bundle, err);
}

void bundle_end(struct bundle *bundle)
{
    if (bundle->mode == MODE_HEAD && bundle->code == ERR_OK) {
        enum err_code code = begin_as_told(bundle, &bundle->err);
        if (code != ERR_OK) /* else the reader's word counts, which may have come already */
            bundle->code = code;
    }
    if (bundle->belt)
        belt_close(bundle->belt);
    bundle->ended = true;
}

bool bundle_is_ready(struct bundle *bundle)
{
    return !bundle->belt || belt_is_over(bundle->belt);
}

void bundle_when_ready(struct bundle *bundle, void (*wake)(void *context), void *context)
{
    if (bundle->belt)
        belt_when_ready(bundle->belt, wake, context);
    else
        wake(context);
}

enum err_code bundle_close(struct bundle *bundle, struct err *err)
{
    assert(bundle->ended);
    stop_reader(bundle);
    try_(failure_of(bundle, err));
    if (bundle->mode == MODE_FOUND) {
        try_(bundle_file_end(&bundle->files, err));
        bundle->found_reports += bundle->files.read;
        return bundle_files_flush(&bundle->files, err);
    }
    if (bundle->mode != MODE_PLAIN)
        return ERR_OK;
    enum err_code code = junit_close(bundle->junit, err);
    junit_free(take(bundle->junit));
    return code;
}

enum err_code bundle_finish(struct bundle *bundle, struct err *err)
{
    bundle->files.read = bundle->found_reports;
    return bundle->found ? bundle_files_end(&bundle->files, err) : ERR_OK;
}

/* ---- after it all ---------------------------------------------------------------------------- */

const char *bundle_place(const struct bundle *bundle, const struct err *err, int64_t *line)
{
    const char *inner = text_get(&bundle->files.path);
    *line = 0;
    if (inner && is_about(err->message, inner, line))
        return inner;
    (void)is_about(err->message, bundle->name, line);
    return bundle->name;
}

int64_t bundle_expanded(const struct bundle *bundle)
{
    return atomic_load(&bundle->expanded);
}
