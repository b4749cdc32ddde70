/* Unpacks gzip, zstd, xz and bzip2 while it arrives, with all their checksums. Several members one
 * after the other are one. The one owner of zlib, libzstd, liblzma and libbz2.
 * Memory is bounded by max_window_bytes, whatever the bytes ask for. */
#ifndef COMMON_UNPACK_H
#define COMMON_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

enum unpack_kind { UNPACK_NONE, UNPACK_GZIP, UNPACK_ZSTD, UNPACK_XZ, UNPACK_BZIP2 };

enum { UNPACK_HEAD = 6 }; /* bytes that are enough to tell */

/* What packed bytes start with @head. */
enum unpack_kind unpack_kind_of(const char *head, size_t len);

struct unpack;

/* ERR_NOMEM only. @kind is not UNPACK_NONE. */
enum err_code unpack_new(enum unpack_kind kind, struct unpack **unpack, struct err *err) must_check;
void unpack_free(struct unpack *unpack); /* accepts NULL */

/* Where unpack_step() reads and writes: it moves both on. */
struct unpack_place {
    const char *in;
    size_t in_len;
    char *out;
    size_t out_len;
    bool last; /* nothing comes after @in */
};

/* Unpacks until @in is used up or @out is full. ERR_INVALID: the bytes are damaged, or something
 * else follows their end; ERR_LIMIT: they ask for too much memory. */
enum err_code unpack_step(struct unpack *unpack, struct unpack_place *place,
                          struct err *err) must_check;

/* True when what was read so far ends where it may end. */
bool unpack_is_whole(const struct unpack *unpack);

#endif
