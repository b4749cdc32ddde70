/* Each library takes bytes in pieces and gives bytes in pieces; what differs is how it says that a
 * member has ended. Zeros after the end are the padding of a tape. */
#include "common/unpack.h"

#define ZLIB_CONST
#include <bzlib.h>
#include <inttypes.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "common/config.h"

enum { XZ_FIXED = 1 << 20, ZSTD_WINDOW_LOG_MIN = 20, ZSTD_WINDOW_LOG_MAX = 31 };

struct unpack {
    const struct codec *codec;
    bool at_end;  /* of a member; what follows is another one, or padding */
    bool padding; /* only zeros from here on */
    int64_t taken;
    union {
        z_stream gzip;
        ZSTD_DCtx *zstd;
        lzma_stream xz;
        bz_stream bzip2;
    };
};

struct codec {
    const char *name, *magic;
    size_t magic_len;
    bool (*begin)(struct unpack *);
    void (*end)(struct unpack *);
    /* NULL when all is well, else what is wrong; "" when it is the memory it asks for. */
    const char *(*step)(struct unpack *, struct unpack_place *);
    bool (*again)(struct unpack *); /* after the end of a member; NULL: the library does it */
};

static const char too_much_memory[] = "";

/* ---- gzip ------------------------------------------------------------------------------------ */

static bool gzip_begin(struct unpack *unpack)
{
    return inflateInit2(&unpack->gzip, MAX_WBITS + 16) == Z_OK;
}

static void gzip_end(struct unpack *unpack)
{
    inflateEnd(&unpack->gzip);
}

static bool gzip_again(struct unpack *unpack)
{
    return inflateReset(&unpack->gzip) == Z_OK;
}

static const char *gzip_step(struct unpack *unpack, struct unpack_place *place)
{
    z_stream *stream = &unpack->gzip;
    stream->next_in = (const Bytef *)place->in;
    stream->avail_in = (uInt)place->in_len;
    stream->next_out = (Bytef *)place->out;
    stream->avail_out = (uInt)place->out_len;
    int outcome = inflate(stream, Z_NO_FLUSH);
    place->in += place->in_len - stream->avail_in;
    place->in_len = stream->avail_in;
    place->out += place->out_len - stream->avail_out;
    place->out_len = stream->avail_out;
    unpack->at_end = outcome == Z_STREAM_END;
    if (outcome == Z_OK || outcome == Z_STREAM_END || outcome == Z_BUF_ERROR)
        return NULL;
    return outcome == Z_MEM_ERROR ? too_much_memory : stream->msg ? stream->msg : "bad data";
}

/* ---- zstd ------------------------------------------------------------------------------------ */

static bool zstd_begin(struct unpack *unpack)
{
    int log = ZSTD_WINDOW_LOG_MIN;
    while (log < ZSTD_WINDOW_LOG_MAX && INT64_C(1) << (log + 1) <= config.max_window_bytes)
        log++;
    unpack->zstd = ZSTD_createDCtx();
    return unpack->zstd &&
           !ZSTD_isError(ZSTD_DCtx_setParameter(unpack->zstd, ZSTD_d_windowLogMax, log));
}

static void zstd_end(struct unpack *unpack)
{
    ZSTD_freeDCtx(unpack->zstd);
}

static const char *zstd_step(struct unpack *unpack, struct unpack_place *place)
{
    ZSTD_inBuffer in = {place->in, place->in_len, 0};
    ZSTD_outBuffer out = {place->out, place->out_len, 0};
    size_t outcome = ZSTD_decompressStream(unpack->zstd, &out, &in);
    place->in += in.pos;
    place->in_len -= in.pos;
    place->out += out.pos;
    place->out_len -= out.pos;
    unpack->at_end = outcome == 0;
    if (!ZSTD_isError(outcome))
        return NULL;
    ZSTD_ErrorCode code = ZSTD_getErrorCode(outcome);
    bool memory =
        code == ZSTD_error_frameParameter_windowTooLarge || code == ZSTD_error_memory_allocation;
    return memory ? too_much_memory : ZSTD_getErrorName(outcome);
}

/* ---- xz -------------------------------------------------------------------------------------- */

static bool xz_begin(struct unpack *unpack)
{
    uint64_t most = (uint64_t)config.max_window_bytes + XZ_FIXED;
    unpack->xz = (lzma_stream)LZMA_STREAM_INIT;
    return lzma_stream_decoder(&unpack->xz, most, LZMA_CONCATENATED) == LZMA_OK;
}

static void xz_end(struct unpack *unpack)
{
    lzma_end(&unpack->xz);
}

static const char *xz_step(struct unpack *unpack, struct unpack_place *place)
{
    lzma_stream *stream = &unpack->xz;
    stream->next_in = (const uint8_t *)place->in;
    stream->avail_in = place->in_len;
    stream->next_out = (uint8_t *)place->out;
    stream->avail_out = place->out_len;
    lzma_ret outcome = lzma_code(stream, place->last ? LZMA_FINISH : LZMA_RUN);
    place->in += place->in_len - stream->avail_in;
    place->in_len = stream->avail_in;
    place->out += place->out_len - stream->avail_out;
    place->out_len = stream->avail_out;
    unpack->at_end = outcome == LZMA_STREAM_END;
    if (outcome == LZMA_OK || outcome == LZMA_STREAM_END || outcome == LZMA_BUF_ERROR)
        return NULL;
    if (outcome == LZMA_MEMLIMIT_ERROR || outcome == LZMA_MEM_ERROR)
        return too_much_memory;
    return outcome == LZMA_OPTIONS_ERROR  ? "options that are not known here"
           : outcome == LZMA_FORMAT_ERROR ? "something else follows its end"
                                          : "bad data or a wrong checksum";
}

