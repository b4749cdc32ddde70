/* Any bytes as an upload: a bundle, a packed report or a plain one. Read once whole and once in
 * pieces: both must come to the same, within limits that a bomb would pass at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "ingest/bundle.h"
#include "ingest/retries.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/walk.h"

enum { EXPANDED_MAX = 4 << 20, WINDOW_MAX = 1 << 20 };

static enum err_code put(struct bundle *bundle, const char *bytes, size_t len, struct err *err)
{
    char *copy = malloc(len); /* so that a look past its end is seen */
    if (!copy)
        abort();
    memcpy(copy, bytes, len);
    enum err_code code = bundle_put(bundle, copy, len, err);
    free(copy);
    return code;
}

static enum err_code read_upload(struct bundle *bundle, const char *bytes, size_t len,
                                 uint32_t seed, struct err *err)
{
    bool whole = seed == 0;
    enum err_code code = bundle_begin(bundle, "body", BUNDLE_GIVEN, err);
    for (size_t at = 0, piece; at < len && code == ERR_OK; at += piece) {
        seed = seed * 1664525 + 1013904223;
        piece = whole ? len : (seed >> 8) % ((seed >> 28) < 4 ? 5000 : 40) + 1;
        piece = piece < len - at ? piece : len - at;
        code = put(bundle, bytes + at, piece, err);
    }
    if (code != ERR_OK)
        return code;
    bundle_end(bundle);
    code = bundle_close(bundle, err);
    return code == ERR_OK ? bundle_finish(bundle, err) : code;
}

/* What became of it, as text. */
static void try_upload(const char *bytes, size_t len, uint32_t seed, struct text *out)
{
    struct report report;
    struct err err = {0};
    struct bundle *bundle = NULL;
    report_init(&report);
    if (bundle_new(&report, &bundle, &err) != ERR_OK)
        abort();
    enum err_code code = read_upload(bundle, bytes, len, seed, &err);
    if (bundle_expanded(bundle) > EXPANDED_MAX || (code != ERR_OK && !*err.message))
        abort();
    text_printf(out, "%d %s\n", code, code == ERR_OK ? "" : err.message);
    bundle_free(bundle);
    if (code == ERR_OK) {
        if (retries_settle(&report, &err) != ERR_OK)
            abort();
        walk_report(&report);
        walk_dump(&report, 0, out);
        walk_dump_warnings(&report, out);
    }
    report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t seed = (uint32_t)size;
    for (size_t i = 0; i < size; i++)
        seed = seed * 31 + data[i];
    config.max_expanded_bytes = EXPANDED_MAX;
    config.max_window_bytes = WINDOW_MAX;
    config.max_entries = 1000;
    config.max_depth = 100;
    config.max_cases = 10000;
    config.max_text_bytes = 1000;
    auto_text struct text whole = {0}, pieces = {0};
    try_upload((const char *)data, size, 0, &whole);
    try_upload((const char *)data, size, seed | 1, &pieces);
    if (strcmp(text_get(&whole), text_get(&pieces)) != 0) {
        fprintf(stderr, "-- whole --\n%s-- in pieces --\n%s", text_get(&whole), text_get(&pieces));
        abort();
    }
    return 0;
}
