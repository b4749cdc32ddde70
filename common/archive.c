/* bytes > unpack > tar or zip (libarchive) > sinks
 *
 * libarchive pulls, and so does all of this: it runs on a thread of its own where bytes arrive.
 * It reads every file to its end, also those nobody wants, so that a limit is met in small steps.
 * A zip is read from its beginning, by what stands before each file; its directory, which comes
 * last, must then list as many files as were found. A tar must have its end mark: without it, it
 * may have been cut between two files. */
#include "common/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/config.h"
#include "common/unpack.h"
#include "common/zip_directory.h"

enum {
    BLOCK = 64 << 10,
    TAR_BLOCK = 512,
    TAR_MAGIC_AT = 257,
    RATIO_FROM = 1 << 20, /* unpacked bytes before which the ratio says nothing */
    BEHIND = 256          /* bytes before the block that is read, kept: libarchive may lag */
};

struct walk {
    const struct archive_source *source;
    const struct archive_sinks *sinks;
    struct unpack *unpack; /* NULL: not packed */
    struct unpack_place place;
    struct archive *reader;
    struct zip_directory directory;
    bool zip, ended, broken_off;
    int64_t came, unpacked, delivered; /* bytes: from the source, after unpacking, of files */
    int64_t entries;
    size_t zeros;      /* at the end of what was read so far */
    const char *block; /* that libarchive reads */
    size_t block_len, head_len, behind_len;
    int64_t block_at; /* its place in what it reads */
    const char *rest; /* of the block that the head was taken of */
    size_t rest_len;
    char behind[BEHIND];
    char head[ARCHIVE_HEAD];
    char out[BLOCK];
    struct err err;
};

static bool is_zip(const char *head, size_t len)
{
    return len >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0);
}

static bool is_tar(const char *head, size_t len)
{
    return len >= TAR_MAGIC_AT + 5 && memcmp(head + TAR_MAGIC_AT, "ustar", 5) == 0;
}

