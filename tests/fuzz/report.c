/* Any bytes as a report: one file, or several with a line of their own between them. Read once
 * whole and once in pieces: both must come to the same, and to a report that is sound. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "ingest/junit.h"
#include "ingest/retries.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/walk.h"

static const char between[] = "\n==FILE==\n";
static const char *const names[] = {"out/junit.xml", "out/retry-1/junit.xml",
                                    "out/retry-2/junit.xml", "test_attempts/attempt_1.xml",
                                    "test.xml"};
enum { FILES = sizeof names / sizeof *names };

/* Sizes of pieces that depend on nothing but the input. */
static size_t next_piece(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % ((*seed >> 28) < 4 ? 5000 : 40) + 1;
}

static void read_file(struct report *report, const char *name, const char *bytes, size_t len,
                      uint32_t *seed)
{
    struct err err = {0};
    struct junit *junit = NULL;
    enum err_code code = junit_open(report, name, &junit, &err);
    for (size_t at = 0, piece; at < len && code == ERR_OK; at += piece) {
        piece = seed ? next_piece(seed) : len;
        if (piece > len - at)
            piece = len - at;
        char *copy = malloc(piece); /* so that a look past its end is seen */
        if (!copy)
            abort();
        memcpy(copy, bytes + at, piece);
        code = junit_feed(junit, copy, piece, &err);
        free(copy);
    }
    if (code == ERR_OK)
        code = junit_close(junit, &err);
    junit_free(junit);
    if (code != ERR_OK && (code != err.code || !*err.message))
        abort();
}

static void read_all(struct report *report, const char *bytes, size_t len, uint32_t *seed)
{
    struct err err = {0};
    for (size_t file = 0; file < FILES; file++) {
        const char *end = memmem(bytes, len, between, sizeof between - 1);
        size_t part = end ? (size_t)(end - bytes) : len;
        read_file(report, names[file], bytes, part, seed);
        if (!end)
            break;
        bytes = end + sizeof between - 1;
        len -= part + sizeof between - 1;
    }
    if (retries_settle(report, &err) != ERR_OK)
        abort();
    walk_report(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t seed = (uint32_t)size;
    for (size_t i = 0; i < size; i++)
        seed = seed * 31 + data[i];
    config.max_depth = 100;
    config.max_cases = 10000;
    config.max_text_bytes = 1000;
    struct report whole, pieces;
    auto_text struct text whole_text = {0}, pieces_text = {0};
    report_init(&whole);
    report_init(&pieces);
    read_all(&whole, (const char *)data, size, NULL);
    read_all(&pieces, (const char *)data, size, &seed);
    walk_dump(&whole, 0, &whole_text);
    walk_dump(&pieces, 0, &pieces_text);
    walk_dump_warnings(&whole, &whole_text);
    walk_dump_warnings(&pieces, &pieces_text);
    const char *a = text_get(&whole_text), *b = text_get(&pieces_text);
    if (strcmp(a ? a : "", b ? b : "") != 0) {
        fprintf(stderr, "-- whole --\n%s-- in pieces --\n%s", a ? a : "", b ? b : "");
        abort();
    }
    report_free(&whole);
    report_free(&pieces);
    return 0;
}
