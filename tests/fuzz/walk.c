#include "tests/fuzz/walk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "ingest/dialect.h"
#include "ingest/signature.h"

#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

enum { CUT_MARK = 64 /* that a cut name may be longer than the limit: the mark and a hash */ };

static void walk_text(const char *text, int64_t limit)
{
    must(text);
    size_t len = strlen(text);
    must(text_is_utf8(text, len));
    must(limit == 0 || (int64_t)len <= limit);
}

static bool failing(int outcome)
{
    return outcome == OUTCOME_FAILED || outcome == OUTCOME_ERROR;
}

static void walk_attempts(const struct report_case *row)
{
    bool failed = false;
    enum outcome last = OUTCOME_PASSED;
    for (const struct attempt *at = row->attempts; at; at = at->next) {
        must(failing((int)at->outcome) || at->outcome == OUTCOME_PASSED ||
             at->outcome == OUTCOME_SKIPPED);
        must(isnan(at->seconds) || at->seconds >= 0);
        walk_text(at->kind, 0);
        walk_text(at->message, 0);
        walk_text(at->details, 0);
        failed |= failing((int)at->outcome);
        last = at->outcome;
        struct signature signature;
        signature_make(at->kind, at->message, at->details, &signature);
        walk_text(signature.text, SIGNATURE_TEXT_MAX);
        walk_text(signature.frames.text, FRAMES_TEXT_MAX);
        must(signature.frames.count <= FRAMES_MAX);
    }
    /* A case that did not fail has nothing to tell, and one that did says how. */
    must(failed == (failing(row->outcome) || row->outcome == OUTCOME_FLAKY));
    must(row->outcome != OUTCOME_FLAKY || !failing((int)last));
}

static void walk_case(const struct report *report, const struct report_case *row)
{
    walk_text(row->suite, config.max_name_bytes + CUT_MARK);
    walk_text(row->classname, config.max_name_bytes + CUT_MARK);
    walk_text(row->name, config.max_name_bytes + CUT_MARK);
    walk_text(row->variant, config.max_name_bytes + CUT_MARK);
    if (row->file)
        walk_text(row->file, config.max_name_bytes + CUT_MARK);
    must(row->file_index < report->file_count);
    must(row->suite_index < report->suite_count);
    must(row->line >= 0 && row->occurrence >= 1);
    must(isnan(row->seconds) || row->seconds >= 0);
    must(strchr("pfesk", row->outcome) && row->outcome);
    walk_attempts(row);
}

static void walk_counts(const struct report *report)
{
    struct report_counts seen = {0};
    size_t told = 0, in_suites = 0;
    for (size_t i = 0; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        seen.tests++;
        seen.passed += row->outcome == OUTCOME_PASSED || row->outcome == OUTCOME_FLAKY;
        seen.flaky += row->outcome == OUTCOME_FLAKY;
        seen.failed += row->outcome == OUTCOME_FAILED;
        seen.errors += row->outcome == OUTCOME_ERROR;
        seen.skipped += row->outcome == OUTCOME_SKIPPED;
        must(report->outcomes[i] == row->outcome);
        if (row->attempts)
            must(report->told[told++] == i);
    }
    must(report->outcomes[report->case_count] == '\0');
    must(told == report->told_count);
    must(memcmp(&seen, &report->counts, sizeof seen) == 0);
    for (size_t i = 0; i < report->suite_count; i++) {
        walk_text(report->suites[i].name, 0);
        must(report->suites[i].cases > 0);
        in_suites += report->suites[i].cases;
    }
    must(in_suites == report->case_count);
}

void walk_report(const struct report *report)
{
    bool damaged = false;
    for (size_t i = 0; i < report->file_count; i++) {
        walk_text(report->files[i].name, 0);
        must(dialect_named(report->files[i].dialect));
        damaged |= report->files[i].damaged;
    }
    must(damaged == report->damaged);
    for (size_t i = 0; i < report->case_count; i++)
        walk_case(report, &report->cases[i]);
    for (size_t i = 0; i < report->warning_count; i++) {
        must(report->warnings[i].file_index < report->file_count);
        must(report->warnings[i].line >= 0 && report->warnings[i].column >= 0);
        walk_text(report->warnings[i].code, 0);
        walk_text(report->warnings[i].message, 0);
    }
    walk_counts(report);
}

void walk_dump(const struct report *report, size_t first_case, struct text *out)
{
    for (size_t i = 0; i < report->file_count; i++)
        text_printf(out, "F %s %s %d %u\n", report->files[i].name, report->files[i].dialect,
                    report->files[i].damaged, report->files[i].root_errors);
    for (size_t i = first_case; i < report->case_count; i++) {
        const struct report_case *row = &report->cases[i];
        text_printf(out, "C %s|%s|%s|%s|%s:%d %c %.6g %d %u\n", row->suite, row->classname,
                    row->name, row->variant, row->file ? row->file : "-", row->line, row->outcome,
                    (double)row->seconds, row->occurrence, row->suite_index);
        for (const struct attempt *at = row->attempts; at; at = at->next)
            text_printf(out, "  A %c %.6g|%s|%s|%s\n", (char)at->outcome, (double)at->seconds,
                        at->kind, at->message, at->details);
    }
}

void walk_dump_warnings(const struct report *report, struct text *out)
{
    for (size_t i = 0; i < report->warning_count; i++)
        text_printf(out, "W %u %s %lld:%lld %s\n", report->warnings[i].file_index,
                    report->warnings[i].code, (long long)report->warnings[i].line,
                    (long long)report->warnings[i].column, report->warnings[i].message);
}