bool archive_is_one(const char *head, size_t len)
{
    return unpack_kind_of(head, len) != UNPACK_NONE || is_zip(head, len) || is_tar(head, len);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static enum err_code check_size(struct walk *walk, int64_t expanded)
{
    if (expanded > config.max_expanded_bytes)
        return err_set(&walk->err, ERR_LIMIT,
                       "it unpacks to more than %" PRId64
                       " bytes (max_expanded_bytes): send fewer files at once",
                       config.max_expanded_bytes);
    int64_t packed = walk->came - (int64_t)walk->place.in_len;
    if (expanded > RATIO_FROM && expanded / config.max_expansion_ratio > packed)
        return err_set(&walk->err, ERR_LIMIT,
                       "it unpacks to more than %" PRId64
                       " times its size (max_expansion_ratio), as no report does: send the "
                       "reports without what stands beside them",
                       config.max_expansion_ratio);
    return ERR_OK;
}

/* ---- bytes, unpacked ---------------------------------------------------------------------------
 */

static size_t take_source(struct walk *walk, const char **bytes)
{
    size_t len = walk->source->pull(walk->source->context, bytes, BLOCK);
    walk->came += (int64_t)len;
    return len;
}

static enum err_code unpack_block(struct walk *walk, size_t *len)
{
    struct unpack_place *place = &walk->place;
    for (*len = 0; *len == 0;) {
        place->out = walk->out;
        place->out_len = sizeof walk->out;
        try_(unpack_step(walk->unpack, place, &walk->err));
        *len = sizeof walk->out - place->out_len;
        if (*len > 0 || place->in_len > 0)
            continue;
        if (place->last)
            break;
        place->in_len = take_source(walk, &place->in);
        place->last = place->in_len == 0;
    }
    walk->unpacked += (int64_t)*len;
    walk->broken_off = *len == 0 && !unpack_is_whole(walk->unpack);
    return check_size(walk, walk->unpacked);
}

static void count_zeros(struct walk *walk, const char *bytes, size_t len)
{
    size_t zeros = 0;
    while (zeros < len && bytes[len - 1 - zeros] == '\0')
        zeros++;
    walk->zeros = zeros == len ? walk->zeros + zeros : zeros;
}

/* The next bytes, in blocks as they come; 0 at the end. */
static enum err_code next_block(struct walk *walk, const char **bytes, size_t *len)
{
    *bytes = walk->out;
    *len = 0;
    if (walk->ended)
        return ERR_OK;
    if (walk->rest_len > 0) {
        *bytes = walk->rest;
        *len = walk->rest_len;
        walk->rest_len = 0;
        return ERR_OK;
    }
    if (walk->unpack)
        try_(unpack_block(walk, len));
    else
        *len = take_source(walk, bytes);
    walk->ended = *len == 0;
    count_zeros(walk, *bytes, *len);
    return ERR_OK;
}

/* ---- libarchive ------------------------------------------------------------------------------ */

static void keep_behind(struct walk *walk)
{
    size_t len = walk->block_len < BEHIND ? walk->block_len : BEHIND;
    walk->behind_len = len;
    if (len > 0)
        memcpy(walk->behind, walk->block + walk->block_len - len, len);
}

static la_ssize_t on_read(struct archive *reader, void *context, const void **bytes)
{
    struct walk *walk = context;
    const char *block = walk->head;
    size_t len = walk->head_len;
    keep_behind(walk);
    walk->head_len = 0;
    if (len == 0 && next_block(walk, &block, &len) != ERR_OK) {
        archive_set_error(reader, EIO, "stopped");
        return -1;
    }
    walk->block_at += (int64_t)walk->block_len;
    walk->block = block;
    walk->block_len = len;
    *bytes = block;
    return (la_ssize_t)len;
}

/* libarchive gave up: because we did, because there are no more bytes, or for a reason of its own.
 */
static enum err_code gave_up(struct walk *walk)
{
    if (walk->err.code != ERR_OK)
        return walk->err.code;
    if (walk->ended) {
        walk->broken_off = true;
        return ERR_OK;
    }
    const char *why = archive_error_string(walk->reader);
    return err_set(&walk->err, ERR_INVALID,
                   "the %s is damaged at byte %" PRId64 " (%.200s): pack it and send it again",
                   walk->zip ? "zip" : "tar", archive_filter_bytes(walk->reader, 0),
                   why ? why : "no reason known");
}

static enum err_code deliver(struct walk *walk, const char *bytes, size_t len)
{
    walk->delivered += (int64_t)len;
    try_(check_size(walk, walk->delivered));
    return walk->sinks->data(walk->sinks->context, bytes, len, &walk->err);
}

/* What a sparse file leaves out is zeros. */
static enum err_code deliver_zeros(struct walk *walk, int64_t count)
{
    static const char zeros[4096];
    for (int64_t part; count > 0; count -= part) {
        part = count < (int64_t)sizeof zeros ? count : (int64_t)sizeof zeros;
        try_(deliver(walk, zeros, (size_t)part));
    }
    return ERR_OK;
}

static enum err_code read_data(struct walk *walk, struct archive_entry *entry)
{
    bool sparse = archive_entry_sparse_count(entry) > 0;
    for (int64_t at = 0;;) {
        const void *bytes;
        size_t len;
        la_int64_t offset;
        int outcome = archive_read_data_block(walk->reader, &bytes, &len, &offset);
        if (outcome == ARCHIVE_EOF)
            return sparse ? deliver_zeros(walk, archive_entry_size(entry) - at) : ERR_OK;
        if (outcome != ARCHIVE_OK)
            return gave_up(walk);
        try_(deliver_zeros(walk, offset - at));
        try_(deliver(walk, bytes, len));
        at = offset + (int64_t)len;
    }
}

/* Other ways to pack within a zip are rare, and some take memory without a bound. */
static enum err_code check_packing(struct walk *walk, struct archive_entry *entry, const char *path)
{
    if (archive_entry_is_encrypted(entry))
        return err_set(&walk->err, ERR_INVALID, "%.300s is encrypted: pack it without a password",
                       path);
    const char *how = walk->zip ? archive_format_name(walk->reader) : NULL;
    if (how && !strstr(how, "(deflation)") && !strstr(how, "(uncompressed)"))
        return err_set(&walk->err, ERR_INVALID,
                       "%.300s is packed in a way that is not read here (%.60s): pack with "
                       "deflate, as zip does by itself",
                       path, how);
    return ERR_OK;
}

static enum archive_kind kind_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) == AE_IFLNK)
        return ARCHIVE_KIND_LINK;
    return archive_entry_filetype(entry) == AE_IFREG ? ARCHIVE_KIND_FILE : ARCHIVE_KIND_OTHER;
}

