/* Bundles read, and what was read of them in a line. */
#ifndef TESTS_UNIT_BUNDLES_H
#define TESTS_UNIT_BUNDLES_H

#include "tests/unit/pack.h"

#include "common/text.h"
#include "ingest/bundle.h"
#include "ingest/retries.h"

/* Reads @bytes in pieces of @piece as "body". */
static inline enum err_code read_bytes(struct report *report, const char *bytes, size_t len,
                                       size_t piece, struct err *err)
{
    struct bundle *bundle = NULL;
    report_init(report);
    assert_int_equal(bundle_new(report, &bundle, err), ERR_OK);
    enum err_code code = bundle_begin(bundle, "body", BUNDLE_GIVEN, err);
    for (size_t at = 0; at < len && code == ERR_OK; at += piece)
        code = bundle_put(bundle, bytes + at, piece < len - at ? piece : len - at, err);
    if (code == ERR_OK) {
        bundle_end(bundle);
        code = bundle_close(bundle, err);
    }
    bundle_free(bundle);
    return code == ERR_OK ? retries_settle(report, err) : code;
}

static inline void read_good(struct report *report, struct packed packed, size_t piece)
{
    struct err err = {0};
    enum err_code code = read_bytes(report, packed.bytes, packed.len, piece, &err);
    if (code != ERR_OK)
        fail_msg("%s", err.message);
    free(packed.bytes);
}

static inline void read_bad(struct packed packed, enum err_code expected, const char *why)
{
    struct report report;
    struct err err = {0};
    assert_int_equal(read_bytes(&report, packed.bytes, packed.len, 1000, &err), expected);
    if (!strstr(err.message, why))
        fail_msg("\"%s\" does not say \"%s\"", err.message, why);
    report_free(&report);
    free(packed.bytes);
}

/* Files, cases and outcomes in one line. */
static inline char *told(const struct report *report)
{
    struct text text = {0};
    for (size_t i = 0; i < report->file_count; i++)
        text_printf(&text, "%s%s ", report->files[i].name, report->files[i].damaged ? "!" : "");
    for (size_t i = 0; i < report->case_count; i++)
        text_printf(&text, "%s:%c:%u ", report->cases[i].name, report->cases[i].outcome,
                    report->cases[i].file_index);
    return text_take(&text);
}

static inline void assert_told(const struct report *report, const char *expected)
{
    char *is = told(report);
    assert_string_equal(is, expected);
    free(is);
}

#endif
