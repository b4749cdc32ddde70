#include "cli/inspect_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/dialect.h"
#include "ingest/left_out.h"
#include "ingest/outcome.h"
#include "ingest/signature.h"

/* A float as the shortest decimal that says it, not with the digits a double adds. */
static json_t *seconds_json(float seconds)
{
    char text[32];
    if (isnan(seconds))
        return json_null();
    snprintf(text, sizeof text, "%.7g", (double)seconds);
    return json_real(strtod(text, NULL));
}

static json_t *number_or_null(int64_t number)
{
    return number > 0 ? json_integer(number) : json_null();
}

static json_t *signature_json(const struct attempt *at)
{
    struct signature signature;
    signature_make(at->kind, at->message, at->details, &signature);
    json_t *frames = json_array();
    for (const char *frame = signature.frames.text; *frame;) {
        size_t len = strcspn(frame, "\n");
        json_array_append_new(frames, json_stringn(frame, len));
        frame += len + (frame[len] != '\0');
    }
    return json_pack("{s:s, s:s, s:o}", "text", signature.text, "language",
                     signature.frames.language, "frames", frames);
}

static json_t *attempt_json(const struct attempt *at)
{
    json_t *json =
        json_pack("{s:s, s:o, s:s, s:s}", "outcome", outcome_name(at->outcome), "seconds",
                  seconds_json(at->seconds), "message", at->message, "details", at->details);
    if (at->outcome == OUTCOME_FAILED || at->outcome == OUTCOME_ERROR)
        json_object_set_new(json, "signature", signature_json(at));
    return json;
}

static json_t *attempts_json(const struct report_case *row)
{
    struct attempt only = {.outcome = (enum outcome)row->outcome,
                           .seconds = row->seconds,
                           .kind = "",
                           .message = "",
                           .details = ""};
    json_t *list = json_array();
    for (const struct attempt *at = row->attempts ? row->attempts : &only; at; at = at->next)
        json_array_append_new(list, attempt_json(at));
    return list;
}

static json_t *test_json(const struct report_case *row)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:s?, s:o, s:s, s:o, s:o}", "suite", row->suite,
                     "classname", row->classname, "name", row->name, "variant", row->variant,
                     "occurrence", (int)row->occurrence, "file", row->file, "line",
                     number_or_null(row->line), "outcome", outcome_name((enum outcome)row->outcome),
                     "seconds", seconds_json(row->seconds), "attempts", attempts_json(row));
}

static json_t *warning_json(const struct report *report, const struct report_warning *warning)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:s}", "code", warning->code, "file",
                     report->files[warning->file_index].name, "line", number_or_null(warning->line),
                     "column", number_or_null(warning->column), "message", warning->message);
}

static json_t *left_out_json(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->left_out_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "file", report->left_out[i].name,
                                              "reason", report->left_out[i].why));
    return json_pack("{s:I, s:o}", "files", (json_int_t)report->left_out_files, "list", list);
}

static void add_labels(json_t *test, const struct labels *labels)
{
    if (labels->owner)
        json_object_set_new(test, "owner", json_string(labels->owner));
    if (labels->layer)
        json_object_set_new(test, "layer", json_string(labels->layer));
    if (labels->population)
        json_object_set_new(test, "population", json_string(labels->population));
}

json_t *inspect_json(const struct report *report, const struct label_table *labels)
{
    json_t *files = json_array();
    for (size_t i = 0; i < report->file_count; i++) {
        const struct report_file *file = &report->files[i];
        json_array_append_new(files, json_pack("{s:s, s:s, s:b, s:[], s:[]}", "file", file->name,
                                               "dialect", file->dialect, "damaged", file->damaged,
                                               "tests", "warnings"));
    }
    for (size_t i = 0; i < report->case_count; i++) {
        json_t *test = test_json(&report->cases[i]);
        add_labels(test, &labels->rows[labels->of_case[i] - 1]);
        json_array_append_new(
            json_object_get(json_array_get(files, report->cases[i].file_index), "tests"), test);
    }
    for (size_t i = 0; i < report->warning_count; i++)
        json_array_append_new(
            json_object_get(json_array_get(files, report->warnings[i].file_index), "warnings"),
            warning_json(report, &report->warnings[i]));
    json_t *document = json_pack("{s:o}", "files", files);
    if (report->left_out_files)
        json_object_set_new(document, "left_out", left_out_json(report));
    if (report->codeowners)
        json_object_set_new(document, "codeowners", json_string(report->codeowners->name));
    return document;
}

json_t *inspect_dialects_json(void)
{
    json_t *list = json_array();
    const struct dialect *row;
    for (size_t i = 0; (row = dialect_at(i)) != NULL; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s?}", "dialect", row->name, "attempts",
                                              row->retries, "how", row->retries_how));
    return json_pack("{s:o}", "dialects", list);
}