static enum err_code read_entry(struct walk *walk, struct archive_entry *entry)
{
    const struct archive_sinks *sinks = walk->sinks;
    const char *path = archive_entry_pathname(entry);
    if (++walk->entries > config.max_entries)
        return err_set(&walk->err, ERR_LIMIT,
                       "it holds more than %" PRId64
                       " files (max_entries): send the reports without what stands beside them",
                       config.max_entries);
    if (!path)
        return err_set(&walk->err, ERR_INVALID,
                       "the %" PRId64 ". file has no name that can be "
                       "read: pack it again",
                       walk->entries);
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return ERR_OK;
    try_(check_packing(walk, entry, path));
    try_(sinks->begin(sinks->context, path, kind_of(entry), &walk->err));
    try_(read_data(walk, entry));
    return walk->broken_off ? ERR_OK : sinks->end(sinks->context, &walk->err);
}

static enum err_code read_entries(struct walk *walk)
{
    while (!walk->broken_off) {
        struct archive_entry *entry;
        int outcome = archive_read_next_header(walk->reader, &entry);
        if (outcome == ARCHIVE_EOF)
            return ERR_OK;
        if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN)
            return gave_up(walk);
        try_(read_entry(walk, entry));
    }
    return ERR_OK;
}

/* ---- the end --------------------------------------------------------------------------------- */

/* What libarchive was given and did not read. */
static void feed_unread(struct walk *walk)
{
    int64_t behind = walk->block_at - archive_filter_bytes(walk->reader, 0);
    if (behind > (int64_t)walk->behind_len)
        behind = (int64_t)walk->behind_len;
    size_t skip = behind < 0 ? (size_t)-behind : 0;
    if (behind > 0)
        zip_directory_feed(&walk->directory, walk->behind + walk->behind_len - behind,
                           (size_t)behind);
    if (skip < walk->block_len)
        zip_directory_feed(&walk->directory, walk->block + skip, walk->block_len - skip);
}

static enum err_code read_rest(struct walk *walk)
{
    if (walk->zip)
        feed_unread(walk);
    const char *bytes;
    size_t len;
    do {
        try_(next_block(walk, &bytes, &len));
        if (walk->zip)
            zip_directory_feed(&walk->directory, bytes, len);
    } while (len > 0);
    walk->broken_off |= walk->zip ? !walk->directory.whole : walk->zeros < TAR_BLOCK;
    if (walk->zip && !walk->broken_off && walk->directory.records != (size_t)walk->entries)
        return err_set(&walk->err, ERR_INVALID,
                       "the zip's directory lists %zu files, but it holds %" PRId64
                       ": it is damaged, or made to mislead; pack it again",
                       walk->directory.records, walk->entries);
    return ERR_OK;
}