/* ---- bzip2 ----------------------------------------------------------------------------------- */

static bool bzip2_begin(struct unpack *unpack)
{
    memset(&unpack->bzip2, 0, sizeof unpack->bzip2);
    return BZ2_bzDecompressInit(&unpack->bzip2, 0, 0) == BZ_OK;
}

static void bzip2_end(struct unpack *unpack)
{
    BZ2_bzDecompressEnd(&unpack->bzip2);
}

static bool bzip2_again(struct unpack *unpack)
{
    bzip2_end(unpack);
    return bzip2_begin(unpack);
}

static const char *bzip2_step(struct unpack *unpack, struct unpack_place *place)
{
    bz_stream *stream = &unpack->bzip2;
    memcpy(&stream->next_in, &place->in, sizeof place->in); /* it is not written to */
    stream->avail_in = (unsigned)place->in_len;
    stream->next_out = place->out;
    stream->avail_out = (unsigned)place->out_len;
    int outcome = BZ2_bzDecompress(stream);
    place->in += place->in_len - stream->avail_in;
    place->in_len = stream->avail_in;
    place->out += place->out_len - stream->avail_out;
    place->out_len = stream->avail_out;
    unpack->at_end = outcome == BZ_STREAM_END;
    if (outcome == BZ_OK || outcome == BZ_STREAM_END)
        return NULL;
    return outcome == BZ_MEM_ERROR ? too_much_memory : "bad data or a wrong checksum";
}

/* ---- all of them ----------------------------------------------------------------------------- */

static const struct codec codecs[] = {
    [UNPACK_GZIP] = {"gzip", "\x1f\x8b", 2, gzip_begin, gzip_end, gzip_step, gzip_again},
    [UNPACK_ZSTD] = {"zstd", "\x28\xb5\x2f\xfd", 4, zstd_begin, zstd_end, zstd_step, NULL},
    [UNPACK_XZ] = {"xz",
                   "\xfd"
                   "7zXZ",
                   6, xz_begin, xz_end, xz_step, NULL},
    [UNPACK_BZIP2] = {"bzip2", "BZh", 3, bzip2_begin, bzip2_end, bzip2_step, bzip2_again},
};

enum unpack_kind unpack_kind_of(const char *head, size_t len)
{
    for (size_t i = UNPACK_GZIP; i < sizeof codecs / sizeof *codecs; i++)
        if (len >= codecs[i].magic_len && memcmp(head, codecs[i].magic, codecs[i].magic_len) == 0)
            return (enum unpack_kind)i;
    return UNPACK_NONE;
}

enum err_code unpack_new(enum unpack_kind kind, struct unpack **out, struct err *err)
{
    struct unpack *unpack = calloc(1, sizeof *unpack);
    if (!unpack)
        return err_nomem(err);
    unpack->codec = &codecs[kind];
    if (!unpack->codec->begin(unpack)) {
        unpack_free(unpack);
        return err_nomem(err);
    }
    *out = unpack;
    return ERR_OK;
}

void unpack_free(struct unpack *unpack)
{
    if (!unpack)
        return;
    unpack->codec->end(unpack);
    free(unpack);
}

static enum err_code refuse(const struct unpack *unpack, const char *what, struct err *err)
{
    if (what == too_much_memory)
        return err_set(err, ERR_LIMIT,
                       "to unpack this %s takes more memory than %" PRId64
                       " bytes (max_window_bytes): pack it with a smaller window or dictionary",
                       unpack->codec->name, config.max_window_bytes);
    return err_set(err, ERR_INVALID,
                   "the %s data is damaged at byte %" PRId64 " (%s): pack it and send it again",
                   unpack->codec->name, unpack->taken, what);
}

/* After the end of a member: another one, or zeros to the end. */
static const char *go_on(struct unpack *unpack, struct unpack_place *place)
{
    if (!unpack->padding && *place->in != '\0') {
        unpack->at_end = false;
        return unpack->codec->again && !unpack->codec->again(unpack) ? too_much_memory : NULL;
    }
    unpack->padding = true;
    for (; place->in_len > 0; place->in++, place->in_len--, unpack->taken++)
        if (*place->in != '\0')
            return "something else follows its end";
    return NULL;
}

enum err_code unpack_step(struct unpack *unpack, struct unpack_place *place, struct err *err)
{
    for (;;) {
        const char *wrong = NULL;
        size_t in_len = place->in_len, out_len = place->out_len;
        if (out_len == 0 || (in_len == 0 && unpack->at_end))
            return ERR_OK;
        if (unpack->at_end)
            wrong = go_on(unpack, place);
        if (!wrong && !unpack->at_end) {
            wrong = unpack->codec->step(unpack, place);
            unpack->taken += (int64_t)(in_len - place->in_len);
        }
        if (wrong)
            return refuse(unpack, wrong, err);
        if (in_len == place->in_len && out_len == place->out_len)
            return ERR_OK;
    }
}

bool unpack_is_whole(const struct unpack *unpack)
{
    return unpack->at_end;
}
