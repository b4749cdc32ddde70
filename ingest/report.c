#include "ingest/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "common/huge.h"
#include "common/text.h"
#include "ingest/mask.h"

enum { FIRST_CASES = 256, MANY_CASES = 50000, STEADY_STEP = 1024, MESSAGE_SIZE = 512 };

void report_init(struct report *report)
{
    memset(report, 0, sizeof *report);
}

void report_free(struct report *report)
{
    arena_free(&report->arena);
    if (report->cases_reserved)
        huge_release(report->cases, report->cases_reserved);
    else
        free(report->cases);
    report_init(report);
}

enum err_code report_add_file(struct report *report, const char *name, struct report_file **added,
                              struct err *err)
{
    if (report->file_count >= (size_t)config.max_files)
        return err_set(err, ERR_LIMIT,
                       "more than %lld files in one report, raise max_files or split it",
                       (long long)config.max_files);
    struct report_file *files = arena_grow(&report->arena, report->files, report->file_count,
                                           &report->file_capacity, sizeof *report->files);
    if (!files)
        return err_nomem(err);
    report->files = files;
    const char *copy = arena_text(&report->arena, name, strlen(name));
    if (!copy)
        return err_nomem(err);
    *added = &files[report->file_count++];
    **added = (struct report_file){.name = copy, .dialect = "generic"};
    return ERR_OK;
}

/* Many cases move once more, to where there is room for all that there may be. */
static bool reserve_cases(struct report *report)
{
    size_t bytes;
    if (__builtin_mul_overflow((size_t)config.max_cases, sizeof *report->cases, &bytes))
        return false;
    struct report_case *cases = huge_reserve(bytes);
    if (!cases)
        return false;
    memcpy(cases, report->cases, report->case_count * sizeof *cases);
    free(report->cases);
    report->cases = cases;
    report->case_capacity = (size_t)config.max_cases;
    report->cases_reserved = bytes;
    return true;
}

/* Half as much again each time: the rows are large, and what is not used is never touched. */
static bool grow_cases(struct report *report)
{
    size_t wanted = report->case_capacity + report->case_capacity / 2 + FIRST_CASES, bytes;
    if (wanted > MANY_CASES && wanted < (size_t)config.max_cases && !report->cases_reserved &&
        reserve_cases(report))
        return true;
    if (report->cases_reserved || __builtin_mul_overflow(wanted, sizeof *report->cases, &bytes))
        return false;
    struct report_case *cases = realloc(report->cases, bytes);
    if (!cases)
        return false;
    report->cases = cases;
    report->case_capacity = wanted;
    return true;
}

enum err_code report_add_case(struct report *report, struct report_case **added, struct err *err)
{
    if (report->case_count >= (size_t)config.max_cases)
        return err_set(err, ERR_LIMIT,
                       "more than %lld test cases in one report, raise max_cases or split it",
                       (long long)config.max_cases);
    if (report->case_count == report->case_capacity && !grow_cases(report))
        return err_nomem(err);
    if (report->followed && report->cases_reserved && report->case_count % STEADY_STEP == 0)
        atomic_store_explicit(&report->steady, report->case_count, memory_order_release);
    *added = &report->cases[report->case_count++];
    memset(*added, 0, sizeof **added);
    return ERR_OK;
}

void report_warn(struct report *report, uint32_t file_index, const char *code, int64_t line,
                 int64_t column, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    text_mend(message);

    struct report_warning *warnings = NULL;
    const char *shown = message, *copy = NULL;
    struct err err = {0};
    bool clean = mask_text(&shown, &report->arena, &err) == ERR_OK; /* it may quote the file */
    if (clean && report->warning_count < (size_t)config.max_warnings)
        warnings = arena_grow(&report->arena, report->warnings, report->warning_count,
                              &report->warning_capacity, sizeof *report->warnings);
    if (warnings) {
        report->warnings = warnings;
        copy = shown == message ? arena_text(&report->arena, message, strlen(message)) : shown;
    }
    if (!copy) {
        report->warnings_dropped++;
        return;
    }
    warnings[report->warning_count++] = (struct report_warning){
        .code = code, .file_index = file_index, .line = line, .column = column, .message = copy};
}