static enum err_code open_reader(struct walk *walk)
{
    walk->reader = archive_read_new();
    if (!walk->reader)
        return err_nomem(&walk->err);
    int outcome = walk->zip ? archive_read_support_format_zip_streamable(walk->reader)
                            : archive_read_support_format_tar(walk->reader);
    if (outcome == ARCHIVE_OK && !walk->zip)
        outcome =
            archive_read_set_format_option(walk->reader, "tar", "read_concatenated_archives", "1");
    if (outcome == ARCHIVE_OK)
        outcome = archive_read_open(walk->reader, walk, NULL, on_read, NULL);
    return outcome == ARCHIVE_OK ? ERR_OK : gave_up(walk);
}

static enum err_code walk_archive(struct walk *walk)
{
    try_(open_reader(walk));
    if (!walk->broken_off)
        try_(read_entries(walk));
    return walk->broken_off ? ERR_OK : read_rest(walk);
}

static enum err_code walk_single(struct walk *walk)
{
    const struct archive_sinks *sinks = walk->sinks;
    const char *bytes = walk->head;
    size_t len = walk->head_len;
    try_(sinks->begin(sinks->context, NULL, ARCHIVE_KIND_FILE, &walk->err));
    while (len > 0) {
        try_(sinks->data(sinks->context, bytes, len, &walk->err));
        try_(next_block(walk, &bytes, &len));
    }
    return walk->broken_off ? ERR_OK : sinks->end(sinks->context, &walk->err);
}

/* ---- the beginning --------------------------------------------------------------------------- */

/* Fills the head with what was unpacked, so that it can be told what that is. */
static enum err_code gather(struct walk *walk)
{
    while (walk->head_len < sizeof walk->head) {
        const char *bytes;
        size_t len, room = sizeof walk->head - walk->head_len;
        try_(next_block(walk, &bytes, &len));
        if (len == 0)
            break;
        size_t part = len < room ? len : room;
        memcpy(walk->head + walk->head_len, bytes, part);
        walk->head_len += part;
        walk->rest = bytes + part;
        walk->rest_len = len - part;
    }
    return ERR_OK;
}

static enum err_code begin(struct walk *walk, const char *head, size_t len)
{
    enum unpack_kind kind = unpack_kind_of(head, len);
    walk->came = (int64_t)len;
    if (kind != UNPACK_NONE) {
        try_(unpack_new(kind, &walk->unpack, &walk->err));
        walk->place.in = head;
        walk->place.in_len = len;
        return gather(walk);
    }
    memcpy(walk->head, head, len);
    walk->head_len = len;
    count_zeros(walk, head, len);
    return ERR_OK;
}

static enum err_code walk_all(struct walk *walk, const char *head, size_t len)
{
    try_(begin(walk, head, len));
    walk->zip = is_zip(walk->head, walk->head_len);
    if (walk->zip || is_tar(walk->head, walk->head_len))
        return walk_archive(walk);
    return walk_single(walk);
}

/* Names are UTF-8 wherever an archive says what they are; libarchive asks the thread's locale. */
static enum err_code walk_in_utf8(struct walk *walk, const char *head, size_t len)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    locale_t before = utf8 ? uselocale(utf8) : NULL;
    enum err_code code = walk_all(walk, head, len);
    archive_read_free(walk->reader);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return code;
}

enum err_code archive_walk(const char *head, size_t len, const struct archive_source *source,
                           const struct archive_sinks *sinks, struct archive_end *end,
                           struct err *err)
{
    assert(len <= ARCHIVE_HEAD);
    auto_free struct walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return err_nomem(err);
    walk->source = source;
    walk->sinks = sinks;
    walk->directory.link = sinks->was_link;
    walk->directory.context = sinks->context;
    enum err_code code = walk_in_utf8(walk, head, len);
    *end = (struct archive_end){walk->broken_off, walk->came};
    if (code != ERR_OK && err && err->code == ERR_OK)
        *err = walk->err;
    unpack_free(walk->unpack);
    zip_directory_free(&walk->directory);
    return code;
}
